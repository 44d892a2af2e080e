"""The wall clock set back by an hour, in all processes of an instance at once.

Debian's libfaketime (0.9.10) was tried first: with the monotonic clock left alone, as a clock that is set leaves it,
``time.sleep`` of Python 3.11 fails under it. ``clock.c`` moves the wall clock and nothing else.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.service import Service
from tests.soak.ground import Attempt, Ground, Moment, survives

HOUR = 3600
COMPILER = "cc"


def set_back(ground: Ground, times: int) -> Iterator[Attempt]:
    """Another hour each time."""
    library, clock = ground.folder / "clock.so", ground.folder / "clock"
    source = Path(__file__).with_name("clock.c")
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O2", "-o", str(library), str(source)], check=True)
    _set(clock, 0)
    service = ground.prepared({"LD_PRELOAD": str(library), "SOAK_CLOCK": str(clock)})
    service.start()
    for number, moment in enumerate(ground.moments(times), start=1):
        yield ground.attempt(
            moment,
            lambda service, number=number, moment=moment: _survives(ground, service, moment, clock, -HOUR * number),
            service,
        )
    ground.give_up(service)


def _survives(ground: Ground, service: Service, moment: Moment, clock: Path, seconds: int) -> str:
    issue = ground.issue()
    with survives(service, issue) as kept:
        service.drop(issue.name, issue.files)
        moment.wait(service, kept)
        _set(clock, seconds)
    return ""


def _set(clock: Path, seconds: int) -> None:
    """Writes in place: the processes have the file mapped."""
    with clock.open("r+b" if clock.exists() else "wb") as file:
        file.write(seconds.to_bytes(8, "little", signed=True))
