"""Grids of equal squares: crosswords, number puzzles, boards of games. Nothing in them is a line of text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, covered
from ocr.model import Image

_SMALLEST = 0.9
"""In body characters: a square is no smaller, as a halftone's are."""
_RUN = 5.0
"""In body characters: the grid's lines run on for this long; nothing in its squares does."""
_LINES = 9
"""So many lines each way: tables and calendars have fewer squares."""
_LONG = 0.45
"""A line runs along this share of the grid: free-form crosswords have none that runs through."""
_EQUAL = 0.12
"""Steps from line to line differ by no more than this share, ..."""
_MOST = 0.7
"""... for this share of them; black squares hide some lines."""
_TEXT, _WRITTEN = 3.5, 0.3
"""Lines of text so many squares long over this share of the grid: squared paper that someone wrote on."""


def square_grids(ink: Image, char_px: float, quads: NDArray[np.float32]) -> tuple[Box, ...]:
    """The grids of equal squares on a page.

    ``ink`` is H x W, 255 where there is ink; ``quads`` the detector's lines, N x 4 x 2, in its pixels; ``char_px`` the
    height of a body character.
    """
    run = max(9, round(_RUN * char_px))
    thick = cv2.dilate(ink, np.ones((3, 3), np.uint8))
    level = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    upright = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((run, 1), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.bitwise_or(level, upright), connectivity=8)
    found = []
    for left, top, width, height, _ in stats[1:].tolist():
        box = Box(left, top, left + width, top + height)
        if min(width, height) < run:
            continue
        parts = (level[top : box.bottom, left : box.right], upright[top : box.bottom, left : box.right].T)
        down, across = (_step(np.asarray(part, dtype=np.uint8)) for part in parts)
        square = min(down, across) > _SMALLEST * char_px and abs(down - across) < _EQUAL * max(down, across)
        if square and not _is_written(box, quads, down):
            found.append(box)
    return tuple(found)


def _step(lines: Image) -> float:
    """How far a grid's level lines (H x W) are apart; 0 where they are too few, or not at equal steps."""
    long = np.flatnonzero((lines > 0).mean(axis=1) > _LONG)
    if len(long) == 0:
        return 0.0
    middles = [float(run.mean()) for run in np.split(long, np.flatnonzero(np.diff(long) > 1) + 1)]
    steps = np.array([b - a for a, b in pairwise(middles)])
    if len(middles) < _LINES:
        return 0.0
    usual = float(np.median(steps))
    return usual if float((np.abs(steps - usual) < _EQUAL * usual).mean()) > _MOST else 0.0


def _is_written(grid: Box, quads: NDArray[np.float32], step: float) -> bool:
    boxes = [Box(*(int(v) for v in (*quad.min(axis=0), *quad.max(axis=0)))) for quad in quads]
    text: Sequence[Box] = [
        box for box in boxes if covered(box, grid) > 0.8 and max(box.width, box.height) > _TEXT * step
    ]
    return sum(box.area for box in text) > _WRITTEN * grid.area
