"""How often a character is right that the network gives so much: tables measured on pages of known text.

The network's own probability is well ordered but means different things: a dash or, in small print, a stop given 0.98
is wrong one time in six, a hanzi one time in a hundred. And what it did not read it says nothing about: a character
that is missing shows only as a gap. docs/adr/008-calibrated-confidence.md has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ocr.model import Reading
from ocr.recognize.ctc import SMALL_PX, cells, hanzi_pitch

_Knots = tuple[tuple[float, float], ...]
"""Of the network's probability and the share that is right, both rising; straight lines between."""

_CHARACTER: _Knots = (
    (0.0, 0.25),
    (0.3, 0.4),
    (0.5, 0.6),
    (0.65, 0.7),
    (0.75, 0.78),
    (0.85, 0.86),
    (0.95, 0.949),
    (0.965, 0.97),
    (0.985, 0.985),
    (0.995, 0.995),
    (1.0, 0.999),
)
_DASH: _Knots = ((0.0, 0.3), (0.6, 0.5), (0.85, 0.75), (0.97, 0.83), (0.997, 0.93), (0.999, 0.97), (1.0, 0.995))
"""A dash may be 一, and an ellipsis a row of dust."""
_SMALL_STOP: _Knots = ((0.0, 0.3), (0.5, 0.52), (0.75, 0.7), (0.85, 0.82), (0.925, 0.87), (0.97, 0.91), (1.0, 0.94))
"""Commas and stops of two pixels: never certain."""

_DASHES = frozenset("—－-―–一…~～")
_STOPS = frozenset("，。、；：·,.;:")
_MISSING = 0.8
"""A gap wider than its neighbours need by this much of a pitch may hold a character that was not read: 3 of 8 did."""
_NOT_CERTAIN = 0.9
"""The most a character is given in a line with such a gap, ..."""
_BESIDE_GAP = 0.6
"""... and at its sides."""


def with_certainty(reading: Reading, height: int) -> Reading:
    """The reading, its ``chars`` now the share of such characters that are right; ``confidence`` stays the network's.

    ``height`` is the crop's, pixels.

    >>> with_certainty(Reading("报，—", 0.98, (0.98, 0.98, 0.98), (0.2, 0.5, 0.8)), 15).chars
    (0.9812, 0.92, 0.867)
    """
    small = height < SMALL_PX
    chars = _share_right(_CHARACTER, reading.chars)
    for k, char in enumerate(reading.text):
        if char in _DASHES or (small and char in _STOPS):
            chars[k : k + 1] = _share_right(_DASH if char in _DASHES else _SMALL_STOP, reading.chars[k : k + 1])
    gaps = _empty_places(reading.text, reading.positions)
    if gaps:
        chars = [min(sure, _NOT_CERTAIN) for sure in chars]
    for k in gaps:
        chars[k - 1], chars[k] = min(chars[k - 1], _BESIDE_GAP), min(chars[k], _BESIDE_GAP)
    return replace(reading, chars=tuple(round(sure, 4) for sure in chars))


def _share_right(knots: _Knots, sure: Sequence[float]) -> list[float]:
    given, right = zip(*knots, strict=True)
    return [float(share) for share in np.interp(sure, given, right)]


def _empty_places(text: str, positions: Sequence[float]) -> list[int]:
    """Indices of the characters before which one may be missing."""
    pitch = hanzi_pitch(text, positions)
    if not pitch:
        return []
    return [
        k
        for k, ((one, before), (other, after)) in enumerate(pairwise(zip(text, positions, strict=True)), 1)
        if " " not in (one, other) and (after - before) / pitch - (cells(one) + cells(other)) / 2 > _MISSING
    ]
