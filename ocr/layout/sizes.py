"""How large a line's characters are, told from its ink and from where the engine read them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ocr import language
from ocr.layout.lines import Measured
from ocr.model import Reading

_EM = 1.04
"""Hanzi set solid stand at least this many times their ink's height apart."""
_NEAR_BODY = 1.4
"""Larger lines are titles, often of a narrow face, whose height is their size."""
_CONDENSED = 0.62
"""Hardly a face sets hanzi closer than this share of their height: read unsurely, such a line is two that overlap."""
_SURE = 0.9
"""A line read less surely may be two, or have characters that were not read."""
_FEWEST_STEPS = 3
_HALF = 0.5
"""Of a hanzi's place along a line, that a digit, a Latin letter or a space takes."""
_SMEARED = 0.8
"""Columns of a vertical page whose hanzi stand closer than this share of their breadth have their neighbours' ink."""
_FEWEST_LINES = 5


def body_by_pitch(measured: Sequence[Measured], readings: Sequence[Reading], char_px: float) -> float:
    """The height of a body character of a vertical page, pixels: ``char_px``, as the ink of its columns says, or less
    where half of its hanzi stand closer than that allows. In crowded print columns touch all over the page."""
    known = [
        (pitch, len(reading.text))
        for m, reading in zip(measured, readings, strict=True)
        if not m.line.vertical and not m.line.reverse and (pitch := _pitch(m, reading, turned=False)) is not None
    ]
    if len(known) < _FEWEST_LINES:
        return char_px
    pitches, weights = np.array(sorted(known)).T
    usual = float(pitches[np.searchsorted(np.cumsum(weights), weights.sum() / 2)])
    return usual / _EM if usual < _SMEARED * char_px else char_px


def size_of(measured: Measured, reading: Reading, char_px: float, turned: bool) -> float:
    """A line's characters over the body's: by its ink's height, but no more than their pitch allows, since a
    single ¥ or bracket may stand higher than the hanzi, or marks at a vertical line's side."""
    by_height = measured.height / char_px
    pitch = _pitch(measured, reading, turned)
    if pitch is None or measured.line.vertical:
        return by_height
    narrow_face = pitch > _CONDENSED * measured.height or reading.confidence > _SURE
    if by_height > _NEAR_BODY and narrow_face and not turned:
        return by_height
    return min(by_height, max(1.0, pitch / (_EM * char_px)))


def _pitch(measured: Measured, reading: Reading, turned: bool) -> float | None:
    """How far apart a line's hanzi stand, pixels; None where too few are next to each other.

    Where the engine saw a character is a third of it off, so that a few steps say little. On a ``turned`` page, where
    marks take as much of a column as hanzi do, the length of a short line tells it, if no character was missed.
    """
    glyphs = list(zip(reading.text, reading.positions, strict=False))
    steps = sorted(
        (after - before) * measured.line.box.width
        for (one, before), (two, after) in pairwise(glyphs)
        if language.hanzi(one + two) == 2
    )
    if len(steps) >= _FEWEST_STEPS:
        return steps[len(steps) // 2]
    if not turned or not steps:
        return None
    length = measured.line.box.width / sum(_HALF if char.isascii() else 1.0 for char in reading.text)
    return length if reading.confidence > _SURE else min(length, steps[len(steps) // 2])
