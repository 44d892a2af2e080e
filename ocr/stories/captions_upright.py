"""Captions set vertically at a photo's side on a page that is set horizontally."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.geometry import Box, union, x_overlap, y_covered
from ocr.model import TextLine

_UPRIGHT = 0.8
"""In body characters: a vertical caption's lines stand no farther from their photo and from each other."""


def upright_beside(picture: Box, lines: Sequence[TextLine], char_px: float) -> list[TextLine]:
    """A caption set vertically at a photo's side: its lines from the right."""
    near = _upright_near(picture, lines, 1.3 * char_px)
    caption: list[TextLine] = []
    area = picture
    while line := next((n for n in near if n not in caption and -x_overlap(n.box, area) < _UPRIGHT * char_px), None):
        caption.append(line)
        area = union([area, line.box])
    caption.sort(key=lambda line: -line.box.left)
    return caption if len(caption) <= 6 else []


def _upright_near(picture: Box, lines: Sequence[TextLine], slack: float) -> list[TextLine]:
    """Small vertical lines at a photo's left or right, no more than ``slack`` pixels of them in its box."""
    inner = picture.grown(-slack, slack)
    return [
        line
        for line in lines
        if line.line.vertical
        and line.size < 1.3
        and y_covered(line.box, inner) > 0.95
        and x_overlap(line.box, inner) <= 0
    ]


def parted_at_photos(line: TextLine, pictures: Sequence[Box]) -> tuple[TextLine, ...]:
    """The two lines of a vertical one that runs past two photos, parted where a space stands between these."""
    at = line.text.find(" ")
    places = line.reading.positions
    if not line.line.vertical or at < 2 or len(places) != len(line.text):
        return (line,)
    y = line.box.top + places[at] * line.box.height
    beside = [p for p in pictures if abs(p.cx - line.box.cx) < 0.5 * p.width + 6 * line.box.width]
    between = any(a.bottom - line.box.width <= y <= b.top + line.box.width for a in beside for b in beside if a != b)
    if not between:
        return (line,)
    upper, lower = line.box._replace(bottom=round(y)), line.box._replace(top=round(y))
    return _part(line, upper, slice(0, at)), _part(line, lower, slice(at + 1, None))


def _part(line: TextLine, box: Box, kept: slice) -> TextLine:
    reading = replace(line.reading, text=line.text[kept], chars=line.reading.chars[kept], positions=())
    return replace(line, line=replace(line.line, box=box, quad=()), reading=reading)
