"""The parts of one headline: its lines, and the halves of a line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocr import language
from ocr.geometry import Box, x_covered, x_overlap, y_covered, y_overlap
from ocr.model import Rule, TextLine

_INTO_RULE = 0.1
"""Of its own height a line's box may reach into a rule."""
HEADLINE = 1.42
"""A headline's characters are this many times the body's."""
_FIRST_LINE, _SMALLER = 2.5, 1.5
"""A display line larger than this and above a headline no more than so much larger, in the same face, is its first
line; a kicker is smaller, or lighter."""
_FACE = 1.3
"""The strokes of one face, over its size, differ by less than this factor."""
_SPACE = 1.15
"""Two parts of one headline stand no farther apart than this many of its characters: a full-width space."""
_ALIKE = 1.15
"""Lines of one size differ by less than this factor."""
_LABEL, _HEAVIER = 4, 1.5
"""So few characters, with a headline under them so many times as heavy, are its kicker, whatever their size."""
_WIDE_SPACE, _UNDER = 1.7, 3.5
"""... or this many, where text runs on under the space, no farther below than so many of its characters, ..."""
_LOOSE_SPACE, _FLUSH = 1.4, 0.12
"""... or this many, where the second part begins where no column does, to so many of its characters."""


def grouped(
    heads: Sequence[TextLine], lines: Sequence[TextLine], rules: Sequence[Rule], turned: bool
) -> list[list[TextLine]]:
    """Headlines in several lines, and lines in several parts. A line that goes with two of them makes them one. On a
    ``turned`` page weights tell nothing: its type is worn."""
    groups: list[list[TextLine]] = []
    for line in sorted(heads, key=lambda h: (h.box.top, h.box.left)):
        same = [
            group
            for group in groups
            if any(
                _same_headline(line, other, lines, rules) and (turned or not is_light_label(line, other))
                for other in group
            )
        ]
        groups = [group for group in groups if group not in same]
        groups.append([*(part for group in same for part in group), line])
    return groups


def _same_headline(a: TextLine, b: TextLine, lines: Sequence[TextLine], rules: Sequence[Rule]) -> bool:
    if _setting(a) != _setting(b):
        return False
    small, large = sorted((a.size, b.size))
    if large > (1.25 if small >= HEADLINE else _ALIKE) * small and not _is_first_line(a, b):
        return False
    one, two = (a.box, b.box) if not a.line.vertical else (a.box.transposed(), b.box.transposed())
    unit = min(one.height, two.height)
    beside = y_overlap(one, two) > 0.6 * unit
    if beside:
        gap = _printed_gap(a, b)
        alike = large <= _ALIKE * small
        near = gap <= (_SPACE * max(one.height, two.height) if alike else 0.5 * unit)
        near |= alike and gap <= _WIDE_SPACE * unit and _over_one_text(a, b, lines)
        near |= alike and gap <= _LOOSE_SPACE * unit and _off_columns(a, b, lines)
    else:
        near = -y_overlap(one, two) <= 0.75 * unit and x_overlap(one, two) > 0.4 * min(one.width, two.width)
        near |= a.line.vertical and large <= _ALIKE * small and _staggered(a.box, b.box)
    return near and not parted(a.box, b.box, rules)


def _setting(line: TextLine) -> tuple[bool, bool, bool]:
    """What the lines of one headline have in common."""
    return line.line.vertical, line.line.reverse, line.line.half_reverse


def _over_one_text(a: TextLine, b: TextLine, lines: Sequence[TextLine]) -> bool:
    """Whether the text under two parts of a line is one: it runs on under the gap between them, or stands under the
    second part in the middle of a paragraph."""
    if a.line.vertical:
        return _beside_one_text(a.box, b.box, lines)
    left, right = sorted((a.box, b.box), key=lambda box: box.left)
    if y_overlap(left, right) < 0.85 * min(left.height, right.height):
        return False
    foot, high = max(left.bottom, right.bottom), min(left.height, right.height)
    under = [
        o
        for o in lines
        if not o.line.vertical
        and 0 <= o.box.top - foot < _UNDER * high
        and x_overlap(o.box, Box(left.right, 0, right.right, 1)) > 0.5 * high
    ]
    column = sorted(under, key=lambda o: o.box.top)[:2]
    if not column:
        return False
    first = column[0].box
    spans = first.left < left.right - 0.2 * high and first.right > right.left + 0.2 * high
    return spans or (first.left < right.left + 0.5 * high and _goes_on(column))


def _off_columns(a: TextLine, b: TextLine, lines: Sequence[TextLine]) -> bool:
    """Whether the first of two level parts of a line begins where a column under it does, and the second does not, nor
    is it in the middle of one: another story's headline would."""
    if a.line.vertical:
        return False
    left, right = sorted((a.box, b.box), key=lambda box: box.left)
    foot, high = max(left.bottom, right.bottom), min(left.height, right.height)
    under = [
        o.box for o in lines if not o.line.vertical and o.size < HEADLINE and 0 <= o.box.top - foot < _UNDER * high
    ]
    starts = [box.left for box in under if box.right > left.left]
    if not any(abs(x - left.left) < _FLUSH * high for x in starts):
        return False
    below = [box for box in under if x_overlap(box, right) > 0.3 * min(box.width, right.width)]
    flush = any(abs(box.left - right.left) < _FLUSH * high for box in below)
    centred = any(abs(box.cx - right.cx) < 0.5 * high for box in below)
    return bool(below) and not flush and not centred


def _beside_one_text(a: Box, b: Box, lines: Sequence[TextLine]) -> bool:
    """Whether the lines of a column go on beside the gap between two upright parts, in which a 一 was not read."""
    upper, lower = sorted((a, b), key=lambda box: box.top)
    unit = min(upper.width, lower.width)
    beside = [
        o.box
        for o in lines
        if not o.line.vertical
        and o.size < HEADLINE
        and 0 <= max(o.box.left - upper.right, upper.left - o.box.right) < 1.5 * unit
        and upper.bottom - unit < o.box.cy < lower.top + unit
    ]
    return abs(upper.cx - lower.cx) < 0.2 * unit and len(beside) >= 2


def _goes_on(lines: Sequence[TextLine]) -> bool:
    """Whether the first of two lines of text stands in the middle of a paragraph: full, and not indented."""
    if len(lines) < 2:
        return False
    first, second = (line.box for line in lines)
    unit = min(first.height, second.height)
    even = abs(first.left - second.left) < 0.5 * unit and abs(first.right - second.right) < 1.5 * unit
    return even and second.top - first.bottom < unit and not language.dateline_of(lines[0].text)


def is_light_label(a: TextLine, b: TextLine) -> bool:
    """Whether the upper of two lines is a few light characters over a heavy headline: a kicker as large as it."""
    upper, lower = sorted((a, b), key=lambda line: line.box.top)
    if upper.line.vertical or lower.line.vertical or language.hanzi(upper.text) > _LABEL:
        return False
    return lower.weight > _HEAVIER * upper.weight and x_overlap(upper.box, lower.box) > 0.5 * upper.box.width


def _staggered(a: Box, b: Box) -> bool:
    """Whether two upright lines are a headline whose second column begins where the first one ends, to its left."""
    left, right = sorted((a, b), key=lambda box: box.cx)
    unit = min(left.width, right.width)
    close = -x_overlap(left, right) <= 0.75 * unit and x_overlap(left, right) < 0.3 * unit
    return close and right.top + unit < left.top <= right.bottom + 1.5 * unit and left.bottom > right.bottom


def _is_first_line(a: TextLine, b: TextLine) -> bool:
    """Whether one line is the first of a headline set in two sizes, the other the larger one below it."""
    upper, lower = sorted((a, b), key=lambda line: line.box.top)
    if not _FIRST_LINE <= upper.size <= lower.size <= _SMALLER * upper.size or upper.box.bottom > lower.box.cy:
        return False
    faces = sorted(line.weight / line.size for line in (a, b))
    return faces[1] < _FACE * faces[0]


def _printed_gap(a: TextLine, b: TextLine) -> float:
    """The gap between two parts of one line. Full-width marks at its sides fill half a cell of it with nothing."""
    left, right = sorted((a, b), key=along)
    one, two = (left.box, right.box) if not a.line.vertical else (left.box.transposed(), right.box.transposed())
    half = 0.5 * min(one.height, two.height)
    blank = half * (left.text[-1:] in "！，：？、”’") + half * (right.text[:1] in language.OPENERS)
    return -x_overlap(one, two) - blank


def along(line: TextLine) -> int:
    """Where a line begins, in its own direction: of two parts of one line the lower one is read first."""
    if line.upward:
        return -line.box.bottom
    return line.box.top if line.line.vertical else line.box.left


def parted(a: Box, b: Box, rules: Sequence[Rule]) -> bool:
    """Whether a rule stands between two boxes, which may reach into it."""
    slack = max(2.0, _INTO_RULE * min(a.width, a.height, b.width, b.height))
    for rule in rules:
        r = rule.box
        if rule.horizontal:
            between = min(a.bottom, b.bottom) - slack <= r.cy <= max(a.top, b.top) + slack
            if between and min(x_covered(a, r), x_covered(b, r)) > 0.5:
                return True
        else:
            between = min(a.right, b.right) - slack <= r.cx <= max(a.left, b.left) + slack
            if between and min(y_covered(a, r), y_covered(b, r)) > 0.5:
                return True
    return False


def em_of(line: TextLine, char_px: float) -> float:
    """The size of a line's characters by their pitch, over the body's: quotes and digits don't raise it."""
    places = [
        place * line.box.width
        for char, place in zip(line.text, line.reading.positions, strict=False)
        if "\u4e00" <= char <= "\u9fff"
    ]
    steps = sorted(b - a for a, b in pairwise(places))
    return steps[len(steps) // 2] / (1.09 * char_px) if steps else line.size
