"""Short parts of a page's lines, by which a reader can tell which way up the page is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr.layout.crops import straight_part
from ocr.model import Image

_LINES = 9
"""So many lines are looked at, ..."""
_CHARACTERS = 8
"""... and of each so many characters."""
_SHORTEST = 1.8
"""A shorter line, in its own heights, is no line of several characters."""


def run_down(quads: NDArray[np.float32]) -> bool:
    """Whether most lines (N x 4 x 2) run from top to bottom of the picture."""
    wide, high = _sides(quads)
    return float(high[high > 1.7 * wide].sum()) > 1.2 * float(wide[wide > 1.7 * high].sum())


def sample_strips(grey: Image, quads: NDArray[np.float32]) -> tuple[Image, ...]:
    """The middles of some of the longer lines from all over the page, level, H x W each, dark on light.

    Of lines (``quads``, N x 4 x 2, in pixels of ``grey``) that mostly run down, they lie turned by a quarter
    counter-clockwise.
    """
    wide, high = _sides(quads)
    down = run_down(quads)
    thick, long = (wide, high) if down else (high, wide)
    fit = long > _SHORTEST * thick
    places = np.flatnonzero(fit & (long >= (np.median(long[fit]) if fit.any() else 0)))
    chosen = places[np.unique(np.linspace(0, len(places) - 1, min(_LINES, len(places))).round().astype(int))]
    return tuple(_middle(straight_part(grey, quads[i].astype(np.float64)), down) for i in chosen)


def _sides(quads: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Widths and heights of quadrangles, N x 4 x 2."""
    wide = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1).astype(np.float32)
    return wide, np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1).astype(np.float32)


def _middle(line: Image, down: bool) -> Image:
    level = np.rot90(line) if down else line
    if np.median(level) < 128:
        level = np.bitwise_not(level)
    width = min(level.shape[1], _CHARACTERS * level.shape[0])
    left = (level.shape[1] - width) // 2
    return np.ascontiguousarray(level[:, left : left + width])
