"""Print of the paper's other side that shows through: paler than this side's, and mirrored."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.layout import sample_strips
from ocr.model import Image
from ocr.recognize import Engine

_APART = 45.0
"""In grey levels: so much paler than this side's lines are those of the other side."""
_FEWEST, _SHARE = 4, 0.04
"""There are so many of them, and so large a share of all."""
_LEGIBLE, _BETTER = 0.55, 0.12
"""Mirrored they read so well, and by so much better than as they stand."""
_EVERY, _WELL = 3, 0.85
"""Where every third of them reads so well as it stands, they are this side's."""
_GROUPS = 2
"""Headlines and text may be apart as well as text and what shows through."""
_PALEST_OF_INK = 5
"""In percent: a line's ink is its darkest pixels."""
_MOST, _NEARLY_ALL = 15, 6
"""In percent: so few of the pale lines are darker than what tells them from this side's, and than what is paper."""
_MARGIN = 6
_WHITE = 250


def without_back(evened: Image, quads: NDArray[np.float32], engine: Engine) -> Image:
    """An evened picture, H x W, paper near 250, without what shows through from its back; the same picture where
    nothing does.

    ``quads`` are its lines, N x 4 x 2. What is as pale as the lines that read better mirrored becomes paper, and what
    is a little darker so much paler.
    """
    ink = np.array([_ink_level(evened, quad) for quad in quads])
    limit = 0.0
    for _ in range(_GROUPS):
        darker, limit = limit, _parting(ink[ink > limit])
        front, pale = ink[(ink > darker) & (ink <= limit)], ink > limit
        if pale.sum() < max(_FEWEST, _SHARE * len(ink)) or not len(front):
            return evened
        level, most = float(np.median(front)), float(np.percentile(ink[pale], _MOST))
        if most - level > _APART and _is_mirrored(sample_strips(evened, quads[pale]), engine):
            back = max(level + _APART, float(np.percentile(ink[pale], _NEARLY_ALL))) - _MARGIN
            return _paled(evened, (level + back) / 2, back)
    return evened


def _parting(ink: NDArray[np.float64]) -> float:
    """The level that parts the lines' ink best in two (Otsu)."""
    return float(cv2.threshold(ink.astype(np.uint8), 0, 255, cv2.THRESH_OTSU)[0]) if len(ink) else 255.0


def _paled(evened: Image, darker: float, paper: float) -> Image:
    """The picture with all from ``paper`` on white, and what is between ``darker`` and that stretched."""
    tones = np.arange(256.0)
    tones = np.where(tones <= darker, tones, darker + (tones - darker) * (_WHITE - darker) / (paper - darker))
    return np.asarray(cv2.LUT(evened, np.minimum(tones, _WHITE).astype(np.uint8)), dtype=np.uint8)


def _ink_level(grey: Image, quad: NDArray[np.float32]) -> float:
    """How dark a line's ink is."""
    (left, top), (right, bottom) = np.maximum(quad.min(axis=0), 0).astype(int), quad.max(axis=0).astype(int) + 1
    part = grey[top:bottom, left:right]
    return float(np.percentile(part, _PALEST_OF_INK)) if part.size else float(_WHITE)


def _is_mirrored(strips: Sequence[Image], engine: Engine) -> bool:
    """Whether parts of lines, H x W, read better mirrored, whichever way up they are."""
    if not strips or _confidence(strips[::_EVERY], engine) > _WELL:
        return False
    turned = [np.rot90(strip, 2) for strip in strips]
    plain = max(_confidence(strips, engine), _confidence(turned, engine))
    mirrored = max(_confidence([np.fliplr(strip) for strip in way], engine) for way in (strips, turned))
    return mirrored > _LEGIBLE and mirrored > plain + _BETTER


def _confidence(strips: Sequence[Image], engine: Engine) -> float:
    readings = engine.read_lines([np.ascontiguousarray(strip) for strip in strips])
    return float(np.mean([reading.confidence for reading in readings]))
