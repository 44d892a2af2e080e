"""The worker: starts a process for each run, as many at once as it is allowed.

Before it begins, it makes sure that the server knows all it needs to (``flows.provision``), and that runs whose
process died while nobody looked are started again. Each start of it does that again, so that a server that
lost its database is set up anew.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.logging import get_logger
from prefect.states import AwaitingRetry, Cancelled, Crashed
from prefect.workers.process import ProcessWorker

from flows.deployment import DEPLOYMENT, long_due, may_not_start_again
from flows.provision import POOL, provision

_UNFINISHED = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]


def work(limit: int, output: Path, scans: Path) -> None:
    """Starts runs, ``limit`` at once, until this process ends; results go to ``output``, which mirrors ``scans``."""
    provision(limit, output, scans)
    take_up_the_dead()
    asyncio.run(ProcessWorker(work_pool_name=POOL, name="baokan", limit=limit).start())


def take_up_the_dead() -> None:
    """Starts runs again that are said to go on in a process of this machine that is gone; those that were started
    too often have crashed.

    The server would learn it from their missing heartbeats, a minute and a half later. It is not left to the
    automation that restarts crashed runs: a server that has just started may miss what it is told.
    """
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(
            deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[DEPLOYMENT])),
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNFINISHED))),
        )
        for run in _dead(runs):
            get_logger("baokan").info("run %s lost its process", run.name)
            client.set_flow_run_state(run.id, _next_state(run), force=True)


def _dead(runs: list[FlowRun]) -> Iterator[FlowRun]:
    for run in runs:
        host, _, process = (run.infrastructure_pid or "").rpartition(":")
        if process.isdecimal() and host in ("", socket.gethostname()) and not _runs(int(process)):
            yield run


def _next_state(run: FlowRun) -> State[Any]:
    message = "its process ended without a word"
    if run.state is not None and run.state.is_cancelling():
        return Cancelled(message=message)
    if may_not_start_again(run):
        return Crashed(message=message)
    return AwaitingRetry(scheduled_time=long_due(), message=message)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
