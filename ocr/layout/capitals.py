"""Drop capitals (首字下沉): cut free of the lines beside them, and found where the detector passed over them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, covered
from ocr.layout.crops import tones
from ocr.layout.lines import Measured, measure_line
from ocr.model import Image

# Multiples of the body character's height.
_BODY = 1.4
"""Higher lines are titles, or capitals."""
_FLUSH = 0.6
"""Lines that begin this near each other stand under each other."""
_PITCH = 1.3
"""Lines of a paragraph stand no farther apart."""
_NARROWEST, _WIDEST = 1.5, 6.0
"""The lines beside a capital stand in by this much."""
_AIR = 0.12
"""What parts a capital from them at least."""

_SQUARE = 0.6, 1.7
"""A capital's place is this wide over its height, at least and at most."""
_TAKEN = 0.15
"""No other line and no picture covers more of its place than this share."""
_SAME = 0.7
"""A larger line with this share in the capital's place and a character around it is the capital, and what the detector
drew of the lines beside it."""
_CONTRAST = 60
"""Grey levels that part a capital from its ground."""
_FILLED = 0.7
"""A capital is at least this high over the height of the lines beside it."""


def with_capitals(lines: Sequence[Measured], grey: Image, char_px: float, pictures: Sequence[Box]) -> list[Measured]:
    """The lines with each drop capital as one of its own.

    ``grey`` is the page, H x W, evened; ``pictures`` are the boxes of its illustrations.
    """
    body = [m for m in lines if not m.line.vertical and m.line.box.height < _BODY * char_px]
    found = list(lines)
    taken = [*pictures, *(m.line.box for m in body)]
    for place in _places([m.line.box for m in body], char_px):
        if any(covered(place, box) > _TAKEN for box in taken):
            continue
        capital = _inked(place, grey)
        if capital is None:
            continue
        found = [m for m in found if m in body or covered(m.line.box, place.grown(char_px)) < _SAME]
        found.append(capital)
    return found


def _inked(place: Box, grey: Image) -> Measured | None:
    """The capital in its place; None where nothing there is as high and broad as one."""
    left, top, right, bottom = place
    dark, light = tones(grey[top:bottom, left:right], 0.05, 0.95)
    if light - dark < _CONTRAST:
        return None
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=np.float64)
    # A line is measured a little beyond its corners: not here, where the lines beside the capital begin.
    capital = measure_line(corners, grey[:, :right])
    if capital is None or capital.height < _FILLED * place.height:
        return None
    width = capital.line.box.width
    return capital if 0.5 * capital.height < width < _SQUARE[1] * capital.height else None


def _places(boxes: Sequence[Box], char_px: float) -> list[Box]:
    """Where two to four lines stand in by the same, and the one after them does not: room for a capital."""
    array = np.array(boxes, dtype=np.int64).reshape(-1, 4)
    below = [_below(array, box, char_px) for box in boxes]
    under = [_flush(array, rows, box, char_px) for rows, box in zip(below, boxes, strict=True)]
    found = []
    for k, box in enumerate(boxes):
        chain = [k]
        while (
            k not in under and len(chain) <= 4 and (flush := _flush(array, below[chain[-1]], box, char_px)) is not None
        ):
            chain.append(flush)
        edge = min((boxes[i].left for i in below[chain[-1]] if i not in chain), default=box.left)
        if not 2 <= len(chain) <= 4 or not _NARROWEST * char_px < box.left - edge < _WIDEST * char_px:
            continue
        place = Box(edge, box.top, min(boxes[i].left for i in chain) - round(_AIR * char_px), boxes[chain[-1]].bottom)
        if _SQUARE[0] < place.width / place.height < _SQUARE[1]:
            found.append(place)
    return found


def _below(array: NDArray[np.int64], box: Box, char_px: float) -> list[int]:
    """Which of the boxes, N x 4, are the next line under one of them, standing in or not."""
    gap = array[:, 1] - box.bottom
    near = (gap > -0.4 * char_px) & (gap < _PITCH * char_px) & (array[:, 1] > box.top + 0.6 * char_px)
    step = box.left - array[:, 0]
    return np.flatnonzero(near & (step > -_FLUSH * char_px) & (step < _WIDEST * char_px)).tolist()


def _flush(array: NDArray[np.int64], below: Sequence[int], first: Box, char_px: float) -> int | None:
    """Which of the lines ``below`` begins where the ``first`` of them does."""
    return next((i for i in below if abs(int(array[i, 0]) - first.left) < _FLUSH * char_px), None)
