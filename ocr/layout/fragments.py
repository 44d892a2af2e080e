"""Joining what the detector broke: parts of one line, parted by its wide spaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, x_covered, x_overlap, y_covered, y_overlap
from ocr.layout.lines import Measured, as_corners, level_box
from ocr.model import Rule

_AT_RULE = 0.5
"""In body characters: an end so near a rule, or so far over its blurred edge, is at it."""
_FARTHEST = 2.7
"""Parts of a line stand no farther apart than this many of its heights."""
_ONE_SIZE = 1.25
"""Upright lines of one text differ in width by less than this factor."""


def merge_fragments(lines: Sequence[Measured], char_px: float, rules: Sequence[Rule]) -> tuple[Measured, ...]:
    """Joins the parts of one line that its wide spaces broke.

    A large line's parts stand within 0.9 of its own height of each other. A body line's parts are joined only
    where a line above or below covers the gap: else a gutter would be crossed.
    """
    upright = [r.box for r in rules if not r.horizontal]
    pool = sorted(lines, key=lambda m: (m.line.box.left, m.line.box.top))
    boxes = np.array([m.line.box for m in pool], dtype=np.int64).reshape(-1, 4)
    free = np.ones(len(pool), dtype=bool)
    done: list[Measured] = []
    for i, line in enumerate(pool):
        if not free[i]:
            continue
        free[i] = False
        whole = line
        while True:
            near = np.flatnonzero(free & _near(boxes, whole.line.box))
            mate = next((j for j in near if _one_line(whole, pool[j], char_px, upright, lines)), None)
            if mate is None:
                break
            free[mate] = False
            whole = _joined(whole, pool[mate])
        done.append(whole)
    return tuple(done)


def _near(boxes: NDArray[np.int64], box: Box) -> NDArray[np.bool_]:
    """Which of the boxes, N x 4, are near enough to be a part of one line with ``box``."""
    thick = np.maximum(np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]), min(box.width, box.height))
    gaps = np.maximum(boxes[:, :2], box[:2]) - np.minimum(boxes[:, 2:], box[2:])
    return np.asarray(gaps.max(axis=1) <= _FARTHEST * thick + 1, dtype=np.bool_)


def _one_line(a: Measured, b: Measured, char_px: float, upright: Sequence[Box], others: Sequence[Measured]) -> bool:
    if a.line.vertical != b.line.vertical or a.line.reverse != b.line.reverse:
        return _closes(a, b, char_px) or _closes(b, a, char_px)
    if a.line.vertical:
        one, two = sorted((a.line.box.transposed(), b.line.box.transposed()))
        near = _fragments(one, two, 1.2) and max(one.height, two.height) >= 0.8 * char_px
        return near and not _over_gutter(one, two, others)
    one, two = sorted((a.line.box, b.line.box))
    slack = _AT_RULE * char_px
    if any(one.right - slack <= r.cx <= two.left + slack and y_covered(one, r) > 0.5 for r in upright):
        return False
    if max(one.height, two.height) >= 1.3 * char_px:
        return _fragments(one, two, 0.9)
    return _fragments(one, two, _FARTHEST) and (_is_tiny(one, two) or _bridged(one, two, others, char_px))


def _closes(column: Measured, mark: Measured, char_px: float) -> bool:
    """A mark or a single character, taken for a level line, at the end of a vertical one."""
    if not column.line.vertical or mark.line.vertical or column.line.reverse != mark.line.reverse:
        return False
    one, two = column.line.box, mark.line.box
    small = two.width <= 1.25 * one.width and two.height <= 1.4 * one.width and one.width >= 1.1 * char_px
    return (
        small and x_overlap(one, two) > 0.8 * two.width and -0.3 * one.width <= -y_overlap(one, two) <= 0.6 * one.width
    )


def _is_tiny(one: Box, two: Box) -> bool:
    """A mark that the detector took for a line of its own. A line beside a drop capital is low too, but long."""
    mark, line = sorted((one, two), key=lambda box: box.height)
    return mark.height < 0.62 * line.height and mark.width < 1.2 * line.height


def _fragments(one: Box, two: Box, reach: float) -> bool:
    """Whether two level boxes, from the left, lie on one line within ``reach`` of its height of each other."""
    high, low = max(one.height, two.height), min(one.height, two.height)
    gap = -x_overlap(one, two)
    if gap < -high or y_overlap(one, two) < 0.7 * low:
        return False
    if _is_tiny(one, two):
        return gap <= 0.6 * high
    return gap <= reach * high and abs(one.cy - two.cy) <= 0.25 * high and low >= 0.78 * high


def _bridged(one: Box, two: Box, lines: Sequence[Measured], char_px: float) -> bool:
    """Whether a gap is a wide space in a line: a line right above or below runs on over it, and no gutter does,
    with a line on either side of it there."""
    near = [m.line.box for m in lines if not m.line.vertical and m.line.box.height < 1.5 * char_px]
    over = [_beyond(one, two, near, char_px, below) for below in (False, True)]
    return any(kind == "runs on" for kind in over) and not any(kind == "gutter" for kind in over)


def _over_gutter(one: Box, two: Box, lines: Sequence[Measured]) -> bool:
    """Whether the upright lines of the same size beside two others, which like them are given lying, part where they
    do. The subtitle beside a headline may."""
    unit = max(one.height, two.height)
    upright = [m.line.box.transposed() for m in lines if m.line.vertical]
    beside = [box for box in upright if max(box.height / unit, unit / max(1, box.height)) < _ONE_SIZE]
    return any(_beyond(one, two, beside, unit, below) == "gutter" for below in (False, True))


def _beyond(one: Box, two: Box, boxes: Sequence[Box], char_px: float, below: bool) -> str:
    """What the next row above or below has where two boxes have a gap: a line that runs on, a gutter, neither."""
    row = [
        b for b in boxes if -0.3 * char_px <= ((b.top - one.bottom) if below else (one.top - b.bottom)) < 1.2 * char_px
    ]
    across = Box(one.right - round(char_px), 0, two.left + round(char_px), 1)
    if any(x_covered(across, b) > 0.99 for b in row):
        return "runs on"
    slack = 0.5 * char_px
    left = any(x_overlap(b, one) > 0 and b.right <= two.left + slack for b in row)
    # The line under a paragraph's short last one may begin with an indent, beyond its end.
    reach = two._replace(right=max(two.right, two.left + round(6 * char_px)))
    right = any(x_overlap(b, reach) > 0 and b.left >= one.right - slack for b in row)
    return "gutter" if left and right else ""


def _joined(a: Measured, b: Measured) -> Measured:
    """One line of two fragments, along the larger one's own direction."""
    main = a if a.line.box.area >= b.line.box.area else b
    own = np.array(main.line.quad)
    points = np.vstack([a.line.quad, b.line.quad])
    side = 3 if main.line.vertical else 1
    along = (own[side] - own[0]) / max(1e-6, float(np.linalg.norm(own[side] - own[0])))
    across = own[4 - side] - own[0]
    reach = (points - own[0]) @ along
    start, end = own[0] + float(reach.min()) * along, own[0] + float(reach.max()) * along
    corners = [start, end, end + across, start + across]
    quad = np.array([corners[0], corners[3], corners[2], corners[1]] if main.line.vertical else corners)
    line = replace(main.line, box=level_box(quad, main.line.vertical), quad=as_corners(quad))
    return Measured(line, main.height, main.stroke, main.dark)
