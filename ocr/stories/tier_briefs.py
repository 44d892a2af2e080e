"""Headlines of briefs in the tiers of an old vertical page, set in the body's own size. The page is turned: columns
are lines, tiers are upright columns."""

from __future__ import annotations

from collections.abc import Sequence

from ocr import language
from ocr.geometry import Box, x_overlap, y_overlap
from ocr.model import Rule, TextLine
from ocr.stories.flow import SHORT

_WORDS = (4, 16)
"""Hanzi of such a headline, fewest and most."""
# In body characters.
_NEAR = 6.0
_SET_OFF = 0.6
"""So much more space stands before a headline than after it; around a subhead it is even."""
_INDENT = 0.6
"""The text under it is indented by more than this."""
_INSET = 0.25
"""It stands in at both ends of its tier by more than this."""
_CLOSE = 1.6
_SHORT, _BROAD, _BOLD = (2, 3), 1.2, 1.35
"""Hanzi of the shortest titles, which are so many times as large and as heavy as the text, ..."""
_FROM_HEAD = 1.5
"""... stand in so far from the head of their tier, and are alone in their column."""


def is_short_title(line: TextLine, lines: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line of two or three hanzi is the title of a text without subheads, as old journals set it: large and
    bold, alone in its column, in from the tier's head and far from its foot; a column that is full follows."""
    words, text = language.hanzi(line.text), line.text.strip()
    if line.line.vertical or line.line.reverse or not _SHORT[0] <= words == len(text) <= _SHORT[1]:
        return False
    if min(line.size / _BROAD, line.weight / _BOLD) < 1:
        return False
    below = [o.box for o in lines if o.box.cy > line.box.bottom and x_overlap(o.box, line.box) > 0.9 * line.box.width]
    following = min(below, key=lambda box: box.top, default=None)
    if following is None or following.top - line.box.bottom > _CLOSE * char_px:
        return False
    beside = [
        o
        for o in lines
        if o is not line and y_overlap(o.box, line.box) > 0.3 * line.box.height and x_overlap(o.box, following) > 0
    ]
    inset = line.box.left - following.left > _FROM_HEAD * char_px
    return inset and following.width > 3 * line.box.width and not beside


def opens_brief(line: TextLine, lines: Sequence[TextLine], rules: Sequence[Rule], char_px: float) -> bool:
    """Whether a line in a tier is the headline of what begins under it: it stands in at both ends, is no sentence, the
    text above it has ended, and a rule or more space than under it parts them; an indented line follows. A text without
    stops, and often without indents, has ended where a line is short."""
    text = line.text.strip()
    fewest, most = _WORDS
    if line.line.vertical or line.line.reverse or not fewest <= language.hanzi(text) <= most:
        return False
    if language.hanzi(text) < len(text) or language.is_byline(text) or not 0.9 < line.size < 1.45:
        return False
    around = [
        other
        for other in lines
        if other is not line
        and not other.line.vertical
        and 0.85 < other.size < 1.2
        and x_overlap(other.box, line.box) > 0.4 * min(line.box.width, other.box.width)
        and abs(other.box.cy - line.box.cy) < _NEAR * char_px
    ]
    above = max((o for o in around if o.box.cy < line.box.top), key=lambda o: o.box.cy, default=None)
    below = sorted((o for o in around if o.box.cy > line.box.bottom), key=lambda o: o.box.cy)
    stopped = any(mark in other.text for other in around for mark in "，。、")
    if above is None or len(below) < 2:
        return False
    short = max(other.box.right for other in around) - above.box.right > SHORT * char_px
    if not (language.ends_sentence(above.text) if stopped else short):
        return False
    after, before = below[0].box.top - line.box.bottom, line.box.top - above.box.bottom
    set_off = before - after > _SET_OFF * char_px or _ruled(above.box, line.box, rules)
    return (
        after < _CLOSE * char_px
        and set_off
        and _stands_over(line.box, [o.box for o in below], char_px, indented=stopped)
    )


def _stands_over(line: Box, below: Sequence[Box], char_px: float, indented: bool) -> bool:
    """Whether a line stands in at both ends of the column below it, which begins with a paragraph: ``indented``,
    unless the text is one without stops and indents."""
    left, right = min(box.left for box in below), max(box.right for box in below)
    inset = min(line.left - left, right - line.right)
    return inset > _INSET * char_px and (not indented or below[0].left - left > _INDENT * char_px)


def _ruled(above: Box, line: Box, rules: Sequence[Rule]) -> bool:
    return any(
        rule.horizontal
        and above.bottom - 3 <= rule.box.cy <= line.top + 3
        and x_overlap(rule.box, line) > 0.5 * line.width
        for rule in rules
    )
