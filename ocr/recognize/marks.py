"""Marks of vertical lines, told by the shape of their ink.

In vertical setting a stop stands in the upper right corner of its cell or in the middle of it. The recognizer, which
reads the column lying on its side, takes ， for a quote and 。 for nothing. But it places the hanzi well, and a mark
leaves a cell open between two of them: what little ink that cell holds is turned upright and told by its outline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from ocr.model import Image, Reading
from ocr.recognize.ctc import is_hanzi
from ocr.recognize.gaps import ink_extents, ink_of
from ocr.recognize.shapes import DROP, PAIRED, Ink, Part, grouped, tell_mark

OPEN_CELL = 1.45
"""Two hanzi this many pitches apart have something between them. Of 2504 pairs with nothing between them 6 were wider,
of 391 with a mark none was narrower; old papers give a mark half a cell."""
CROP_OVER_EM = 1.6
"""A crop is this many times as high as the characters of its line."""
_TIGHT, _LOOSE = 0.5, 1.3
"""Hanzi are not set closer than this; where they stand further apart, they are set wide, or have marks between them
that were not read. Ems."""
_LONGEST = 1.05
"""No hanzi is longer. Ems."""
SURE = 0.9
"""How sure a mark told by its shape is."""

_CLEAR = 0.5
"""What lies nearer to a hanzi's middle is a stroke of its own. Pitches."""
_AHEAD = 0.7
"""The same for a stop before the line's first hanzi, which is in the middle of its cell."""
_BAND = 0.19
"""Share of the crop's height at either side where neighbouring lines may show: a mark's middle is never there."""
_SAME = 0.6
"""A shape this near to what the network read is the same mark. Pitches."""
_SPECK = 0.005
"""Less ink is dust. Square pitches."""
_STOPS = frozenset("，、。；：·•・．…∶︰°'’‘`\"”“,.;:>i!|")
"""What the network says for a stop or a drop. It is right on most of them."""
_SURE_STOPS = frozenset("，、。：；")
_FIRST = frozenset("、「『（《〈【")
"""What may be the first of a line; old papers do not carry 、 over to the line before."""


@dataclass(frozen=True, slots=True)
class _Char:
    """A character, its middle along the line in pixels, and how sure it is."""

    at: float
    char: str
    sure: float


@dataclass(frozen=True, slots=True)
class _Gap:
    """Where something may stand between the hanzi ``before`` and ``after``, indices of the reading's characters, -1
    and the text's length for its ends. ``start`` and ``end`` are their middles, pixels along the line."""

    before: int
    after: int
    start: float
    end: float


def mend_marks(reading: Reading, crop: Image) -> Reading:
    """The reading of a vertical line with its marks as their ink shows them.

    ``crop`` is the line, grey or BGR, dark on light, turned so that its top is at the left. Hanzi stay as they are, and
    so do marks whose shape says nothing.
    """
    text, length = reading.text, crop.shape[1]
    hanzi = [k for k, char in enumerate(text) if is_hanzi(char)]
    if not hanzi:
        return reading
    middles = [place * length for place in reading.positions]
    line = [_Char(*one) for one in zip(middles, text, reading.chars, strict=True)]
    pitch = _pitch(hanzi, reading, crop)
    ink = ink_of(crop)
    mended: list[_Char] = []
    done = 0
    for gap in _gaps(hanzi, middles, pitch):
        mended += line[done : gap.before + 1]
        mended += _mended(line[gap.before + 1 : gap.after], gap, ink, pitch)
        done = gap.after
    return Reading(
        "".join(one.char for one in mended),
        reading.confidence,
        tuple(one.sure for one in mended),
        tuple(round(min(1.0, max(0.0, one.at / length)), 4) for one in mended),
    )


def _pitch(hanzi: Sequence[int], reading: Reading, crop: Image) -> float:
    """The distance of hanzi set solid, by their ink, since time steps are coarse. Pixels.

    Rather a low value than the median: a crowded old line has marks unread between half of its hanzi.
    """
    em = len(crop) / CROP_OVER_EM
    left, right = ink_extents(reading.positions, crop)
    middle = (left + right) / 2
    # Ink longer than a hanzi is a hanzi and a mark that was not read.
    alone = [k for k in hanzi if right[k] - left[k] <= _LONGEST * em]
    steps = sorted(float(middle[b] - middle[a]) for a, b in pairwise(alone) if b == a + 1)
    return min(_LOOSE * em, max(_TIGHT * em, steps[(len(steps) - 1) * 2 // 5])) if len(steps) >= 3 else em


def _gaps(hanzi: Sequence[int], middles: Sequence[float], pitch: float) -> Iterator[_Gap]:
    """The gaps with room for a mark, and what lies before the first hanzi and after the last, in the line's order."""
    first, last = hanzi[0], hanzi[-1]
    yield _Gap(-1, first, middles[first] - 3 * pitch, middles[first])
    for a, b in pairwise(hanzi):
        if middles[b] - middles[a] >= OPEN_CELL * pitch:
            yield _Gap(a, b, middles[a], middles[b])
    yield _Gap(last, len(middles), middles[last], middles[last] + 3 * pitch)


def _mended(read: Sequence[_Char], gap: _Gap, ink: Ink, pitch: float) -> list[_Char]:
    """What stands in a gap: its marks by their shape, and what the network read of them otherwise."""
    if any(one.char.isalnum() for one in read):
        return list(read)
    unmatched = [one for one in read if not one.char.isspace()]
    marks: list[_Char] = []
    for told, at in _told(_groups(gap, ink, pitch), pitch):
        if gap.before < 0 and told not in _FIRST:
            continue
        near = [one for one in unmatched if abs(one.at - at) <= _SAME * pitch and _may_be(told, one.char)]
        if not near:
            marks.append(_Char(at, told, SURE))
            continue
        nearest = min(near, key=lambda one: abs(one.at - at))
        unmatched.remove(nearest)
        marks.append(_Char(nearest.at, told, SURE) if _is_better(told, nearest.char) else nearest)
    return sorted([*marks, *unmatched], key=lambda one: one.at)


def _told(groups: Sequence[Sequence[Part]], pitch: float) -> list[tuple[str, float]]:
    """The marks of a gap with their middles, pixels along the line. Of several stops the one with the most ink is
    one, and the others are strokes of hanzi."""
    found = [(tell_mark(parts), parts) for parts in groups]
    stops = [sum(part.area for part in parts) for told, parts in found if told and told not in PAIRED]
    return [
        (told, (parts[0].top + max(part.top + part.height for part in parts)) / 2 * pitch)
        for told, parts in found
        if told and (told in PAIRED or sum(part.area for part in parts) == max(stops))
    ]


def _groups(gap: _Gap, ink: Ink, pitch: float) -> list[list[Part]]:
    """The ink of a gap, upright and from the top down, what may be one mark together; dust and neighbours left out."""
    height, length = ink.shape
    first, last = max(0, round(gap.start)), min(length, round(gap.end))
    if last <= first:
        return []
    upright = np.ascontiguousarray(np.rot90(ink[:, first:last], -1)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(upright, connectivity=8)
    parts: list[Part] = []
    for label in range(1, count):
        left, top, wide, high, area = (int(value) for value in stats[label])
        aside = abs(left + wide / 2 - height / 2) / height
        at = first + top + high / 2
        ahead = _AHEAD if gap.before < 0 and max(wide, high) <= DROP * pitch else _CLEAR
        clear = at - gap.start >= _CLEAR * pitch and gap.end - at >= ahead * pitch
        if clear and area >= _SPECK * pitch * pitch and aside <= 0.5 - _BAND:
            pixels = labels[top : top + high, left : left + wide] == label
            parts.append(Part(pixels, left / pitch, (first + top) / pitch, wide / pitch, high / pitch, area / pitch**2))
    return grouped(parts)


def _may_be(shape: str, read: str) -> bool:
    """Whether what the network read may be what the shape shows."""
    if shape in PAIRED:
        return read not in _SURE_STOPS
    return read not in PAIRED


def _is_better(shape: str, read: str) -> bool:
    """Whether a mark's shape tells more than what the network made of it."""
    if shape in PAIRED:
        return read not in PAIRED
    return read in _STOPS and not (shape in "，、" and read in _SURE_STOPS)
