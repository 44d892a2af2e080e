"""How a run of the server ends early: told to stop, it goes on at the next start; if it failed, it says why."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import Any, NoReturn
from uuid import UUID

from prefect import get_run_logger
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import Abort
from prefect.runtime import deployment
from prefect.states import AwaitingRetry, Cancelled

from flows.deployment import long_due, note_stop, own_run


def is_served() -> bool:
    """Whether the server started this run, and not the command ``baokan run``."""
    return deployment.get_id() is not None


@contextmanager
def stoppable() -> Iterator[Event]:
    """Within it, SIGTERM sets the event; for a run that the server started. Any other ends as its command does."""
    told_to_stop = Event()
    if not is_served() or threading.current_thread() is not threading.main_thread():
        yield told_to_stop
        return

    def note(number: int, frame: FrameType | None) -> None:
        told_to_stop.set()

    former = signal.signal(signal.SIGTERM, note)
    try:
        yield told_to_stop
    finally:
        signal.signal(signal.SIGTERM, former)


def hand_back() -> NoReturn:
    """Ends this run so that the next worker goes on with it; one that was cancelled stays so."""
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(UUID(own_run().id))
        if run.state is not None and run.state.is_cancelling():
            end_as(Cancelled(message="cancelled after a page"))
        note_stop(client, run)
    get_run_logger().info("told to stop: goes on at the next start")
    end_as(AwaitingRetry(scheduled_time=long_due(), message="stopped; goes on at the next start"))


def end_as(state: State[Any]) -> NoReturn:
    """Ends this run in a state of ours. An exception instead would leave its traceback in the run's log."""
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(UUID(own_run().id), state, force=True)
    raise Abort
