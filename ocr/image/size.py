"""The size of things: how high a body character is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box
from ocr.model import Image


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


def measure_char_px(heights: NDArray[np.float64], lengths: NDArray[np.float64]) -> float:
    """The height of a body character: the mode of line heights, each line counting by its characters.

    ``heights`` and ``lengths`` are the lines' ink heights and lengths, pixels. 0 for a page without lines.
    """
    keep = (heights >= 6) & (lengths >= 4 * heights)
    if not keep.any():
        keep = heights >= 6
    if not keep.any():
        return 0.0
    size, weight = np.log(heights[keep]), lengths[keep] / heights[keep]
    density = np.exp(-np.square((size[:, None] - size[None, :]) / 0.06)) @ weight
    peak = size[int(np.argmax(density))]
    near = np.abs(size - peak) < 0.1
    return float(np.exp(np.average(size[near], weights=weight[near])))
