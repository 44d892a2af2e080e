"""The size of things: how high a body character is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FEW, _MANY = 3, 8
"""Fewer long lines say nothing about others that are so many times as many."""


def measure_char_px(heights: NDArray[np.float64], lengths: NDArray[np.float64]) -> float:
    """The height of a body character: the mode of line heights, each line counting by its characters.

    ``heights`` and ``lengths`` are the lines' ink heights and lengths, pixels. 0 for a page without lines.
    """
    seen = heights >= 6
    keep = seen & (lengths >= 4 * heights)
    if keep.sum() < _FEW and seen.sum() > _MANY * keep.sum():
        # A page of figures: what is long on it are its headings.
        keep = seen
    if not keep.any():
        return 0.0
    size, weight = np.log(heights[keep]), lengths[keep] / heights[keep]
    density = np.exp(-np.square((size[:, None] - size[None, :]) / 0.06)) @ weight
    peak = size[int(np.argmax(density))]
    near = np.abs(size - peak) < 0.1
    return float(np.exp(np.average(size[near], weights=weight[near])))
