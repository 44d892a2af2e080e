"""Many issues dropped at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from flows.ledger import Ledger
from tests.conftest import jpeg
from tests.drawer import Story, draw_page
from tests.service import Service, until, watching
from tests.soak.ground import Attempt, Ground

ISSUES = 200
SECONDS_EACH = 40
MOST_GROWTH_MB = 60
"""Of a process, from the first issue that is done to the last. The server keeps its caches."""


def flood(ground: Ground, issues: int) -> Iterator[Attempt]:
    """All of them in one attempt."""
    service = ground.prepared({"BAOKAN_SERVE__ISSUES_AT_ONCE": "2"})
    service.start()
    yield ground.attempt(f"{issues} issues", lambda service: _all_done(service, issues), service)
    ground.give_up(service)


def _all_done(service: Service, issues: int) -> str:
    began = time.monotonic()
    scans = {f"{number:03}": _small_page(number) for number in range(issues)}
    memory = [_memory(service)]
    with watching(service) as wrong:
        for name, page in scans.items():
            service.drop(name, {"01.jpg": page})
        for wanted in (round(issues / 2), issues):
            _wait_for(service, wanted, SECONDS_EACH * issues)
            memory.append(_memory(service))
    each = (time.monotonic() - began) / issues
    assert not wrong, wrong[0]
    assert len(service.kept()) == issues, f"{len(service.kept())} pages were kept"
    runs = service.api.post("/flow_runs/count", json={}).json()
    assert runs == issues, f"{runs} runs"
    results = len(list(service.output.glob("*/issue.json")))
    assert results == issues, f"{results} results"
    seen = "; ".join(f"{part} {', '.join(str(at[part]) for at in memory)} MB" for part in memory[0])
    for part in memory[0]:
        assert memory[2][part] - memory[1][part] < MOST_GROWTH_MB, f"memory grew: {seen}"
    return f"{each:.1f} s an issue; at start, middle and end: {seen}"


def _wait_for(service: Service, wanted: int, seconds: float) -> None:
    until(lambda: _done(service) >= wanted, f"the end of {wanted} issues", seconds)


def _small_page(number: int) -> bytes:
    story = Story(
        f"story-{number}", f"第{number}号桥完工", (f"本报讯 第{number}号桥昨天完工，居民都来看。",), columns=1
    )
    return jpeg(draw_page([story], width=500, seed=number).image)


def _done(service: Service) -> int:
    return sum(entry.state == "done" for entry in Ledger(service.output).entries())


def _memory(service: Service) -> dict[str, int]:
    """Resident megabytes of what goes on all the time."""
    return {part: sum(map(_megabytes, service.pids(part))) for part in ("server", "watcher", "worker")}


def _megabytes(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) // 1000
