"""Advertisements in no frame that was found, beside stories: lines one after the other that name goods and offers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from statistics import median

from ocr import language
from ocr.geometry import Box, covered, union, x_covered, x_overlap, y_covered, y_overlap
from ocr.model import Rule, TextLine
from ocr.stories.advertisements import is_stopped, offers
from ocr.stories.elements import PageLayout

_NAMED = 0.3
"""Of such a line's characters so many are words of trade. One in forty lines of news has as many."""
_HANZI = 5
_SEEN = 3
"""An advertisement has so many of them, ..."""
_MOSTLY = 0.5
"""... and they are this share of its lines."""
_NEXT = 4.0
"""Times a line's height: the next of them is no farther off, one line between them."""
_WITHIN = 0.7
_LARGER, _HEADED = 1.25, 1.5
"""Its headline is so many times as large, and no farther off, in body characters."""


def loose_advertisements(layout: PageLayout, taken: Collection[int]) -> list[list[int]]:
    """The lines of each advertisement in no frame."""
    stopped = is_stopped(layout.lines)
    free = [i for i in range(len(layout.lines)) if i not in taken]
    seeds = [i for i in free if _names_goods(layout.lines[i].text)]
    found = []
    for group in _grouped(seeds, layout):
        box = union(layout.lines[i].box for i in group)
        within = [i for i in free if covered(layout.lines[i].box, box) > _WITHIN]
        named = len(group) >= max(_SEEN, _MOSTLY * len(within))
        if named and offers([layout.lines[i] for i in within], stopped):
            found.append([*_heads(within, free, layout), *within])
    return found


def _heads(group: Sequence[int], free: Sequence[int], layout: PageLayout) -> list[int]:
    """The larger line right before an advertisement's. A story's headline has its own text after it."""
    lines = [layout.lines[i] for i in group]
    box, size = union(line.box for line in lines), median(line.size for line in lines)
    upright = sum(line.line.vertical for line in lines) > len(lines) / 2
    before = []
    for i in free:
        line = layout.lines[i]
        gap = line.box.left - box.right if upright else box.top - line.box.bottom
        beside = y_overlap(line.box, box) if upright else x_overlap(line.box, box)
        if (
            i not in group
            and line.line.vertical == upright
            and line.size > _LARGER * size
            and -_HEADED * layout.char_px < gap < _HEADED * layout.char_px
            and beside > _MOSTLY * max(line.box.width, line.box.height)
            and not _has_stop(line.text)
            and not any(_parts(rule, line.box, box) for rule in layout.rules)
        ):
            before.append(i)
    return before


def _names_goods(text: str) -> bool:
    return language.hanzi(text) >= _HANZI and not _has_stop(text) and language.trade([text])[0] >= _NAMED


def _has_stop(text: str) -> bool:
    return any(mark in "。，；？！" for mark in text)


def _grouped(seeds: Sequence[int], layout: PageLayout) -> list[list[int]]:
    groups: list[list[int]] = []
    for seed in seeds:
        near = [group for group in groups if any(_go_together(seed, other, layout) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([seed, *(other for group in near for other in group)])
    return groups


def _go_together(one: int, other: int, layout: PageLayout) -> bool:
    """Whether two lines stand side by side or one over the other, near and with no rule between."""
    a, b = layout.lines[one], layout.lines[other]
    if a.line.vertical != b.line.vertical:
        return False
    far = _NEXT * min(_height(a), _height(b))
    across, along = x_overlap(a.box, b.box), y_overlap(a.box, b.box)
    if -far < across <= 0 < along or -far < along <= 0 < across:
        return not any(_parts(rule, a.box, b.box) for rule in layout.rules)
    return across > 0 and along > 0


def _height(line: TextLine) -> int:
    return min(line.box.width, line.box.height)


def _parts(rule: Rule, a: Box, b: Box) -> bool:
    if rule.horizontal:
        over, under = sorted((a, b), key=lambda box: box.cy)
        return over.cy < rule.box.cy < under.cy and min(x_covered(over, rule.box), x_covered(under, rule.box)) > _MOSTLY
    left, right = sorted((a, b), key=lambda box: box.cx)
    return left.cx < rule.box.cx < right.cx and min(y_covered(left, rule.box), y_covered(right, rule.box)) > _MOSTLY
