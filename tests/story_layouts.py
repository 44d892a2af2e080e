"""Whole stories on pages set by hand: three to tell apart, and a page of four columns to set them on."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.geometry import union
from ocr.model import TextLine
from tests.layouts import BELL, CHAR, EM, LAMP, SEED, Found, columns, headline, pour

LAMPS, SEEDS, BELLS = Found("河堤上的灯又亮了", LAMP), Found("种子站里排长队", SEED), Found("学校老钟停了", BELL)
FOUR = columns(100, 4)
LEFT, RIGHT = FOUR[:2], FOUR[2:]
EDGE = round(RIGHT[0] - EM)
"""The middle of the gutter between the two halves of a page of four columns."""


def told(story: Found, lefts: Sequence[float], top: int, size: float = 2.2) -> tuple[TextLine, ...]:
    """A story: the headline over the middle of its columns."""
    name = story.headline or ""
    middle = (lefts[0] + lefts[-1] + 14 * EM) / 2
    head = headline(name, middle - len(name) * EM * size / 2, top, size)
    return (head, *pour(story.blocks, lefts, top + round(CHAR * size) + 24))


def foot(*parts: Sequence[TextLine]) -> int:
    return union(line.box for lines in parts for line in lines).bottom
