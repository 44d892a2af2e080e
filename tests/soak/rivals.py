"""A second watcher, started by mistake on the same folder."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

from tests.service import Service, until
from tests.soak.ground import Attempt, Ground, Moment, survives

SAID = "another watcher is at work"
SECONDS = 60


def two_watchers(ground: Ground, times: int) -> Iterator[Attempt]:
    """In turn the watcher alone and a whole second service."""
    for number, moment in enumerate(ground.moments(times)):
        ground.port += 1
        command = ("watch", "scans") if number % 2 == 0 else ("serve", "--port", str(ground.port))
        yield ground.attempt(
            f"baokan {command[0]}, {moment}",
            lambda service, moment=moment, command=command: _refused(ground, service, moment, command),
        )


def _refused(ground: Ground, service: Service, moment: Moment, command: tuple[str, ...]) -> str:
    issue = ground.issue()
    watchers, out = service.pids("watcher"), service.folder / "second.out"
    with survives(service, issue) as kept:
        service.drop(issue.name, issue.files)
        moment.wait(service, kept)
        second = service.command(*command, out=out)
        try:
            code = second.wait(SECONDS)
        except subprocess.TimeoutExpired:
            second.terminate()
            second.wait(SECONDS)
            raise AssertionError(f"the second one went on: {out.read_text(encoding='utf-8')}") from None
        said = out.read_text(encoding="utf-8")
        assert SAID in said, said
        assert len(said.splitlines()) == 1, said
        assert code == 1, f"exit code {code}"
    until(lambda: service.pids("watcher") == watchers, "the first watcher alone", seconds=5)
    return ""
