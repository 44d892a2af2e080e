"""From a scan to the pages on it: dark on light, the right way up, one by one, with their lines found.

What a scan shows is looked at as it was delivered. Only where that turns out to be a negative, or to lie on its side,
is it looked at once more; the usual page costs a few short readings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.back import without_back
from ocr.geometry import IDENTITY, Transform
from ocr.image import (
    deepened,
    even_light,
    has_dark_ground,
    is_negative,
    measure_char_px,
    page_area,
    turn_quarters,
    without_folds,
)
from ocr.layout import find_spine, run_down, sample_strips
from ocr.model import Image, Scan, WritingMode
from ocr.recognize import Engine, Facing, facing_of

_LOOK_PX = 2048
"""The longer side of the picture in which lines are looked for first, ..."""
_SMALLEST_CHAR = 10.0
"""... and where body characters come out smaller than this, pixels, they are looked for again ..."""
_GOOD_CHAR = 14.0
"""... at a scale that makes them so high."""
_LINE_OVER_CHAR = 1.24
"""The detector's line boxes are this many times as high as the characters in them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page. ``evened`` is H x W, paper near 250; quads N x 4 x 2 in its pixels."""

    evened: Image
    quads: NDArray[np.float32]
    to_scan: Transform
    vertical: bool = False
    """Set in lines from top to bottom."""


def find_sheets(scan: Scan, engine: Engine, writing_mode: WritingMode | None) -> tuple[Sheet, ...]:
    """The page on a scan; where there are two, both, in reading order: the right one first in vertical setting."""
    grey = np.asarray(cv2.cvtColor(scan.image, cv2.COLOR_BGR2GRAY) if scan.image.ndim == 3 else scan.image, np.uint8)
    negative = _looked_at(np.bitwise_not(grey), IDENTITY, engine) if has_dark_ground(grey) else None
    if negative is not None and is_negative(grey, _in_scan(negative)):
        grey, sheet = np.bitwise_not(grey), negative
    else:
        sheet = _looked_at(grey, IDENTITY, engine)
    quarters, vertical = _standing(sheet, engine, writing_mode)
    if quarters:
        upright, _, back = turn_quarters(grey, sheet.quads, quarters)
        sheet = _looked_at(upright, back, engine)
    return _single(replace(sheet, vertical=vertical), engine)


def _looked_at(grey: Image, to_scan: Transform, engine: Engine) -> Sheet:
    """The paper of a picture, H x W, evened, and its lines; ``to_scan`` maps the picture to the scan."""
    area, border = page_area(grey)
    # Cells of the border count as dark, and take the paper's light from their neighbours.
    evened = even_light(grey if border is None else np.where(border, np.uint8(0), grey))
    if border is not None:
        evened[border] = 255
    evened = deepened(without_folds(np.ascontiguousarray(evened[area.top : area.bottom, area.left : area.right])))
    to_picture = Transform.of(np.array([[1.0, 0.0, area.left], [0.0, 1.0, area.top]]))
    quads = find_lines(evened, engine)
    cleared = without_back(evened, quads, engine)
    if cleared is not evened:
        evened, quads = cleared, find_lines(cleared, engine)
    return Sheet(evened, quads, to_scan.after(to_picture))


def _in_scan(sheet: Sheet) -> NDArray[np.float32]:
    """The sheet's lines, N x 4 x 2, in pixels of the scan."""
    return sheet.to_scan.points(sheet.quads.reshape(-1, 2).astype(np.float64)).reshape(-1, 4, 2).astype(np.float32)


def _standing(sheet: Sheet, engine: Engine, writing_mode: WritingMode | None) -> tuple[int, bool]:
    """By how many quarters, counter-clockwise, the page must be turned to stand upright, and whether its setting is
    vertical. A page whose characters cannot be read stands as it is."""
    down = run_down(sheet.quads)
    facing = facing_of(sample_strips(sheet.evened, sheet.quads), engine) or Facing(reversed=False, lying=down)
    quarters = int(down) + 2 * int(facing.reversed) - int(facing.lying)
    return quarters % 4, facing.lying if writing_mode is None else writing_mode == "vertical-rl"


def _single(sheet: Sheet, engine: Engine) -> tuple[Sheet, ...]:
    """The pages of an upright sheet. Lines are looked for again in each of two, at its own scale."""
    height, width = sheet.evened.shape
    spine = find_spine(sheet.quads, width, height, char_px_of(sheet.quads))
    if spine is None:
        return (sheet,)
    left, right = (np.ascontiguousarray(sheet.evened[:, part]) for part in (slice(spine), slice(spine, None)))
    to_right = Transform.of(np.array([[1.0, 0.0, spine], [0.0, 1.0, 0.0]]))
    one = replace(sheet, evened=left, quads=find_lines(left, engine))
    other = replace(sheet, evened=right, quads=find_lines(right, engine), to_scan=sheet.to_scan.after(to_right))
    return (other, one) if sheet.vertical else (one, other)


def find_lines(evened: Image, engine: Engine) -> NDArray[np.float32]:
    """The text lines of an evened picture, H x W: N x 4 x 2, in its pixels."""
    scale = min(2.5, _LOOK_PX / max(evened.shape))
    quads, _ = engine.find_lines(evened, scale)
    char_px = char_px_of(quads)
    if len(quads) >= 8 and char_px * scale < _SMALLEST_CHAR:
        quads, _ = engine.find_lines(evened, min(3.0, _GOOD_CHAR / char_px))
    return quads


def char_px_of(quads: NDArray[np.float32]) -> float:
    """The height of a body character as the boxes of lines (N x 4 x 2) tell it; 0 without lines."""
    if len(quads) == 0:
        return 0.0
    wide = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1).astype(np.float64)
    high = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1).astype(np.float64)
    return measure_char_px(np.minimum(wide, high), np.maximum(wide, high)) / _LINE_OVER_CHAR
