"""Titles under photos: of a photo story, and of a box of facts."""

from __future__ import annotations

from collections.abc import Sequence

from ocr import language
from ocr.geometry import Box, union, x_covered, x_overlap
from ocr.model import TextLine

BELOW = 1.6
"""In body characters: how far under its illustration a title or a caption begins."""


def photo_title(picture: Box, lines: Sequence[TextLine], char_px: float) -> TextLine | None:
    """A short heavy line right under a photo with smaller text under it: a photo story's title."""
    under = [
        line
        for line in lines
        if not line.line.vertical
        and -0.5 * char_px <= line.box.top - picture.bottom <= BELOW * char_px
        and x_covered(line.box, picture.grown(char_px, 0)) > 0.8
        and line.size >= 1.12
        and language.hanzi(line.text) >= 2
    ]
    for line in under:
        text = [
            other
            for other in lines
            if 0 <= other.box.top - line.box.bottom < 1.2 * char_px
            and x_covered(other.box, picture.grown(char_px, 0)) > 0.8
            and other.size < 0.9 * line.size
            and other.weight < 0.85 * line.weight
            and other.box.width > 0.5 * picture.width
        ]
        if (text and line.box.width < 0.6 * picture.width) or heads_facts(line, lines, char_px):
            return line
    return None


def fact_boxes(titles: Sequence[TextLine], lines: Sequence[TextLine], char_px: float) -> list[Box]:
    """The boxes of facts under photos' titles, each with its title: they are stories of their own."""
    return [_facts_under(title, lines, char_px) for title in titles if heads_facts(title, lines, char_px)]


def _facts_under(title: TextLine, lines: Sequence[TextLine], char_px: float) -> Box:
    box = title.box
    for line in sorted(lines, key=lambda line: line.box.top):
        close = -0.5 * char_px <= line.box.top - box.bottom < 1.3 * char_px
        if (
            line.box.top > title.box.cy
            and close
            and line.size < title.size
            and abs(line.box.cx - title.box.cx) < 12 * char_px
        ):
            box = union([box, line.box])
    return box


def heads_facts(title: TextLine, lines: Sequence[TextLine], char_px: float) -> bool:
    """Whether facts stand under a title, each with its name before a colon: the paper's own 小档案."""
    under = [
        line
        for line in lines
        if 0 <= line.box.top - title.box.bottom < 8 * char_px and x_overlap(line.box, title.box) > 0
    ]
    return sum(any(colon in line.text[1:6] for colon in "：:") for line in under) >= 3
