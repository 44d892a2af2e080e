"""Wavy and ornamental rules: ink that runs on without a break, in a band too narrow for text."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, intersection, x_covered, y_covered, y_overlap
from ocr.model import Image

# Multiples of the body character's height.
_SWINGS = (0.3, 0.6)
"""From crest to trough a wave measures no more: the small ones are looked for first, that print near by is not smeared
into them."""
_BAND = 0.75
"""A rule's band with its strokes is no higher."""
_RUN = 4.0
"""It runs on for this long; characters, however close they stand, leave gaps."""
_STRETCH = 0.2
"""Runs are looked for by stretches so long that are full of ink."""
_STRAIGHT = 0.15
"""Thinner bands are straight rules."""
_CLEAR = 0.06
"""A row with less ink than this share is beside the band."""
_UNBROKEN = 0.9
_STROKES = 1.15
"""Down each column of pixels runs one stroke of a wave, several of a character: fewer than this in the mean, ..."""
_UNEVEN = 0.3
"""... about as thick everywhere: its deviation is less than this share of the mean."""
_OFF_BAND = 0.2
"""Of the ink in what was taken for a line of text but is a rule, no more stands beside the band."""


def level_waves(ink: Image, char_px: float, text: NDArray[np.int64]) -> list[Box]:
    """The pieces of level wavy rules.

    ``ink`` is H x W, 255 where there is ink; ``text`` the boxes of text lines, N x 4. Crests and troughs are made one
    band by smearing the ink upright: what then runs on for long is a rule, since no smear upright closes the gaps
    between characters.
    """
    found: list[Box] = []
    for swing in (max(3, round(share * char_px)) for share in _SWINGS):
        for band in _bands(ink, swing, char_px):
            known = any(x_covered(band, other) > 0.5 and y_overlap(band, other) > 0 for other in found)
            if not known and all(is_wave(ink, line, band) for line in _covering(text, band)):
                found.append(band)
    return found


def _bands(ink: Image, swing: int, char_px: float) -> Iterator[Box]:
    """What runs on for long when smeared by ``swing`` pixels."""
    smeared = cv2.dilate(ink, np.ones((swing, 1), np.uint8))
    # A few pixels to one: an eighth of the work.
    stretch = max(1, round(_STRETCH * char_px))
    whole = smeared[:, : smeared.shape[1] // stretch * stretch]
    full = cv2.resize(whole, None, fx=1 / stretch, fy=1, interpolation=cv2.INTER_AREA) // np.uint8(255)
    run = round(_RUN * char_px / stretch) | 1  # opened by an even number, the runs would come out a stretch aside
    opened = cv2.morphologyEx(full, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for left, top, width, height in (cv2.boundingRect(outline) for outline in outlines):
        left, width = left * stretch, width * stretch
        slant = 0.02 * width
        if height <= 2 * swing + slant:
            area = Box(left, top - swing, left + width, top + height + swing)
            band = _band(ink, area.within(*ink.shape[::-1]))
            if band is not None and _STRAIGHT * char_px < band.height <= _BAND * char_px + slant:
                yield band


def _band(ink: Image, area: Box) -> Box | None:
    """The rows around the middle of an area that have ink; None where it breaks off."""
    part = ink[area.top : area.bottom, area.left : area.right] > 0
    rows = part.mean(axis=1) > _CLEAR
    middle = len(rows) // 2
    inked = np.flatnonzero(rows)
    if len(inked) == 0:
        return None
    nearest = int(inked[np.argmin(np.abs(inked - middle))])
    first = last = nearest
    while first > 0 and rows[first - 1]:
        first -= 1
    while last + 1 < len(rows) and rows[last + 1]:
        last += 1
    if first == 0 or last == len(rows) - 1:
        return None
    band = part[first : last + 1]
    strokes = (np.diff(band.astype(np.int8), axis=0, prepend=0) == 1).sum(axis=0)
    thick = band.sum(axis=0)
    if (strokes > 0).mean() < _UNBROKEN or strokes.mean() >= _STROKES or thick.std() >= _UNEVEN * thick.mean():
        return None
    return Box(area.left, area.top + first, area.right, area.top + last + 1)


def _covering(text: NDArray[np.int64], band: Box) -> Iterator[Box]:
    """The lines that cover more than half of a band."""
    if len(text) == 0:
        return
    sides = np.minimum(text[:, 2:], band[2:]) - np.maximum(text[:, :2], band[:2])
    shared = np.maximum(sides, 0).prod(axis=1) / max(1, band.area)
    for left, top, right, bottom in text[shared > 0.5].tolist():
        yield Box(left, top, right, bottom)


def is_wave(ink: Image, line: Box, band: Box) -> bool:
    """Whether what was taken for a line of text has, along a band that is most of it, hardly any ink but the band's."""
    upright = band.height > band.width
    share = y_covered(line, band) if upright else x_covered(line, band)
    if share < 0.5 or intersection(line, band) == 0:
        return False
    box = line.within(*ink.shape[::-1])
    left, top, right, bottom = box
    if upright:
        top, bottom = max(top, band.top), min(bottom, band.bottom)
    else:
        left, right = max(left, band.left), min(right, band.right)
    along = cv2.countNonZero(ink[top:bottom, left:right])
    within = cv2.countNonZero(
        ink[
            max(box.top, band.top) : min(box.bottom, band.bottom), max(box.left, band.left) : min(box.right, band.right)
        ]
    )
    return along - within <= _OFF_BAND * along
