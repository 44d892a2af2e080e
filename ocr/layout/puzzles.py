"""Grids of equal squares: crosswords, number puzzles, boards of games. Nothing in them is a line of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, covered
from ocr.layout.masks import piece_boxes, scaled
from ocr.model import Image

_SMALLEST = 0.9
"""In body characters: a square is no smaller, as a halftone's are."""
_RUN = 5.0
"""In body characters: the grid's lines run on for this long; nothing in its squares does."""
_SHRUNK = 0.12
"""Where there may be a grid shows in a picture in which so much is a pixel."""
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
    # Few pages have lines enough: the others are told from a small picture of theirs.
    shrunk = max(1, round(_SHRUNK * char_px))
    small = cv2.resize(ink, None, fx=1 / shrunk, fy=1 / shrunk, interpolation=cv2.INTER_AREA) > 0
    found = []
    for rough, level, upright in _crossings(small.astype(np.uint8), run // shrunk):
        if min(len(_middles(level)), len(_middles(upright))) < _LINES:
            continue
        around = scaled(rough, shrunk).grown(2 * shrunk).within(*ink.shape[::-1])
        thick = cv2.dilate(ink[around.top : around.bottom, around.left : around.right], np.ones((3, 3), np.uint8))
        for part, *lines in _crossings(np.asarray(thick, dtype=np.uint8), run):
            box = part.moved(around.left, around.top)
            down, across = (_step(line) for line in lines)
            square = min(down, across) > _SMALLEST * char_px and abs(down - across) < _EQUAL * max(down, across)
            if square and not _is_written(box, quads, down):
                found.append(box)
    return tuple(found)


def _crossings(ink: Image, run: int) -> Iterator[tuple[Box, Image, Image]]:
    """Where lines of ``run`` pixels at least meet or cross, with the level ones (H x W), and the upright ones turned
    level (W x H)."""
    level, upright = (
        np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(side, np.uint8)), dtype=np.uint8)
        for side in ((1, run), (run, 1))
    )
    for box in piece_boxes(level | upright):
        if min(box.width, box.height) >= run:
            here = np.s_[box.top : box.bottom, box.left : box.right]
            yield box, level[here], upright[here].T


def _middles(lines: Image) -> list[float]:
    """The middles of those level lines (H x W) that run along most of the grid."""
    long = np.flatnonzero((lines > 0).mean(axis=1) > _LONG)
    runs = np.split(long, np.flatnonzero(np.diff(long) > 1) + 1)
    return [float(run.mean()) for run in runs if len(run)]


def _step(lines: Image) -> float:
    """How far a grid's level lines (H x W) are apart; 0 where they are too few, or not at equal steps."""
    middles = _middles(lines)
    if len(middles) < _LINES:
        return 0.0
    steps = np.diff(middles)
    usual = float(np.median(steps))
    return usual if float((np.abs(steps - usual) < _EQUAL * usual).mean()) > _MOST else 0.0


def _is_written(grid: Box, quads: NDArray[np.float32], step: float) -> bool:
    boxes = [Box(*(int(v) for v in (*quad.min(axis=0), *quad.max(axis=0)))) for quad in quads]
    text: Sequence[Box] = [
        box for box in boxes if covered(box, grid) > 0.8 and max(box.width, box.height) > _TEXT * step
    ]
    return sum(box.area for box in text) > _WRITTEN * grid.area
