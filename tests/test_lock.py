"""One run for an issue at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Timer

from flows.lock import only_run

_HOLD = """
import sys
from pathlib import Path
from threading import Event
from flows.lock import only_run
with only_run(Path(sys.argv[1]), sys.argv[2], 0, Event(), print):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_run(output: Path, issue: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that is at work on the issue."""
    command = [sys.executable, "-c", _HOLD, str(output), issue]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_run_waits_for_another_of_its_issue_however_that_ends(tmp_path: Path) -> None:
    said: list[str] = []
    with another_run(tmp_path, "晨报/2024") as other:
        with only_run(tmp_path, "晚报/2024", 60, Event(), said.append) as waited:
            assert not waited
        Timer(0.2, other.kill).start()
        with only_run(tmp_path, "晨报/2024", 60, Event(), said.append) as waited:
            assert waited
            assert other.wait(10) == -9
    assert said == ["another run is at work on this issue; waiting for it to end"]


def test_a_run_that_hangs_or_is_to_be_left_is_waited_for_no_longer(tmp_path: Path) -> None:
    told_to_stop = Event()
    told_to_stop.set()
    with another_run(tmp_path, "晨报") as other:
        for seconds, stop in ((0.1, Event()), (60, told_to_stop)):
            with only_run(tmp_path, "晨报", seconds, stop, print):
                assert other.poll() is None
