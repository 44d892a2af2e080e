"""What the server has to know before issues are digitized: a pool of work, a deployment, and what to do by itself."""

from __future__ import annotations

import hashlib
import shlex
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.events.actions import ChangeFlowRunState, SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.logging import get_logger
from prefect.types.entrypoint import EntrypointType
from prefect.workers.process import ProcessWorker

from flows.deployment import DEPLOYMENT, FLOW, MOST_RESTARTS
from flows.digitize import digitize
from ocr.settings import load_settings

POOL = "baokan"
QUEUES = ("urgent", "default")
"""Of the pool, the first one served first."""
_SILENT_SECONDS = 90
_RUN = "prefect.resource.id"
_OURS: dict[str, str | list[str]] = {"prefect.resource.role": "flow", "prefect.resource.name": FLOW}
_ENDED = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}
_NOTE = "{{ flow_run.name }}: {{ flow_run.state.name }}\n{{ flow_run.state.message }}\n{{ flow_run|ui_url }}"


def provision(limit: int, output: Path, scans: Path) -> None:
    """Makes on the server whatever is missing there and brings the rest up to date.

    ``limit`` is how many issues are digitized at once; ``output`` is where the results go, and ``scans``
    the folder that they mirror, if a run does not say.
    """
    with get_client(sync_client=True) as client:
        _make_pool(client)
        _deploy(limit, output, scans)
        for automation in (*_automations(), *_notification(client)):
            _bring_up_to_date(client, automation)


def _make_pool(client: SyncPrefectClient) -> None:
    template = ProcessWorker.get_default_base_job_template()
    with suppress(ObjectAlreadyExists):
        client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))
    for priority, name in enumerate(QUEUES, start=1):
        try:
            queue = client.read_work_queue_by_name(name, work_pool_name=POOL)
        except ObjectNotFound:
            queue = client.create_work_queue(name=name, work_pool_name=POOL)
        client.update_work_queue(queue.id, priority=priority)


def _deploy(limit: int, output: Path, scans: Path) -> None:
    """The flow as the UI offers it, run by this Python in the working folder of the server."""
    RunnerDeployment.from_flow(
        digitize,
        DEPLOYMENT,
        description="Digitizes the scans of an issue. Choose Run, Custom run, and name the folder of the scans.",
        concurrency_limit=ConcurrencyLimitConfig(limit=limit, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE),
        parameters={"output": str(output), "root": str(scans)},
        work_pool_name=POOL,
        work_queue_name=QUEUES[-1],
        job_variables={
            "command": f"{shlex.quote(sys.executable)} -m prefect.engine",
            "working_dir": str(Path.cwd()),
            "stream_output": False,
        },
        entrypoint_type=EntrypointType.MODULE_PATH,
    ).apply()


def _automations() -> tuple[AutomationCore, ...]:
    silent = EventTrigger(
        match={_RUN: "prefect.flow-run.*"},
        match_related=_OURS,
        for_each={_RUN},
        after={"prefect.flow-run.heartbeat", "prefect.flow-run.Running"},
        expect={"prefect.flow-run.heartbeat", *_ENDED},
        posture=Posture.Proactive,
        threshold=1,
        within=timedelta(seconds=_SILENT_SECONDS),
    )
    crashed = EventTrigger(
        match={_RUN: "prefect.flow-run.*", "prefect.run-count": [str(n) for n in range(MOST_RESTARTS + 1)]},
        match_related=_OURS,
        for_each={_RUN},
        expect={"prefect.flow-run.Crashed"},
        posture=Posture.Reactive,
        threshold=1,
        within=timedelta(0),
    )
    return (
        AutomationCore(
            name="baokan: a run without a heartbeat has crashed",
            trigger=silent,
            actions=[ChangeFlowRunState(state=StateType.CRASHED, message="no sign of life; its worker may be gone")],
        ),
        AutomationCore(
            name="baokan: a run that crashed is started again",
            trigger=crashed,
            actions=[ChangeFlowRunState(state=StateType.SCHEDULED, name="AwaitingRetry", force=True)],
        ),
    )


def _notification(client: SyncPrefectClient) -> tuple[AutomationCore, ...]:
    """The automation that tells of failures, where the settings name a block for it that exists."""
    kind, _, name = load_settings().serve.notify.partition("/")
    if not name:
        return ()
    try:
        block = client.read_block_document_by_name(name, kind)
    except ObjectNotFound:
        get_logger("baokan").error("serve.notify: there is no block %s/%s; make it in the UI, Blocks", kind, name)
        return ()
    failed = EventTrigger(
        match={_RUN: "prefect.flow-run.*"},
        match_related=_OURS,
        for_each={_RUN},
        expect={"prefect.flow-run.Failed", "prefect.flow-run.Crashed"},
        posture=Posture.Reactive,
        threshold=1,
        within=timedelta(0),
    )
    told = SendNotification(block_document_id=block.id, subject="baokan: {{ flow_run.name }}", body=_NOTE)
    return (AutomationCore(name="baokan: a failure is told", trigger=failed, actions=[told]),)


def _bring_up_to_date(client: SyncPrefectClient, automation: AutomationCore) -> None:
    """Makes the automation. One of its name stays if it is the same, with what it has seen; else it gives way."""
    mark = f"definition {hashlib.sha256(automation.model_dump_json().encode()).hexdigest()[:12]}"
    former = client.read_automations_by_name(automation.name)
    for other in former:
        if mark not in other.description:
            client.delete_automation(other.id)
    if not any(mark in other.description for other in former):
        client.create_automation(automation.model_copy(update={"description": mark}))
