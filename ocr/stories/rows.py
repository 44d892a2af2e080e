"""Columns that stand in one row under a headline, also where it is too narrow to stand over all of them: it is set over
the middle of its story. The page is turned: the tiers of a vertical page are columns here."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.geometry import Box, union, x_overlap, y_overlap
from ocr.model import Rule

# In body characters.
_LEVEL = 1.2
"""Columns of a row begin so near the same height, ..."""
_APART = 2.5
"""... stand no farther apart, ..."""
_UNDER = 3.0
"""... and no farther under the headline, ..."""
_OVER = 1.0
"""... which reaches at least so far over one of them, ..."""
_MIDDLE, _SHARE = 1.2, 0.06
"""... and whose middle is so near theirs, and this share of its width."""


def row_under(
    head: Box, runs: Sequence[Box], others: Sequence[Box], rules: Sequence[Rule], char_px: float
) -> list[int]:
    """Which of the ``runs`` stand in one row under a headline, from the left: the most that it stands over the middle
    of, all beginning level. What is in a row without standing under the headline has white paper over it, as high as
    the headline. ``head`` is the box of a headline and its decks, ``others`` those of all else that is printed."""
    over = [k for k, box in enumerate(runs) if _is_under(box, head, char_px)]
    if not over:
        return []
    top = min(runs[k].top for k in over)
    over = [k for k in over if runs[k].top - top < _LEVEL * char_px]
    beside = [
        k
        for k, box in enumerate(runs)
        if k not in over and abs(box.top - top) < _LEVEL * char_px and _is_clear(box, head, others, rules)
    ]
    core = union(runs[k] for k in over)
    left = _reached([k for k in beside if runs[k].cx < core.cx], core, runs, rules, char_px)
    right = _reached([k for k in beside if runs[k].cx > core.cx], core, runs, rules, char_px)
    rows = [[*left[:i], *over, *right[:k]] for i in range(len(left) + 1) for k in range(len(right) + 1)]
    slack = _MIDDLE * char_px + _SHARE * head.width
    centred = [row for row in rows if abs(union(runs[k] for k in row).cx - head.cx) < slack]
    longest: list[int] = max(centred, key=len, default=[])
    return sorted(longest, key=lambda k: runs[k].left)


def _is_under(box: Box, head: Box, char_px: float) -> bool:
    return -char_px < box.top - head.bottom < _UNDER * char_px and x_overlap(box, head) > _OVER * char_px


def _is_clear(box: Box, head: Box, others: Sequence[Box], rules: Sequence[Rule]) -> bool:
    """Whether nothing is printed over a column at the height of the headline."""
    over = Box(box.left, head.top, box.right, max(head.top + 1, box.top))
    printed = [*others, *(rule.box for rule in rules if rule.horizontal)]
    return not any(x_overlap(other, over) > 0 and y_overlap(other, over) > 0 for other in printed if other != box)


def _reached(beside: Sequence[int], core: Box, runs: Sequence[Box], rules: Sequence[Rule], char_px: float) -> list[int]:
    """Those columns beside the core, the nearest first, that one gets to without a gap or a rule between."""
    reached: list[int] = []
    span = core
    for k in sorted(beside, key=lambda k: abs(runs[k].cx - core.cx)):
        box = runs[k]
        if -x_overlap(span, box) > _APART * char_px or _is_parted(span, box, rules):
            break
        reached.append(k)
        span = union([span, box])
    return reached


def _is_parted(a: Box, b: Box, rules: Sequence[Rule]) -> bool:
    """Whether an upright rule stands between two columns."""
    low, high = sorted((a, b), key=lambda box: box.cx)
    start, end = sorted((low.right, high.left))
    upright = [rule.box for rule in rules if not rule.horizontal and start <= rule.box.cx <= end]
    return any(y_overlap(box, b) > 0.5 * min(a.height, b.height) for box in upright)
