"""Runs on a server that goes on: asked for, and looked up.

The names here are what the server, the worker and the watcher agree on.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flows.environment import prepare_prefect
from flows.server import no_answer
from ocr.errors import BaokanError, printable
from ocr.settings import load_settings

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun, State

FLOW = "digitize-issue"
DEPLOYMENT = "baokan"
FULL_NAME = f"{FLOW}/{DEPLOYMENT}"
MOST_RESTARTS = 3
"""Of a run whose process died."""
_MOST_SET_BACK = timedelta(days=1)
_STOPS = "baokan.stops"


@dataclass(frozen=True, slots=True)
class SubmittedRun:
    """A run that the server was asked for."""

    id: str
    url: str
    """Its page in the UI."""


def submit(
    scans: Path, root: Path, output: Path, engine: str | None, key: str, issue: str | None = None
) -> SubmittedRun:
    """Asks the server for a run of the issue in ``scans``, below the watched folder ``root``, and does not wait.

    ``output`` mirrors the folders of ``root``. ``issue`` is its place there, which tells it from others in
    ``scans``. The same ``key`` gives the same run for ever, also one that failed: it has to name the attempt.
    Raises BaokanError where the server cannot be reached or does not know the deployment, and for scans whose names
    it does not take.
    """
    parameters = {
        "scans": str(scans.absolute()),
        "output": str(output.absolute()),
        "engine": engine,
        "root": str(root.absolute()),
        "issue": issue,
    }
    try:
        json.dumps(parameters, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BaokanError(f"{scans}: its name is not UTF-8; rename it, or digitize it with baokan run") from error
    name = printable(issue or (scans.stem if scans.is_file() else scans.name))
    with asking_server():
        from prefect.client.orchestration import get_client
        from prefect.states import Scheduled

        with get_client(sync_client=True) as client:
            deployment = client.read_deployment_by_name(FULL_NAME)
            state: State[Any] = Scheduled(name="Queued", scheduled_time=long_due())
            run = client.create_flow_run_from_deployment(
                deployment.id, parameters=parameters, state=state, name=name, idempotency_key=key
            )
    return SubmittedRun(str(run.id), run_url(str(run.id)))


def long_due() -> datetime:
    """The time that a run is given which may start at once.

    The server starts none before its time: a clock that is set back would let it wait as long.
    """
    return datetime.now(UTC) - _MOST_SET_BACK


def run_state(id_: str) -> str | None:
    """Prefect's name of the run's state, such as ``Running`` or ``Crashed``; None where the server does not know it.

    Raises BaokanError where the server cannot be reached.
    """
    with asking_server():
        from prefect.client.orchestration import get_client
        from prefect.exceptions import ObjectNotFound

        with get_client(sync_client=True) as client:
            try:
                state = client.read_flow_run(UUID(id_)).state
            except ObjectNotFound:
                return None
    return state.name if state else None


def start_again(id_: str) -> bool:
    """Starts a crashed run again; False for one that was started too often, or has not crashed.

    The server does so by itself, but for a crash that it heard of just after its own start.
    Raises BaokanError where the server cannot be reached.
    """
    with asking_server():
        from prefect.client.orchestration import get_client
        from prefect.states import AwaitingRetry

        with get_client(sync_client=True) as client:
            run = client.read_flow_run(UUID(id_))
            if run.state is None or not run.state.is_crashed() or may_not_start_again(run):
                return False
            again: State[Any] = AwaitingRetry(scheduled_time=long_due(), message="its crash was not answered")
            client.set_flow_run_state(run.id, again, force=True)
    return True


def may_not_start_again(run: FlowRun) -> bool:
    """Whether a run lost its process ``MOST_RESTARTS`` times before."""
    return run.run_count - int(run.labels.get(_STOPS, 0)) > MOST_RESTARTS


def note_stop(client: SyncPrefectClient, run: FlowRun) -> None:
    """Takes down that a run ended because it was told to: its next start is none after a crash."""
    client.update_flow_run_labels(run.id, {_STOPS: int(run.labels.get(_STOPS, 0)) + 1})


def own_run() -> SubmittedRun:
    """The run that this code is part of."""
    from prefect.runtime import flow_run

    id_ = str(flow_run.get_id())
    return SubmittedRun(id_, run_url(id_))


def run_url(id_: str) -> str:
    """The page of a run in the UI."""
    from prefect.settings import get_current_settings

    settings = get_current_settings()
    ui = settings.ui_url or str(settings.api.url).removesuffix("/").removesuffix("/api")
    return f"{ui}/runs/flow-run/{id_}"


@contextmanager
def asking_server() -> Iterator[None]:
    """Within it, Prefect asks the server of ``PREFECT_API_URL``, or the one that ``baokan serve`` starts here.

    Raises BaokanError where there is none, or it has no deployment.
    """
    if "prefect" not in sys.modules:  # it reads its settings once
        os.environ.setdefault("PREFECT_API_URL", load_settings().serve.api_url)
        prepare_prefect()
    import httpx
    from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError

    try:
        yield
    except ObjectNotFound as error:
        raise BaokanError(
            f"{_address()}: the Prefect server there knows no deployment {FULL_NAME}; start baokan serve"
        ) from error
    except PrefectHTTPStatusError as error:
        raise BaokanError(f"{_address()}: the Prefect server refused ({_first_line(error)})") from error
    except (httpx.HTTPError, RuntimeError) as error:
        raise BaokanError(no_answer(error)) from error


def _address() -> str:
    from prefect.settings import get_current_settings

    return str(get_current_settings().api.url)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
