"""How the cases went, as a table and in the docs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.soak.ground import Attempt

BEGIN, END = "<!-- soak -->", "<!-- /soak -->"
HEADS = ("case", "times", "passed", "seconds", "seen")


@dataclass(frozen=True, slots=True)
class Row:
    """A case, tried several times, or left out."""

    case: str
    attempts: Sequence[Attempt]
    left_out: str = ""

    def cells(self) -> tuple[str, ...]:
        """As ``HEADS`` name them: the seconds of the quickest and the slowest attempt, and what each has shown."""
        if self.left_out:
            return (self.case, "0", "-", "-", f"left out: {self.left_out}")
        passed = sum(attempt.problem is None for attempt in self.attempts)
        seconds = sorted(round(attempt.seconds) for attempt in self.attempts)
        said = [": ".join(filter(None, (each.moment, each.problem or each.seen))) for each in self.attempts]
        return (self.case, str(len(self.attempts)), str(passed), f"{seconds[0]}-{seconds[-1]}", "; ".join(said))


def markdown(rows: Sequence[tuple[str, ...]]) -> str:
    """The table for the docs."""
    lines = (HEADS, tuple("---" for _ in HEADS), *rows)
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |" for cells in lines)


def refresh(file: Path, rows: Sequence[Row]) -> None:
    """Puts the rows between the marks in a Markdown file; a case that was not tried now keeps what it has there.

    Raises ValueError where there are no marks.
    """
    text = file.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    former, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{file} has no {BEGIN} and {END}")
    cells = {line[0]: line for line in (_cells(line) for line in former.strip().splitlines()[2:])}
    cells |= {row.case: row.cells() for row in rows}
    file.write_text(f"{before}{begin}\n{markdown(list(cells.values()))}\n{end}{after}", encoding="utf-8")


def _cells(line: str) -> tuple[str, ...]:
    return tuple(re.split(r" \| ", line.strip().removeprefix("| ").removesuffix(" |")))
