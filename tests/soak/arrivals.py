"""Scans that come as copies do: slowly, under other names at first, the last page first, while nobody watches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.service import Service, until
from tests.soak.ground import Attempt, Ground, Issue, survives

_PIECES = 40
_BYTES = 20
"""At the end of each file, that come one by one."""


def byte_by_byte(folder: Path, issue: Issue, pause: float) -> None:
    """Each file grows in pieces, at its end byte by byte, with pauses shorter than the settle time."""
    for name, content in issue.files.items():
        size = len(content) // _PIECES
        pieces = [content[at : at + size] for at in range(0, len(content) - _BYTES, size)]
        done = sum(map(len, pieces))
        with (folder / name).open("wb", buffering=0) as file:
            for piece in [*pieces, *(bytes([byte]) for byte in content[done:])]:
                file.write(piece)
                time.sleep(pause / 10)


def renamed(folder: Path, issue: Issue, pause: float) -> None:
    """Each file is written beside its place and then takes it."""
    for name, content in issue.files.items():
        part = folder / f"{name}.part"
        part.write_bytes(content[: len(content) // 2])
        time.sleep(pause)
        part.write_bytes(content)
        part.rename(folder / name)


def last_page_first(folder: Path, issue: Issue, pause: float) -> None:
    """The pages in reverse order."""
    for name in sorted(issue.files, reverse=True):
        (folder / name).write_bytes(issue.files[name])
        time.sleep(pause)


Come = Callable[[Path, Issue, float], None]
WAYS: dict[str, Come] = {
    "scans byte by byte": byte_by_byte,
    "scans renamed into place": renamed,
    "scans in reverse order": last_page_first,
}
UNWATCHED = "scans while the watcher is down"


def arrive(name: str, ground: Ground, times: int) -> Iterator[Attempt]:
    """As many issues, one after the other, each at another pace."""
    for _ in range(times):
        pause = ground.chance.uniform(0.1, 0.7)
        yield ground.attempt(
            f"pauses of {pause:.1f} s", lambda service, pause=pause: _come(ground, service, name, pause)
        )


def _come(ground: Ground, service: Service, name: str, pause: float) -> str:
    issue = ground.issue(2)
    folder = service.scans / issue.name
    with survives(service, issue):
        if name == UNWATCHED:
            former = service.pids("watcher")
            service.kill("watcher")
            folder.mkdir()
            last_page_first(folder, issue, pause / 10)
            assert not service.pids("watcher"), "the watcher was back too early"
            until(lambda: service.pids("watcher") not in ([], former), "the start of the watcher")
        else:
            folder.mkdir()
            WAYS[name](folder, issue, pause)
    return ""
