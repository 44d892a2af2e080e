"""Characters that look alike to the recognizer, told apart by their ink: 曰 and 日 where speech begins, —— and 一一."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from ocr.model import Image, Reading
from ocr.recognize.ctc import hanzi_pitch
from ocr.recognize.gaps import BAND, ink_extents, ink_of

BROAD = 0.785
"""曰 is this many times as wide as high at least; 日 is narrower in nine faces of ten, 曰 broader in all ten."""
_BAND = 0.15
"""Share of the crop's height at either side where neighbouring lines may show."""

_PAIR = re.compile("(?<![一—])[一—]{2}(?![一—])")
_PAIR_WIDTH = (1.5, 2.3)
"""A dash of two cells is so wide, in pitches of a hanzi. 一—— is wider, and — alone narrower."""
_EVEN = 1.5
"""A dash takes no more rows than this many times its thickness; 一 rises or ends in a wedge, and takes two to three."""


def mend_dashes(reading: Reading, crop: Image) -> Reading:
    """The reading with —— for 一一, 一— or —一 where the line's picture, grey or BGR, dark on light, shows two level
    strokes of even thickness: the halves of a dash, which many faces set apart.
    """
    pairs = [m.start() for m in _PAIR.finditer(reading.text) if m.group() != "——"]
    pitch = hanzi_pitch(reading.text, reading.positions) if pairs else None
    if pitch is None:
        return reading
    left, right = ink_extents(reading.positions, crop)
    ink = ink_of(crop)
    inset = round(BAND * len(ink))
    chars, sure = list(reading.text), list(reading.chars)
    for k in pairs:
        start, end = int(left[k]), int(right[k + 1])
        strokes = ink[inset : len(ink) - inset, start:end]
        wide = (end - start) / (pitch * crop.shape[1])
        mixed = chars[k] != chars[k + 1]
        thick = np.count_nonzero(strokes, axis=0)
        even = bool(thick.any()) and np.count_nonzero(strokes.any(axis=1)) <= _EVEN * np.median(thick[thick > 0])
        if _PAIR_WIDTH[0] <= wide <= _PAIR_WIDTH[1] and (mixed or even):
            chars[k : k + 2] = "——"
            sure[k : k + 2] = [min(sure[k : k + 2])] * 2
    return replace(reading, text="".join(chars), chars=tuple(sure))


def mend_speech(reading: Reading, crop: Image) -> Reading:
    """The reading of a vertical line, lying on its side, with 曰 for a broad 日 before a colon.

    Lying, the two look alike to the recognizer, which hardly ever says 曰.
    """
    text = reading.text
    doubted = [k for k in range(len(text) - 1) if text[k] == "日" and text[k + 1] == "："]
    if not doubted:
        return reading
    left, right = ink_extents(reading.positions, crop)
    ink = ink_of(crop)
    inset = round(_BAND * len(ink))
    chars = list(text)
    for k in doubted:
        across = np.flatnonzero(ink[inset : len(ink) - inset, int(left[k]) : int(right[k])].any(axis=1))
        if len(across) and across[-1] + 1 - across[0] >= BROAD * (right[k] - left[k]):
            chars[k] = "曰"
    return replace(reading, text="".join(chars))
