"""The extent of a picture: how far it reaches, and where its caption begins."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, intersection
from ocr.layout.masks import Mask, rectangularity
from ocr.model import Image

_LIGHTER = (205, 214, 222, 230, 238)
"""A picture may have lighter parts, down to these, as long as it becomes no less of a rectangle."""
_MOST = 2.0
"""It grows by no more than this at a time: more would be the paper itself."""
_PAPER = 228
"""Lighter than this is paper, also in a gutter between two photos."""
_PARTING = 3.0
"""In body characters: so long a straight white line parts two pictures."""
_INKED = 222
"""Darker than this is printed."""
_NEAR_EDGE = 8.0
"""In body characters: how far from a picture's found edge a line of text may be taken for a part of it."""
_SMALL = 3
"""What is no picture at one edge of it is less than one part in so many."""
_MARGIN = 0.35
"""In body characters: how far from its true edge a picture's found one may be."""
_BLANK = 0.06
"""A row with less print than this share is blank."""


def light_lines(small: Image, char_px: float) -> Mask:
    """Long straight white lines of a picture (H x W, paper near 250); ``char_px`` in its pixels."""
    light = (small > _PAPER).astype(np.uint8)
    long = round(_PARTING * char_px)
    upright = cv2.morphologyEx(light, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8)) > 0
    level = cv2.morphologyEx(light, cv2.MORPH_OPEN, np.ones((1, long), np.uint8)) > 0
    return np.asarray(upright | level, dtype=np.bool_)


def grown(base: Image, part: Mask, words: Mask) -> Mask:
    """The picture with its lighter parts: the largest that is no less of a rectangle and takes in no text.

    ``base`` is the page without its text, paper near 250; ``words`` where its text stands. All are H x W.
    """
    best, fit = part, rectangularity(part)
    free = np.where(words & ~part, np.uint8(255), base)
    for level in _LIGHTER:
        _, labels = cv2.connectedComponents((free < level).astype(np.uint8), connectivity=4)
        touched = np.unique(labels[part])
        wider = part | np.isin(labels, touched[touched > 0])
        now = rectangularity(wider)
        if now >= fit - 0.02 and wider.sum() <= _MOST * best.sum():
            best, fit = wider, now
    return best


def core(part: Mask) -> Box:
    """The box of a part without what sticks out of it."""
    rows, columns = part.sum(axis=1), part.sum(axis=0)
    y = np.flatnonzero(rows > 0.3 * rows.max())
    x = np.flatnonzero(columns > 0.3 * columns.max())
    return Box(int(x[0]), int(y[0]), int(x[-1]) + 1, int(y[-1]) + 1)


def edged(grey: Image, box: Box, char_px: float, lines: Sequence[Box]) -> Box:
    """The picture's box with each side moved in to its true edge, and past lines of text beyond a blank row.

    ``grey`` is the page, H x W, ``lines`` the boxes of its text. A caption is no part of its photo; a white sky is.
    """
    box = box.within(grey.shape[1], grey.shape[0])
    printed = grey[box.top : box.bottom, box.left : box.right] < _INKED
    if not printed.size:
        return box
    words = np.zeros(printed.shape, bool)
    for line in (line for line in lines if intersection(line, box)):
        left, top = max(0, line.left - box.left), max(0, line.top - box.top)
        words[top : max(0, line.bottom - box.top), left : max(0, line.right - box.left)] = True
    return Box(
        box.left + _margin(printed.T, words.T, char_px),
        box.top + _margin(printed, words, char_px),
        box.right - _margin(printed.T[::-1], words.T[::-1], char_px),
        box.bottom - _margin(printed[::-1], words[::-1], char_px),
    )


def _margin(printed: Mask, words: Mask, char_px: float) -> int:
    """How many rows from the first on are no picture: blank ones, and text with a blank row after it."""
    near = printed[: round(min(_NEAR_EDGE * char_px, len(printed) / _SMALL))]
    blank: NDArray[np.intp] = np.flatnonzero(near.mean(axis=1) < _BLANK)
    for last in blank[::-1].tolist():
        beyond = near[:last]
        if last < _MARGIN * char_px or (beyond & words[:last]).sum() > 0.7 * max(1, beyond.sum()):
            return int(last) + 1
    return 0
