"""What was taken for a picture and is none: a bar under white letters, and text so dense that its ground looks dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.geometry import Box, covered, intersection, x_covered
from ocr.model import Illustration, TextLine
from ocr.stories.elements import PageLayout

_BAR, _LETTERED = 2.4, 0.08
"""A bar under a line is no higher than this many times the line, which takes up this share of it."""
_SURE, _FEWEST = 0.8, 3
"""Text that was read with this confidence, in lines of so many characters, ..."""
_BODY = (0.75, 1.35)
"""... of about the body's size, ..."""
_TILED = 0.42
"""... takes up this share of what is no picture. Of photos with a caption or a story printed on them, at most 0.39."""


def without_bars(layout: PageLayout) -> PageLayout:
    """The page without the bars among its pictures: the lines on them are text."""
    bars = [one for one in layout.illustrations if _is_bar(one.box, layout.lines)]
    if not bars:
        return layout
    pictured = [
        0.0 if line.line.reverse and any(covered(line.box, bar.box) > 0.9 for bar in bars) else share
        for line, share in zip(layout.lines, layout.pictured, strict=True)
    ]
    kept = tuple(one for one in layout.illustrations if one not in bars)
    return replace(layout, illustrations=kept, pictured=tuple(pictured))


def _is_bar(picture: Box, lines: Sequence[TextLine]) -> bool:
    """Whether what was taken for a picture is the bar, of a shape of its own, under a line of white letters."""
    return any(
        line.line.reverse
        and picture.height < _BAR * line.box.height
        and covered(line.box, picture) > 0.9
        and x_covered(picture, line.box) > _LETTERED
        for line in lines
    )


def without_text(layout: PageLayout) -> PageLayout:
    """The page without the pictures that lines of its body tile, one beside the other: worn, dense print."""
    body = [line for line in layout.lines if _is_sure_text(line)]
    tiled = [one for one in layout.illustrations if _is_tiled(one, body)]
    if not tiled:
        return layout
    kept = tuple(one for one in layout.illustrations if one not in tiled)
    pictured = [
        0.0 if _on_any(line.box, tiled) and not _on_any(line.box, kept) else share
        for line, share in zip(layout.lines, layout.pictured, strict=True)
    ]
    return replace(layout, illustrations=kept, pictured=tuple(pictured))


def _is_sure_text(line: TextLine) -> bool:
    least, most = _BODY
    plain = not line.line.vertical and not line.line.reverse and least < line.size < most
    return plain and len(line.text) >= _FEWEST and line.reading.confidence >= _SURE


def _is_tiled(picture: Illustration, body: Sequence[TextLine]) -> bool:
    return sum(intersection(line.box, picture.box) for line in body) > _TILED * picture.box.area


def _on_any(box: Box, pictures: Sequence[Illustration]) -> bool:
    return any(intersection(box, one.box) > 0 for one in pictures)
