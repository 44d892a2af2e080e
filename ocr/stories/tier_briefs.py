"""Headlines of briefs in the tiers of an old vertical page, set in the body's own size. The page is turned: columns
are lines, tiers are upright columns."""

from __future__ import annotations

from collections.abc import Sequence

from ocr import language
from ocr.geometry import Box, union, x_overlap, y_overlap
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
_FIRST, _HEAVY, _BROAD = 6, 1.25, 1.2
"""Hanzi of a headline at the beginning of a tier, which is so many times as heavy or as large as the text."""
_KICKER, _FAR_IN = 8, 1.0
"""A kicker over it has so many hanzi at most, and stands in so far at both ends."""
_SHORT, _BOLD, _LARGE = (2, 3), 1.35, 1.3
"""Hanzi of the shortest titles, which are broad and bold or as large as this, ..."""
_FROM_HEAD = 1.5
"""... stand in so far from the head of their tier, and are alone in their column; ..."""
_LONGER = 2.0
"""... the first line of their text is so many times as long."""


def is_short_title(line: TextLine, lines: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line of two or three hanzi is the title of a text without subheads, as old journals set it: large and
    bold, alone in its column, in from the tier's head and far from its foot; a column that is full follows."""
    words, text = language.hanzi(line.text), line.text.strip()
    if line.line.vertical or line.line.reverse or not _SHORT[0] <= words == len(text) <= _SHORT[1]:
        return False
    if line.size < _LARGE and min(line.size / _BROAD, line.weight / _BOLD) < 1:
        return False
    below = [o.box for o in lines if o.box.cy > line.box.bottom and x_overlap(o.box, line.box) > 0.9 * line.box.width]
    following = min(below, key=lambda box: box.top, default=None)
    if following is None or following.top - line.box.bottom > _CLOSE * char_px:
        return False
    beside = [
        o
        for o in lines
        if o is not line
        and language.hanzi(o.text) > 1
        and y_overlap(o.box, line.box) > 0.3 * line.box.height
        and x_overlap(o.box, following) > 0
    ]
    inset = line.box.left - following.left > _FROM_HEAD * char_px
    return inset and following.width > _LONGER * line.box.width and not beside


def opens_brief(line: TextLine, lines: Sequence[TextLine], rules: Sequence[Rule], char_px: float) -> bool:
    """Whether a line in a tier is the headline of what begins under it: it stands in at both ends, is no sentence, the
    text above it has ended, and a rule or more space than under it parts them; an indented line follows. A text without
    stops, and often without indents, has ended where a line is short. With no text above it a line in the tier says so
    that is longer than subheads are, and bold or large."""
    text = line.text.strip()
    fewest, most = _WORDS
    words = language.hanzi(text)
    if line.line.vertical or line.line.reverse or not fewest <= words <= most:
        return False
    if words < len(text) or language.is_byline(text) or not 0.9 < line.size < 1.45:
        return False
    body = [other for other in lines if other is not line and not other.line.vertical and 0.85 < other.size < 1.2]
    near = [other for other in body if abs(other.box.cy - line.box.cy) < _NEAR * char_px]
    below = [o for o in near if o.box.cy > line.box.bottom and _shares(o.box, line.box)]
    below.sort(key=lambda o: o.box.cy)
    if len(below) < 2:
        return False
    column = union([line.box, below[0].box])
    around = [other for other in near if _shares(other.box, column)]
    above = max((o for o in around if o.box.cy < line.box.top), key=lambda o: o.box.cy, default=None)
    stopped = any(mark in other.text for other in around for mark in "，。、")
    after = below[0].box.top - line.box.bottom
    if after >= _CLOSE * char_px or not _stands_over(line, [o.box for o in below], char_px, indented=stopped):
        return False
    if above is None or _is_kicker(above, around, column, char_px):
        return words >= _FIRST and (line.weight >= _HEAVY or line.size >= _BROAD)
    short = max(other.box.right for other in around) - above.box.right > SHORT * char_px
    if not (language.ends_sentence(above.text) if stopped else short):
        return False
    before = line.box.top - above.box.bottom
    return before - after > _SET_OFF * char_px or _ruled(above.box, line.box, rules)


def _is_kicker(line: TextLine, around: Sequence[TextLine], column: Box, char_px: float) -> bool:
    """Whether the first line in a tier is a few words that stand in far from both its ends."""
    words = language.hanzi(line.text)
    first = not any(other.box.cy < line.box.top for other in around)
    inset = min(line.box.left - column.left, column.right - line.box.right)
    return first and words == len(line.text.strip()) <= _KICKER and inset > _FAR_IN * char_px


def _shares(box: Box, column: Box) -> bool:
    """Whether a line stands in a column."""
    return x_overlap(box, column) > 0.4 * min(box.width, column.width)


def _stands_over(line: TextLine, below: Sequence[Box], char_px: float, indented: bool) -> bool:
    """Whether a line stands in at both ends of the column below it, or a larger one at its head, which begins with a
    paragraph: ``indented``, unless the text is one without stops and indents."""
    left, right = min(box.left for box in below), max(box.right for box in below)
    inset, at_foot = line.box.left - left, right - line.box.right
    stands_in = inset > _INSET * char_px and at_foot > (-_INSET if line.size >= _BROAD else _INSET) * char_px
    return stands_in and (not indented or below[0].left - left > _INDENT * char_px)


def _ruled(above: Box, line: Box, rules: Sequence[Rule]) -> bool:
    return any(
        rule.horizontal
        and above.bottom - 3 <= rule.box.cy <= line.top + 3
        and x_overlap(rule.box, line) > 0.5 * line.width
        for rule in rules
    )
