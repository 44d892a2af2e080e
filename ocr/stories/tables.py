"""Tables and schedules: rows and columns of short cells, with rules or without, read row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median, median_low

from ocr import language
from ocr.geometry import Box, contains, covered, union, x_covered, y_covered
from ocr.model import Frame, Line, Reading, Role, Rule, TextLine
from ocr.stories.elements import PageLayout
from ocr.stories.table_columns import LEAST_ROWS, TITLE, columns_of, side_by_side
from ocr.stories.table_grids import grids_of, is_below
from ocr.stories.table_rows import rows_of

_EVEN_STEP, _WIDE_STEP = 1.25, 1.4
"""Columns at equal steps: those of several tables where a step is so much wider than the others."""

_SHORT = 6
"""On a vertical page most cells are shorter than this, in characters: rows of its tiers' short lines are prose."""
_FULL = 0.6
"""This share of a table's rows has more than one cell."""
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
    """The tables among the lines of a page with these rules and frames. None that is told by its columns goes over the
    edge of a frame that has a title in it; the other frames may be tables themselves, or their cells. On a ``turned``
    page, a vertical one that lies on its side, a table's rows run down the paper, from the right."""
    grids = [] if turned else grids_of(lines, rules, char_px)
    ruled = [Table(union(cell.box for row in rows for cell in row), tuple(rows)) for rows in grids]
    taken = {id(cell) for rows in grids for row in rows for cell in row}
    lines = [line for line in lines if id(line) not in taken]
    titles = [line.box for line in lines if line.size >= TITLE]
    titled = [frame.box for frame in frames if any(covered(title, frame.box) > 0.9 for title in titles)]
    rooms = sorted(titled, key=lambda box: box.area)
    inside: dict[Box | None, list[TextLine]] = {}
    for line in lines:
        inside.setdefault(next((room for room in rooms if covered(line.box, room) > 0.9), None), []).append(line)
    return (*ruled, *(table for own in inside.values() for table in _tables(own, rules, char_px, turned)))


def _tables(lines: Sequence[TextLine], rules: Sequence[Rule], char_px: float, turned: bool) -> list[Table]:
    found = []
    beside = side_by_side(columns_of(lines, char_px), char_px)
    for columns in (part for group in beside for part in _parted(group)):
        if turned and not _is_short(columns):
            continue
        rows = rows_of(columns, lines, char_px)
        box = union(cell.box for row in rows for cell in row)
        full = sum(len(row) > 1 for row in rows)
        if full < max(LEAST_ROWS, _FULL * len(rows)):
            continue
        if _is_ruled(box, rows, rules) or _tells_apart(columns):
            found.append(Table(box, tuple(rows)))
    return found


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
            # What is furniture is not among the lines.
            if own := tuple(cell for cell in row if id(cell) in here):
                line = _row_line(own, table.box)
                kept.append(line)
                made[id(line.line)] = own
    return kept, made


def _row_line(row: Sequence[TextLine], table: Box) -> TextLine:
    """A row as one line, as wide as its table, a space between its cells."""
    level = median_low(cell.box.cy for cell in row)
    # A cell beside several rows stands lower than its own.
    own = [cell.box for cell in row if abs(cell.box.cy - level) < max(cell.box.height for cell in row)]
    box = union(own)._replace(left=table.left, right=table.right)
    text, chars = "", list[float]()
    before = None
    for cell in row:
        words = cell.text.strip()
        # Of two lines of one cell the second goes on where the first leaves off.
        glued = before is not None and is_below(cell, before) and language.hanzi(text[-1:] + words[:1]) == 2
        gap = "" if glued or before is None else " "
        sure = cell.reading.chars if len(cell.reading.chars) == len(words) else [cell.confidence] * len(words)
        text, chars = text + gap + words, [*chars, *(1.0 for _ in gap), *sure]
        before = cell
    reading = Reading(text, sum(cell.reading.confidence for cell in row) / len(row), tuple(chars))
    size, weight = median(cell.size for cell in row), median(cell.weight for cell in row)
    return TextLine(Line(box), reading, Role.LIST_ITEM, weight, size)


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
