"""How the characters of a line stand in it: the right way round, and upright or lying on their left side.

A line that runs from top to bottom is either a line of vertical setting or a horizontal line on a page that was
turned. Laid level it reads well in both cases, since the network knows most characters lying on their left side too;
but upside down or lying on their right side it knows few. So each character is turned by a quarter in its place:
clockwise, those that lie come upright, and upright ones come to lie on the side that reads badly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.model import Image
from ocr.recognize.engine import Engine

_EVERY = 3
"""Of the strips every third is read, and only where those leave a doubt all of them."""
_WELL = 0.85
"""Strips that read so well are the right way round."""
_BETTER = 0.12
"""The other way round must read better by so much."""
_LEGIBLE = 0.6
"""Strips that read worse say nothing."""
_LOST = 0.6
"""Upright characters read at most this share as well when they are turned to lie on their right side."""
_FAR = 0.25
"""Where that says nothing, they must read better by so much turned one way than the other."""
_EM = 0.85
"""A character's width, in heights of the detector's box around its line."""
_INK = 180
"""Darker is ink on evened paper."""


@dataclass(frozen=True, slots=True)
class Facing:
    """How characters stand in lines that were laid level."""

    reversed: bool
    """The line is upside down, its end at the left."""
    lying: bool
    """Its characters lie on their left side once the line is the right way round."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """How well the strips read. Mean confidences, 0 to 1."""

    reversed: bool
    """They were turned upside down, since they read better then."""
    along: float
    """As they are."""
    clockwise: float
    """With each character turned clockwise."""
    counter: float
    """With each character turned counter-clockwise; 0 where that was not needed."""

    @property
    def lying(self) -> bool:
        return self.clockwise > max(self.counter, _LOST * self.along)

    @property
    def sure(self) -> bool:
        far = self.clockwise < _LOST * self.along or abs(self.clockwise - self.counter) > _FAR
        return self.along > _WELL and far


def facing_of(strips: Sequence[Image], engine: Engine) -> Facing | None:
    """How the characters stand in parts of lines, H x W, dark on light, level; None where they cannot be read."""
    if len(strips) < 2:
        return None
    found = _evidence(strips[::_EVERY], engine)
    if not found.sure:
        found = _evidence(strips, engine)
    return Facing(found.reversed, found.lying) if found.along > _LEGIBLE else None


def _evidence(strips: Sequence[Image], engine: Engine) -> _Evidence:
    along, clockwise = _confidences(engine, strips, [turn_characters(strip, 3) for strip in strips])
    reverse = False
    if along < _WELL:
        back = [np.ascontiguousarray(np.rot90(strip, 2)) for strip in strips]
        behind, lying = _confidences(engine, back, [turn_characters(strip, 3) for strip in back])
        if behind > along + _BETTER:
            strips, along, clockwise, reverse = back, behind, lying, True
    counter = 0.0
    if clockwise > _LOST * along:
        (counter,) = _confidences(engine, [turn_characters(strip, 1) for strip in strips])
    return _Evidence(reverse, along, clockwise, counter)


def turn_characters(strip: Image, quarters: int) -> Image:
    """The level line, H x W, with each character turned in its place by ``quarters`` counter-clockwise, 1 or 3."""
    height = strip.shape[0]
    turned = [np.rot90(strip[:, a:b], quarters) for a, b in _cells(strip)]
    return np.ascontiguousarray(np.hstack([_as_high(character, height) for character in turned]))


def _cells(strip: Image) -> list[tuple[int, int]]:
    """First and one past the last column of each character: cut where there is least ink near the even pitch."""
    height, width = strip.shape
    ink = (strip < _INK).sum(axis=0)
    count = max(1, round(width / (_EM * height)))
    pitch = width / count
    cuts = [0]
    for place in range(1, count):
        first = round((place - 0.25) * pitch)
        cuts.append(first + int(np.argmin(ink[first : round((place + 0.25) * pitch) + 1])))
    return [(a, b) for a, b in zip(cuts, [*cuts[1:], width], strict=True) if b > a]


def _as_high(character: Image, height: int) -> Image:
    """The character with paper above and below, or without what is too much there."""
    spare = height - character.shape[0]
    if spare <= 0:
        top = -spare // 2
        return character[top : top + height]
    above = spare // 2
    framed = cv2.copyMakeBorder(
        np.ascontiguousarray(character), above, spare - above, 0, 0, cv2.BORDER_CONSTANT, value=(255,)
    )
    return np.asarray(framed, dtype=np.uint8)


def _confidences(engine: Engine, *groups: Sequence[Image]) -> list[float]:
    """The mean confidence of each group of lines, all read in one call."""
    readings = iter(engine.read_lines([line for group in groups for line in group]))
    return [float(np.mean([next(readings).confidence for _ in group])) for group in groups]
