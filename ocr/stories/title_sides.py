"""The parts of a vertical headline's block: its columns, the kicker at its right, the subtitle at its left."""

from __future__ import annotations

from collections.abc import Sequence

from ocr import language
from ocr.geometry import Box, union, x_overlap, y_covered
from ocr.model import Rule, TextLine
from ocr.stories.elements import TitleBlock
from ocr.stories.headline_parts import along, parted

_NEAR = 1.7
"""In body characters: how far a part stands from the headline."""
_KICKER = 0.8
"""A kicker's characters are at most this many times the headline's."""
_LEVEL = 1.0
"""In body characters: a kicker begins so near the height at which the headline does."""


def with_sides(
    head: Sequence[TextLine], rest: Sequence[TextLine], rules: Sequence[Rule], char_px: float, turned: bool
) -> tuple[TitleBlock, list[TextLine]]:
    """A vertical headline with the vertical lines beside it. Its columns are read from the right: what stands there
    comes before it, what stands at the left after it. On a turned page (``turned``) level lines come from the left."""
    area, size = union(line.box for line in head), max(line.size for line in head)
    kicker, subtitle = [], []
    for line in rest:
        if not line.line.vertical or -x_overlap(area, line.box) >= _NEAR * char_px or parted(area, line.box, rules):
            continue
        if y_covered(line.box, area) <= 0.6:
            continue
        # What is set across a vertical page is read from its top, which is the left here.
        before = line.box.cx < area.cx and len(line.text) >= 4 if turned else _is_kicker(line, area, size, char_px)
        if before:
            kicker.append(line)
        elif len(line.text) >= 4:
            subtitle.append(line)
    taken = [*kicker, *subtitle]
    block = TitleBlock(
        kicker=_columns_in_order(kicker, turned),
        headline=_columns_in_order(head, turned),
        subtitle=_columns_in_order(subtitle, turned),
    )
    return block, [line for line in rest if line not in taken]


def _is_kicker(line: TextLine, head: Box, size: float, char_px: float) -> bool:
    level = abs(line.box.top - head.top) < _LEVEL * char_px
    return line.box.cx > head.right and level and line.size < _KICKER * size and language.hanzi(line.text) >= 2


def _columns_in_order(lines: Sequence[TextLine], turned: bool) -> tuple[TextLine, ...]:
    """Upright lines from the right; on a turned page, where they are level on the paper, from the left."""
    columns: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda h: h.box.cx, reverse=not turned):
        if columns and abs(line.box.cx - columns[-1][0].box.cx) < 0.5 * line.box.width:
            columns[-1].append(line)
        else:
            columns.append([line])
    return tuple(line for column in columns for line in sorted(column, key=along))
