"""Line quads out of the detector's map, after differentiable binarization (Liao et al. 2020, section 3.4).

The network paints a shrunken core for each line; a core is thresholded, boxed and grown back by the offset
``area * ratio / perimeter``. On a rotated rectangle that offset has a closed form, so no polygon clipping is needed.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.model import Image

SIDE_STEP_PX = 32
"""The detector takes sides that are multiples of this."""
INK_THRESHOLD = 0.3
"""A pixel this likely to be text belongs to a core. Probability."""
CORE_THRESHOLD = 0.5
"""A core whose mean probability is below this is dust."""
CORE_MIN_PX = 3
"""A core with a shorter side is dust."""
UNCLIP_RATIO = 1.6
"""How far a core grows back; the shrink the network was trained with asks for 1.5 to 1.6."""


def detector_input(image: Image, scale: float) -> NDArray[np.float32]:
    """The picture scaled by ``scale`` as the detector takes it: 1 x 3 x H x W, float32, -1 to 1, H and W multiples
    of 32."""
    height, width = (max(SIDE_STEP_PX, round(side * scale / SIDE_STEP_PX) * SIDE_STEP_PX) for side in image.shape[:2])
    smaller = width < image.shape[1]
    resized = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    picture = np.empty((1, 3, height, width), np.float32)
    picture[0] = np.atleast_3d(resized).transpose(2, 0, 1) / np.float32(127.5) - np.float32(1)
    return picture


def quads_of(likely: NDArray[np.float32], width: int, height: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Line quads and their scores from the detector's map.

    ``likely`` is H x W, float32, the probability of text; ``width`` and ``height`` are the picture's own size, whose
    pixels the quads are in. Quads are N x 4 x 2, float32: top left, top right, bottom right, bottom left, clipped to
    the picture. Scores are N, float32, 0 to 1: the mean probability inside the core.
    """
    mask = cv2.dilate((likely > INK_THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    quads: list[NDArray[np.float32]] = []
    scores: list[float] = []
    for contour in contours:
        centre, size, angle = cv2.minAreaRect(contour)
        if min(size) < CORE_MIN_PX:
            continue
        score = _mean_inside(likely, contour)
        if score < CORE_THRESHOLD:
            continue
        offset = size[0] * size[1] * UNCLIP_RATIO / (2 * (size[0] + size[1]))
        grown = (centre, (size[0] + 2 * offset, size[1] + 2 * offset), angle)
        quads.append(_ordered(cv2.boxPoints(grown)))
        scores.append(score)
    if not quads:
        return np.zeros((0, 4, 2), np.float32), np.zeros(0, np.float32)
    to_picture = np.array([width / likely.shape[1], height / likely.shape[0]], np.float32)
    placed = np.clip(np.stack(quads) * to_picture, 0, np.array([width, height], np.float32))
    return placed.astype(np.float32), np.array(scores, np.float32)


def _mean_inside(likely: NDArray[np.float32], contour: cv2.typing.MatLike) -> float:
    """The mean of the map inside a contour."""
    left, top, width, height = cv2.boundingRect(contour)
    inside = np.zeros((height, width), np.uint8)
    cv2.drawContours(inside, [contour], 0, 1, cv2.FILLED, offset=(-left, -top))
    return float(cv2.mean(likely[top : top + height, left : left + width], inside)[0])


def _ordered(corners: cv2.typing.MatLike) -> NDArray[np.float32]:
    """The four corners of a rectangle, clockwise from the top left one (the least x + y)."""
    clockwise = corners[np.argsort(np.arctan2(*(corners - corners.mean(axis=0)).T[::-1]))]
    first = int(np.argmin(clockwise.sum(axis=1)))
    return np.roll(clockwise, -first, axis=0).astype(np.float32)
