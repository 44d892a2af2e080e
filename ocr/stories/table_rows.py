"""The rows of tables: cells that stand level, those that stand in line with no column, and the columns' heads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocr.geometry import Box, covered, union, x_overlap
from ocr.model import TextLine
from ocr.stories.table_columns import NEXT_CELL, RIVER, SAME_ROW, is_cell

_OVERHANG = 2.0
"""In body characters: a head may be so much wider than its column, on either side."""
_HEADED = 0.7
"""Heads stand over this share of the columns."""
_SECOND_LINE = 0.5
"""In body characters: the second line of a cell stands no farther below the first."""


def rows_of(
    columns: Sequence[Sequence[TextLine]], lines: Sequence[TextLine], char_px: float
) -> list[tuple[TextLine, ...]]:
    """The rows of a table with these columns, from the top, each with its cells from the left. ``lines`` are all that
    stand around it: some are cells that no column has."""
    own = {id(cell) for column in columns for cell in column}
    loose = [line for line in lines if id(line) not in own and is_cell(line, char_px)]
    rows = _with_strays(_level_rows(columns, char_px), loose, char_px)
    placed = {id(cell) for row in rows for cell in row}
    box = union(cell.box for row in rows for cell in row)
    return [*_heads(box, [line for line in loose if id(line) not in placed], columns, char_px), *rows]


def _level_rows(columns: Sequence[Sequence[TextLine]], char_px: float) -> list[tuple[TextLine, ...]]:
    """The rows of a table. A row without a cell in the first column holds second lines of the row above it."""
    first = {id(cell) for cell in columns[0]}
    cells = sorted((cell for column in columns for cell in column), key=lambda cell: cell.box.cy)
    rows: list[list[TextLine]] = []
    for cell in cells:
        if rows and cell.box.cy - rows[-1][0].box.cy < SAME_ROW * char_px:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    whole: list[list[TextLine]] = []
    for row in rows:
        broken = whole and len(row) < len(columns) and not any(id(cell) in first for cell in row)
        if broken and row[0].box.top - max(cell.box.bottom for cell in whole[-1]) < _SECOND_LINE * char_px:
            whole[-1] += row
        else:
            whole.append(row)
    place = {id(cell): k for k, column in enumerate(columns) for cell in column}
    return [tuple(sorted(row, key=lambda cell: (place[id(cell)], cell.box.cy))) for row in whole]


def _with_strays(
    rows: Sequence[tuple[TextLine, ...]], loose: Sequence[TextLine], char_px: float
) -> list[tuple[TextLine, ...]]:
    """The rows with the cells that stand in line with no column: heads over a wide one, single figures."""
    box = union(cell.box for row in rows for cell in row)
    room = box.grown(_OVERHANG * char_px, SAME_ROW * char_px)
    strays = [line for line in loose if covered(line.box, room) > 0.8]
    return [
        tuple(sorted((*row, *level), key=lambda cell: cell.box.left))
        if (level := [line for line in strays if _stands_level(line, row, char_px)])
        else row
        for row in rows
    ]


def _heads(
    table: Box, loose: Sequence[TextLine], columns: Sequence[Sequence[TextLine]], char_px: float
) -> list[tuple[TextLine, ...]]:
    """The row of the columns' heads, if they stand in line with none of the cells below: over most columns."""
    spans = [union(cell.box for cell in column) for column in columns]
    above = [
        line
        for line in loose
        if 0 <= table.top - line.box.bottom < NEXT_CELL * char_px
        and any(line.box.left < span.right for span in spans)
        and any(line.box.right > span.left for span in spans)
    ]
    if not above:
        return []
    last = max(line.box.cy for line in above)
    row = sorted((line for line in above if last - line.box.cy < SAME_ROW * char_px), key=lambda line: line.box.left)
    headed = sum(any(x_overlap(line.box, span) > 0 for line in row) for span in spans)
    apart = all(two.box.left - one.box.right > RIVER * char_px for one, two in pairwise(row))
    return [tuple(row)] if len(row) > 1 and apart and headed >= _HEADED * len(columns) else []


def _stands_level(line: TextLine, row: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line has a place in a row: level with its cells, and over none of them."""
    free = all(x_overlap(line.box, cell.box) <= 0 for cell in row)
    return free and all(abs(line.box.cy - cell.box.cy) < SAME_ROW * char_px for cell in row)
