"""One watcher for a folder of results."""

from __future__ import annotations

import fcntl
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from ocr.errors import BaokanError
from ocr.export.atomic import writing
from ocr.export.places import OWN_FOLDER

LOCK = OWN_FOLDER / "watch.lock"


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
        sleep(0.5)


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
