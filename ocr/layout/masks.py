"""Masks of a page: their parts, and how those look."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box
from ocr.model import Image

Mask = NDArray[np.bool_]
"""H x W, True where something is."""


def parts(mask: Mask, smallest: int) -> Iterator[tuple[Mask, Box]]:
    """The connected parts of a mask with their boxes: those at least ``smallest`` wide and high and fairly full."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    for i in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[i])
        if width >= smallest and height >= smallest and area >= 0.3 * width * height:
            yield np.asarray(labels == i, dtype=np.bool_), Box(left, top, left + width, top + height)


def piece_boxes(ink: Image) -> list[Box]:
    """The boxes of what hangs together in ``ink`` (H x W, 0 for none), were it by a corner; from the top, the left.

    Where little ink is left, outlines cost a tenth of labelling all pixels.
    """
    outlines, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return []
    outer = [outline for outline, (*_, around) in zip(outlines, tree[0], strict=True) if around < 0]
    sides = sorted((top, left, width, height) for left, top, width, height in map(cv2.boundingRect, outer))
    return [Box(left, top, left + width, top + height) for top, left, width, height in sides]


def closed(mask: Mask, side: int) -> Mask:
    """The mask without its gaps narrower than ``side``."""
    return cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)) > 0


def opened(mask: Mask, side: int) -> Mask:
    """The mask without what is narrower than ``side``."""
    return cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8)) > 0


def filled(mask: Mask) -> Mask:
    """The mask with its holes."""
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    canvas = np.zeros(mask.shape, np.uint8)
    cv2.drawContours(canvas, contours, -1, (1,), cv2.FILLED)
    return canvas > 0


def extent(mask: Mask) -> Box:
    """The box of a mask that is True somewhere."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def rectangularity(mask: Mask) -> float:
    """The share of its box that a mask fills, 0 to 1."""
    return float(mask.sum() / extent(mask).area)


def as_mask(boxes: list[Box], shape: tuple[int, ...]) -> Mask:
    """True inside the boxes."""
    mask = np.zeros(shape, bool)
    for box in boxes:
        inside = box.within(shape[1], shape[0])
        mask[inside.top : inside.bottom, inside.left : inside.right] = True
    return mask


def scaled(box: Box, scale: float) -> Box:
    """The box in a picture so many times as large."""
    return Box(*(round(side * scale) for side in box))
