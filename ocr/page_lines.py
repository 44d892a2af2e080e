"""The lines of a page made straight: found, measured and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ocr import language
from ocr.geometry import Transform, covered
from ocr.image import measure_char_px
from ocr.layout import (
    Layout,
    Measured,
    body_by_pitch,
    crop_line,
    find_layout,
    narrowed,
    size_of,
    split_double,
    without_echoes,
    without_neighbours,
)
from ocr.model import Frame, Image, Reading, TextLine
from ocr.recognize import Engine
from ocr.text.direction import read_from_right, turned_round
from ocr.text.normalize import normalize_reading, told_apart
from ocr.text.traditional import as_traditional

_SPECK = 0.6
"""A single mark smaller than this is no text."""
_UNREAD = 1.3
"""In line heights: what stands so far before the first character that was read is a speck."""
_INSIDE = 0.85
"""A line stands in a box that covers more than this share of it."""
_SMEARED = 1.15
"""A column's ink is so many times as wide as its characters where it has its neighbours' too."""
_TWO = 1.5
"""... and may have two from this on."""
_WIDE, _LONG = 1.4, 2.5
"""An upright box wider than so many characters, and so many times as long as wide, may hold several lines, ..."""
_UNSURE = 0.7
"""... where it was read with less confidence than this."""
_CROWDED = 0.74
"""Characters closer than this share of their line's height are two lines taken for one."""


@dataclass(frozen=True, slots=True)
class Level:
    """A page made straight. ``grey`` and ``ink`` are H x W; quads N x 4 x 2 in their pixels."""

    grey: Image
    ink: Image
    quads: NDArray[np.float32]
    char_px: float
    skew_deg: float
    to_scan: Transform
    turned: bool
    """The page is set vertically, and its picture that of the upright page turned by 90 degrees counter-clockwise:
    lines then run from left to right and tiers are columns, so that one algorithm serves both directions."""


def read_lines(level: Level, engine: Engine) -> tuple[Layout, tuple[TextLine, ...]]:
    """The page's layout, and its lines as they were read, with their size and weight over the body's."""
    layout = _layout_of(level)
    lengths = np.array([max(m.line.box.width, m.line.box.height) for m in layout.lines], dtype=np.float64)
    char_px = measure_char_px(np.array([m.height for m in layout.lines]), lengths) or level.char_px
    measured = _without_specks(layout, char_px)
    readings = _readings(measured, level, engine)
    if level.turned and (body := body_by_pitch(measured, readings, char_px)) < char_px:
        # Columns that touch: the page is looked at anew, and each column read without its neighbours.
        level, char_px = replace(level, char_px=level.char_px * body / char_px), body
        layout = _layout_of(level)
        measured = _without_specks(layout, char_px)
        readings = _readings(measured, level, engine)
        measured = [part for m, r in zip(measured, readings, strict=True) for part in _uncrowded(m, r, char_px, level)]
        readings = _readings(measured, level, engine)
    measured, readings = without_echoes(*_second_look(measured, readings, level, engine), level.char_px)
    cleared = [_without_speck(m, reading) for m, reading in zip(measured, readings, strict=True)]
    backward = _backward(cleared, layout.frames) if level.turned else [False] * len(cleared)
    strokes = [m.stroke for m in measured if 0.85 < m.height / char_px < 1.2]
    stroke = float(np.median(strokes)) if strokes else 1.0
    sizes = [size_of(m, reading, char_px, level.turned) for m, reading in cleared]
    in_order = [turned_round(r) if back else r for (_, r), back in zip(cleared, backward, strict=True)]
    as_printed = told_apart([normalize_reading(reading, keep_gaps=True) for reading in in_order])
    if not level.turned:
        # Old vertical papers print such forms themselves.
        as_printed = as_traditional(as_printed)
    lines = tuple(
        TextLine(
            _fitted(m, size, char_px, level).line,
            printed,
            weight=m.stroke / max(stroke, 0.1),
            size=size,
            upward=m.line.vertical and level.turned and not back,
        )
        for (m, _), size, printed, back in zip(cleared, sizes, as_printed, backward, strict=True)
    )
    return layout, lines


def _layout_of(level: Level) -> Layout:
    return find_layout(level.grey, level.ink, level.quads, level.char_px, level.turned)


def _without_specks(layout: Layout, char_px: float) -> list[Measured]:
    return [m for m in layout.lines if m.cell or not _is_speck(m, char_px)]


def _fitted(measured: Measured, size: float, char_px: float, level: Level) -> Measured:
    """A column of a vertical page no wider than its characters: in crowded print it has its neighbours' ink too."""
    height = size * char_px
    column = level.turned and not measured.line.vertical and not measured.line.reverse
    return narrowed(measured, height, level.grey) if column and measured.height > _SMEARED * height else measured


def _uncrowded(measured: Measured, reading: Reading, char_px: float, level: Level) -> list[Measured]:
    """The columns of a box on a page whose columns touch: two that have a seam, or one without its neighbours' ink."""
    size = size_of(measured, reading, char_px, level.turned)
    if measured.line.vertical or measured.height < _TWO * size * char_px:
        return [_fitted(measured, size, char_px, level)]
    return [_fitted(part, size, char_px, level) for part in split_double(measured, level.grey)]


def _backward(found: Sequence[tuple[Measured, Reading]], frames: Sequence[Frame]) -> list[bool]:
    """Which lines of a vertical page are horizontal and read from the right."""
    across = [k for k, (m, _) in enumerate(found) if m.line.vertical]
    boxes = sorted((frame.box for frame in frames), key=lambda box: box.area)
    around = [next((box for box in boxes if covered(found[k][0].line.box, box) > _INSIDE), None) for k in across]
    columns = [reading.text for m, reading in found if not m.line.vertical]
    told = dict(zip(across, read_from_right([found[k][1].text for k in across], around, columns), strict=True))
    return [told.get(k, False) for k in range(len(found))]


def _readings(measured: Sequence[Measured], level: Level, engine: Engine) -> list[Reading]:
    """What the engine reads on lines, which it is given as they stand on the paper."""
    vertical = [m.line.vertical != level.turned for m in measured]
    quarter = {(False, False): 0, (True, False): -1, (False, True): -1, (True, True): 2}
    lying = [crop_line(level.grey, m.line) for m in measured]
    crops = [
        np.ascontiguousarray(np.rot90(without_neighbours(crop) if v else crop, quarter[m.line.vertical, level.turned]))
        for m, crop, v in zip(measured, lying, vertical, strict=True)
    ]
    found: dict[int, Reading] = {}
    for direction in (False, True):
        chosen = [i for i, v in enumerate(vertical) if v is direction]
        found |= dict(zip(chosen, engine.read_lines([crops[i] for i in chosen], direction), strict=True))
    return [found[i] for i in range(len(measured))]


def _is_speck(measured: Measured, char_px: float) -> bool:
    """Dust, or a mark that belongs to no line."""
    box = measured.line.box
    return max(box.width, box.height) < 1.1 * char_px and min(box.width, box.height) < _SPECK * char_px


def _second_look(
    measured: Sequence[Measured], readings: Sequence[Reading], level: Level, engine: Engine
) -> tuple[list[Measured], list[Reading]]:
    """Cuts boxes that hold two lines in two, and reads those again."""
    kept: list[Measured] = []
    texts: list[Reading | None] = []
    for m, reading in zip(measured, readings, strict=True):
        halves = _parted(m, level) if _is_crowded(m, reading, level.char_px) else (m,)
        kept += halves
        texts += [reading] if len(halves) == 1 else [None] * len(halves)
    again = iter(_readings([m for m, t in zip(kept, texts, strict=True) if t is None], level, engine))
    return kept, [next(again) if t is None else t for t in texts]


def _without_speck(measured: Measured, reading: Reading) -> tuple[Measured, Reading]:
    """A line without the speck before it, read as a stop or not read: no line begins with one that stands apart.

    Left alone is what may be a mark before a name.
    """
    line, text = measured.line, reading.text
    if line.vertical or len(reading.positions) < 3:
        return measured, reading
    skipped = 1 if text[0] in "。.·、，,'`" else 0
    start = reading.positions[skipped] * line.box.width - 0.5 * line.box.height
    if start < (0.6 if skipped else _UNREAD) * line.box.height or (not skipped and len(text) < 10):
        return measured, reading
    gap = 1 if not skipped and text[1] == " " else 0
    share = start / line.box.width
    box = line.box._replace(left=line.box.left + round(start))
    first = reading.positions[skipped : skipped + 1]
    kept = slice(skipped + 1 + gap, None)
    return replace(measured, line=replace(line, box=box)), replace(
        reading,
        text=text[skipped] + text[kept],
        chars=reading.chars[skipped : skipped + 1] + reading.chars[kept],
        positions=tuple((p - share) / (1 - share) for p in first + reading.positions[kept]),
    )


def _parted(measured: Measured, level: Level) -> tuple[Measured, ...]:
    """The lines of a crowded box: two, or of one set across the page's direction as many as it has."""
    halves = split_double(measured, level.grey)
    if len(halves) == 1 or not measured.line.vertical:
        return halves
    parts = [_parted(half, level) if _is_wide(half, level.char_px) else (half,) for half in halves]
    return tuple(line for part in parts for line in part)


def _is_wide(measured: Measured, char_px: float) -> bool:
    """Whether an upright box is wider than a line, and long enough to hold lines side by side."""
    box = measured.line.box
    return measured.line.vertical and measured.height > _WIDE * char_px and box.height > _LONG * box.width


def _is_crowded(measured: Measured, reading: Reading, char_px: float) -> bool:
    if measured.line.vertical:
        return _is_wide(measured, char_px) and reading.confidence < _UNSURE
    if not 1.4 * char_px < measured.height < 2.6 * char_px:
        return False
    hanzi = language.hanzi(reading.text)
    if hanzi < 4 or hanzi < 0.6 * len(reading.text):
        return reading.confidence < 0.7
    return measured.line.box.width / len(reading.text) < _CROWDED * measured.height or reading.confidence < 0.7
