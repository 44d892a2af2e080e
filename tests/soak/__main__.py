"""The command: see the package's docstring for what the cases are."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import monotonic

from tests.soak import __doc__ as explanation
from tests.soak.arrivals import UNWATCHED, WAYS, arrive
from tests.soak.clock import COMPILER, set_back
from tests.soak.disk import full_disk, may_mount
from tests.soak.flood import ISSUES, flood
from tests.soak.ground import Attempt, Ground
from tests.soak.kills import KINDS, kills
from tests.soak.rivals import two_watchers
from tests.soak.share import share_gone
from tests.soak.tables import Row, markdown, refresh

DOCS = Path(__file__).parents[2] / "docs" / "operations.md"
TIMES = 5
FIRST_PORT = 4500
Case = Callable[[Ground, int], Iterator[Attempt]]
FLOOD = "many issues at once"
CASES: dict[str, Case] = {
    **{name: partial(kills, name) for name in KINDS},
    "disk full": full_disk,
    **{name: partial(arrive, name) for name in (*WAYS, UNWATCHED)},
    "two watchers": two_watchers,
    "share gone and back": share_gone,
    "clock set back an hour": set_back,
    FLOOD: flood,
}


def left_out(case: str) -> str:
    """Why a case cannot be tried here; empty where it can."""
    if case == "disk full" and not may_mount():
        return "a small disk is to be had by root alone"
    if case == "clock set back an hour" and not (sys.platform == "linux" and shutil.which(COMPILER)):
        return "there is no C compiler, or this is no Linux"
    return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries the cases and prints the table; returns 1 where an attempt did not pass."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    folder = Path(tempfile.mkdtemp(prefix="baokan-soak-"))
    print(f"in {folder}, seed {chosen.seed}", flush=True)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # ends the instances, too
    ground, rows = Ground(folder, chosen.port), []
    try:
        for case in chosen.cases or CASES:
            ground.chance.seed(f"{chosen.seed} {case}")
            reason, times = left_out(case), chosen.issues if case == FLOOD else chosen.times
            rows.append(Row(case, () if reason else _tried(case, ground, times), reason))
            if chosen.markdown:
                refresh(chosen.markdown, rows)
    finally:
        ground.end()
    print(markdown([row.cells() for row in rows]))
    passed = all(attempt.problem is None for row in rows for attempt in row.attempts)
    if passed:
        shutil.rmtree(folder)
    return 0 if passed else 1


def _tried(case: str, ground: Ground, times: int) -> list[Attempt]:
    """All attempts at a case, each told as it ends."""
    attempts, began = [], monotonic()
    for attempt in CASES[case](ground, times):
        attempts.append(attempt)
        print(f"{case}: {attempt.moment}: {attempt.seconds:.0f} s, {attempt.problem or 'passed'}", flush=True)
    print(f"{case}: {monotonic() - began:.0f} s in all", flush=True)
    return attempts


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak", description=explanation, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--times", type=int, default=TIMES, help="how often each is tried (%(default)s)")
    parser.add_argument("--issues", type=int, default=ISSUES, help="how many come at once (%(default)s)")
    parser.add_argument("--seed", default="1", help="of the moments (%(default)s)")
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="the first of a few ports (%(default)s)")
    parser.add_argument(
        "--markdown", type=Path, nargs="?", const=DOCS, help="put the rows between the marks in a file (the docs)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
