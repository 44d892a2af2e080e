"""Lines found twice: the detector's second box around a part of a line, or a seam that left a neighbour's edge."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from ocr.geometry import covered
from ocr.layout.lines import Measured
from ocr.model import Reading

_ECHOED = 0.6
"""A line that another covers more than this share of may be an echo of it: ..."""
_SLIVER, _ALIKE = 0.65, 75
"""... a lower line, in body characters, that reads the same, of 100; or ..."""
_FEWEST, _ALIKE_WITHIN = 4, 50
"""... one of so many marks at least that reads as a part of the longer one."""


def without_echoes(
    lines: Sequence[Measured], readings: Sequence[Reading], char_px: float
) -> tuple[list[Measured], list[Reading]]:
    """The lines, with what was read on each, but for slivers that hold a neighbour's upper or lower half and for parts
    of lines that were found whole as well, which read as those do.

    ``char_px`` is the height of a body character in the lines' pixels. Cells of tables are kept.
    """
    found = list(zip(lines, readings, strict=True))
    kept = [one for one in found if not any(_echoes(one, other, char_px) for other in found if other is not one)]
    return [line for line, _ in kept], [reading for _, reading in kept]


def _echoes(one: tuple[Measured, Reading], other: tuple[Measured, Reading], char_px: float) -> bool:
    """Whether the first is a sliver or a part of the other."""
    (line, reading), (whole, whole_reading) = one, other
    if line.cell or covered(line.line.box, whole.line.box) <= _ECHOED:
        return False
    if line.height < _SLIVER * char_px <= whole.height:
        return fuzz.ratio(reading.text, whole_reading.text) > _ALIKE
    shorter = _FEWEST <= len(reading.text) < len(whole_reading.text)
    return shorter and fuzz.partial_ratio(reading.text, whole_reading.text) > _ALIKE_WITHIN
