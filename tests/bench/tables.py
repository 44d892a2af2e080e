"""The figures as a table, as Markdown, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.measure import Run
from tests.bench.scores import Scores

README_BEGIN, README_END = "<!-- figures -->", "<!-- /figures -->"
SCORES = {
    "article_f1": "art_f1",
    "cer": "cer",
    "surplus": "surplus",
    "paragraph_f1": "para_f1",
    "join_recall": "join",
    "false_join": "false_j",
    "headline": "headl",
    "byline": "byline",
    "caption": "caption",
    "caption_leak": "cap_lk",
    "furniture_leak": "fur_lk",
    "photo_recall": "photo",
}
"""What is shown of the scores, and the heads of their columns."""
CALIBRATION = {
    "certain": "certain",
    "certain_right": "right",
    "review_recall": "rev_bad",
    "review_rate": "rev_ok",
}
"""The same of what the reader says of itself."""
SPEED = ("pages", "lines", "s/page", "finding", "own", "ratio", "MB", "start")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    name: str
    run: Run
    scores: Scores


def table(rows: Sequence[Row]) -> str:
    """All figures of all issues, and the mean of each score."""
    shown = SCORES | CALIBRATION
    heads = ("issue", *SPEED, *shown.values())
    cells = [(row.name, *row.run.columns(), *_shown(row.scores, shown)) for row in rows]
    if len(cells) > 1:
        cells.append(("MEAN", *("" for _ in SPEED), *_shown(_means(rows), shown)))
    return "\n".join(row[0].ljust(22) + "".join(cell.rjust(8) for cell in row[1:]) for row in [heads, *cells])


def markdown(rows: Sequence[Row]) -> str:
    """The same as two tables for the README."""
    scored = [(row.name, *_shown(row.scores)) for row in rows if row.scores]
    if len(scored) > 1:
        scored.append(("mean", *_shown(_means(rows))))
    speed = [(row.name, *row.run.columns()) for row in rows]
    engines = ", ".join(dict.fromkeys(row.run.engine for row in rows))
    return "\n".join(
        [
            *_markdown_table(("issue", *SCORES), scored),
            "",
            f"Engine: {engines}.",
            "",
            *_markdown_table(("issue", *SPEED), speed),
        ]
    )


def _markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|---{'|---:' * (len(heads) - 1)}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _shown(scores: Scores, keys: Iterable[str] = SCORES) -> list[str]:
    return [_figure(scores[key]) if key in scores else "-" for key in keys]


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _means(rows: Sequence[Row]) -> Scores:
    values = {key: [float(row.scores[key]) for row in rows if key in row.scores] for key in SCORES | CALIBRATION}
    return {key: sum(found) / len(found) for key, found in values.items() if found}


def refresh(file: Path, block: str) -> None:
    """Puts ``block`` between the marks in a Markdown file. Raises ValueError where it has none."""
    text = file.read_text(encoding="utf-8")
    before, begin, rest = text.partition(README_BEGIN)
    _, end, after = rest.partition(README_END)
    if not (begin and end):
        raise ValueError(f"{file} has no {README_BEGIN} and {README_END}")
    file.write_text(f"{before}{begin}\n{block}\n{end}{after}", encoding="utf-8")


def as_json(rows: Sequence[Row]) -> str:
    return json.dumps(
        {row.name: asdict(row.run) | {"ratio": row.run.ratio, "scores": row.scores} for row in rows},
        ensure_ascii=False,
        indent=1,
    )
