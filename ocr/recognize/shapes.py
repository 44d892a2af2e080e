"""What mark some ink is, by its outline: a ring is 。, a drop ， or 、, two dots ： or ；, a corner a bracket.

The ink is upright and cut into parts that hang together. Lengths are in ems of the line, down and to the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.bool_]

_CRUMB = 0.25
"""What has less of a cell's ink than this share of its largest part is worn type or a neighbour's stroke."""
DROP = 0.6
"""A stop's longest extent at most."""
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

PAIRED = frozenset("「」『』（）《》〈〉【】")


@dataclass(frozen=True, slots=True)
class Part:
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
        """Whether it is as small as a stop's or a colon's dot."""
        return max(self.width, self.height) <= DROP


def grouped(parts: Sequence[Part]) -> list[list[Part]]:
    """Parts that may be one mark, from the top down."""
    groups: list[list[Part]] = []
    for part in sorted(parts, key=lambda one: one.top):
        group = next((one for one in groups if _is_one_mark(one, part)), None)
        if group is None:
            groups.append([part])
        else:
            group.append(part)
    return groups


def _is_one_mark(above: Sequence[Part], part: Part) -> bool:
    """Whether a part belongs to the mark that those above it begin: it stands beside them, or it is a second dot."""
    apart = part.top - max(one.top + one.height for one in above)
    if apart <= 0:
        return any(max(one.left - part.left - part.width, part.left - one.left - one.width) < _ABOVE for one in above)
    aside = abs(above[-1].left + above[-1].width / 2 - part.left - part.width / 2)
    return apart < _DOTS and aside < _ABOVE and above[-1].is_drop and part.is_drop


def tell_mark(parts: Sequence[Part]) -> str:
    """The mark that these parts are; nothing where they may be several, or are none."""
    most = max((part.area for part in parts), default=0.0)
    parts = [part for part in parts if part.area >= _CRUMB * most]
    if len(parts) == 1:
        (part,) = parts
        return _tell_stop(part) if part.is_drop else _tell_bracket(part)
    if not all(part.is_drop for part in parts):
        return ""
    # Before two dots there may be strokes of the hanzi above.
    return next((told for pair in reversed(list(pairwise(parts))) if (told := _tell_colon(*pair))), "")


def _tell_colon(upper: Part, lower: Part) -> str:
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


def _long_axis(part: Part) -> tuple[float, float]:
    """How many times as long as wide a part is, and the angle of its length in degrees: 0 lies level, 90 stands, and
    what is between them falls to the right."""
    down, right = np.nonzero(part.pixels)
    # A pixel is a square, not a point.
    spread = np.atleast_2d(np.cov(np.stack([right, down]), ddof=0)) + np.eye(2) / 12
    narrow, wide = np.sqrt(np.linalg.eigvalsh(spread))
    angle = np.degrees(np.arctan2(2 * spread[0, 1], spread[0, 0] - spread[1, 1])) / 2 % 180
    return float(wide / narrow), float(angle)


def _tell_stop(part: Part) -> str:
    """A ring is 。, a drop that falls to the right 、, one that falls straight or to the left ，."""
    long, angle = _long_axis(part)
    if long < _LEAN:
        rows, columns = part.pixels.shape
        core = part.pixels[rows * 2 // 5 : -(-rows * 3 // 5), columns * 2 // 5 : -(-columns * 3 // 5)]
        return "。" if min(part.width, part.height) >= _RING and not core.any() else ""
    if 25 <= angle <= 66:
        return "、"
    return "，" if 72 <= angle <= 130 else ""


def _tell_bracket(part: Part) -> str:
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
