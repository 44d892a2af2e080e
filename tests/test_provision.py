"""What a worker makes on the server before it begins, and what it does about runs that lost their process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.events.actions import ChangeFlowRunState
from prefect.states import AwaitingRetry, Cancelling, Failed, Running, State

from flows.deployment import FULL_NAME, note_stop, run_state, submit
from flows.provision import POOL, provision
from flows.worker import take_up_the_dead
from tests.service import until

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Where the results go, on a server that was set up."""
    provision(2, tmp_path, tmp_path)
    return tmp_path


def automations() -> dict[str, UUID]:
    with get_client(sync_client=True) as client:
        return {automation.name: automation.id for automation in client.read_automations()}


def ended_process() -> int:
    """The id of a process that has been."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@contextmanager
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a server that takes what is posted to it, and what that was so far."""
    heard: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", heard
        server.shutdown()
        thread.join()


def test_all_is_made_once(output: Path) -> None:
    before = automations()
    provision(3, output, output)
    assert automations() == before
    assert len(before) == 2
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name(FULL_NAME)
        queues = {queue.name: queue.priority for queue in client.read_work_queues(work_pool_name=POOL)}
    assert deployment.global_concurrency_limit is not None
    assert deployment.global_concurrency_limit.limit == 3
    assert deployment.parameters == {"output": str(output), "root": str(output)}
    assert queues["urgent"] < queues["default"]


def test_every_parameter_of_a_run_is_described(output: Path) -> None:
    with get_client(sync_client=True) as client:
        schema = client.read_deployment_by_name(FULL_NAME).parameter_openapi_schema
    assert schema is not None
    for name, parameter in schema["properties"].items():
        assert parameter["description"], name
        assert "type" in parameter or "anyOf" in parameter, name


def test_a_block_that_is_named_is_told_of_failures(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect.blocks.notifications import CustomWebhookNotificationBlock

    with listener() as (address, heard):
        CustomWebhookNotificationBlock(name="archive", url=address, json_data={"text": "{{body}}"}).save("archive")
        monkeypatch.setenv("BAOKAN_SERVE__NOTIFY", "custom-webhook/archive")
        provision(1, output, output)
        run = submit(output / "晨报", output, output, None, f"told {output}")
        with get_client(sync_client=True) as client:
            client.set_flow_run_state(UUID(run.id), Failed(message="01.jpg: this is not an image"), force=True)
            until(lambda: heard, "the notification")
            client.delete_automation(client.read_automations_by_name("baokan: a failure is told")[0].id)
    assert json.loads(heard[0])["text"].startswith("晨报: Failed\n01.jpg: this is not an image\n")


def test_a_crashed_run_is_started_again_three_times_at_most(output: Path) -> None:
    with get_client(sync_client=True) as client:
        (again,) = client.read_automations_by_name("baokan: a run that crashed is started again")
    (action,) = again.actions
    assert isinstance(action, ChangeFlowRunState)
    assert again.trigger.model_dump()["match"]["prefect.run-count"] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("state", "starts", "stops", "becomes"),
    [
        (Running(), 1, 0, "AwaitingRetry"),
        (Running(), 4, 0, "Crashed"),
        (Running(), 4, 1, "AwaitingRetry"),
        (Running(), 6, 2, "Crashed"),
        (Cancelling(), 1, 0, "Cancelled"),
    ],
    ids=["running", "started too often", "stopped once", "stopped twice and started too often", "being cancelled"],
)
def test_a_run_whose_process_is_gone(state: State, starts: int, stops: int, becomes: str, output: Path) -> None:
    run = submit(output / "scans", output, output, None, f"{becomes} {output}")
    assert submit(output / "scans", output, output, None, f"{becomes} {output}") == run
    with get_client(sync_client=True) as client:
        client.update_flow_run(UUID(run.id), infrastructure_pid=str(ended_process()))
        for _ in range(starts - 1):
            client.set_flow_run_state(UUID(run.id), Running(), force=True)
            client.set_flow_run_state(UUID(run.id), AwaitingRetry(), force=True)
        client.set_flow_run_state(UUID(run.id), Running(), force=True)
        if not state.is_running():
            client.set_flow_run_state(UUID(run.id), state, force=True)
        for _ in range(stops):
            note_stop(client, client.read_flow_run(UUID(run.id)))
    take_up_the_dead()
    assert run_state(run.id) == becomes


def test_a_clock_set_back_an_hour_keeps_no_run_waiting(output: Path) -> None:
    run = UUID(submit(output / "scans", output, output, None, f"clock {output}").id)
    with get_client(sync_client=True) as client:
        asked = client.read_flow_run(run)
        client.update_flow_run(run, infrastructure_pid=str(ended_process()))
        client.set_flow_run_state(run, Running(), force=True)
        take_up_the_dead()
        taken_up = client.read_flow_run(run)
    for state in (asked.state, taken_up.state):
        assert state is not None
        assert state.state_details.scheduled_time is not None
        assert datetime.now(UTC) - state.state_details.scheduled_time > timedelta(hours=1)


def test_a_run_that_the_server_does_not_know_has_no_state() -> None:
    assert run_state("00000000-0000-0000-0000-000000000000") is None
