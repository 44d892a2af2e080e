"""Tables and schedules: rows and columns of short cells, with rules or without, read row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, contains, covered, union, x_covered, x_overlap, y_covered
from ocr.model import Frame, Line, Reading, Role, Rule, TextLine
from ocr.stories.elements import PageLayout

_TITLE = 1.42
"""Larger lines are no cells."""
# Multiples of the body character's height.
_WIDEST_CELL = 16.0
_LONG_CELL = 8.0
"""Cells longer than this and as long as each other are lines of prose."""
_NEXT_CELL = 2.6
"""The cells of a column stand no farther apart."""
_ALIGNED = 0.6
"""Cells of a column begin, end or have their middle this near each other."""
_SAME_ROW = 0.35
"""The cells of a row stand level, this near."""
_NEXT_COLUMN = 18.0
"""Columns stand no farther apart, ..."""
_RIVER = 0.8
"""... and no nearer."""

_EVEN_STEP, _WIDE_STEP = 1.25, 1.4
"""Columns at equal steps: those of several tables where a step is so much wider than the others."""

_OVERHANG = 2.0
"""A head may be so much wider than its column, on either side."""

_LEAST_ROWS = 3
_SHORT = 6
"""On a vertical page most cells are shorter than this, in characters: rows of its tiers' short lines are prose."""
_MATCHED = 0.7
"""Two columns are of one table where this share of the shorter one's cells stands beside cells of the other, ..."""
_PARTNERED = 0.4
"""... and this share of the longer one's: its other lines are second ones of a cell."""
_FIGURES = 0.6
"""A column of figures has them in this share of its cells; one of words in hardly more than the rest."""
_UNLIKE = 2.0
"""Columns of unlike things: the cells of one are so much longer than another's."""
_RULED = 0.6
"""A table's rules run along this share of it, and part this share of its rows."""
_GRID, _CELL_AIR = 1.5, 8.0
"""In body characters: its outer rules stand no farther above and below its cells, and beside them."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table's box and its rows from the top, each with its cells' lines from the left."""

    box: Box
    rows: tuple[tuple[TextLine, ...], ...]


def find_tables(
    lines: Sequence[TextLine], rules: Sequence[Rule], frames: Sequence[Frame], char_px: float, turned: bool = False
) -> tuple[Table, ...]:
    """The tables among the lines of a page with these rules and frames. None goes over the edge of a frame that has a
    title in it; the other frames may be tables themselves, or their cells. On a ``turned`` page, a vertical one that
    lies on its side, a table's rows run down the paper, from the right."""
    titles = [line.box for line in lines if line.size >= _TITLE]
    titled = [frame.box for frame in frames if any(covered(title, frame.box) > 0.9 for title in titles)]
    rooms = sorted(titled, key=lambda box: box.area)
    inside: dict[Box | None, list[TextLine]] = {}
    for line in lines:
        inside.setdefault(next((room for room in rooms if covered(line.box, room) > 0.9), None), []).append(line)
    return tuple(table for own in inside.values() for table in _tables(own, rules, char_px, turned))


def _tables(lines: Sequence[TextLine], rules: Sequence[Rule], char_px: float, turned: bool) -> list[Table]:
    under = _columns([line for line in lines if not line.line.vertical or _is_single(line)], char_px)
    columns = [cells for column in under for cells in _cells_of(column, char_px) if len(cells) >= _LEAST_ROWS]
    found = []
    groups = [part for group in _side_by_side(columns, char_px) for part in _parted(group)]
    for group in groups:
        rows = _with_strays(_rows(group, char_px), lines, group, char_px)
        rows = [*_heads(rows, lines, group, char_px), *rows]
        box = union(cell.box for row in rows for cell in row)
        full = sum(len(row) > 1 for row in rows)
        if turned and not _is_short(group):
            continue
        if full >= _LEAST_ROWS and full >= 0.6 * len(rows) and (_is_ruled(box, rows, rules) or _tells_apart(group)):
            found.append(Table(box, tuple(rows)))
    return found


def _is_single(line: TextLine) -> bool:
    """A single character stands either way."""
    return len(line.text.strip()) == 1 and line.box.height < 1.5 * line.box.width


def _is_short(columns: Sequence[Sequence[TextLine]]) -> bool:
    """Whether the cells of three columns or more are short."""
    return len(columns) >= 3 and all(median(len(cell.text) for cell in column) < _SHORT for column in columns)


def with_rows(
    lines: Sequence[TextLine], tables: Sequence[Table]
) -> tuple[list[TextLine], dict[int, tuple[TextLine, ...]]]:
    """The lines with those of each table's row as one, and for each line made so (by the identity of its place) what
    it was made of."""
    here = {id(line) for line in lines}
    cells = {id(cell) for table in tables for row in table.rows for cell in row}
    kept = [line for line in lines if id(line) not in cells]
    made: dict[int, tuple[TextLine, ...]] = {}
    for table in tables:
        for row in table.rows:
            # What is furniture is no longer among the lines.
            if own := tuple(cell for cell in row if id(cell) in here):
                line = _row_line(own, table.box)
                kept.append(line)
                made[id(line.line)] = own
    return kept, made


def _row_line(row: Sequence[TextLine], table: Box) -> TextLine:
    """A row as one line, as wide as its table, a space between its cells."""
    box = union(cell.box for cell in row)._replace(left=table.left, right=table.right)
    chars: list[float] = []
    for cell in row:
        chars += [*([1.0] if chars else []), *(cell.reading.chars or [cell.confidence] * len(cell.text))]
    text = " ".join(cell.text.strip() for cell in row)
    sure = tuple(chars) if len(chars) == len(text) else ()
    reading = Reading(text, sum(cell.reading.confidence for cell in row) / len(row), sure)
    size, weight = median(cell.size for cell in row), median(cell.weight for cell in row)
    return TextLine(Line(box), reading, Role.LIST_ITEM, weight, size)


def _cells_of(column: Sequence[TextLine], char_px: float) -> list[list[TextLine]]:
    """The stretches of cells among lines that stand under each other; prose parts them."""
    told = groupby(column, key=lambda line: _is_cell(line, char_px))
    stretches = [list(lines) for cell, lines in told if cell]
    return [cells for cells in stretches if not _is_justified(cells, char_px)]


def _is_justified(cells: Sequence[TextLine], char_px: float) -> bool:
    """Lines as long as each other, as of prose without a mark."""
    widths = sorted(cell.box.width for cell in cells)
    return widths[len(widths) // 4] > _LONG_CELL * char_px and widths[-1] - widths[len(widths) // 4] < char_px


def _is_cell(line: TextLine, char_px: float) -> bool:
    text = line.text.strip()
    short = bool(text) and line.box.width <= _WIDEST_CELL * char_px and not any(mark in text for mark in "。，；！？")
    return short and not line.line.reverse and 0.6 < line.size < _TITLE


def _boxes(lines: Sequence[TextLine]) -> NDArray[np.int64]:
    return np.array([line.box for line in lines], dtype=np.int64).reshape(-1, 4)


def _columns(lines: Sequence[TextLine], char_px: float) -> list[list[TextLine]]:
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
        near = (gap > -0.3 * char_px) & (gap < _NEXT_CELL * char_px) & (off < _ALIGNED * char_px) & over
        below = [int(i) for i in np.flatnonzero(near) if i not in taken and i > k]
        if below:
            best = min(below, key=lambda i: int(gap[i]))
            taken.add(best)
            at[best] = at[k]
            own.append(ordered[best])
    return columns


def _side_by_side(columns: Sequence[list[TextLine]], char_px: float) -> list[list[list[TextLine]]]:
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
    if not _RIVER * char_px <= gap <= _NEXT_COLUMN * char_px:
        return False
    longer, shorter = sorted((last, column), key=len, reverse=True)
    one, two = (np.array([cell.box.cy for cell in side]) for side in (shorter, longer))
    beside = np.abs(one[:, np.newaxis] - two[np.newaxis, :]) < _SAME_ROW * char_px
    matched, partnered = beside.any(axis=1).sum(), beside.any(axis=0).sum()
    return bool(matched >= _MATCHED * len(one) and partnered >= max(_LEAST_ROWS, _PARTNERED * len(two)))


def _rows(columns: Sequence[Sequence[TextLine]], char_px: float) -> list[tuple[TextLine, ...]]:
    """The rows of a table. A row without a cell in the first column holds second lines of the row above it."""
    first = {id(cell) for cell in columns[0]}
    cells = sorted((cell for column in columns for cell in column), key=lambda cell: cell.box.cy)
    rows: list[list[TextLine]] = []
    for cell in cells:
        if rows and cell.box.cy - rows[-1][0].box.cy < _SAME_ROW * char_px:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    whole: list[list[TextLine]] = []
    for row in rows:
        turned = whole and len(row) < len(columns) and not any(id(cell) in first for cell in row)
        if turned and row[0].box.top - max(cell.box.bottom for cell in whole[-1]) < 0.5 * char_px:
            whole[-1] += row
        else:
            whole.append(row)
    place = {id(cell): k for k, column in enumerate(columns) for cell in column}
    return [tuple(sorted(row, key=lambda cell: (place[id(cell)], cell.box.cy))) for row in whole]


def _with_strays(
    rows: Sequence[tuple[TextLine, ...]],
    lines: Sequence[TextLine],
    columns: Sequence[Sequence[TextLine]],
    char_px: float,
) -> list[tuple[TextLine, ...]]:
    """The rows with the cells that stand in line with no column: heads over a wide one, single figures."""
    box = union(cell.box for row in rows for cell in row)
    own = {id(cell) for column in columns for cell in column}
    room = box.grown(_OVERHANG * char_px, _SAME_ROW * char_px)
    strays = [
        line for line in lines if id(line) not in own and _is_cell(line, char_px) and covered(line.box, room) > 0.8
    ]
    return [
        tuple(sorted((*row, *level), key=lambda cell: cell.box.left))
        if (level := [line for line in strays if _stands_level(line, row, char_px)])
        else row
        for row in rows
    ]


def _heads(
    rows: Sequence[tuple[TextLine, ...]],
    lines: Sequence[TextLine],
    columns: Sequence[Sequence[TextLine]],
    char_px: float,
) -> list[tuple[TextLine, ...]]:
    """The row of the columns' heads, if they stand in line with none of the cells below: over most columns."""
    box = union(cell.box for row in rows for cell in row)
    own = {id(cell) for row in rows for cell in row}
    above = [
        line
        for line in lines
        if id(line) not in own
        and _is_cell(line, char_px)
        and 0 <= box.top - line.box.bottom < _NEXT_CELL * char_px
        and any(line.box.left < max(c.box.right for c in column) for column in columns)
        and any(line.box.right > min(c.box.left for c in column) for column in columns)
    ]
    if not above:
        return []
    last = max(line.box.cy for line in above)
    row = sorted((line for line in above if last - line.box.cy < _SAME_ROW * char_px), key=lambda line: line.box.left)
    spans = [union(cell.box for cell in column) for column in columns]
    headed = sum(any(x_overlap(line.box, span) > 0 for line in row) for span in spans)
    apart = all(two.box.left - one.box.right > _RIVER * char_px for one, two in pairwise(row))
    return [tuple(row)] if len(row) > 1 and apart and headed >= _MATCHED * len(columns) else []


def _stands_level(line: TextLine, row: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line has a place in a row: level with its cells, and over none of them."""
    free = all(x_overlap(line.box, cell.box) <= 0 for cell in row)
    return free and all(abs(line.box.cy - cell.box.cy) < _SAME_ROW * char_px for cell in row)


def _parted(columns: Sequence[list[TextLine]]) -> list[Sequence[list[TextLine]]]:
    """Tables that stand side by side: their columns come again, words and figures in the same order."""
    middles = [median(cell.box.cx for cell in column) for column in columns]
    steps = [b - a for a, b in pairwise(middles)]
    usual = median(steps)
    # As the months of a calendar do: equal columns, and a wider step to the next month.
    wide = [k for k, step in enumerate(steps, 1) if step > _WIDE_STEP * usual]
    blocks = [columns[a:b] for a, b in pairwise([0, *wide, len(columns)])]
    even = all(step < _EVEN_STEP * usual for k, step in enumerate(steps, 1) if k not in wide)
    if wide and even and len(blocks[0]) > 2 and all(len(block) == len(blocks[0]) for block in blocks):
        return blocks
    kinds = [_has_figures(column) for column in columns]
    for step in range(2, len(kinds) // 2 + 1):
        again = [kinds[k : k + step] for k in range(0, len(kinds), step)]
        if len(set(kinds[:step])) > 1 and all(part == again[0] for part in again):
            return [columns[k : k + step] for k in range(0, len(columns), step)]
    return [columns]


def _has_figures(column: Sequence[TextLine]) -> bool:
    """Whether most cells of a column, but for its head, have a figure in them."""
    texts = [cell.text for cell in column[1:]]
    return sum(any(c.isdigit() for c in text) for text in texts) >= _FIGURES * len(texts)


def _is_ruled(table: Box, rows: Sequence[Sequence[TextLine]], rules: Sequence[Rule]) -> bool:
    """Whether rules part a table's columns, or most of its rows."""
    upright = [
        r.box
        for r in rules
        if not r.horizontal and table.left < r.box.cx < table.right and y_covered(table, r.box) > _RULED
    ]
    if upright:
        return True
    middles = [(max(c.box.cy for c in above), min(c.box.cy for c in below)) for above, below in pairwise(rows)]
    level = [r.box.cy for r in rules if r.horizontal and x_covered(table, r.box) > _RULED]
    return sum(any(a < cy < b for cy in level) for a, b in middles) >= _RULED * len(middles)


def _tells_apart(columns: Sequence[Sequence[TextLine]]) -> bool:
    """Whether columns hold things of different kinds, as a table's do: figures and words, or long and short ones.

    The columns of a list of names are all alike. A table's heads, its first row, have no say.
    """
    texts = [[cell.text.strip() for cell in column[1:]] for column in columns]
    figures = [sum(any(c.isdigit() for c in text) for text in column) / len(column) for column in texts]
    if max(figures) >= _FIGURES and min(figures) < 1 - _FIGURES:
        return True
    if len(columns) < 3:
        return False
    lengths = [median(map(len, column)) for column in texts]
    return min(figures) >= _FIGURES or max(lengths) >= _UNLIKE * min(lengths)


def without_grids(layout: PageLayout, tables: Sequence[Table]) -> PageLayout:
    """The page without the rules and frames of its tables: they part cells, no stories."""
    whole = [table.box.grown(_CELL_AIR * layout.char_px, _GRID * layout.char_px) for table in tables]
    rules = tuple(rule for rule in layout.rules if not any(contains(box, rule.box) for box in whole))
    frames = tuple(frame for frame in layout.frames if not any(contains(box, frame.box) for box in whole))
    return replace(layout, rules=rules, frames=frames)
