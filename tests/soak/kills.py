"""kill -9 of each kind of process, and of all of them, in the midst of an issue."""

from __future__ import annotations

from collections.abc import Iterator

from tests.service import Service, until
from tests.soak.ground import Attempt, Ground, Moment, survives

EVERY = ("service", "server", "worker", "watcher", "engine", "reader")
KINDS = {
    "kill the engine": ("engine",),
    "kill the reader": ("reader",),
    "kill the reader and the engine": ("reader", "engine"),
    "kill the worker": ("worker",),
    "kill the watcher": ("watcher",),
    "kill the server": ("server",),
    "kill all of them": EVERY,
}
_SHORT_LIVED = ("engine", "reader")


def kills(name: str, ground: Ground, times: int) -> Iterator[Attempt]:
    """Each time at another stage."""
    for moment in ground.moments(times):
        yield ground.attempt(moment, lambda service, moment=moment: _survives(ground, service, moment, KINDS[name]))


def _survives(ground: Ground, service: Service, moment: Moment, parts: tuple[str, ...]) -> str:
    missed = 0
    while True:
        issue = ground.issue()
        killed = []
        with survives(service, issue) as kept:
            service.drop(issue.name, issue.files)
            moment.wait(service, kept)
            if parts == EVERY:
                killed = [part for part in parts if service.pids(part)]
                service.kill(*parts)
                service.start()
            elif _is_there(service, parts, issue.name):
                killed = list(parts)
                service.kill(*parts)
        if killed:
            return f"{missed} came too late" if missed else ""
        missed += 1
        assert missed < 3, "each time the issue was done before"
        moment = Moment(moment.stage, 0.0)


def _is_there(service: Service, parts: tuple[str, ...], name: str) -> bool:
    """Waits for what is to be killed; False where its issue is done before."""
    until(
        lambda: (
            all(service.pids(part) for part in parts)
            or (parts[0] in _SHORT_LIVED and service.state(name) == "Completed")
        ),
        f"the start of the {parts[0]}",
    )
    return all(service.pids(part) for part in parts)
