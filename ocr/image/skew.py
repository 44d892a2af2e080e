"""Skew: how far the page was turned, and turning it back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import IDENTITY, Transform
from ocr.model import Image

_LONG = 8.0
"""Lines this many times as long as high tell the angle."""
_FEW = 3
"""Where they are fewer, as on a page of figures, the short ones say it together: ..."""
_SHORT = 1.5
"""... those this many times as long as high, ..."""
_ENOUGH = 8
"""... if they are as many."""
_FARTHEST = 10.0
"""Degrees: a line turned farther is no line of the text."""
_SPAN = 0.4
"""Degrees: the sharpest profile is looked for within so much of what the lines' own angles say, ..."""
_WIDE_SPAN = 1.5
"""... where those are short, within so much, if it is this many times as sharp there: ..."""
_CLEARLY = 1.5
_STEP = 0.02
"""... in such steps."""
_SMOOTH, _SHARP = 2.2, 1.0
"""Profiles are smoothed with this sigma, pixels. Sharp ones show the picture's own rows, which lie level; but few
lines have little else than the edges of their strokes to tell their angle by."""
_MANY = 15
"""Lines that are many."""
_COLUMNS = 1600
"""Ink is taken from so many of the picture's columns, evenly spaced; from each of its rows."""
_POINTS = 150_000


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a page that tell its angle. Angles in degrees, counter-clockwise positive; lengths in pixels."""

    quads: NDArray[np.float32]
    angles: NDArray[np.float64]
    lengths: NDArray[np.float64]
    span: float = _SPAN
    """How far from their median the page's angle may be."""


def _long_lines(quads: NDArray[np.float32]) -> _Lines:
    """The long ones of N x 4 x 2 quads, corners from the top left clockwise along the line; among many others that are
    short, those."""
    along = ((quads[:, 1] - quads[:, 0]) + (quads[:, 2] - quads[:, 3])).astype(np.float64) / 2
    down = ((quads[:, 3] - quads[:, 0]) + (quads[:, 2] - quads[:, 1])).astype(np.float64) / 2
    lengths, heights = np.linalg.norm(along, axis=1), np.linalg.norm(down, axis=1)
    angles = -np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    level = (lengths > _SHORT * heights) & (np.abs(angles) < _FARTHEST)
    keep = level & (lengths > _LONG * heights)
    if keep.sum() < _FEW and level.sum() >= _ENOUGH:
        return _Lines(quads[level], angles[level], lengths[level], _WIDE_SPAN)
    return _Lines(quads[keep], angles[keep], lengths[keep])


def estimate_skew(ink: Image, quads: NDArray[np.float32]) -> float:
    """Degrees, counter-clockwise positive, that the text lines of the picture stand turned.

    ``ink`` is H x W, 255 where there is ink; ``quads`` the text lines found in it, N x 4 x 2. The weighted median of
    the long lines' own angles, refined by the sharpest projection profile (Postl's method) of the ink in those
    lines alone, since photos and rules would vote as well. 0 for a page without long lines.
    """
    lines = _long_lines(quads)
    if len(lines.angles) == 0:
        return 0.0
    coarse = _weighted_median(lines.angles, lines.lengths)
    x, y = _points_in(ink, lines.quads)
    return coarse + _sharpest(x, y, coarse, _SMOOTH if len(lines.angles) >= _MANY else _SHARP, lines.span)


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    half = np.cumsum(weights[order])
    return float(values[order[int(np.searchsorted(half, half[-1] / 2))]])


def _points_in(ink: Image, quads: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """x and y, from the picture's middle, of ink inside the quads: enough of it, picked at random but always alike.

    Each point is moved by up to half a pixel, so that ink on the picture's own rows is no sharper than other ink.
    """
    height, width = ink.shape
    every = max(1, width // _COLUMNS)
    thin = np.ascontiguousarray(ink[:, ::every])
    mask = np.zeros(thin.shape, np.uint8)
    cv2.fillPoly(mask, list(np.round(quads / np.array([every, 1])).astype(np.int32)), (255,))
    places = np.flatnonzero(cv2.bitwise_and(thin, mask).ravel() > 0)
    random = np.random.default_rng(0)
    if len(places) > _POINTS:
        places = places[random.integers(0, len(places), _POINTS)]
    y, x = np.divmod(places, thin.shape[1])
    jitter = random.uniform(-0.5, 0.5, (2, len(places)))
    return x * every - width / 2 + jitter[0], y - height / 2 + jitter[1]


def _sharpest(x: NDArray[np.float64], y: NDArray[np.float64], coarse: float, sigma: float, span: float) -> float:
    """Degrees from ``coarse`` at which the profile of the points is sharpest; 0 where no angle within reach is."""
    if len(x) < 500:
        return 0.0
    offsets = np.arange(-span, span + _STEP / 2, _STEP)
    scores = [_sharpness(y + x * np.tan(np.radians(coarse + offset)), sigma) for offset in offsets]
    best = int(np.argmax(scores))
    if not 0 < best < len(scores) - 1 or (span > _SPAN and scores[best] < _CLEARLY * scores[len(scores) // 2]):
        return 0.0
    before, top, after = scores[best - 1 : best + 2]
    bend = before - 2 * top + after
    return float(offsets[best]) + (0.5 * (before - after) / bend * _STEP if bend < 0 else 0.0)


def _sharpness(rows: NDArray[np.float64], sigma: float) -> float:
    """How steeply the profile of ``rows`` (pixels) rises and falls. Arbitrary units, for the same points only."""
    first = rows.min()
    profile = np.bincount((rows - first).astype(np.int64)).astype(np.float64)
    reach = np.arange(-int(3 * sigma + 1), int(3 * sigma + 1) + 1)
    bell = np.exp(-np.square(reach / sigma) / 2)
    return float(np.square(np.diff(np.convolve(profile, bell / bell.sum(), "same"))).sum())


def straighten(image: Image, degrees: float, paper: int = 255) -> tuple[Image, Transform]:
    """The picture turned clockwise by ``degrees`` so that its lines lie level, and the map back to it.

    The new picture is large enough for all of the old one; what was outside is ``paper``. Returns the map from
    the new picture's pixels to the old one's. A turn that moves nothing by half a pixel is left out.
    """
    height, width = image.shape[:2]
    if max(height, width) / 2 * abs(np.radians(degrees)) < 0.5:
        return image, IDENTITY
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    wide, high = round(height * sin + width * cos), round(height * cos + width * sin)
    turn[0, 2] += (wide - width) / 2
    turn[1, 2] += (high - height) / 2
    turned = cv2.warpAffine(
        image, turn, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(paper,) * 3
    )
    return np.asarray(turned, dtype=np.uint8), Transform.of(np.asarray(turn, dtype=np.float64)).inverse()
