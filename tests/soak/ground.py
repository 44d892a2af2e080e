"""What the cases stand on: served instances, issues to drop, and how an attempt went."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.service import Service, pages, undisturbed, until, watching

LONGEST_DELAY = 1.5
SETTLE_SECONDS = 3
"""More than any pause in which scans come, on a busy machine too."""
STAGES = ("dropped", "begun", "1 page read", "2 pages read", "3 pages read")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A case, tried once."""

    moment: str
    seconds: float
    problem: str | None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """Scans to drop, and what is to come of them."""

    name: str
    files: Mapping[str, bytes]
    wanted: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in the life of an issue: so many seconds after it has come to a stage."""

    stage: str
    delay: float

    def __str__(self) -> str:
        return f"{self.stage} + {self.delay:.1f} s"

    def wait(self, service: Service, kept: int) -> None:
        """Until then; ``kept`` pages were read before the issue came."""
        if self.stage == "begun":
            until(lambda: service.pids("engine"), "the start of its run")
        elif self.stage != "dropped":
            until(lambda: len(service.kept()) >= kept + int(self.stage[0]), f"'{self.stage}'")
        time.sleep(self.delay)


@dataclass
class Ground:
    """A folder to work in, ports, and chance."""

    folder: Path
    port: int
    """The first of those that may be used."""
    chance: random.Random = field(default_factory=random.Random)
    _issues: int = 0
    _usual: Service | None = None
    _running: list[Service] = field(default_factory=list)

    def moments(self, times: int) -> list[Moment]:
        """As many, the stages in turn, beginning with any."""
        first = self.chance.randrange(len(STAGES))
        return [Moment(STAGES[(first + n) % len(STAGES)], self.chance.uniform(0, LONGEST_DELAY)) for n in range(times)]

    def issue(self, count: int = 3) -> Issue:
        """Another issue of ``count`` pages; it is read once, undisturbed."""
        self._issues += 1
        name, files = f"日报_第{self._issues}期", pages(self._issues, count)
        return Issue(name, files, undisturbed(self.folder / "undisturbed", name, files))

    def usual(self) -> Service:
        """The instance that cases share which need nothing of their own."""
        if self._usual is None:
            self._usual = self.prepared({"BAOKAN_WATCH__SETTLE_SECONDS": f"{SETTLE_SECONDS}"})
            self._usual.start()
        return self._usual

    def prepared(self, environment: Mapping[str, str] | None = None) -> Service:
        """An instance that was not started yet."""
        self.port += 1
        service = Service(self.folder / f"service-{self.port}", self.port, environment)
        self._running.append(service)
        return service

    def give_up(self, service: Service) -> None:
        """Ends an instance that may be in any state; the next attempt starts with another one."""
        service.end()
        self._running.remove(service)
        if service is self._usual:
            self._usual = None

    def end(self) -> None:
        """Ends all instances."""
        for service in list(self._running):
            self.give_up(service)

    def attempt(self, moment: object, act: Callable[[Service], str], service: Service | None = None) -> Attempt:
        """Tries a case once on the service, else the usual one; ``act`` returns what was seen of interest."""
        used = service or self.usual()
        began, problem, seen = time.monotonic(), None, ""
        try:
            seen = act(used)
        except Exception as error:  # whatever it is, the other attempts are made
            problem = f"{type(error).__name__}: {error}; see {used.folder}"
            if service is None:
                self.give_up(used)
        return Attempt(str(moment), time.monotonic() - began, problem, seen)


@contextmanager
def survives(service: Service, issue: Issue, most_runs: int = 1) -> Iterator[int]:
    """Within it, the issue is dropped and things are done to it; it gives how many pages were kept before.

    Raises AssertionError where the issue does not come out as it should.
    """
    kept = len(service.kept())
    with watching(service) as wrong:
        yield kept
        check(service, issue, most_runs)
    assert not wrong, wrong[0]
    assert len(service.kept()) == kept + len(issue.files), f"{len(service.kept()) - kept} pages were kept"


def check(service: Service, issue: Issue, most_runs: int) -> None:
    """Waits for the issue. Raises AssertionError where it is not as if nothing had happened, or had more runs."""
    until(lambda: (entry := service.entry(issue.name)) and entry.state == "done", "'done' in the ledger")
    found = service.finish(issue.name)
    runs = len(service.runs(issue.name))
    assert runs <= most_runs, f"{issue.name} had {runs} runs"
    different = [key for key, value in issue.wanted.items() if found.get(key) != value]
    assert not different, f"{issue.name} came out with other {', '.join(different)}"
