"""Tables whose cells are parted by rules: each rule says where a cell ends, whatever stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ocr import language
from ocr.geometry import Box, covered, intersection, union, x_covered, x_overlap
from ocr.model import Rule, TextLine
from ocr.stories.table_columns import LEAST_ROWS, NEXT_CELL, SAME_ROW, TITLE

# Multiples of the body character's height.
_MEET = 0.4
"""Rules of one grid miss each other by no more; an upright one begins and ends at level ones."""
_STEP = 0.3
"""Rules at one height are no farther off."""

_OVER = 0.8
"""What stands over a table has this share of itself over it."""
_WHOLE = 0.8
"""A line with less of itself in the grid does not belong to it."""
_LEAST_CELLS = 6
_CELL_LINES, _CELL_HANZI = 4, 40
"""A cell has no more lines and hanzi, ..."""
_LONG = 0.12
"""... but for this share of the cells: remarks."""
_PARTED = 0.1
"""So many of a table's lines may stand level with the next one of another row: those of cells over several rows."""
_ROW_LINES = 2
"""Cells with more lines, in the median, hold several rows."""


def grids_of(lines: Sequence[TextLine], rules: Sequence[Rule], char_px: float) -> list[list[tuple[TextLine, ...]]]:
    """The rows of each ruled table, from the top; a row has the lines of its cells from the left, those of one cell
    from the top. A cell that reaches over several rows is in the first of them."""
    found = (_rows(group, lines, char_px) for group in _meeting(rules, char_px))
    return [_with_title(rows, lines, char_px) for rows in found if rows]


def is_below(cell: TextLine, before: TextLine) -> bool:
    """Whether a line of a row stands under the one before it: they are of one cell."""
    return x_overlap(cell.box, before.box) > 0 and cell.box.cy > before.box.cy


def _meeting(rules: Sequence[Rule], char_px: float) -> list[list[Rule]]:
    """Rules that cross or end at each other, in groups that have both kinds."""
    groups: list[list[Rule]] = []
    level = [r.box for r in rules if r.horizontal]
    for rule in rules:
        reach = rule.box.grown(_MEET * char_px)
        ends = (rule.box.top, rule.box.bottom)
        if not rule.horizontal and not all(any(_is_at(reach, y, box, char_px) for box in level) for y in ends):
            continue
        near = [g for g in groups if any(o.horizontal != rule.horizontal and intersection(reach, o.box) for o in g)]
        groups = [g for g in groups if not any(g is n for n in near)]
        groups.append([*(other for g in near for other in g), rule])
    return [g for g in groups if sum(r.horizontal for r in g) > LEAST_ROWS and any(not r.horizontal for r in g)]


def _is_at(reach: Box, y: int, level: Box, char_px: float) -> bool:
    """Whether a level rule passes the end, at ``y``, of an upright one."""
    return abs(level.cy - y) < _MEET * char_px and x_overlap(reach, level) > 0


def _rows(rules: Sequence[Rule], lines: Sequence[TextLine], char_px: float) -> list[tuple[TextLine, ...]]:
    """The rows of the table in a grid; none for one that parts no short cells."""
    whole = union(rule.box for rule in rules)
    cells: dict[Box, list[TextLine]] = {}
    for line in lines:
        if covered(line.box, whole) > _WHOLE:
            cells.setdefault(_cell_around(line.box, rules, whole), []).append(line)
    if len(cells) < _LEAST_CELLS or not _are_short(list(cells.values())):
        return []
    rows: list[list[Box]] = []
    for cell in sorted(cells, key=lambda cell: cell.top):
        if rows and cell.top - rows[-1][0].top < _STEP * char_px:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    if sum(len(row) > 1 for row in rows) < LEAST_ROWS:
        return []
    found = [
        tuple(
            line
            for cell in sorted(row, key=lambda cell: cell.left)
            for line in sorted(cells[cell], key=lambda line: (round(line.box.cy / char_px), line.box.left))
        )
        for row in rows
    ]
    return found if _are_level(found, char_px) else []


def _are_level(rows: Sequence[Sequence[TextLine]], char_px: float) -> bool:
    """Whether what stands level is in one row, as it is not where parts of the rules were not found."""
    placed = [(k, line.box) for k, row in enumerate(rows) for line in row]
    parted = 0
    for k, box in placed:
        level = [(at, b) for at, b in placed if abs(b.cy - box.cy) < SAME_ROW * char_px and b.left >= box.right]
        at, _ = min(level, key=lambda one: one[1].left, default=(k, box))
        parted += at != k
    return parted <= _PARTED * len(placed)


def _cell_around(box: Box, rules: Sequence[Rule], whole: Box) -> Box:
    """The cell of a grid in which the middle of a box is."""
    x, y = box.cx, box.cy
    level = [r.box.cy for r in rules if r.horizontal and r.box.left <= x <= r.box.right]
    upright = [r.box.cx for r in rules if not r.horizontal and r.box.top <= y <= r.box.bottom]
    return Box(
        round(max((at for at in upright if at <= x), default=whole.left)),
        round(max((at for at in level if at <= y), default=whole.top)),
        round(min((at for at in upright if at > x), default=whole.right)),
        round(min((at for at in level if at > y), default=whole.bottom)),
    )


def _are_short(cells: Sequence[Sequence[TextLine]]) -> bool:
    """Whether cells hold words and figures, no texts with their headlines."""
    if any(line.size >= TITLE for cell in cells for line in cell) or median(map(len, cells)) > _ROW_LINES:
        return False
    long = [c for c in cells if len(c) > _CELL_LINES or language.hanzi("".join(x.text for x in c)) > _CELL_HANZI]
    return len(long) <= _LONG * len(cells)


def _with_title(
    rows: list[tuple[TextLine, ...]], lines: Sequence[TextLine], char_px: float
) -> list[tuple[TextLine, ...]]:
    """The rows with the table's number and name, which stand over it, as the first of them."""
    box = union(cell.box for row in rows for cell in row)
    over = [
        line
        for line in lines
        if 0 < box.top - line.box.bottom < NEXT_CELL * char_px
        and x_covered(line.box, box.grown(char_px, 0)) > _OVER
        and line.size < TITLE
    ]
    numbers = [line for line in over if language.numbered(line.text) == "表"]
    number = max(numbers, key=lambda line: line.box.bottom, default=None)
    if number is None:
        return rows
    level = [line for line in over if abs(line.box.cy - number.box.cy) < SAME_ROW * char_px]
    return [tuple(sorted(level, key=lambda line: line.box.left)), *rows]
