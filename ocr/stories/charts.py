"""Numbered figures: what stands around a chart is its labels, and what names it is its caption."""

from __future__ import annotations

from collections.abc import Sequence

from ocr import language
from ocr.geometry import Box, x_covered, x_overlap, y_overlap
from ocr.model import TextLine

# Multiples of the body character's height.
_BELOW = 4.0
"""A figure's number stands no farther below it."""
_BESIDE = 1.5
"""A chart's labels stand no farther from it."""
_SMALL = 0.95
"""They are smaller than this over the body's size, ..."""
_LONGEST = 10
"""... and no longer than this."""
_UNDER = 0.6
"""A caption has at least this share of itself under its figure."""


def numbered_under(picture: Box, lines: Sequence[TextLine], char_px: float) -> TextLine | None:
    """The line under a picture that says which figure it is: 图6-3-1."""
    under = [
        line
        for line in lines
        if not line.line.vertical
        and line.size < 1.3
        and language.numbered(line.text) == "图"
        and -char_px < line.box.top - picture.bottom < _BELOW * char_px
        and x_covered(line.box, picture.grown(_BESIDE * char_px, 0)) > _UNDER
    ]
    return min(under, key=lambda line: line.box.top, default=None)


def labels_around(picture: Box, number: TextLine, lines: Sequence[TextLine], char_px: float) -> list[TextLine]:
    """The words and figures around a chart, over the line with its number."""
    return [
        line
        for line in lines
        if line is not number
        and line.size < _SMALL
        and len(line.text.strip()) <= _LONGEST
        and "。" not in line.text
        and not language.numbered(line.text)
        and not language.has_credit(line.text)
        and line.box.bottom <= number.box.top
        and -x_overlap(line.box, picture) < _BESIDE * char_px
        and -y_overlap(line.box, picture) < _BESIDE * char_px
    ]
