"""The share that the scans lie on, gone and back again."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator

from tests.service import Service
from tests.soak.ground import Attempt, Ground, Moment, survives

WAYS = ("renamed", "renamed, an empty folder in its place", "covered by an empty mount")
GONE_SECONDS = 6


def share_gone(ground: Ground, times: int) -> Iterator[Attempt]:
    """In turn as ``WAYS`` say, the last one as root; each at another stage of an issue."""
    ways = WAYS if os.geteuid() == 0 else WAYS[:-1]
    for number, moment in enumerate(ground.moments(times)):
        way = ways[number % len(ways)]
        yield ground.attempt(
            f"{way}, {moment}", lambda service, moment=moment, way=way: _comes_back(ground, service, moment, way)
        )


def _comes_back(ground: Ground, service: Service, moment: Moment, way: str) -> str:
    issue = ground.issue()
    done = {entry: entry.read_bytes() for entry in service.output.glob("*/issue.json")}
    with survives(service, issue, most_runs=2) as kept:  # the second one for the pages that were not to be had
        service.drop(issue.name, issue.files)
        moment.wait(service, kept)
        _away(service, way)
    touched = [file.parent.name for file, content in done.items() if file.read_bytes() != content]
    assert not touched, f"{', '.join(touched)} changed"
    return "" if len(service.runs(issue.name)) == 1 else "a second run, for the pages that were away"


def _away(service: Service, way: str) -> None:
    """Takes the watched folder away for a while."""
    elsewhere = service.folder / "elsewhere"
    if way == WAYS[2]:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "baokan-soak", str(service.scans)], check=True)
        time.sleep(GONE_SECONDS)
        subprocess.run(["umount", "--lazy", str(service.scans)], check=True)
        return
    service.scans.rename(elsewhere)
    if way == WAYS[1]:
        service.scans.mkdir()
    time.sleep(GONE_SECONDS)
    if way == WAYS[1]:
        service.scans.rmdir()
    elsewhere.rename(service.scans)
