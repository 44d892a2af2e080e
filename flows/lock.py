"""One watcher for a folder of results, and one run for an issue in it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import IO

from ocr.errors import BaokanError
from ocr.export.atomic import writing
from ocr.export.places import OWN_FOLDER

LOCK = OWN_FOLDER / "watch.lock"
RUNS_LOCK = OWN_FOLDER / "runs.lock"
"""Empty; each issue has a byte of it, which its run locks."""
_LOOK_SECONDS = 0.5


def check_unwatched(output: Path, seconds: float) -> None:
    """Waits at most so long for a watcher that is ending. Raises BaokanError where there is one after that, too."""
    end = monotonic() + seconds
    while True:
        try:
            with only_watcher(output):
                return
        except BaokanError:
            if monotonic() > end:
                raise
        sleep(_LOOK_SECONDS)


@contextmanager
def only_watcher(output: Path) -> Iterator[None]:
    """Within it, no other watcher may work for ``output``. The system frees it with the process, however that ends.

    Raises BaokanError where there is one already.
    """
    file = output / LOCK
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        stream = file.open("a+", encoding="utf-8")
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            stream.seek(0)
            raise BaokanError(
                f"{output}: another watcher is at work for it ({stream.read().strip()}); this one stops"
            ) from error
        stream.truncate(0)
        stream.write(f"process {os.getpid()} on {platform.node()}")
        stream.flush()
        yield


@contextmanager
def only_run(
    output: Path, issue: str, seconds: float, told_to_stop: Event, tell: Callable[[str], None]
) -> Iterator[bool]:
    """Within it, no other process digitizes the issue with this place in ``output``. Gives whether one did, and was
    waited for: at most so long, since it may hang, or until this process is told to stop.

    Two runs at once would do no harm, but the work twice. Raises BaokanError.
    """
    file, end, waited = output / RUNS_LOCK, monotonic() + seconds, False
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        stream = file.open("ab")
    with stream:
        while not _locked(stream, issue) and not told_to_stop.is_set() and monotonic() < end:
            if not waited:
                tell("another run is at work on this issue; waiting for it to end")
            waited = True
            sleep(_LOOK_SECONDS)
        yield waited


def _locked(stream: IO[bytes], issue: str) -> bool:
    """Locks the issue's byte; False where another process has it. Where nothing can be locked, nobody else has."""
    place = int.from_bytes(hashlib.sha256(issue.encode("utf-8", "backslashreplace")).digest()[:7])
    try:
        fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        pass
    return True
