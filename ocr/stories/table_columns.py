"""The columns of tables: short cells under each other, and which columns are of one table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ocr.model import TextLine

TITLE = 1.42
"""Larger lines are no cells."""
LEAST_ROWS = 3
# Multiples of the body character's height.
_WIDEST_CELL = 16.0
_LONG_CELL = 8.0
"""Cells longer than this and as long as each other are lines of prose."""
NEXT_CELL = 2.6
"""The cells of a column stand no farther apart."""
_ALIGNED = 0.6
"""Cells of a column begin, end or have their middle this near each other."""
SAME_ROW = 0.35
"""The cells of a row stand level, this near."""
_NEXT_COLUMN = 18.0
"""Columns stand no farther apart, ..."""
RIVER = 0.8
"""... and no nearer."""

_MATCHED = 0.7
"""Two columns are of one table where this share of the shorter one's cells stands beside cells of the other, ..."""
_PARTNERED = 0.4
"""... and this share of the longer one's: its other lines are second ones of a cell."""

_LONGER, _BOLDER = 1.8, 1.25
"""What stands under a table is so many times as long, or as bold, as its cells."""


def columns_of(lines: Sequence[TextLine], char_px: float) -> list[list[TextLine]]:
    """The columns of cells among the lines of a page, each from its top; too short ones are left out."""
    under = _under_each_other([line for line in lines if not line.line.vertical or _is_single(line)], char_px)
    return [cells for column in under for cells in _cells_of(column, char_px) if len(cells) >= LEAST_ROWS]


def side_by_side(columns: Sequence[list[TextLine]], char_px: float) -> list[list[list[TextLine]]]:
    """Columns that are of one table, in groups, each from the left."""
    ordered = sorted(columns, key=lambda column: min(cell.box.left for cell in column))
    groups: list[list[list[TextLine]]] = []
    for column in ordered:
        group = next((g for g in groups if _joins(g, column, char_px)), None)
        if group is None:
            groups.append([column])
        else:
            group.append(column)
    return [group for group in groups if len(group) >= 2]


def _joins(group: Sequence[Sequence[TextLine]], column: Sequence[TextLine], char_px: float) -> bool:
    """Whether a column stands beside the last one of a table, row by row."""
    last = group[-1]
    gap = min(cell.box.left for cell in column) - max(cell.box.right for cell in last)
    if not RIVER * char_px <= gap <= _NEXT_COLUMN * char_px:
        return False
    longer, shorter = sorted((last, column), key=len, reverse=True)
    one, two = (np.array([cell.box.cy for cell in side]) for side in (shorter, longer))
    beside = np.abs(one[:, np.newaxis] - two[np.newaxis, :]) < SAME_ROW * char_px
    matched, partnered = beside.any(axis=1).sum(), beside.any(axis=0).sum()
    return bool(matched >= _MATCHED * len(one) and partnered >= max(LEAST_ROWS, _PARTNERED * len(two)))


def is_cell(line: TextLine, char_px: float) -> bool:
    """Whether a line may be a table's cell by itself: short, no title, and no sentence."""
    text = line.text.strip()
    short = bool(text) and line.box.width <= _WIDEST_CELL * char_px and not any(mark in text for mark in "。，；！？")
    return short and not line.line.reverse and 0.6 < line.size < TITLE


def _is_single(line: TextLine) -> bool:
    """A single character stands either way."""
    return len(line.text.strip()) == 1 and line.box.height < 1.5 * line.box.width


def _under_each_other(lines: Sequence[TextLine], char_px: float) -> list[list[TextLine]]:
    """Lines that stand under each other and begin, end or have their middle in line, from the top."""
    ordered = sorted(lines, key=lambda line: (line.box.top, line.box.left))
    array = _boxes(ordered)
    columns: list[list[TextLine]] = []
    at: dict[int, int] = {}
    taken: set[int] = set()
    for k, cell in enumerate(ordered):
        if k not in taken:
            at[k] = len(columns)
            columns.append([cell])
        own = columns[at[k]]
        gap = array[:, 1] - cell.box.bottom
        edges = np.stack([array[:, 0], array[:, 2], (array[:, 0] + array[:, 2]) // 2])
        off = np.abs(edges - np.array([[cell.box.left], [cell.box.right], [round(cell.box.cx)]])).min(axis=0)
        over = np.minimum(array[:, 2], cell.box.right) > np.maximum(array[:, 0], cell.box.left)
        near = (gap > -0.3 * char_px) & (gap < NEXT_CELL * char_px) & (off < _ALIGNED * char_px) & over
        below = [int(i) for i in np.flatnonzero(near) if i not in taken and i > k]
        if below:
            best = min(below, key=lambda i: int(gap[i]))
            taken.add(best)
            at[best] = at[k]
            own.append(ordered[best])
    return columns


def _boxes(lines: Sequence[TextLine]) -> NDArray[np.int64]:
    """N x 4: left, top, right and bottom of each line, pixels."""
    return np.array([line.box for line in lines], dtype=np.int64).reshape(-1, 4)


def _cells_of(column: Sequence[TextLine], char_px: float) -> list[list[TextLine]]:
    """The stretches of cells among lines that stand under each other; prose parts them."""
    told = groupby(column, key=lambda line: is_cell(line, char_px))
    stretches = [_without_tail(list(lines)) for cell, lines in told if cell]
    return [cells for cells in stretches if not _is_justified(cells, char_px)]


def _without_tail(cells: list[TextLine]) -> list[TextLine]:
    """A column without what comes right after its table: what follows a bold line longer than all cells over it, or
    last lines much longer than these."""
    lengths = [len(cell.text.strip()) for cell in cells]
    for k in range(LEAST_ROWS, len(cells)):
        usual = sorted(cell.weight for cell in cells[:k])[k // 2]
        if lengths[k] > max(lengths[:k]) and cells[k].weight > _BOLDER * usual:
            return cells[:k]
    while len(cells) > LEAST_ROWS and lengths[len(cells) - 1] > _LONGER * max(lengths[: len(cells) - 1]):
        cells = cells[:-1]
    return cells


def _is_justified(cells: Sequence[TextLine], char_px: float) -> bool:
    """Lines as long as each other, as of prose without a mark."""
    widths = sorted(cell.box.width for cell in cells)
    return widths[len(widths) // 4] > _LONG_CELL * char_px and widths[-1] - widths[len(widths) // 4] < char_px
