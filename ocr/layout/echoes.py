"""Lines found twice: the detector's second box around half of a line, or a seam that left a neighbour's edge."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from ocr.geometry import covered
from ocr.layout.lines import Measured
from ocr.model import Reading

_SLIVER = 0.65
"""In body characters: a lower line may be the edge of another one, ..."""
_ECHOED, _ALIKE = 0.6, 75
"""... which covers more than this share of it and reads the same, of 100."""


def without_echoes(
    lines: Sequence[Measured], readings: Sequence[Reading], char_px: float
) -> tuple[list[Measured], list[Reading]]:
    """The lines, with what was read on each, but for slivers that hold a neighbour's upper or lower half and read as
    it does.

    ``char_px`` is the height of a body character in the lines' pixels. Cells of tables are no slivers.
    """
    slivers = [k for k, m in enumerate(lines) if m.height < _SLIVER * char_px and not m.cell]
    echoes = {
        k
        for k in slivers
        for m, reading in zip(lines, readings, strict=True)
        if m.height >= _SLIVER * char_px
        and covered(lines[k].line.box, m.line.box) > _ECHOED
        and fuzz.ratio(readings[k].text, reading.text) > _ALIKE
    }
    kept = [k for k in range(len(lines)) if k not in echoes]
    return [lines[k] for k in kept], [readings[k] for k in kept]
