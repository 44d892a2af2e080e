"""Text lines: from the detector's quadrangles to level, measured lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box
from ocr.layout.crops import INK, straight_part, tones
from ocr.layout.ruled import TALL, cut_level, cut_lying, cut_upright, is_tall
from ocr.model import Image, Line, Rule

_LIGHT = 200
"""A ground lighter than this has no white text on it."""
_EDGE = 16
"""The rim of a line's picture is this part of its height."""
_SOLID = 0.9
"""Dark over this share: a bar's edge along its length, or what lies between two characters along its height."""
_HALF_GAPS, _CLOSING = 0.2, 0.2
"""Of a line half of which is white on dark, so much between characters is dark, and light, in line heights; and so
much at its end may be the edge of its box."""
_CHANGE, _ASTRAY = (0.15, 0.9), 0.2
"""It changes between these shares of its length, and less than this share of what is dark or light lies astray."""
_FLAT = 0.3
"""Ink lower than this share of its quadrangle is a dash or 一, and its quadrangle tells the line's height."""
_QUAD_OVER_INK = 1.35
"""The detector's quadrangles are this many times as high as the ink in them."""
_CLIPPED = 0.35
"""The detector may leave out a part of the first or last character, this share of the line's height at most."""
_INNER = 0.06
"""Parts of one character stand no farther apart, in line heights."""
_PALE = 0.86
"""Darker than this share of the paper is ink where a detector saw text, ..."""
_MARK = 0.06
"""... if there is as much of it, over a character's square, as a small mark has."""
_GRAIN = 0.08
"""Of white print on dark the ground's grain is this share of the line's height, ..."""
_GREY_MARK = 0.02
"""... and a stop that is left grey covers, smoothed, this share of a character's square."""
_THROUGH, _PRINTED = 0.002, 0.02
"""Print that comes through from the back has no more dark ink than this share of its place, on a page whose own has
more than this."""
_MIDDLE = 0.5
"""How much less a row counts that lies a whole line's height from the middle."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A line with what its ink says. Lengths in pixels of the page."""

    line: Line
    height: float
    """Of its characters' ink, across the line."""
    stroke: float
    """Mean width of its strokes."""
    dark: float = 1.0
    """The share of its place that is dark ink, 0 to 1."""
    cell: bool = False
    """It stands in a table, and may be a single figure."""


def find_text_lines(
    quads: NDArray[np.float32], grey: Image, rules: Sequence[Rule], turned: bool = False
) -> tuple[Measured, ...]:
    """Lines of the page in no order; one that runs through a column rule is two. What comes through from the back of
    the paper is none.

    ``quads`` is N x 4 x 2, corners from the top left, in pixels of ``grey`` (H x W, evened). On a ``turned`` page level
    lines are columns, which end at the rules of their tiers.
    """
    upright = [r.box for r in rules if not r.horizontal]
    level = [r.box.transposed() for r in rules if r.horizontal]
    cut = cut_lying if turned else cut_level
    parts = [
        part
        for quad in quads.astype(np.float64)
        for part in (cut_upright(quad, level) if is_tall(quad) else cut(quad, upright))
    ]
    found = [m for quad, closed in parts if (m := measure_line(quad, grey, closed)) is not None]
    least = _THROUGH if found and np.median([m.dark for m in found]) > _PRINTED else 0.0
    return tuple(m for m in found if m.dark >= least)


def measure_line(quad: NDArray[np.float64], grey: Image, closed: tuple[bool, bool] = (False, False)) -> Measured | None:
    """The line in a quadrangle (4 x 2), cut down to its ink; None where there is none. At a ``closed`` end, left or
    right of a level line, it does not reach beyond the quadrangle: a rule stands there."""
    wide = float(np.linalg.norm(quad[1] - quad[0] + quad[2] - quad[3])) / 2
    high = float(np.linalg.norm(quad[3] - quad[0] + quad[2] - quad[1])) / 2
    if wide < 4 or high < 4:
        return None
    vertical = high > TALL * wide
    beyond = max(2, round(_CLIPPED * min(wide, high)))
    crop = straight_part(grey, quad, *((0, beyond) if vertical else (beyond, 0)))
    marks, reverse = _marks(crop.T if vertical else crop, beyond)
    top, bottom = ink_extent(marks[:, beyond:-beyond])
    ends = _ends(marks[top:bottom].max(axis=0) > 0, beyond, max(1, round(_INNER * min(wide, high))))
    if ends is None:
        return None
    level = crop.T if vertical else crop
    ends = _kept_inside(ends, marks.shape[1], beyond, closed)
    ends = (_with_grey_stop if reverse else _with_faint)(ends, level[top:bottom], beyond)
    if not reverse:
        # Strokes are compared from line to line: one measure for pale print and black.
        marks = (level < INK * tones(level[:, beyond:-beyond], 0.9)[0]).astype(np.uint8)
    stroke = _stroke(marks[top:bottom, ends[0] : ends[1]])
    if bottom - top < _FLAT * len(marks):
        middle, half = len(marks) / 2, len(marks) / _QUAD_OVER_INK / 2
        top, bottom = min(top, round(middle - half)), max(bottom, round(middle + half))
    across, along = (top, bottom), (ends[0] - beyond, ends[1] - beyond)
    trimmed = _trimmed(quad, wide, high, *((across, along) if vertical else (along, across)))
    halved = not (vertical or reverse) and _is_halved(level[:, beyond:-beyond])
    line = Line(level_box(trimmed, vertical), as_corners(trimmed), vertical, reverse, halved)
    return Measured(line, float(bottom - top), stroke, float(marks.mean()))


def _marks(crop: Image, beyond: int) -> tuple[NDArray[np.uint8], bool]:
    """1 where a level line's picture has ink (H x W), and whether that is white on dark.

    The outer ``beyond`` columns at each end lie outside the quadrangle and have no say in it.
    """
    inner = crop[:, beyond:-beyond]
    dark, low, high, light = tones(inner, 0.03, 0.1, 0.9, 0.97)
    mostly_dark, framed_dark = _is_ground(inner, dark, light), _is_ground(_rim(inner), dark, light)
    inked = inner < (dark + light) / 2
    if (framed_dark and (mostly_dark or _dark_between(inked))) or (mostly_dark and _on_bar(inked)):
        return (crop > (low + 255) / 2).astype(np.uint8), True
    # Of pale print, what is darker than midway between ink and paper.
    ink = min(_PALE * high, max(INK * high, (dark + high) / 2))
    return (crop < ink).astype(np.uint8), False


def _is_ground(part: Image, dark: int, light: int) -> bool:
    """Whether most of a part is dark, as the ground of white text is: nearer to the ``dark`` end of the greys."""
    (grey,) = tones(part, 0.5)
    return grey < _LIGHT and light - grey > 1.5 * (grey - dark)


def _rim(inner: Image) -> Image:
    """What surrounds a line's characters, in a row; their heavy strokes may be the commoner within."""
    edge = max(1, len(inner) // _EDGE)
    sides = (inner[:edge], inner[-edge:], inner[edge:-edge, :edge], inner[edge:-edge, -edge:])
    return np.concatenate([side.ravel() for side in sides])[None]


def _dark_between(inked: NDArray[np.bool_]) -> bool:
    """Whether it is dark rather than light between a line's characters: a thick rule around them is no ground."""
    edge = max(1, len(inked) // _EDGE)
    shares = inked[2 * edge : -2 * edge].mean(axis=0)
    return int((shares > _SOLID).sum()) > int((shares < 1 - _SOLID).sum())


def _on_bar(inked: NDArray[np.bool_]) -> bool:
    """Whether a line stands on a bar hardly higher than its characters, with paper around it: above and below them
    the bar is dark from end to end."""
    columns = np.flatnonzero(inked.mean(axis=0) > 0.5)
    rows = inked[:, columns[0] : columns[-1] + 1].mean(axis=1) if len(columns) else np.zeros(len(inked))
    third = max(1, len(inked) // 3)
    return bool(min(rows[:third].max(), rows[-third:].max()) > _SOLID)


def _is_halved(level: Image) -> bool:
    """Whether a level line (H x W) is white on dark at one end and dark on white at the other: what is dark from top
    to bottom lies at one side, what is light at the other. The edge that closes the box at its end has no say."""
    dark, light = tones(level, 0.03, 0.97)
    edge = max(1, len(level) // _EDGE)
    if len(level) <= 4 * edge:
        return False
    shares = (level < (dark + light) / 2)[2 * edge : -2 * edge].mean(axis=0)
    return any(_changes_once(part, len(level)) for part in (shares, shares[::-1]))


def _changes_once(shares: NDArray[np.float64], height: int) -> bool:
    """Whether columns of a line, by the share of each that is dark, are dark first and light afterwards."""
    solid, blank = shares > _SOLID, shares < 1 - _SOLID
    solid[-max(1, round(_CLOSING * height)) :] = False
    if min(solid.sum(), blank.sum()) < _HALF_GAPS * height:
        return False
    astray = np.cumsum(blank) + solid.sum() - np.cumsum(solid)
    change = int(astray.argmin())
    least, most = (share * len(shares) for share in _CHANGE)
    return bool(astray[change] < _ASTRAY * (solid.sum() + blank.sum()) and least < change < most)


def _ends(inked: NDArray[np.bool_], beyond: int, inner: int) -> tuple[int, int] | None:
    """First and one past the last of a line's columns; None for a line without ink.

    ``inked`` says which columns have ink; the outer ``beyond`` at each end lie outside the quadrangle, and belong to
    the line as far as a character runs on there over gaps of ``inner`` at most.
    """
    inside = np.flatnonzero(inked[beyond:-beyond])
    if len(inside) == 0:
        return None
    first, last = beyond + int(inside[0]), beyond + int(inside[-1])
    return _run_out(inked[first::-1], first, -1, inner), _run_out(inked[last:], last, 1, inner) + 1


def _with_faint(ends: tuple[int, int], level: Image, beyond: int) -> tuple[int, int]:
    """A line's ends (columns of its picture, H x W, dark on light), farther out where the quadrangle holds ink that is
    too pale to tell by itself: a thin 。 or 一."""
    (paper,) = tones(level, 0.9)
    pale = np.count_nonzero(level[:, beyond:-beyond] < _PALE * paper, axis=0)
    enough = _MARK * level.shape[0] ** 2
    start, end = ends[0] - beyond, ends[1] - beyond
    before, after = np.flatnonzero(pale[: max(0, start)]), np.flatnonzero(pale[max(0, end) :])
    if pale[: max(0, start)].sum() >= enough:
        start = int(before[0])
    if pale[max(0, end) :].sum() >= enough:
        end += int(after[-1]) + 1
    return start + beyond, end + beyond


def _with_grey_stop(ends: tuple[int, int], level: Image, beyond: int) -> tuple[int, int]:
    """A line's ends (columns of its picture, H x W, white on dark), the last one beyond a stop that print has left
    greyer than the letters. The ground's grain is smoothed away first."""
    side = max(1, round(_GRAIN * len(level)))
    smooth = np.asarray(cv2.blur(level[:, beyond:-beyond], (side, side)), dtype=np.uint8)
    ground, light = tones(smooth, 0.1, 0.97)
    grey = np.count_nonzero(smooth > (ground + light) / 2, axis=0)[max(0, ends[1] - beyond) :]
    if grey.sum() < _GREY_MARK * len(level) ** 2:
        return ends
    return ends[0], ends[1] + int(np.flatnonzero(grey)[-1]) + 1


def _kept_inside(ends: tuple[int, int], width: int, beyond: int, closed: tuple[bool, bool]) -> tuple[int, int]:
    start, end = ends
    return max(start, beyond) if closed[0] else start, min(end, width - beyond) if closed[1] else end


def _run_out(inked: NDArray[np.bool_], start: int, step: int, inner: int) -> int:
    """Where the character ends that has a column at ``start``: there, if it runs on to the last column seen."""
    places = np.flatnonzero(inked)
    gaps = np.flatnonzero(np.diff(places) > inner + 1)
    end = int(places[gaps[0]] if len(gaps) else places[-1])
    return start if end >= len(inked) - 1 else start + step * end


def ink_extent(marks: NDArray[np.uint8]) -> tuple[int, int]:
    """First and one past the last row that a line's text covers; ``marks`` is H x W, 1 where there is ink.

    Of several runs of rows with ink, parted by more than a tenth of the height, it is the one with most ink, the
    middle one preferred. All rows where there is no ink.
    """
    height, width = marks.shape
    profile = marks.sum(axis=1)
    rows = np.flatnonzero(profile >= max(1, 0.004 * width))
    if len(rows) == 0:
        return 0, height
    gap = max(2, round(0.1 * height))
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > gap) + 1)
    mass = [profile[run].sum() * (1.0 if run[0] <= height / 2 <= run[-1] else 0.5) for run in runs]
    run = runs[int(np.argmax(mass))]
    return int(run[0]), int(run[-1]) + 1


def _trimmed(
    quad: NDArray[np.float64], wide: float, high: float, x: tuple[int, int], y: tuple[int, int]
) -> NDArray[np.float64]:
    """The quadrangle cut down to columns ``x`` and rows ``y`` of its own crop."""
    across = (quad[1] - quad[0]) / max(1.0, wide)
    down = (quad[3] - quad[0]) / max(1.0, high)
    places = ((x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1]))
    return np.array([quad[0] + across * i + down * j for i, j in places])


def level_box(quad: NDArray[np.float64], vertical: bool) -> Box:
    """The box of a line as if it lay level: a bent page's line keeps its own height."""
    left, top = (float(v) for v in quad.min(axis=0))
    right, bottom = (float(v) for v in quad.max(axis=0))
    if vertical:
        half, middle = float(np.linalg.norm(quad[1] - quad[0])) / 2, float(quad[:, 0].mean())
        return Box(round(middle - half), round(top), round(middle + half), round(bottom))
    half, middle = float(np.linalg.norm(quad[3] - quad[0])) / 2, float(quad[:, 1].mean())
    return Box(round(left), round(middle - half), round(right), round(middle + half))


def as_corners(quad: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    """The corners of a quadrangle, 4 x 2, as the model keeps them."""
    return tuple((float(x), float(y)) for x, y in quad)


def _stroke(marks: NDArray[np.uint8]) -> float:
    """Mean stroke width in pixels: twice the ink over its rim."""
    area = int(marks.sum())
    if area == 0:
        return 0.0
    core = int(cv2.erode(marks, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=(0,)).sum())
    return 2.0 * area / max(1, area - core)


def narrowed(measured: Measured, height: float, grey: Image) -> Measured:
    """A level line cut down to the rows of its text, ``height`` pixels of them: those with the most ink, the middle
    ones where several have as much. Smears and the strokes of neighbouring lines are left out."""
    quad = np.array(measured.line.quad, dtype=np.float64)
    crop = straight_part(grey, quad)
    rows = round(height)
    if len(crop) <= rows:
        return measured
    (paper,) = tones(crop, 0.9)
    profile = (crop < INK * paper).sum(axis=1).astype(np.float64)
    sums = np.convolve(profile, np.ones(rows), mode="valid")
    off = np.abs(np.arange(len(sums)) - (len(sums) - 1) / 2) / len(crop)
    top = int(np.argmax(sums * (1 - _MIDDLE * off)))
    trimmed = _trimmed(quad, float(crop.shape[1]), float(len(crop)), (0, crop.shape[1]), (top, top + rows))
    line = replace(measured.line, box=level_box(trimmed, False), quad=as_corners(trimmed))
    return replace(measured, line=line, height=height)


def split_double(measured: Measured, grey: Image) -> tuple[Measured, ...]:
    """The two lines of a box in which the detector took two tight lines for one; the same line if it has no seam.

    The seam is the emptiest row (of an upright line, column) of the middle, and must be far emptier than those on
    either side.
    """
    quad = np.array(measured.line.quad, dtype=np.float64)
    if measured.line.vertical:
        quad = quad[[0, 3, 2, 1]]  # as if it lay level: seen from its side
    crop = straight_part(grey, quad)
    if measured.line.reverse:
        crop = np.bitwise_not(crop)
    (paper,) = tones(crop, 0.9)
    profile = (crop < INK * paper).sum(axis=1).astype(np.float64)
    if len(profile) < 12:
        return (measured,)
    low, high = round(0.32 * len(profile)), round(0.68 * len(profile))
    seam = low + int(np.argmin(profile[low:high]))
    if profile[seam] > 0.6 * min(profile[:seam].mean(), profile[seam:].mean()):
        return (measured,)
    share = (seam + 0.5) / len(profile)
    left, right = quad[0] + share * (quad[3] - quad[0]), quad[1] + share * (quad[2] - quad[1])
    halves = np.array([quad[0], quad[1], right, left]), np.array([left, right, quad[2], quad[3]])
    if measured.line.vertical:
        halves = halves[0][[0, 3, 2, 1]], halves[1][[0, 3, 2, 1]]
    found = [m for half in halves if (m := measure_line(half, grey)) is not None]
    return tuple(found) or (measured,)
