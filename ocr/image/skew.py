"""Skew: how far the page was turned, and turning it back."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Transform
from ocr.model import Image

_LONG = 8.0
"""Lines this many times as long as high tell the angle."""
_SPAN = 0.4
_STEP = 0.02


def line_angles(quads: NDArray[np.float32]) -> NDArray[np.float64]:
    """Angles (degrees, counter-clockwise positive) and weights (length, pixels) of the long horizontal lines.

    ``quads`` is N x 4 x 2, corners from top left clockwise along the line. Returns M x 2.
    """
    if len(quads) == 0:
        return np.zeros((0, 2))
    along = ((quads[:, 1] - quads[:, 0]) + (quads[:, 2] - quads[:, 3])).astype(np.float64) / 2
    length = np.hypot(along[:, 0], along[:, 1])
    height = np.linalg.norm(((quads[:, 3] - quads[:, 0]) + (quads[:, 2] - quads[:, 1])) / 2, axis=1)
    angle = -np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    keep = (length > _LONG * height) & (np.abs(angle) < 10)
    return np.column_stack([angle[keep], length[keep]])


def estimate_skew(ink: Image, quads: NDArray[np.float32]) -> float:
    """Degrees, counter-clockwise positive, that the text lines of the picture stand turned.

    ``ink`` is H x W, 255 where there is ink; ``quads`` the text lines found in it, N x 4 x 2. The weighted
    median of the lines' own angles, refined by the sharpest projection profile (Postl's method) of the ink in
    those lines alone, since photos and rules would vote as well.
    """
    angles = line_angles(quads)
    if len(angles) == 0:
        return 0.0
    order = np.argsort(angles[:, 0])
    half = np.cumsum(angles[order, 1])
    coarse = float(angles[order[int(np.searchsorted(half, half[-1] / 2))], 0])
    if len(angles) < 3:
        return coarse
    mask = np.zeros(ink.shape, np.uint8)
    cv2.fillPoly(mask, list(np.round(quads).astype(np.int32)), 255)
    y, x = np.nonzero(cv2.bitwise_and(ink, mask))
    if len(x) < 500:
        return coarse
    pick = np.random.default_rng(0).permutation(len(x))[:150_000]
    x, y = x[pick] - ink.shape[1] / 2, y[pick] - ink.shape[0] / 2
    candidates = coarse + np.arange(-_SPAN, _SPAN + _STEP / 2, _STEP)
    scores = [_sharpness(x, y, float(a), ink.shape) for a in candidates]
    best = int(np.argmax(scores))
    if not 0 < best < len(scores) - 1:
        return coarse
    left, middle, right = scores[best - 1 : best + 2]
    shift = 0.5 * (left - right) / (left - 2 * middle + right) if left + right < 2 * middle else 0.0
    return float(candidates[best] + shift * _STEP)


def _sharpness(x: NDArray[np.float64], y: NDArray[np.float64], angle: float, shape: tuple[int, ...]) -> float:
    rows = y + x * np.tan(np.radians(angle))
    reach = shape[0] / 2 + shape[1] * 0.2
    profile = np.histogram(rows, bins=int(2 * reach), range=(-reach, reach))[0].astype(np.float64)
    return float(np.square(np.diff(profile)).sum())


def straighten(image: Image, degrees: float, paper: int = 255) -> tuple[Image, Transform]:
    """The picture turned clockwise by ``degrees`` so that its lines lie level, and the map back to it.

    The new picture is large enough for all of the old one; what was outside is ``paper``. Returns the map from
    the new picture's pixels to the old one's.
    """
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    wide, high = round(height * sin + width * cos), round(height * cos + width * sin)
    turn[0, 2] += (wide - width) / 2
    turn[1, 2] += (high - height) / 2
    fill = (paper, paper, paper) if image.ndim == 3 else (paper,)
    turned = cv2.warpAffine(
        image, turn, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=fill
    )
    return turned.astype(np.uint8), Transform.of(turn.astype(np.float64)).inverse()
