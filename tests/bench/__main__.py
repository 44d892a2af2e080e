"""The command: what is measured, in which order, and how it is told."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tests.bench
from tests.bench.calibration import reviewed
from tests.bench.measure import Run, apart, draw_large_page, measure
from tests.bench.scores import Scores, scorer
from tests.bench.tables import Row, as_json, markdown, refresh, table

ROOT = Path(__file__).resolve().parents[2]
SHARED_SAMPLES = ROOT.parent / "shared" / "samples"
LARGE_PAGE = "large-page"


@dataclass(frozen=True, slots=True)
class Task:
    """An issue to be measured."""

    name: str
    scans: Path
    truth: Path | None = None


def tasks(samples: Path | None) -> Iterator[Task]:
    """The issues in a folder of samples; without one, everything there is."""
    if samples is None:
        for scans in sorted((ROOT / "scans").iterdir()):
            if scans.is_dir():
                truth = ROOT / "tests" / "data" / scans.name / "truth.json"
                yield Task(scans.name, scans, truth if truth.is_file() else None)
        yield Task(LARGE_PAGE, Path())
        samples = SHARED_SAMPLES
    if samples.is_dir():
        for truth in sorted(samples.glob("*/truth.json")):
            yield Task(truth.parent.name, truth.parent, truth)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=tests.bench.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", nargs="*", metavar="SAMPLES_DIR | NAME", help="a folder of samples; names of issues")
    parser.add_argument("--out", type=Path, help="keep the results here, a folder an issue")
    parser.add_argument("--engine", default="rapidocr", choices=("rapidocr", "tesseract"), help="(%(default)s)")
    parser.add_argument(
        "--repeat", type=int, default=2, help="read each page so often; the quickest time counts (%(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON, with every score")
    parser.add_argument(
        "--markdown",
        type=Path,
        nargs="?",
        const=ROOT / "README.md",
        metavar="FILE",
        help="put the figures between the marks in FILE (README.md)",
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints. Returns 1 when an issue could not be measured."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    samples = next((Path(word) for word in chosen.what if Path(word).is_dir()), None)
    names = [word for word in chosen.what if not Path(word).is_dir()]
    listed = list(tasks(samples))
    if unknown := set(names) - {task.name for task in listed}:
        parser.error(f"no such issue: {', '.join(sorted(unknown))}; there are {', '.join(t.name for t in listed)}")
    wanted = [task for task in listed if not names or task.name in names]
    with tempfile.TemporaryDirectory(prefix="baokan-bench-") as folder:
        scratch = Path(folder)
        score = scorer(samples or SHARED_SAMPLES)
        rows = list(_rows(wanted, chosen.out or scratch / "out", scratch, chosen, score))
    if chosen.markdown:
        refresh(chosen.markdown, markdown(rows))
    print(as_json(rows) if chosen.json else table(rows))
    return 0 if len(rows) == len(wanted) else 1


def _rows(
    wanted: Sequence[Task], output: Path, scratch: Path, chosen: argparse.Namespace, score: Callable[[Any, Any], Scores]
) -> Iterator[Row]:
    """Each issue measured and scored, as it is done; one that fails is told and left out."""
    for task in wanted:
        print(f"{task.name} ...", file=sys.stderr, flush=True)
        scans = task.scans
        try:
            if task.name == LARGE_PAGE:
                scans = scratch / LARGE_PAGE
                apart(draw_large_page, scans)
            run = apart(measure, scans, output, chosen.engine, max(1, chosen.repeat), task.truth)
        except RuntimeError as error:
            print(f"{task.name}: {error}", file=sys.stderr)
            continue
        yield Row(task.name, run, _scores(task, output, score) | _certain(run))


def _certain(run: Run) -> dict[str, float]:
    """The share of characters that are certain, and of these the share that is right."""
    found, certain, right = run.characters
    return {"certain": certain / found, "certain_right": right / max(1, certain)} if found else {}


def _scores(task: Task, output: Path, score: Callable[[Any, Any], Scores]) -> dict[str, float]:
    if task.truth is None:
        return {}
    truth = json.loads(task.truth.read_text(encoding="utf-8-sig"))
    found = output / truth["issue"]["id"] / "issue.json"
    issue = json.loads(found.read_text(encoding="utf-8"))
    return {**score(truth, issue), **reviewed(truth, issue)}


if __name__ == "__main__":
    sys.exit(main())
