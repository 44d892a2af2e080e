"""Two pages on one scan: where the spine runs between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LANDSCAPE = 1.25
"""A scan of two pages is so many times as wide as high; single pages are hardly wider than high."""
_MIDDLE = (0.4, 0.6)
"""The spine lies between these shares of what is printed, from its left end."""
_CROSSED = 0.02
"""Lines that cover no more than this share of the print's height are dirt, or the spine's own shadow; ..."""
_SPECK = 1.7
"""... on pages of large print, no more than so many body characters."""
_THICKEST = 10.0
"""In body characters: what is thicker, and not twice as long, is no line: a photo, or a corner of the page."""
_NARROWEST = 0.5
"""In body characters: newspapers print close to the spine, or set a line into it."""
_WIDER = 1.5
"""The spine is so many times as wide as any gutter that is as long."""
_PAGE = 24
"""In body characters: no page is narrower."""


def find_spine(quads: NDArray[np.float32], width: int, height: int, char_px: float) -> int | None:
    """The x at which a picture of two upright pages is cut in two; None where it shows one page.

    ``quads`` are the lines, N x 4 x 2, in pixels of the picture, which is ``width`` x ``height``. Between two pages a
    band from top to bottom is crossed by no line, near the middle and wider than gutters. A headline over both pages
    crosses it: such a spread is read as one page.
    """
    if len(quads) == 0 or width < _LANDSCAPE * height:
        return None
    sides = np.linalg.norm(quads[:, [1, 3]] - quads[:, [0, 0]], axis=2)
    thick, long = sides.min(axis=1), sides.max(axis=1)
    quads = quads[(thick <= _THICKEST * char_px) | (long >= 2 * thick)]
    if len(quads) == 0:
        return None
    lefts, rights = quads[:, :, 0].min(axis=1), quads[:, :, 0].max(axis=1)
    tops, bottoms = quads[:, :, 1].min(axis=1), quads[:, :, 1].max(axis=1)
    start, end = (round(float(x)) for x in (lefts.min(), rights.max()))
    if end - start < 2 * _PAGE * char_px:
        return None
    steps = np.zeros(width + 2, dtype=np.float64)
    np.add.at(steps, np.round(lefts).astype(int), bottoms - tops)
    np.add.at(steps, np.round(rights).astype(int), tops - bottoms)
    crossed = max(_CROSSED * float(bottoms.max() - tops.min()), _SPECK * char_px)
    empty = np.cumsum(steps)[start:end] <= crossed
    bands = [(a + start, b + start) for a, b in _runs(empty)]
    low, high = (start + share * (end - start) for share in _MIDDLE)
    inner = [band for band in bands if low < sum(band) / 2 < high]
    if not inner:
        return None
    first, last = max(inner, key=lambda band: band[1] - band[0])
    others = max((b - a for a, b in bands if (a, b) != (first, last)), default=0)
    if last - first < max(_NARROWEST * char_px, _WIDER * others):
        return None
    return (first + last) // 2


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and one past the last place of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
