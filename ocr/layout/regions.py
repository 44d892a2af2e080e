"""What is not paper and not text: illustrations, tints and dark panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, covered
from ocr.layout.masks import Mask, as_mask, closed, extent, filled, opened, parts, rectangularity, scaled
from ocr.layout.pictures import core, edged, grown, light_lines
from ocr.model import Frame, Illustration, Image

_GRAIN = 6
"""Work at this many pixels a body character."""
_MEDIAN = 9
"""A window wider than a character."""
_SEED = 195
"""Darker than this, over more than a character, is a picture or a panel; paper is near 250."""
_TINT = 238
_EVEN = 10
"""Grey levels that a tint or panel spreads over, either side of its own."""
_HUGE = 4 * _GRAIN
"""A line higher than this, of a character or two, is none: windows of a house."""
_MOSTLY = 0.5
"""Such a line that lies on an illustration by more than this share is a part of it."""
_RIM = 0.72
"""This share of what surrounds a line on a panel is of the panel's grey, ..."""
_SEEN = 0.1
"""... if other lines leave so much of it to be seen."""
_WORDED = 0.05
"""A panel carries text on at least this share of it; a black photo does not."""
_LINES = 3
"""A part that lines cover for the most is a panel under them from so many on."""
_WHOLE_EDGE, _SHADOW = 0.85, 0.14
"""The shadow at a spine runs along this share of the page's height and reaches this share of its width into it."""
_SMALLEST = round(2.2 * _GRAIN)
"""Both sides of an illustration are at least this long."""


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions of a page, in its pixels."""

    illustrations: tuple[Illustration, ...]
    tints: tuple[Frame, ...]
    mask: Mask
    """Where illustrations are, their true outlines, at ``scale``."""
    scale: float

    def pictured(self, box: Box) -> float:
        """The share of the box that lies on an illustration itself, not merely in its bounding box."""
        small = scaled(box, self.scale).within(self.mask.shape[1], self.mask.shape[0])
        part = self.mask[small.top : small.bottom, small.left : small.right]
        return float(part.mean()) if part.size else 0.0

    def with_pictures(self, boxes: Sequence[Box]) -> Regions:
        """The regions with these boxes as illustrations, in place of what was found in them."""
        if not boxes:
            return self
        kept = [one for one in self.illustrations if not any(covered(one.box, box) > _MOSTLY for box in boxes)]
        tints = tuple(tint for tint in self.tints if not any(covered(tint.box, box) > _MOSTLY for box in boxes))
        found = sorted([*(one.box for one in kept), *boxes], key=lambda b: (b.top, b.left))
        mask = self.mask | as_mask([scaled(box, self.scale) for box in boxes], self.mask.shape)
        return Regions(tuple(map(Illustration, found)), tints, mask, self.scale)

    def shows(self, quads: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Which lines (N x 4 x 2) are parts of an illustration, taken for a character or two: windows, a face."""
        on_it = [self.pictured(Box(*(int(v) for v in (*q.min(axis=0), *q.max(axis=0))))) > _MOSTLY for q in quads]
        return np.array(on_it, dtype=np.bool_) & _is_huge(quads * self.scale, 1.5 * _HUGE)


@dataclass(frozen=True, slots=True)
class _Ground:
    """A page at reduced size without its text. Arrays are H x W."""

    base: Image
    gaps: Mask
    """Long straight white lines, over which ``base`` may run between two photos."""
    words: Mask
    """Where text lines stand, ..."""
    reversed_words: Mask
    """... and those of them that stand on something dark."""
    lines: Sequence[Box]
    """The text lines' boxes."""


def find_regions(grey: Image, char_px: float, quads: NDArray[np.float32], turned: bool = False) -> Regions:
    """Illustrations, tints and panels of an evened page.

    ``grey`` is H x W with paper near 250; ``quads`` the text lines, N x 4 x 2, in its pixels. A median over a
    window wider than a character leaves what lies under text: paper, tint or photo. ``turned`` is a vertical page that
    lies on its side.
    """
    scale = _GRAIN / char_px
    small = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    base = np.asarray(cv2.medianBlur(small, _MEDIAN), dtype=np.uint8)
    lines = [Box(*(int(v) for v in (*q.min(axis=0), *q.max(axis=0)))) for q in quads]
    ground = _Ground(
        base, light_lines(small, _GRAIN), *_worded(small, quads * scale), [scaled(line, scale) for line in lines]
    )
    panels: list[Frame] = []
    mask = np.zeros(base.shape, bool)
    for part, box in parts(closed(base < _SEED, 3), _SMALLEST):
        if _is_shadow(box.transposed() if turned else box, mask.T.shape if turned else mask.shape):
            continue
        grounds, pictures = _sorted_out(ground, part)
        panels += [Frame(scaled(ground_box, 1 / scale), "panel") for ground_box in grounds]
        for picture in pictures:
            mask |= filled(picture)
    found = [edged(grey, scaled(core(part), 1 / scale), char_px, lines) for part, _ in parts(mask, _SMALLEST)]
    mask &= as_mask([scaled(box, scale) for box in found], mask.shape)
    illustrations = tuple(Illustration(box) for box in sorted(found, key=lambda b: (b.top, b.left)))
    return Regions(illustrations, (*panels, *_tints(ground, mask, scale, lines)), mask, scale)


def _is_shadow(box: Box, shape: tuple[int, ...]) -> bool:
    """Whether a dark part is the spine's shadow: along all of the page's left or right edge, and narrow."""
    at_edge = box.left <= 1 or box.right >= shape[1] - 1
    return at_edge and box.height > _WHOLE_EDGE * shape[0] and box.width < _SHADOW * shape[1]


def _worded(small: Image, quads: NDArray[np.float32]) -> tuple[Mask, Mask]:
    """Where the quads (N x 4 x 2) are on the picture (H x W), and where those are whose ground is dark and even."""
    corners = np.round(quads[~_is_huge(quads, 2 * _HUGE)]).astype(np.int32)
    words, on_dark = np.zeros((2, *small.shape), np.uint8)
    cv2.fillPoly(words, list(corners), (1,))
    cv2.fillPoly(on_dark, [quad for quad in corners if _on_dark(small, words, quad)], (1,))
    return words > 0, on_dark > 0


def _is_huge(quads: NDArray[np.float32], height: float) -> NDArray[np.bool_]:
    """Which lines (N x 4 x 2) are higher than ``height``, in the same pixels, and a character or two long."""
    sides = np.linalg.norm(quads[:, [1, 3]] - quads[:, [0, 0]], axis=2)
    thick, long = sides.min(axis=1), sides.max(axis=1)
    return np.asarray((thick > height) & (long < 2 * thick), dtype=np.bool_)


def _on_dark(small: Image, words: Image, quad: NDArray[np.int32]) -> bool:
    """Whether a line (4 x 2) stands on one dark grey, as on a panel. In a photo, what looks like text does not.

    ``words`` is 1 where any line stands: what is seen of the ground lies between them.
    """
    height, width = small.shape
    box = Box(*(int(v) for v in (*quad.min(axis=0), *quad.max(axis=0) + 1)))
    thick, long = sorted((box.width, box.height))
    if thick > _HUGE and long < 2 * thick:
        return False
    around = box.grown(_GRAIN // 2).within(width, height)
    greys = small[around.top : around.bottom, around.left : around.right]
    ground = greys[words[around.top : around.bottom, around.left : around.right] == 0]
    if len(ground) < _SEEN * greys.size:
        return bool(greys.size) and float(np.median(greys)) < _SEED
    level = float(np.median(ground))
    return level < _SEED and float((np.abs(ground - level) <= 2 * _EVEN).mean()) > _RIM


def _sorted_out(ground: _Ground, part: Mask) -> tuple[list[Box], list[Mask]]:
    """The panels that a dark part is, and the pictures that it is or has. Where white lines part it into nothing less,
    each piece is told by itself: a bar beside a photo, photos side by side."""
    worded = _is_words(part, ground.words)
    if worded and not _carries_text(part, ground):
        return [], []
    level = _even_level(ground.base, part)
    if level is not None and _is_panel(part, ground):
        on_it = _pictures_on_panel(ground, part, level)
        if sum(int(picture.sum()) for picture in on_it) <= 0.35 * filled(part).sum():
            return [extent(part)], on_it
    if worded:
        return [], []
    pieces = [piece for piece, _ in parts(part & ~ground.gaps, _SMALLEST)]
    if len(pieces) < 2 or sum(int(piece.sum()) for piece in pieces) < 0.8 * part.sum():
        return [], [_whole_picture(ground, part)]
    told = [_sorted_out(ground, piece) for piece in pieces]
    return [box for boxes, _ in told for box in boxes], [picture for _, pictures in told for picture in pictures]


def _whole_picture(ground: _Ground, part: Mask) -> Mask:
    """A picture with its lighter parts, not over white lines to its neighbour."""
    return grown(np.where(ground.gaps, np.uint8(255), ground.base), part, ground.words)


def _is_words(part: Mask, words: Mask) -> bool:
    """Heavy headline strokes are dark over more than a window."""
    return float(words[part].mean()) > 0.6


def _carries_text(part: Mask, ground: _Ground) -> bool:
    """Whether lines stand on a part, one below the other: letters of a headline carry none."""
    box = extent(part)
    return sum(covered(line, box) > 0.9 and line.height < box.height / _LINES for line in ground.lines) >= _LINES


def _is_panel(part: Mask, ground: _Ground) -> bool:
    """A rectangle with text on it, and hardly anything light on it but that text."""
    whole = filled(part)
    light = whole & ~part & ~ground.words
    worded = float(ground.reversed_words[whole].mean()) > _WORDED
    return worded and light.sum() < 0.08 * whole.sum() and rectangularity(whole) > 0.8


def _even_level(base: Image, part: Mask) -> int | None:
    """The grey of a region that is of one grey for the most part, else None."""
    inner = cv2.erode(part.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    values = base[inner] if inner.sum() > 50 else base[part]
    histogram = np.bincount(values, minlength=256).astype(np.float64)
    window = np.convolve(histogram, np.ones(2 * _EVEN + 1), "same")
    peak = int(np.argmax(window))
    return peak if window[peak] >= 0.55 * histogram.sum() else None


def _pictures_on_panel(ground: _Ground, part: Mask, level: int) -> list[Mask]:
    """Photos that stand on a panel: what differs from its grey and is no text."""
    other = (np.abs(ground.base.astype(np.int16) - level) > 2 * _EVEN) & filled(part)
    pieces = parts(closed(closed(opened(other, 5), 7), 3), round(1.6 * _SMALLEST))
    return [piece for piece, _ in pieces if not _is_words(piece, ground.words)]


def _tints(ground: _Ground, mask: Mask, scale: float, lines: Sequence[Box]) -> tuple[Frame, ...]:
    """Light grey grounds under text: even, rectangular, and no line of text crosses their edges."""
    base = ground.base
    # A bold headline is darker than its tint over more than the median's window, and so is what lies within it.
    dark_words = (ground.words & ~ground.reversed_words).astype(np.uint8)
    light = (base >= _SEED) | (cv2.dilate(dark_words, np.ones((_MEDIAN, _MEDIAN), np.uint8)) > 0)
    shaded = opened(((base < _TINT) & light) | mask, 3 * _GRAIN)
    found = []
    for part, small in parts(closed(shaded, 3), _SMALLEST):
        box, tinted = scaled(small, 1 / scale), part & ~mask
        shares = [covered(line, box) for line in lines]
        inside = sum(share > 0.9 for share in shares)
        crossing = sum(0.1 < share <= 0.9 for share in shares)
        level = _even_level(base, tinted) if tinted.sum() > 0.3 * part.sum() else None
        if level is not None and rectangularity(part) > 0.85 and inside >= 3 and crossing == 0:
            found.append(Frame(box, "tint"))
    return tuple(found)
