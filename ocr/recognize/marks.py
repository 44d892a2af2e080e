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
from numpy.typing import NDArray

from ocr.model import Image, Reading
from ocr.recognize.gaps import ink_extents

Ink = NDArray[np.bool_]

OPEN_CELL = 1.45
"""Two hanzi this many pitches apart have something between them. Of 2550 pairs with nothing between them 4 were wider,
of 490 with a mark none was narrower; old papers give a mark half a cell."""
INK_SHARE = 0.5
"""What counts as ink: darker than this share of the way from paper to the line's darkest."""
SAMPLED = 3
"""Every how many pixels the greys are looked at to tell ink from paper."""
CROP_OVER_EM = 1.6
"""A crop is this many times as high as the characters of its line."""
_LOOSE = 1.3
"""Hanzi that stand further apart than this have marks between them that were not read, or are set wide. Ems."""
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
_CRUMB = 0.25
"""What has less of a cell's ink than this share of its largest part is worn type or a neighbour's stroke."""
_DROP = 0.6
"""A stop's longest extent at most. This and the following are in pitches."""
_RING = 0.15
"""A ring's narrowest extent at least."""
_LEAN = 1.25
"""A drop is at least this many times as long as wide; a rounder blot may be any stop."""
_ABOVE, _DOTS = 0.15, 0.4
"""The dots of a colon stand above each other as exactly, and as near, as this."""
_ALIKE = 1.6
"""They are as wide as each other, up to this factor."""
_DOT = 1.6
"""The upper dot is no longer than this times as wide."""
_TAILED = 0.2
"""A tail reaches further than this, with its dot."""
_TAIL = 1.4
"""The lower part of ； is this many times as high as the dot above it, the upper one of ！ as the dot below it."""
_WIDE, _FLAT = 1.7, 0.18
"""A bracket lies: it is so many times as wide as high, and higher than the hanzi 一."""

_STOPS = frozenset("，、。；：·•・．…∶︰°'’‘`\"”“,.;:>i!|")
"""What the network says for a stop or a drop. It is right on most of them."""
_SURE_STOPS = frozenset("，、。：；")
_PAIRED = frozenset("「」『』（）《》〈〉【】")


@dataclass(frozen=True, slots=True)
class _Part:
    """Ink that hangs together in an upright cell. Lengths are in ems, down and to the right."""

    pixels: Ink
    """Its box, cut out."""
    left: float
    top: float
    width: float
    height: float
    area: float

    @property
    def is_drop(self) -> bool:
        return max(self.width, self.height) <= _DROP


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
    hanzi = [k for k, char in enumerate(text) if _is_hanzi(char)]
    if not hanzi:
        return reading
    middles = [place * length for place in reading.positions]
    line = [_Char(*one) for one in zip(middles, text, reading.chars, strict=True)]
    pitch = _pitch(hanzi, reading, crop)
    ink = _ink(crop)
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
    left, right = ink_extents(reading.positions, crop)
    middle = (left + right) / 2
    steps = sorted(float(middle[b] - middle[a]) for a, b in pairwise(hanzi) if b == a + 1)
    em = len(crop) / CROP_OVER_EM
    return min(_LOOSE * em, steps[(len(steps) - 1) * 2 // 5]) if len(steps) >= 3 else em


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
        near = [one for one in unmatched if abs(one.at - at) <= _SAME * pitch and _may_be(told, one.char)]
        if not near:
            marks.append(_Char(at, told, SURE))
            continue
        nearest = min(near, key=lambda one: abs(one.at - at))
        unmatched.remove(nearest)
        marks.append(_Char(nearest.at, told, SURE) if _is_better(told, nearest.char) else nearest)
    return sorted([*marks, *unmatched], key=lambda one: one.at)


def _told(groups: Sequence[Sequence[_Part]], pitch: float) -> list[tuple[str, float]]:
    """The marks of a gap with their middles, pixels along the line. Of several stops the one with the most ink is
    one, and the others are strokes of hanzi."""
    found = [(_tell(parts), parts) for parts in groups]
    stops = [sum(part.area for part in parts) for told, parts in found if told and told not in _PAIRED]
    return [
        (told, (parts[0].top + max(part.top + part.height for part in parts)) / 2 * pitch)
        for told, parts in found
        if told and (told in _PAIRED or sum(part.area for part in parts) == max(stops))
    ]


def _groups(gap: _Gap, ink: Ink, pitch: float) -> list[list[_Part]]:
    """The ink of a gap, upright and from the top down, what may be one mark together; dust and neighbours left out."""
    height, length = ink.shape
    first, last = max(0, round(gap.start)), min(length, round(gap.end))
    window = ink[:, first : max(first, last)]
    upright = np.ascontiguousarray(np.rot90(window, -1)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(upright, connectivity=8)
    parts: list[_Part] = []
    for label in range(1, count):
        left, top, wide, high, area = (int(value) for value in stats[label])
        aside = abs(left + wide / 2 - height / 2) / height
        at = first + top + high / 2
        ahead = _AHEAD if gap.before < 0 and max(wide, high) <= _DROP * pitch else _CLEAR
        clear = at - gap.start >= _CLEAR * pitch and gap.end - at >= ahead * pitch
        if clear and area >= _SPECK * pitch * pitch and aside <= 0.5 - _BAND:
            pixels = labels[top : top + high, left : left + wide] == label
            parts.append(
                _Part(pixels, left / pitch, (first + top) / pitch, wide / pitch, high / pitch, area / pitch**2)
            )
    groups: list[list[_Part]] = []
    for part in sorted(parts, key=lambda one: one.top):
        group = next((one for one in groups if _is_one_mark(one, part)), None)
        if group is None:
            groups.append([part])
        else:
            group.append(part)
    return groups


def _is_one_mark(above: Sequence[_Part], part: _Part) -> bool:
    """Whether a part belongs to the mark that those above it begin: it stands beside them, or it is a second dot."""
    apart = part.top - max(one.top + one.height for one in above)
    if apart <= 0:
        return any(max(one.left - part.left - part.width, part.left - one.left - one.width) < _ABOVE for one in above)
    aside = abs(above[-1].left + above[-1].width / 2 - part.left - part.width / 2)
    return apart < _DOTS and aside < _ABOVE and above[-1].is_drop and part.is_drop


def _tell(parts: Sequence[_Part]) -> str:
    """The mark that these parts are; nothing where they may be several, or are none."""
    most = max((part.area for part in parts), default=0.0)
    parts = [part for part in parts if part.area >= _CRUMB * most]
    if len(parts) == 1:
        (part,) = parts
        return _tell_stop(part) if part.is_drop else _tell_bracket(part)
    if len(parts) == 2 and all(part.is_drop for part in parts):
        return _tell_colon(*parts)
    return ""


def _tell_colon(upper: _Part, lower: _Part) -> str:
    """Two dots, one of them with a tail or a stem."""
    if "。" in (_tell_stop(upper), _tell_stop(lower)):
        return "。"
    if max(upper.width, lower.width) > _ALIKE * min(upper.width, lower.width) or upper.top + upper.height > lower.top:
        return ""
    if upper.height > _TAIL * lower.height:
        return "！"
    if _long_axis(upper)[0] > _DOT:
        return ""
    return "；" if lower.height > _TAIL * upper.height and lower.height > _TAILED else "："


def _long_axis(part: _Part) -> tuple[float, float]:
    """How many times as long as wide a part is, and the angle of its length in degrees: 0 lies level, 90 stands, and
    what is between them falls to the right."""
    down, right = np.nonzero(part.pixels)
    # A pixel is a square, not a point.
    spread = np.atleast_2d(np.cov(np.stack([right, down]), ddof=0)) + np.eye(2) / 12
    narrow, wide = np.sqrt(np.linalg.eigvalsh(spread))
    angle = np.degrees(np.arctan2(2 * spread[0, 1], spread[0, 0] - spread[1, 1])) / 2 % 180
    return float(wide / narrow), float(angle)


def _tell_stop(part: _Part) -> str:
    """A ring is 。, a drop that falls to the right 、, one that falls straight or to the left ，."""
    long, angle = _long_axis(part)
    if long < _LEAN:
        rows, columns = part.pixels.shape
        core = part.pixels[rows * 2 // 5 : -(-rows * 3 // 5), columns * 2 // 5 : -(-columns * 3 // 5)]
        return "。" if min(part.width, part.height) >= _RING and not core.any() else ""
    if 25 <= angle <= 66:
        return "、"
    return "，" if 72 <= angle <= 130 else ""


def _tell_bracket(part: _Part) -> str:
    """A corner or an arc, by where its ink lies in the left, middle and right third of its box."""
    if part.width < _WIDE * part.height or part.height < _FLAT or part.width > 1.2:
        return ""
    thirds = np.array_split(part.pixels, 3, axis=1)
    if not all(third.any() for third in thirds):
        return ""
    left, middle, right = (float(np.nonzero(third)[0].mean() + 0.5) / len(third) for third in thirds)
    if middle < min(left, right) - 0.2:
        return "（"
    if middle > max(left, right) + 0.2:
        return "）"
    if max(left, middle) < 0.35 and right > middle + 0.1:
        return "「"
    if min(middle, right) > 0.65 and left < middle - 0.1:
        return "」"
    return ""


def _may_be(shape: str, read: str) -> bool:
    """Whether what the network read may be what the shape shows."""
    if shape in _PAIRED:
        return read not in _SURE_STOPS
    return read not in _PAIRED


def _is_better(shape: str, read: str) -> bool:
    """Whether a mark's shape tells more than what the network made of it."""
    if shape in _PAIRED:
        return read not in _PAIRED
    return read in _STOPS and not (shape in "，、" and read in _SURE_STOPS)


def _ink(crop: Image) -> Ink:
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY) if crop.ndim == 3 else crop
    darkest, paper = np.percentile(grey[::SAMPLED, ::SAMPLED], (3, 75))
    return np.asarray(grey < paper - INK_SHARE * max(16.0, paper - darkest))


def _is_hanzi(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"
