"""Processes kept running, and ended in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from flows.environment import child_environment
from ocr.crash import complain

_STEADY_SECONDS = 60
"""A part that ran so long has started well: when it dies, it is started again at once."""
_LONGEST_WAIT = 30
_LOG_BYTES = 5_000_000
_LOOK_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Part:
    """A program that is to run all the time."""

    name: str
    arguments: Sequence[str]
    """Of Python."""
    environment: Mapping[str, str]
    log: Path | None = None
    """Where its output goes; None for our own."""
    patience: float = 15.0
    """How long it and what it started may take to end, seconds."""


class Running:
    """A part and its process, started again whenever it dies.

    Each process leads a group of its own, with all that it started: Ctrl-C does not reach it, and a signal of ours
    reaches all of it, also what a dead predecessor left behind. Its standard input is a pipe that nothing is written
    to: it is closed when we are gone, however we went.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self._groups: list[int] = []
        self._failures = 0
        self._next_start = 0.0
        self._start()

    def look_after(self) -> None:
        """Starts it again where it died; after a second at first, and less and less often if it keeps dying."""
        code = self._process.poll()
        if code is None:
            return
        if self._next_start == 0.0:
            self._failures = 1 if monotonic() - self._started > _STEADY_SECONDS else self._failures + 1
            wait = min(2 ** (self._failures - 1), _LONGEST_WAIT)
            self._next_start = monotonic() + wait
            log = f"; see {self.part.log}" if self.part.log else ""
            complain(f"the {self.part.name} ended ({_ending(code)}), starting it again{log}")
        elif monotonic() >= self._next_start:
            self._start()

    def stop(self) -> None:
        """Tells it and what it started to end and waits for that; what does not end in time is ended."""
        self._signal(signal.SIGTERM)
        end = monotonic() + self.part.patience
        while self.is_alive() and monotonic() < end:
            sleep(_LOOK_SECONDS)
        self.kill()

    def kill(self) -> None:
        """Ends it at once."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def is_alive(self) -> bool:
        """Whether it, or anything that it or a predecessor started, still runs."""
        self._groups = [group for group in self._groups if _has_members(group)]
        return self._process.poll() is None or bool(self._groups)

    def _start(self) -> None:
        output = None
        if self.part.log:
            self.part.log.parent.mkdir(parents=True, exist_ok=True)
            if self.part.log.exists() and self.part.log.stat().st_size > _LOG_BYTES:
                self.part.log.replace(self.part.log.with_suffix(".old.log"))
            output = self.part.log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-P", *self.part.arguments],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=child_environment(**self.part.environment),
            start_new_session=True,
        )
        if output:
            output.close()
        self._groups.append(self._process.pid)
        self._started, self._next_start = monotonic(), 0.0

    def _signal(self, number: signal.Signals) -> None:
        for group in self._groups:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, number)


def _has_members(group: int) -> bool:
    """Whether a process of the group still runs; one that has ended and waits for its parent does not count."""
    if not Path("/proc/self/stat").exists():
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        return True
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, of_group = stat.read_text(errors="replace").rpartition(")")[2].split()[:3]
            if int(of_group) == group and state != "Z":
                return True
    return False


def _ending(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
