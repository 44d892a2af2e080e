"""Advertisements: framed ones, and a page that is one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ocr import language
from ocr.geometry import Box, covered, intersection
from ocr.model import Frame, TextLine
from ocr.stories.elements import PageLayout

_CALLED = 1.4
"""In advertisements numbers to be called are this many times as large as the text."""
_VERSE = 9
"""A poem's lines have fewer hanzi in the mean."""
_RARE, _STOPPED = 0.015, 0.04
"""Stops a hanzi, in an advertisement no more and in news more than this."""


def advertisements(layout: PageLayout, taken: Collection[int], vertical: bool) -> list[bool]:
    """For each frame whether it is an advertisement: labelled 广告, or with hardly any running text."""
    return [_is_advertisement(frame, layout, taken, vertical) for frame in layout.frames]


def is_all_advertisement(lines: Sequence[TextLine], taken: Collection[int]) -> bool:
    """Whether the page is one advertisement: a number to be called is set as large as a headline, and nothing says
    that this is a newspaper's page or that anyone reports."""
    reported = any(language.is_byline(line.text) or language.dateline_of(line.text) for line in lines)
    called = any(line.size >= _CALLED and language.names_telephone(line.text) for line in lines)
    return called and not reported and not taken


def _is_advertisement(frame: Frame, layout: PageLayout, taken: Collection[int], vertical: bool) -> bool:
    inside = [line for i, line in enumerate(layout.lines) if i not in taken and covered(line.box, frame.box) > 0.7]
    smaller = [f for f in layout.frames if f is not frame and covered(f.box, frame.box) > 0.95]
    if any(language.is_ad_label(line.text) for line in inside):
        return not any(_labels(line, f.box) for f in smaller for line in inside)
    plain = frame.kind == "box" and not smaller and not _holds_photo(layout, frame.box)
    return plain and (_is_display(inside, frame.box, layout.char_px) or (vertical and _is_unstopped(inside, layout)))


def _holds_photo(layout: PageLayout, box: Box) -> bool:
    return sum(intersection(i.box, box) for i in layout.illustrations) > 0.25 * box.area


def _labels(line: TextLine, box: Box) -> bool:
    return language.is_ad_label(line.text) and covered(line.box, box) > 0.7


def _is_display(lines: Sequence[TextLine], box: Box, char_px: float) -> bool:
    """A few words on a large ground: no sentence among them, no byline, no verses."""
    if len(lines) > 8 or any(language.is_byline(line.text) for line in lines):
        return False
    stops = sum(mark in "。，" for line in lines for mark in line.text)
    characters = sum(len(line.text) for line in lines)
    return stops <= 1 and len(lines) >= 2 and characters * char_px**2 < 0.08 * box.area


def _is_unstopped(lines: Sequence[TextLine], layout: PageLayout) -> bool:
    """Long lines without a stop, on a page whose other text has them: goods and prices. A poem's lines are short."""
    words = sum(language.hanzi(line.text) for line in lines)
    if len(lines) < 3 or words <= _VERSE * len(lines) or any(language.is_byline(line.text) for line in lines):
        return False
    other = [line for line in layout.lines if line not in lines]
    outside = sum(language.hanzi(line.text) for line in other)
    return _stops(lines) <= _RARE * words and _stops(other) > _STOPPED * outside


def _stops(lines: Sequence[TextLine]) -> int:
    return sum(mark in "。，、；：？！" for line in lines for mark in line.text)
