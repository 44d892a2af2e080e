"""Cells of tables: figures and single characters that stand alone.

The detector was taught lines; of single digits it passes over many, of a calendar's over all. And one that it saw is as
small as dust. What stands level with other short pieces, and under others, is a cell: dust and stray marks do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, covered, union, x_covered, x_overlap, y_covered
from ocr.layout.lines import Measured, as_corners, measure_line
from ocr.layout.masks import piece_boxes
from ocr.model import Image, Line, Rule

# Multiples of the body character's height.
_LOWEST, _HIGHEST = 0.45, 1.6
"""A cell's ink is so high."""
_WIDEST = 4.0
"""Longer ones the detector finds, ..."""
_SHORT, _SHORT_DOWN = 9.0, 5.0
"""... and longer lines are no cells beside which others stand; the columns of an old vertical page's tiers are short
themselves."""
_UPRIGHT = 2.2
"""A higher line that stands upright is text."""
_WORD = 0.38
"""Parts of one cell stand no farther apart, ..."""
_STACKED = 0.12
"""... and no farther above each other."""
_BESIDE_LINE = 0.45
"""What stands nearer to a line is its own mark."""
_LEVEL = 0.35
_NEXT = 18.0
"""The next cell of a row is level with this one, and no farther away."""
_FLUSH = 0.5
_BELOW = 2.8
"""The next cell of a column begins, ends or has its middle in line with this one, and is no farther away."""

_ALIKE = 0.75
"""Cells of a table are as high as each other, but for this factor."""
_LEAST_CELLS, _LEAST_ROWS = 6, 3
_INSIDE = 0.15
"""Rules cross inside a line farther from its edges than this share of its sides."""
_QUAD = 0.18
"""A detector's quadrangle is larger than its ink by this share of its height, on each side."""
_ACROSS = 0.9
"""A table's rule that runs through a line goes this share across it."""
_SAME = 0.7
"""A line that covers so much of a cell is what the detector drew of it."""
_FLAT = 0.45
"""A stroke of 一 is lower than this share of its length."""
_FULL = 0.07
"""A cell's ink fills at least this share of its box; a corner of a frame does not."""


def with_cells(
    lines: Sequence[Measured],
    grey: Image,
    ink: Image,
    rules: Sequence[Rule],
    pictures: Sequence[Box],
    char_px: float,
    turned: bool = False,
) -> tuple[Measured, ...]:
    """The lines, those in tables marked as cells, and with them the cells that are found by their ink alone: these
    stand for a line through which a table's rules run.

    ``grey`` and ``ink`` are the page, H x W: evened, and 255 where there is ink; ``pictures`` are boxes. On a
    ``turned`` page, a vertical one that lies on its side, a single character is read as it stands on the paper.
    """
    level = [m for m in lines if not m.line.vertical]
    # A page of figures has few lines as long as body text, which may be headings all.
    char_px = float(np.median([m.height for m in level])) if len(level) >= _LEAST_CELLS else char_px
    # A narrow digit is taller than a level line; where it stands in a table, it is one all the same.
    upright = [m for m in lines if m.line.vertical and not turned and m.line.box.height < _UPRIGHT * char_px]
    small = {id(m) for m in upright}
    crossed = [m for m in lines if id(m) not in small and not turned and _is_crossed(m.line.box, rules)]
    aside = small | {id(m) for m in crossed}
    kept = [m for m in lines if id(m) not in aside]
    longest = _SHORT_DOWN if turned else _SHORT
    short = [m for m in kept if max(m.line.box.width / longest, m.line.box.height / _HIGHEST) < char_px]
    found = _uncovered(kept, ink, rules, pictures, char_px, turned)
    boxes = np.array([*(m.line.box for m in short), *found], dtype=np.int64).reshape(-1, 4)
    inside = _in_tables(boxes, char_px, 3 if turned else 2)
    seen = {id(short[i]) for i in inside if i < len(short)}
    alone = [found[i - len(short)] for i in inside if i >= len(short)]
    measured = [m for box in alone if (m := measure_line(_around(box), grey)) is not None and not m.line.reverse]
    return (
        *(_as_cell(m, char_px, turned) if id(m) in seen else m for m in kept),
        *(m for m in (*upright, *crossed) if not any(covered(box, m.line.box) > _SAME for box in alone)),
        *(_as_cell(m, char_px, turned) for m in measured),
    )


def _is_crossed(box: Box, rules: Sequence[Rule]) -> bool:
    """Whether rules cross inside what was taken for a line: it is some of a table's cells."""
    inner = box.grown(-_INSIDE * box.width, -_INSIDE * box.height)
    level = [r.box for r in rules if r.horizontal and x_covered(box, r.box) > _ACROSS]
    upright = [r.box for r in rules if not r.horizontal and y_covered(box, r.box) > _ACROSS]
    return any(inner.top < r.cy < inner.bottom for r in level) and any(inner.left < r.cx < inner.right for r in upright)


def _as_cell(measured: Measured, char_px: float, turned: bool) -> Measured:
    line, box = measured.line, measured.line.box
    if turned and max(box.width, box.height) < _HIGHEST * char_px:
        # 一 is as wide as it is high, like any other.
        box = box.grown(max(0, 0.85 * box.height - box.width) / 2, 0)
        line = Line(box, as_corners(_corners(box)), vertical=True, reverse=line.reverse)
    return replace(measured, line=line, cell=True)


def _around(box: Box) -> NDArray[np.float64]:
    """A quadrangle like the detector's around a cell's ink; of a lone 1 it is wide enough for a level line."""
    air = max(2, round(_QUAD * box.height))
    return _corners(box.grown(max(air, (box.height - box.width) // 2), air))


def _corners(box: Box) -> NDArray[np.float64]:
    return np.array([box[:2], (box.right, box.top), box[2:], (box.left, box.bottom)], dtype=np.float64)


def _uncovered(
    lines: Sequence[Measured],
    ink: Image,
    rules: Sequence[Rule],
    pictures: Sequence[Box],
    char_px: float,
    turned: bool,
) -> list[Box]:
    """Pieces of ink as high as characters that no line, rule or picture covers, and that stand clear of lines."""
    free = np.array(ink, dtype=np.uint8)
    air = round(_BESIDE_LINE * char_px)
    covered = [m.line.box.grown(2) for m in lines] + [rule.box.grown(3) for rule in rules] + list(pictures)
    for box in covered:
        inside = box.within(free.shape[1], free.shape[0])
        free[inside.top : inside.bottom, inside.left : inside.right] = 0
    reach = np.ones((1 + round(_STACKED * char_px), 1 + round(_WORD * char_px)), np.uint8)
    joined = cv2.morphologyEx(free, cv2.MORPH_CLOSE, reach)
    pieces = [box for box in piece_boxes(np.asarray(joined, dtype=np.uint8)) if box.width > 2]
    low, high, wide = _LOWEST * char_px, _HIGHEST * char_px, _WIDEST * char_px
    whole = pieces if turned else _with_strokes(pieces, char_px)
    height, width = ink.shape
    whole = [box.within(width, height) for box in whole]
    places = [box for box in whole if low < box.height < high and box.width < wide]
    near = np.zeros(ink.shape, np.uint8)
    for m in lines:
        inside = m.line.box.grown(air, 0).within(ink.shape[1], ink.shape[0])
        near[inside.top : inside.bottom, inside.left : inside.right] = 1
    return [
        box
        for box in places
        if not near[box.top : box.bottom, box.left : box.right].any()
        and (free[box.top : box.bottom, box.left : box.right] > 0).mean() > _FULL
    ]


def _with_strokes(pieces: Sequence[Box], char_px: float) -> list[Box]:
    """The pieces with the strokes of 一, 二 and 三 as characters as high as they are wide."""
    flat = sorted(
        (box for box in pieces if box.height < _FLAT * box.width and 0.5 * char_px < box.width < _HIGHEST * char_px),
        key=lambda box: box.top,
    )
    characters: list[Box] = []
    for stroke in flat:
        upper = next((k for k, box in enumerate(characters) if _is_stacked(box, stroke)), None)
        if upper is None:
            characters.append(stroke)
        else:
            characters[upper] = union([characters[upper], stroke])
    whole = [box.grown(0, max(0, 0.85 * box.width - box.height) / 2) for box in characters]
    return [box for box in pieces if box not in flat] + whole


def _is_stacked(upper: Box, stroke: Box) -> bool:
    """Whether a stroke is one more of the character that those above it are a part of."""
    shared = x_overlap(upper, stroke) > 0.6 * min(upper.width, stroke.width)
    return shared and union([upper, stroke]).height < 1.1 * max(upper.width, stroke.width)


def _in_tables(boxes: NDArray[np.int64], char_px: float, columns: int) -> list[int]:
    """Which of the boxes (N x 4) stand in a table that they make, of so many columns at least."""
    if len(boxes) < _LEAST_CELLS:
        return []
    left, top, right, bottom = boxes.T.astype(np.float64)
    middle, centre, height = (top + bottom) / 2, (left + right) / 2, bottom - top
    alike = np.minimum.outer(height, height) > _ALIKE * np.maximum.outer(height, height)
    aside = left[None, :] - right[:, None]
    level = np.abs(middle[:, None] - middle) < _LEVEL * char_px
    beside = level & alike & (aside > _WORD * char_px) & (aside < _NEXT * char_px)
    under = top[None, :] - bottom[:, None]
    flush = np.minimum.reduce([np.abs(edge[:, None] - edge) for edge in (left, right, centre)]) < _FLUSH * char_px
    below = flush & alike & (under > 0) & (under < _BELOW * char_px)
    # Each cell's next ones, to the right and below, and no others.
    links = _nearest(beside, aside) | _nearest(below, under)
    links |= links.T
    rowed, columned = (beside | beside.T).any(axis=1), (below | below.T).any(axis=1)
    kept = np.flatnonzero(rowed & columned)
    groups = _connected(links[np.ix_(kept, kept)])
    tables = [kept[group] for group in groups if _is_lattice(boxes[kept[group]], char_px, columns)]
    return sorted(int(i) for table in tables for i in table)


def _nearest(near: NDArray[np.bool_], distance: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Of the pairs that are near, each one's nearest."""
    far = np.where(near, distance, np.inf)
    rows = np.flatnonzero(near.any(axis=1))
    nearest = np.zeros(near.shape, dtype=np.bool_)
    nearest[rows, far[rows].argmin(axis=1)] = True
    return nearest


def _connected(links: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """The indices of each group of things that are linked, however far."""
    groups: list[NDArray[np.intp]] = []
    free = np.ones(len(links), dtype=np.bool_)
    for start in range(len(links)):
        if not free[start]:
            continue
        reached, edge = np.zeros(len(links), dtype=np.bool_), np.zeros(len(links), dtype=np.bool_)
        edge[start] = True
        while edge.any():
            reached |= edge
            edge = links[edge].any(axis=0) & ~reached
        free &= ~reached
        groups.append(np.flatnonzero(reached))
    return groups


def _is_lattice(boxes: NDArray[np.int64], char_px: float, columns: int) -> bool:
    """Whether cells (N x 4) stand in rows and columns enough for a table."""
    if len(boxes) < _LEAST_CELLS:
        return False
    middles = np.sort((boxes[:, 1] + boxes[:, 3]) / 2)
    rows = np.split(middles, np.flatnonzero(np.diff(middles) > _LEVEL * char_px) + 1)
    return sum(len(row) >= columns for row in rows) >= _LEAST_ROWS
