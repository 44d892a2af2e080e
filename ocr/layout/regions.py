"""What is not paper and not text: illustrations, tints and dark panels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, covered
from ocr.model import Frame, Illustration, Image

_GRAIN = 6
"""Work at this many pixels a body character."""
_SEED = 195
"""Darker than this, over more than a character, is a picture or a panel; paper is near 250."""
_GROWN = (205, 214, 222)
"""A picture may have lighter parts, down to these, as long as it becomes no less of a rectangle."""
_TINT = 238
_EVEN = 10
"""Grey levels that a tint or panel spreads over, either side of its own."""
_WORDED = 0.05
"""A panel carries text on at least this share of it; a black photo does not."""
_NEAR_EDGE = 2.0
"""In body characters: how far from a photo's found edge its true one is looked for."""
_SMALLEST = 2.2
"""Both sides of an illustration are at least this many characters long."""


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions of a page, in its pixels."""

    illustrations: tuple[Illustration, ...]
    tints: tuple[Frame, ...]
    mask: NDArray[np.bool_]
    """Where illustrations are, their true outlines, at ``scale``."""
    scale: float

    def pictured(self, box: Box) -> float:
        """The share of the box that lies on an illustration itself, not merely in its bounding box."""
        scaled = Box(*(round(v * self.scale) for v in box)).within(self.mask.shape[1], self.mask.shape[0])
        part = self.mask[scaled.top : scaled.bottom, scaled.left : scaled.right]
        return float(part.mean()) if part.size else 0.0


def find_regions(grey: Image, char_px: float, text: NDArray[np.uint8], lines: Sequence[Box]) -> Regions:
    """Illustrations, tints and panels of an evened page.

    ``grey`` is H x W with paper near 250; ``text`` H x W, 255 where text lines stand; ``lines`` their boxes. A
    median over a window wider than a character leaves what lies under text: paper, tint or photo.
    """
    scale = _GRAIN / char_px
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    words = cv2.resize(text, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA) > 127
    base = cv2.medianBlur(small.astype(np.uint8), 9)
    panels: list[Frame] = []
    pictures: list[NDArray[np.bool_]] = []
    for part, stat in _components(base < _SEED):
        if _is_words(part, words):
            continue
        level = _even_level(base, part)
        if level is not None and _is_panel(part, words):
            on_it = _pictures_on_panel(base, part, level, words)
            if sum(int(p.sum()) for p in on_it) > 0.35 * _filled(part).sum():
                pictures.append(_grown(base, part))
                continue
            panels.append(Frame(_to_page(stat, scale), "panel"))
            pictures += on_it
        else:
            pictures.append(_grown(base, part))
    mask = np.zeros(base.shape, bool)
    for part in pictures:
        mask |= _filled(part)
    found = [
        _edged(grey, _to_page(_trimmed(part), scale), char_px) for part, _ in _components(mask, close=False)
    ]
    mask &= _inside(found, mask.shape, scale)
    illustrations = tuple(Illustration(b) for b in sorted(found, key=lambda b: (b.top, b.left)))
    return Regions(illustrations, (*panels, *_tints(base, mask, scale, lines)), mask, scale)


def _components(mask: NDArray[np.bool_], close: bool = True) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.int32]]]:
    """The large connected parts of a mask with their statistics (left, top, width, height, area)."""
    whole = mask.astype(np.uint8)
    if close:
        whole = cv2.morphologyEx(whole, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=4)
    for i in range(1, count):
        if _large(stats[i]):
            yield labels == i, stats[i]


def _grown(base: Image, part: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The picture with its lighter parts."""
    best, fit = part, _rectangularity(part)
    for level in _GROWN:
        _, labels = cv2.connectedComponents((base < level).astype(np.uint8), connectivity=4)
        touched = np.unique(labels[part])
        wider = np.isin(labels, touched[touched > 0])
        now = _rectangularity(wider)
        if now < fit - 0.02 or wider.sum() > 1.5 * best.sum():
            break
        best, fit = wider, now
    return best


def _rectangularity(part: NDArray[np.bool_]) -> float:
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    return float(part.sum()) / ((rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1))


def _trimmed(part: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Left, top, width, height of a part without what sticks out of it."""
    rows, columns = part.sum(axis=1), part.sum(axis=0)
    y = np.flatnonzero(rows > 0.3 * rows.max())
    x = np.flatnonzero(columns > 0.3 * columns.max())
    return np.array([x[0], y[0], x[-1] + 1 - x[0], y[-1] + 1 - y[0]], np.int32)


def _edged(grey: Image, box: Box, char_px: float) -> Box:
    """The box with each side moved in to the first blank row near it: a caption is no part of its photo."""
    height, width = grey.shape
    box = box.within(width, height)
    part = grey[box.top : box.bottom, box.left : box.right] < _GROWN[-1]
    reach = round(_NEAR_EDGE * char_px)
    if min(part.shape) < 3 * reach:
        return box
    rows, columns = part.mean(axis=1), part.mean(axis=0)
    return Box(
        box.left + _blank_margin(columns, reach),
        box.top + _blank_margin(rows, reach),
        box.right - _blank_margin(columns[::-1], reach),
        box.bottom - _blank_margin(rows[::-1], reach),
    )


def _blank_margin(dark: NDArray[np.float64], reach: int) -> int:
    """How many rows from the first on end with a blank one, of at most ``reach``."""
    blank = np.flatnonzero(dark[:reach] < 0.06)
    return int(blank[-1]) + 1 if len(blank) else 0


def _inside(boxes: Sequence[Box], shape: tuple[int, ...], scale: float) -> NDArray[np.bool_]:
    inside = np.zeros(shape, bool)
    for box in boxes:
        left, top, right, bottom = (round(v * scale) for v in box)
        inside[top:bottom, left:right] = True
    return inside


def _tints(base: Image, mask: NDArray[np.bool_], scale: float, lines: Sequence[Box]) -> tuple[Frame, ...]:
    """Light grey grounds under text: even, rectangular, and no line of text crosses their edges."""
    shaded = ((base < _TINT) & (base >= _SEED)) | mask
    opened = cv2.morphologyEx(shaded.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3 * _GRAIN, 3 * _GRAIN), np.uint8))
    found = []
    for part, stat in _components(opened > 0):
        box = _to_page(stat, scale)
        shares = [covered(line, box) for line in lines]
        inside = sum(share > 0.9 for share in shares)
        crossing = sum(0.1 < share <= 0.9 for share in shares)
        level = _even_level(base, part & ~mask) if (part & ~mask).sum() > 0.3 * part.sum() else None
        if level is not None and _rectangularity(part) > 0.85 and inside >= 3 and crossing == 0:
            found.append(Frame(box, "tint"))
    return tuple(found)


def _large(stat: NDArray[np.int32]) -> bool:
    width, height, area = (int(v) for v in stat[2:5])
    side = _SMALLEST * _GRAIN
    return width >= side and height >= side and area >= 0.3 * width * height


def _is_words(part: NDArray[np.bool_], words: NDArray[np.bool_]) -> bool:
    """Heavy headline strokes are dark over more than a window."""
    return float(words[part].mean()) > 0.6


def _is_panel(part: NDArray[np.bool_], words: NDArray[np.bool_]) -> bool:
    """A rectangle with text on it, and hardly anything light on it but that text."""
    whole = _filled(part)
    light = whole & ~part & ~words
    return float(words[whole].mean()) > _WORDED and light.sum() < 0.08 * whole.sum() and _rectangularity(whole) > 0.8


def _even_level(base: Image, part: NDArray[np.bool_]) -> int | None:
    """The grey of a region that is of one grey for the most part, else None."""
    inner = cv2.erode(part.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    values = base[inner] if inner.sum() > 50 else base[part]
    histogram = np.bincount(values, minlength=256).astype(np.float64)
    window = np.convolve(histogram, np.ones(2 * _EVEN + 1), "same")
    peak = int(np.argmax(window))
    return peak if window[peak] >= 0.55 * histogram.sum() else None


def _pictures_on_panel(
    base: Image, part: NDArray[np.bool_], level: int, words: NDArray[np.bool_]
) -> list[NDArray[np.bool_]]:
    """Photos that stand on a panel: what differs from its grey and is no text."""
    other = ((np.abs(base.astype(np.int16) - level) > 2 * _EVEN) & _filled(part)).astype(np.uint8)
    other = cv2.morphologyEx(other, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    other = cv2.morphologyEx(other, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    return [
        piece
        for piece, stat in _components(other > 0)
        if min(stat[2:4]) >= 1.6 * _SMALLEST * _GRAIN and not _is_words(piece, words)
    ]


def _filled(part: NDArray[np.bool_]) -> NDArray[np.bool_]:
    contours, _ = cv2.findContours(part.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    canvas = np.zeros(part.shape, np.uint8)
    cv2.drawContours(canvas, contours, -1, 1, cv2.FILLED)
    return canvas > 0


def _to_page(stat: NDArray[np.int32], scale: float) -> Box:
    left, top, width, height = (int(v) for v in stat[:4])
    return Box(round(left / scale), round(top / scale), round((left + width) / scale), round((top + height) / scale))

