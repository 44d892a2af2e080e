"""Gutters: where the rows around a line part into columns, the line is parted too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, x_overlap
from ocr.layout.crops import INK, straight_part, tones
from ocr.layout.lines import Measured, measure_line
from ocr.model import Image

# Multiples of the body character's height.
_ROWS = 5.0
"""Rows this far above and below a line tell where its columns part."""
_NARROWEST = 0.5
_WIDEST = 4.0
_BODY = 1.4
"""Higher lines are titles, which stand over several columns."""
_COLUMN = 3.0
"""No column is narrower, ..."""
_LAST = 1.2
"""... but the last line of a paragraph may be."""
_INDENT = 2.6
_FLUSH = 0.4
_CERTAIN = 0.9
"""A blank as wide in two rows, with nothing beyond that runs on, is a gutter: no marks leave as much at one place."""
_CLEAR = 0.75
"""A mark leaves a blank of half a character, seldom one as wide as this."""
_AS_WIDE, _ALIKE = 0.75, 0.95
"""A line's blank is no gutter that is narrower than this share of the gutter of the rows around it, ... or, at the head
or foot of a column, than this."""
_INTO = 2.5
"""The detector draws a line at most this far into the next column's."""
_EDGE = 0.15
"""How far ink may reach beyond its line's box."""

Gap = tuple[float, float]
"""Left and right of a blank, in columns of the page."""


@dataclass(frozen=True, slots=True)
class _Row:
    """Boxes beside each other, the blanks between them, and those that their own ink leaves inside them."""

    boxes: tuple[Box, ...]
    between: tuple[Gap, ...]
    inside: tuple[Gap, ...]


def cut_at_gutters(lines: Sequence[Measured], grey: Image, char_px: float) -> tuple[Measured, ...]:
    """The lines with those in two or more that the detector drew through a gutter.

    ``grey`` is the page, H x W, evened. A line is cut where its ink leaves a blank, and of the rows around it, up
    to one that runs on, two part there, or three have a blank or an edge: the detector may have drawn most of them
    through a narrow gutter.
    """
    lines = _apart(lines, grey, char_px)
    level = [m for m in lines if not m.line.vertical and m.line.box.height < _BODY * char_px]
    blanks = {id(m): _blanks(m, grey, char_px) for m in level}
    cut = []
    for m in lines:
        places = _gutters(m, level, blanks, char_px) if id(m) in blanks and blanks[id(m)] else []
        cut += _cut(m, sorted(places), grey)
    return tuple(cut)


def _apart(lines: Sequence[Measured], grey: Image, char_px: float) -> list[Measured]:
    """The lines, those that run into the next column's line in their row cut off where that begins.

    Where that one was drawn over the end of this, its own ink says where it begins.
    """
    level = [m for m in lines if not m.line.vertical and m.line.box.height < _BODY * char_px]
    boxes = np.array([m.line.box for m in level], dtype=np.int64).reshape(-1, 4)
    begins: dict[int, float] = {}
    for m in level:
        box = m.line.box
        ends = boxes[_in_row(boxes, box) & (boxes[:, 0] < box.left - _COLUMN * char_px), 2]
        ends = ends[(ends > box.left) & (ends < box.left + _INTO * char_px)]
        if len(ends):
            heads = [gap for gap in _ink_gaps(m, grey, char_px) if gap[0] < ends.max() + _EDGE * char_px]
            begins |= {id(m): sum(gap) / 2 for gap in heads[:1]}
    lines = [_cut(m, [begins[id(m)]], grey)[-1] if id(m) in begins else m for m in lines]
    level = [m for m in lines if not m.line.vertical and m.line.box.height < _BODY * char_px]
    boxes = np.array([m.line.box for m in level], dtype=np.int64).reshape(-1, 4)
    ends_at: dict[int, int] = {}
    for m in level:
        box = m.line.box
        into = box.right - boxes[:, 0]
        beyond = (into > 0) & (into < _INTO * char_px) & (boxes[:, 0] > box.left + _COLUMN * char_px)
        starts = boxes[_in_row(boxes, box) & beyond, 0]
        if len(starts):
            ends_at[id(m)] = int(starts.min())
    return [_cut(m, [ends_at[id(m)] - 1.0], grey)[0] if id(m) in ends_at else m for m in lines]


def _in_row(boxes: NDArray[np.int64], box: Box) -> NDArray[np.bool_]:
    """Which of the boxes, N x 4, stand in one row with ``box``."""
    shared = np.minimum(boxes[:, 3], box.bottom) - np.maximum(boxes[:, 1], box.top)
    return np.asarray(shared > 0.6 * box.height, dtype=np.bool_)


def _ink_gaps(m: Measured, grey: Image, char_px: float) -> list[Gap]:
    """The blanks wider than half a character that a line's ink leaves."""
    crop = straight_part(grey, np.array(m.line.quad, dtype=np.float64))
    if m.line.reverse:
        crop = np.asarray(255 - crop, dtype=np.uint8)
    (paper,) = tones(crop, 0.9)
    inked = np.flatnonzero((crop < INK * paper).any(axis=0)) + m.line.box.left
    wide = np.flatnonzero(np.diff(inked) > _NARROWEST * char_px)
    return [(float(inked[k]) + 1, float(inked[k + 1])) for k in wide]


def _blanks(m: Measured, grey: Image, char_px: float) -> tuple[Gap, ...]:
    """The blanks in a line's ink that may be a gutter: a column's width from its left end, a word's from its right."""
    left, right = m.line.box.left + _COLUMN * char_px, m.line.box.right - _LAST * char_px
    return tuple(gap for gap in _ink_gaps(m, grey, char_px) if left < gap[0] and gap[1] < right)


def _gutters(
    m: Measured, level: Sequence[Measured], blanks: Mapping[int, tuple[Gap, ...]], char_px: float
) -> list[float]:
    """Where a line is to be cut, in columns of the page."""
    rows = _rows_near(m, level, blanks, char_px)
    above = [row for row in reversed(rows) if row.boxes[0].cy < m.line.box.cy]
    below = [row for row in rows if row.boxes[0].cy > m.line.box.cy]
    return [(b[0] + b[1]) / 2 for b in blanks[id(m)] if _is_gutter(b, m.line.box, above, below, char_px)]


def _is_gutter(blank: Gap, line: Box, above: Sequence[_Row], below: Sequence[_Row], char_px: float) -> bool:
    """Whether a blank of a line is one of the rows, too, that stand above and below it, the nearest first."""
    sides = [_up_to_crossing(blank, rows, char_px) for rows in (above, below)]
    beside = [row for side in sides for row in side]
    ended = [len(side) == len(rows) for side, rows in zip(sides, (above, below), strict=True)]
    within = all(ended) and all(sides)
    if not within and not _begins_flush(blank, line, beside, char_px):
        return False
    gaps = [gap for row in beside if (gap := _blank_at(blank, row, char_px)) is not None]
    # Beside a short last line a gutter looks wider than it is.
    narrowest = min((right - left for left, right in gaps), default=0.0)
    if not within:
        narrowest = min(narrowest, char_px)
    if blank[1] - blank[0] < (_AS_WIDE if within else _ALIKE) * narrowest:
        return False
    parted = [row for row in beside if _match(blank, row.between, char_px) is not None]
    edged = [row for row in beside if _blank_at(blank, row, char_px) or _ends_at(blank, row.boxes, char_px)]
    clear = [row for side, whole in zip(sides, ended, strict=True) if whole for row in side]
    shared = [blank, *(gap for row in clear if (gap := _blank_at(blank, row, char_px)) is not None)]
    common = min(right for _, right in shared) - max(left for left, _ in shared)
    begun = [row for row in beside if any(abs(box.left - blank[1]) < _FLUSH * char_px for box in row.boxes)]
    told = len(shared) > 1 or len(begun) > 1 or (len(clear) > 1 and all(row in edged for row in clear))
    certain = told and common >= _CERTAIN * char_px
    # Lines one above the other may have a comma at one place.
    by_boxes = any(_ends_at(blank, row.boxes, char_px) for row in edged) or bool(parted)
    enough = 3 if blank[1] - blank[0] >= _CLEAR * char_px else 4
    return certain or len(parted) >= 2 or (len(edged) >= enough and by_boxes)


def _up_to_crossing(blank: Gap, rows: Sequence[_Row], char_px: float) -> list[_Row]:
    """The rows up to the first that runs on over a blank: a title's, say, or a wider story's."""
    left, right = blank[0] - 0.5 * char_px, blank[1] + 0.5 * char_px
    kept: list[_Row] = []
    for row in rows:
        if _blank_at(blank, row, char_px) is None and any(b.left < left and right < b.right for b in row.boxes):
            break
        kept.append(row)
    return kept


def _begins_flush(blank: Gap, line: Box, rows: Sequence[_Row], char_px: float) -> bool:
    """Whether a line begins where the column before a blank does, but for an indent. A byline stands centred."""
    starts = [box.left for row in rows for box in row.boxes]
    starts += [round(right) for row in rows for left, right in row.inside if right - left >= _CERTAIN * char_px]
    column = max((start for start in starts if start < blank[0] - _COLUMN * char_px), default=None)
    return column is not None and line.left < column + _INDENT * char_px


def _blank_at(blank: Gap, row: _Row, char_px: float) -> Gap | None:
    """A row's blank, between its lines or in one of them, where a line has one."""
    return _match(blank, (*row.inside, *row.between), char_px)


def _ends_at(blank: Gap, boxes: Sequence[Box], char_px: float) -> bool:
    """Whether one of a row's boxes begins where a blank ends, or ends where it begins, to a hair: short last lines end
    anywhere."""
    ends, begins = 0.5 * _FLUSH * char_px, _FLUSH * char_px
    return any(abs(b.right - blank[0]) < ends or abs(b.left - blank[1]) < begins for b in boxes)


def _match(blank: Gap, gaps: Sequence[Gap], char_px: float) -> Gap | None:
    """The gap of a row that a line's blank goes on in."""
    return next((g for g in gaps if min(g[1], blank[1]) - max(g[0], blank[0]) >= 0.4 * char_px), None)


def _rows_near(
    m: Measured, level: Sequence[Measured], blanks: Mapping[int, tuple[Gap, ...]], char_px: float
) -> list[_Row]:
    line = m.line.box
    rows: dict[int, list[Measured]] = {}
    for other in level:
        box = other.line.box
        apart = abs(box.cy - line.cy)
        if 0.5 * char_px < apart < _ROWS * char_px and x_overlap(box, line) > 0:
            row = next((cy for cy in rows if abs(cy - box.cy) < 0.4 * char_px), round(box.cy))
            rows.setdefault(row, []).append(other)
    return [_row(sorted(rows[cy], key=lambda o: o.line.box), blanks, char_px) for cy in sorted(rows)]


def _row(row: Sequence[Measured], blanks: Mapping[int, tuple[Gap, ...]], char_px: float) -> _Row:
    boxes = tuple(other.line.box for other in row)
    between = tuple(
        (float(one.right), float(two.left))
        for one, two in pairwise(boxes)
        if _NARROWEST * char_px <= two.left - one.right <= _WIDEST * char_px
    )
    return _Row(boxes, between, tuple(gap for other in row for gap in blanks[id(other)]))


def _cut(m: Measured, places: Sequence[float], grey: Image) -> list[Measured]:
    """A level line cut at places along it (columns of the page, rising)."""
    quad = np.array(m.line.quad, dtype=np.float64)
    start, length = float(quad[:, 0].min()), max(1.0, float(np.ptp(quad[:, 0])))
    shares = [0.0, *((place - start) / length for place in places), 1.0]
    upper = [quad[0] + share * (quad[1] - quad[0]) for share in shares]
    lower = [quad[3] + share * (quad[2] - quad[3]) for share in shares]
    if len(shares) == 2:
        return [m]
    parts = [
        part
        for k in range(len(shares) - 1)
        if (part := measure_line(np.array([upper[k], upper[k + 1], lower[k + 1], lower[k]]), grey)) is not None
    ]
    return parts or [m]
