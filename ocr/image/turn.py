"""Which way up: turning a picture by quarters, and finding one that is a negative."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Transform
from ocr.model import Image

_CELLS = 12
"""A page is looked at in so many cells across and down."""
_MOST = 0.6
"""The ground of a negative is dark in this share of the cells; some show the film's own clear edge."""
_LINES = 8
"""A page with fewer white lines is rather a photo."""
_WHITE_LINES = 0.5
"""On a negative more of the lines than this are white on dark; the others were white on dark panels."""


def turn_quarters(
    image: Image, quads: NDArray[np.float32], quarters: int
) -> tuple[Image, NDArray[np.float32], Transform]:
    """The picture (H x W) and its lines (N x 4 x 2) turned by ``quarters`` of a circle counter-clockwise, 0 to 3,
    and the map back to the picture as it was."""
    height, width = image.shape[:2]
    back = Transform.of(
        np.array(
            (
                [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
                [[0.0, -1.0, width], [1.0, 0.0, 0.0]],
                [[-1.0, 0.0, width], [0.0, -1.0, height]],
                [[0.0, 1.0, 0.0], [-1.0, 0.0, height]],
            )[quarters]
        )
    )
    corners = back.inverse().points(quads.reshape(-1, 2).astype(np.float64)).reshape(-1, 4, 2)
    # After one quarter, what was the top right corner is the top left one.
    rolled = np.roll(corners, -quarters, axis=1).astype(np.float32)
    return np.ascontiguousarray(np.rot90(image, quarters)), rolled, back


def has_dark_ground(grey: Image) -> bool:
    """Whether nearly all of the picture, H x W, has a dark ground, as a negative has, or a night scene."""
    rows, columns = (max(1, side // (_CELLS * 8)) for side in grey.shape)
    thin = grey[::rows, ::columns]
    high, wide = (side // _CELLS for side in thin.shape)
    if not high or not wide:
        return False
    cells = thin[: high * _CELLS, : wide * _CELLS].reshape(_CELLS, high, _CELLS, wide).transpose(0, 2, 1, 3)
    medians = np.median(cells.reshape(_CELLS, _CELLS, -1), axis=2)
    darkest, lightest = np.percentile(thin, (1, 99))
    return float((medians < (darkest + lightest) / 2).mean()) >= _MOST


def is_negative(grey: Image, quads: NDArray[np.float32]) -> bool:
    """Whether a picture with a dark ground, H x W, is a page in negative: there are lines on it (N x 4 x 2, in its
    pixels), and they are white on dark."""
    boxes = np.concatenate([np.floor(quads.min(axis=1)), np.ceil(quads.max(axis=1))], axis=1).astype(int)
    parts = [grey[max(0, top) : bottom, max(0, left) : right] for left, top, right, bottom in boxes]
    white = [_is_white(part) for part in parts if part.size]
    return len(white) >= _LINES and float(np.mean(white)) > _WHITE_LINES


def _is_white(line: Image) -> bool:
    """Whether what is printed in a line's picture is lighter than its ground, which is the commoner."""
    dark, ground, light = np.percentile(line, (3, 50, 97))
    return bool(light - ground > ground - dark)
