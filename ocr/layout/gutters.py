"""Gutters: where the rows around a line part into columns, the line is parted too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

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
"""No column is narrower."""
_INTO = 2.5
"""The detector draws a line at most this far into the next column's."""


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

    ``grey`` is the page, H x W, evened. A line is cut where its ink leaves a blank, no row near it runs on, and
    two rows part there, or four have a blank or an edge: the detector may have drawn most of them through a
    narrow gutter.
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
    """The lines, those that run into the next column's line in their row cut off where that begins."""
    level = [m for m in lines if not m.line.vertical and m.line.box.height < _BODY * char_px]
    boxes = np.array([m.line.box for m in level], dtype=np.int64).reshape(-1, 4)
    ends: dict[int, int] = {}
    for m in level:
        box = m.line.box
        row = np.minimum(boxes[:, 3], box.bottom) - np.maximum(boxes[:, 1], box.top) > 0.6 * box.height
        into = box.right - boxes[:, 0]
        starts = boxes[row & (into > 0) & (into < _INTO * char_px) & (boxes[:, 0] > box.left + _COLUMN * char_px), 0]
        if len(starts):
            ends[id(m)] = int(starts.min())
    return [_cut(m, [ends[id(m)] - 1.0], grey)[0] if id(m) in ends else m for m in lines]


def _blanks(m: Measured, grey: Image, char_px: float) -> tuple[Gap, ...]:
    """The blanks wider than half a character that a line's ink leaves, a column's width from its ends."""
    crop = straight_part(grey, np.array(m.line.quad, dtype=np.float64))
    if m.line.reverse:
        crop = np.asarray(255 - crop, dtype=np.uint8)
    (paper,) = tones(crop, 0.9)
    inked = np.flatnonzero((crop < INK * paper).any(axis=0))
    edge, box = _COLUMN * char_px, m.line.box
    wide = np.flatnonzero(np.diff(inked) > _NARROWEST * char_px)
    return tuple(
        (box.left + float(inked[k]) + 1, box.left + float(inked[k + 1]))
        for k in wide
        if inked[k] > edge and inked[k + 1] < crop.shape[1] - edge
    )


def _gutters(
    m: Measured, level: Sequence[Measured], blanks: Mapping[int, tuple[Gap, ...]], char_px: float
) -> list[float]:
    """Where a line is to be cut, in columns of the page."""
    rows = _rows_near(m, level, blanks, char_px)
    found = []
    for left, right in blanks[id(m)]:
        parted = [gap for row in rows if (gap := _match((left, right), row.between, char_px)) is not None]
        blank = [row for row in rows if _match((left, right), (*row.between, *row.inside), char_px) is not None]
        centre = (left + right) / 2
        runs_on = any(b.left < centre < b.right for row in rows if row not in blank for b in row.boxes)
        edged = [row for row in rows if row in blank or _ends_at((left, right), row.boxes, char_px)]
        narrowest = min((b - a for a, b in parted), default=0.0)
        if not runs_on and right - left >= 0.75 * narrowest and (len(parted) >= 2 or len(edged) >= 4):
            found.append(centre)
    return found


def _ends_at(blank: Gap, boxes: Sequence[Box], char_px: float) -> bool:
    """Whether one of a row's boxes ends where a blank begins, or begins where it ends."""
    slack = 0.4 * char_px
    return any(abs(b.right - blank[0]) < slack or abs(b.left - blank[1]) < slack for b in boxes)


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
    return [_row(sorted(row, key=lambda o: o.line.box), blanks, char_px) for row in rows.values()]


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
