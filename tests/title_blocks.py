"""Title blocks of pages set by hand: lines to gather, and what was gathered."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.model import Rule, TextLine
from ocr.stories.elements import TitleBlock
from ocr.stories.titles import gather_titles
from tests.layouts import CHAR, EM, LAMP, SEED, columns, pour, text_line

LEFT = 100
MIDDLE = LEFT + 15 * EM
"""Of two columns."""


def centred(text: str, top: float, size: float = 1.0, weight: float = 1.0) -> TextLine:
    """A line in the middle over two columns."""
    return text_line(text, MIDDLE - len(text) * EM * size / 2, top, size, weight)


def body(top: float, count: int = 2) -> tuple[TextLine, ...]:
    return pour(LAMP + SEED, columns(LEFT, count), top)


def titles_of(lines: Sequence[TextLine], rules: Sequence[Rule] = ()) -> tuple[tuple[TitleBlock, ...], int]:
    """The title blocks and how many lines are left over."""
    titles, rest = gather_titles(lines, rules, CHAR)
    assert len(rest) + sum(len(title.lines) for title in titles) == len(lines)
    return titles, len(rest)


def texts(lines: Sequence[TextLine]) -> list[str]:
    return [line.text for line in lines]
