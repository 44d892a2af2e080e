"""Cutting a line out of its page: level, upright, and alone."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box
from ocr.model import Image, Line

_ALONG, _ACROSS = 0.3, 0.3
"""A crop shows these shares of the line's ink height around it: at 0.12 a tenth more characters come out wrong."""
INK = 0.72
"""Darker than this share of the paper around it is ink."""
_SPECKS = 0.004
"""A row with no more ink than this share of its length is blank."""

_REACH = 0.36
"""A neighbouring line reaches at most this share of a crop's height into it, ..."""
_VALLEY = 0.3
"""... and where the two meet there is less than this share of the ink of the line's middle."""


def straight_part(grey: Image, quad: NDArray[np.float64], along: float = 0.0, across: float = 0.0) -> Image:
    """The picture of a quadrangle (4 x 2, from the top left clockwise), made level, H x W.

    ``along`` and ``across`` pixels more are shown at its left and right, above and below.
    """
    right, down = quad[1] - quad[0], quad[3] - quad[0]
    wide, high = float(np.linalg.norm(right)), float(np.linalg.norm(down))
    right, down = right / max(wide, 1e-6), down / max(high, 1e-6)
    corner = quad[0] - along * right - across * down
    size = (max(1, round(wide + 2 * along)), max(1, round(high + 2 * across)))
    if abs(right[1]) * wide < 1.5 and abs(down[0]) * high < 1.5:
        left, top = round(float(corner[0])), round(float(corner[1]))
        return _level_part(grey, Box(left, top, left + size[0], top + size[1]))
    to_page = np.column_stack([right, down, corner])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    turned = cv2.warpAffine(grey, to_page, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, dtype=np.uint8)


def _level_part(grey: Image, box: Box) -> Image:
    """What the page shows in a box; what lies off the page is as the page's edge."""
    inside = box.within(grey.shape[1], grey.shape[0])
    part = grey[inside.top : inside.bottom, inside.left : inside.right]
    if inside == box or not part.size:
        return part if part.size else np.full((box.height, box.width), 255, np.uint8)
    beyond = (inside.top - box.top, box.bottom - inside.bottom, inside.left - box.left, box.right - inside.right)
    return np.asarray(cv2.copyMakeBorder(part, *beyond, cv2.BORDER_REPLICATE), dtype=np.uint8)


def tones(crop: Image, *shares: float) -> tuple[int, ...]:
    """The greys below which these shares of the picture's pixels lie."""
    below = np.cumsum(np.bincount(crop.ravel(), minlength=256))
    return tuple(int(np.searchsorted(below, share * crop.size)) for share in shares)


def crop_line(grey: Image, line: Line) -> Image:
    """The line's picture for the recognizer: level, dark on light, a little paper around it, nothing else on that.

    ``grey`` is the page, H x W. Of a vertical line the picture is turned so that its top comes to the left.
    """
    quad = np.array(line.quad, dtype=np.float64)
    sides = np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])
    thick = float(min(sides))
    along, across = max(2, round(_ALONG * thick)), max(2, round(_ACROSS * thick))
    crop = straight_part(grey, quad, *((across, along) if line.vertical else (along, across)))
    if line.vertical:
        crop = np.rot90(crop)
    return _alone(np.bitwise_not(crop) if line.reverse else crop, along, across)


def _alone(crop: Image, along: int, across: int) -> Image:
    """The crop (H x W, dark on light) with paper over what its margins show of neighbours: ink beyond a blank row.

    Rows are looked at between the margins at the left and right, columns between those above and below.
    """
    (paper,) = tones(crop, 0.9)
    clean = np.array(crop, dtype=np.uint8, order="C")
    inked = clean < INK * paper
    for turn, margin, other in ((0, across, along), (1, along, across), (2, across, along), (3, along, across)):
        side, dark = np.rot90(clean, turn), np.rot90(inked, turn)[:margin, other:-other]
        blank = np.flatnonzero(dark.sum(axis=1) <= _SPECKS * dark.shape[1])
        if len(blank):
            np.maximum(side[: blank[-1]], paper, out=side[: blank[-1]])
    return clean


def without_neighbours(crop: Image) -> Image:
    """The crop of a vertical line, lying on its side (H x W, dark on light), with paper over neighbouring lines that
    come in from its long edges, up to the row with the least ink.

    Old papers set their columns so close, and their presses printed so unevenly, that no row between two is blank.
    """
    (paper,) = tones(crop, 0.9)
    rows = np.count_nonzero(crop < INK * paper, axis=1)
    height = len(rows)
    core = float(np.median(rows[height // 3 : height - height // 3]))
    reach = max(1, round(_REACH * height))
    clean = np.array(crop, dtype=np.uint8, order="C")
    for side, inked in ((clean, rows), (clean[::-1], rows[::-1])):
        valley = reach - 1 - int(np.argmin(inked[:reach][::-1]))
        if inked[0] and inked[valley] < _VALLEY * core:
            np.maximum(side[:valley], paper, out=side[:valley])
    return clean
