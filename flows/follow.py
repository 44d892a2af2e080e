"""Runs on their way, looked after: one may end without a word, when its process is killed or the server forgets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from flows.deployment import SubmittedRun

_CRASH_SECONDS = 60.0
"""How long a run may stay Crashed before it has ended: the server starts it again within that time."""
_ENDED = frozenset(("Completed", "Failed", "Crashed", "TimedOut", "Cancelled"))
"""Prefect's names of states that no run leaves by itself; a run is back in another one when somebody retries it."""
_ASKED_EVERY = 10.0
"""Seconds between two questions for the same run."""
_ASKED_AT_ONCE = 10
"""Runs asked for at a time: each costs a tenth of a second, on a busy machine more."""


class Runs(Protocol):
    """The server, as ``flows.deployment`` reaches it. All raise BaokanError where it cannot be reached."""

    def submit(
        self, scans: Path, root: Path, output: Path, engine: str | None, key: str, issue: str | None = None
    ) -> SubmittedRun: ...

    def run_state(self, id_: str) -> str | None: ...

    def start_again(self, id_: str) -> bool: ...


@dataclass(slots=True)
class _Asked:
    """What is known of a run, in seconds of the clock."""

    at: float
    crashed_since: float | None = None


class Follower:
    """Asks the server for runs, each now and then. Times are of ``clock``, which never goes back."""

    def __init__(self, runs: Runs, clock: Callable[[], float]) -> None:
        self._runs, self._clock = runs, clock
        self._asked: dict[str, _Asked] = {}

    def ended(self, active: Iterable[str]) -> dict[str, str | None]:
        """Those of the active runs, by their ids, that the server says have ended, and in which state; None where it
        does not know the run. Raises BaokanError where it cannot be reached."""
        now = self._clock()
        self._asked = {run: self._asked.get(run) or _Asked(now) for run in active}
        due = sorted((asked.at, run) for run, asked in self._asked.items() if now - asked.at >= _ASKED_EVERY)
        states = {run: self._state(run, now) for _, run in due[:_ASKED_AT_ONCE]}
        return {run: state for run, state in states.items() if state is None or self._is_over(run, state, now)}

    def _state(self, run: str, now: float) -> str | None:
        state = self._runs.run_state(run)
        asked = self._asked[run]
        asked.at = now
        if state != "Crashed":
            asked.crashed_since = None
        elif asked.crashed_since is None:
            asked.crashed_since = now
        return state

    def _is_over(self, run: str, state: str, now: float) -> bool:
        crashed = self._asked[run].crashed_since
        return state in _ENDED and (crashed is None or now - crashed >= _CRASH_SECONDS)
