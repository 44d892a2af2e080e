"""Text lines: from the detector's quadrangles to level, whole, measured lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, x_covered, x_overlap, y_covered, y_overlap
from ocr.model import Image, Line, Rule

_TALL = 1.7
"""A quadrangle this many times as high as wide is a vertical line."""
_PAD = 0.12
"""A crop shows this share of the line's height around it: the recognizer was trained on such."""
_DARK = 120
"""The median grey of a crop of white text on dark is below this; of dark on light it is paper."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A line with what its ink says. Lengths in pixels of the page."""

    line: Line
    height: float
    """Of its ink, across the line."""
    stroke: float
    """Mean width of its strokes."""


def find_text_lines(
    quads: NDArray[np.float32], grey: Image, rules: Sequence[Rule]
) -> tuple[Measured, ...]:
    """Lines of the page in no order. ``quads`` is N x 4 x 2, corners from the top left, in pixels of ``grey``
    (H x W, evened)."""
    upright = [r.box for r in rules if not r.horizontal]
    parts = [part for quad in quads for part in _cut_at_rules(quad.astype(np.float64), upright)]
    return tuple(m for quad in parts if (m := _measure(quad, grey)) is not None)


def ink_extent(ink: Image, box: Box) -> tuple[int, int]:
    """First and one past the last row of ``box`` that text covers, in rows of ``ink`` (H x W, 255 where ink).

    The row nearest the middle with ink is the seed; the extent grows over gaps of up to a tenth of the box.
    """
    profile = (ink[box.top : box.bottom, box.left : box.right] > 0).sum(axis=1)
    rows = np.flatnonzero(profile >= max(1, 0.004 * box.width))
    if len(rows) == 0:
        return box.top, box.bottom
    gap = max(2, round(0.1 * box.height))
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > gap) + 1)
    middle = box.height / 2
    mass = [profile[run].sum() * (1.0 if run[0] <= middle <= run[-1] else 0.5) for run in runs]
    run = runs[int(np.argmax(mass))]
    return box.top + int(run[0]), box.top + int(run[-1]) + 1


def _cut_at_rules(quad: NDArray[np.float64], upright: Sequence[Box]) -> list[NDArray[np.float64]]:
    """A level line that runs through a column rule is two."""
    left, right = quad[:, 0].min(), quad[:, 0].max()
    top, bottom = quad[:, 1].min(), quad[:, 1].max()
    height = bottom - top
    for rule in upright:
        through = left + 0.5 * height < rule.cx < right - 0.5 * height
        if through and rule.top <= top + 0.2 * height and rule.bottom >= bottom - 0.2 * height:
            share = (rule.cx - left) / (right - left)
            upper, lower = quad[0] + share * (quad[1] - quad[0]), quad[3] + share * (quad[2] - quad[3])
            first = np.array([quad[0], upper, lower, quad[3]])
            second = np.array([upper, quad[1], quad[2], lower])
            return _cut_at_rules(first, upright) + _cut_at_rules(second, upright)
    return [quad]


def _measure(quad: NDArray[np.float64], grey: Image) -> Measured | None:
    wide = float(np.linalg.norm(quad[1] - quad[0] + quad[2] - quad[3])) / 2
    high = float(np.linalg.norm(quad[3] - quad[0] + quad[2] - quad[1])) / 2
    if wide < 4 or high < 4:
        return None
    vertical = high > _TALL * wide
    crop = _straight(grey, quad)
    reverse = bool(np.median(crop) < _DARK)
    paper = float(np.percentile(crop, 10 if reverse else 90))
    marks = (crop > (paper + 255) / 2) if reverse else (crop < 0.72 * paper)
    if vertical:
        marks = marks.T
    marks = marks.astype(np.uint8)
    top, bottom = ink_extent(marks, Box(0, 0, marks.shape[1], marks.shape[0]))
    columns = np.flatnonzero(marks[top:bottom].any(axis=0))
    if len(columns) == 0:
        return None
    first, last = int(columns[0]), int(columns[-1]) + 1
    stroke = _stroke(marks[top:bottom, first:last])
    across, along = (top, bottom), (first, last)
    trimmed = _trimmed(quad, wide, high, along if not vertical else across, across if not vertical else along)
    box = Box(*(round(float(v)) for v in _level_box(trimmed, vertical)))
    line = Line(box, tuple((float(x), float(y)) for x, y in trimmed), vertical, reverse)
    return Measured(line, float(bottom - top), stroke)


def _trimmed(
    quad: NDArray[np.float64], wide: float, high: float, x: tuple[int, int], y: tuple[int, int]
) -> NDArray[np.float64]:
    """The quadrangle cut down to columns ``x`` and rows ``y`` of its own crop."""
    across = (quad[1] - quad[0]) / max(1.0, wide)
    down = (quad[3] - quad[0]) / max(1.0, high)
    corner = quad[0]
    return np.array([corner + across * i + down * j for i, j in ((x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1]))])


def _level_box(quad: NDArray[np.float64], vertical: bool) -> tuple[float, float, float, float]:
    """The box of a line as if it lay level: a bent page's line keeps its own height."""
    left, top = quad.min(axis=0)
    right, bottom = quad.max(axis=0)
    if vertical:
        half = float(np.linalg.norm(quad[1] - quad[0])) / 2
        middle = float(quad[:, 0].mean())
        return middle - half, top, middle + half, bottom
    half = float(np.linalg.norm(quad[3] - quad[0])) / 2
    middle = float(quad[:, 1].mean())
    return left, middle - half, right, middle + half


def _stroke(marks: NDArray[np.uint8]) -> float:
    """Mean stroke width in pixels: twice the ink over its rim."""
    area = int(marks.sum())
    if area == 0:
        return 0.0
    core = int(cv2.erode(marks, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0).sum())
    return 2.0 * area / max(1, area - core)


def _straight(grey: Image, quad: NDArray[np.float64], pad: float = 0.0) -> Image:
    """The quadrangle's picture, made level; ``pad`` pixels more on every side."""
    across, down = quad[1] - quad[0], quad[3] - quad[0]
    wide, high = float(np.linalg.norm(across)), float(np.linalg.norm(down))
    across, down = across / max(wide, 1e-6), down / max(high, 1e-6)
    corner = quad[0] - pad * (across + down)
    size = (max(1, round(wide + 2 * pad)), max(1, round(high + 2 * pad)))
    level = abs(across[1]) * wide < 1.5 and abs(down[0]) * high < 1.5
    left, top = round(float(corner[0])), round(float(corner[1]))
    if level and left >= 0 and top >= 0 and left + size[0] <= grey.shape[1] and top + size[1] <= grey.shape[0]:
        return grey[top : top + size[1], left : left + size[0]]
    to_page = np.column_stack([across, down, corner])
    return cv2.warpAffine(
        grey, to_page, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8)


def split_double(measured: Measured, grey: Image) -> tuple[Measured, ...]:
    """The two lines of a box in which the detector took two tight lines for one; the same line if it has no seam.

    The seam is the emptiest row of the middle, and must be far emptier than the rows on either side.
    """
    quad = np.array(measured.line.quad)
    crop = _straight(grey, quad)
    if measured.line.reverse:
        crop = cv2.bitwise_not(crop).astype(np.uint8)
    paper = float(np.percentile(crop, 90))
    profile = (crop < 0.72 * paper).sum(axis=1).astype(np.float64)
    if len(profile) < 12:
        return (measured,)
    low, high = round(0.32 * len(profile)), round(0.68 * len(profile))
    seam = low + int(np.argmin(profile[low:high]))
    if profile[seam] > 0.6 * min(profile[:seam].mean(), profile[seam:].mean()):
        return (measured,)
    share = (seam + 0.5) / len(profile)
    left, right = quad[0] + share * (quad[3] - quad[0]), quad[1] + share * (quad[2] - quad[1])
    halves = np.array([quad[0], quad[1], right, left]), np.array([left, right, quad[2], quad[3]])
    found = [m for half in halves if (m := _measure(half, grey)) is not None]
    return tuple(found) or (measured,)


def crop_line(grey: Image, line: Line) -> Image:
    """The line's picture for the recognizer: level, dark on light, a little paper around it.

    Of a vertical line the picture is turned so that its top comes to the left.
    """
    quad = np.array(line.quad)
    thick = min(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0]))
    crop = _straight(grey, quad, max(2.0, _PAD * float(thick)))
    if line.reverse:
        crop = cv2.bitwise_not(crop).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(crop)) if line.vertical else crop


def merge_fragments(lines: Sequence[Measured], char_px: float, rules: Sequence[Rule]) -> tuple[Measured, ...]:
    """Joins the parts of one line that its wide spaces broke.

    A large line's parts stand within 0.9 of its own height of each other. A body line's parts are joined only
    where a line above or below covers the gap: else a gutter would be crossed.
    """
    upright = [r.box for r in rules if not r.horizontal]
    pool = sorted(lines, key=lambda m: (m.line.box.left, m.line.box.top))
    done: list[Measured] = []
    while pool:
        first = pool.pop(0)
        while True:
            mate = next((m for m in pool if _one_line(first, m, char_px, upright, lines)), None)
            if mate is None:
                break
            pool.remove(mate)
            first = _joined(first, mate)
        done.append(first)
    return tuple(done)


def _one_line(a: Measured, b: Measured, char_px: float, upright: Sequence[Box], others: Sequence[Measured]) -> bool:
    if a.line.vertical != b.line.vertical or a.line.reverse != b.line.reverse:
        return _closes(a, b, char_px) or _closes(b, a, char_px)
    if a.line.vertical:
        one, two = sorted((_turned(a.line.box), _turned(b.line.box)))
        return _fragments(one, two, char_px, 1.2) and max(one.height, two.height) >= 0.8 * char_px
    one, two = sorted((a.line.box, b.line.box))
    if any(one.right - 2 <= r.cx <= two.left + 2 and y_covered(one, r) > 0.5 for r in upright):
        return False
    if max(one.height, two.height) >= 1.3 * char_px:
        return _fragments(one, two, char_px, 0.9)
    return _fragments(one, two, char_px, 2.7) and (
        _is_tiny(one, two) or _bridged(one, two, others, char_px)
    )


def _turned(box: Box) -> Box:
    return Box(box.top, box.left, box.bottom, box.right)


def _closes(column: Measured, mark: Measured, char_px: float) -> bool:
    """A mark or a single character, taken for a level line, at the end of a vertical one."""
    if not column.line.vertical or mark.line.vertical or column.line.reverse != mark.line.reverse:
        return False
    one, two = column.line.box, mark.line.box
    small = two.width <= 1.25 * one.width and two.height <= 1.4 * one.width and one.width >= 1.1 * char_px
    return small and x_overlap(one, two) > 0.8 * two.width and -0.3 * one.width <= -y_overlap(one, two) <= 0.6 * one.width


def _is_tiny(one: Box, two: Box) -> bool:
    """A mark that the detector took for a line of its own."""
    high, low = max(one.height, two.height), min(one.height, two.height)
    return low < 0.62 * high and min(one.width, two.width) < 1.2 * high


def _fragments(one: Box, two: Box, char_px: float, reach: float) -> bool:
    """Whether two level boxes, from the left, lie on one line within ``reach`` of its height of each other."""
    high, low = max(one.height, two.height), min(one.height, two.height)
    gap = -x_overlap(one, two)
    if gap < -0.6 * high or y_overlap(one, two) < 0.7 * low:
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
    box = Box(*(round(float(v)) for v in _level_box(quad, main.line.vertical)))
    line = replace(main.line, box=box, quad=tuple((float(x), float(y)) for x, y in quad))
    return Measured(line, main.height, main.stroke)
