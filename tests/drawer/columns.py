"""Pours a body into columns on a grid of body lines, round the photos that stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.drawer.copy import Photo, Piece, Style
from tests.drawer.setting import SetLine, set_paragraph

_MOST_ROWS = 400


class CopyDoesNotFit(Exception):
    """No number of rows takes the body: a photo is wider or higher than its columns."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A run of free body lines in one column."""

    column: int
    top: int
    """In body lines from the top of the columns."""
    rows: int


@dataclass(frozen=True, slots=True)
class Poured:
    """A line in its place."""

    piece: Piece
    line: SetLine
    column: int
    row: float
    """In body lines from the top of the columns."""
    broken_by: str


@dataclass(frozen=True, slots=True)
class _Item:
    piece: Piece
    line: SetLine
    rows: int
    first: bool
    last: bool


def photo_top(photo: Photo, rows: int) -> int:
    """The body line at which a photo begins in columns of ``rows`` lines."""
    return rows - photo.rows if photo.down is None else photo.down


def free_slots(columns: int, rows: int, photos: Sequence[Photo], reserved_at_end: int = 0) -> list[Slot]:
    """The runs of free lines in reading order; none shorter than two lines."""
    slots = []
    for column in range(columns):
        taken = sorted(
            (photo_top(p, rows), photo_top(p, rows) + p.rows) for p in photos if p.column <= column < p.column + p.span
        )
        foot = rows - (reserved_at_end if column == columns - 1 else 0)
        top = 0
        for start, end in [*taken, (foot, foot)]:
            if start - top >= 2:
                slots.append(Slot(column, top, min(start, foot) - top))
            top = max(top, end)
    return slots


def _set_items(pieces: Sequence[Piece], style: Style, width: float) -> list[_Item]:
    items = []
    for piece in pieces:
        if piece.kind == "gap":
            items.append(_Item(piece, SetLine("", (), 0.0), 1, True, True))
            continue
        if piece.kind == "subhead":
            lines = set_paragraph(piece.text, style.subhead_face, style.char_px, width, justify=False)
        else:
            indent = 0.0 if piece.goes_on else style.char_px * (1.0 if piece.kind == "verse" else 2.0)
            justify = piece.kind == "paragraph"
            lines = set_paragraph(piece.text, style.body_face, style.char_px, width, indent, justify)
        for i, line in enumerate(lines):
            rows = 2 if piece.kind == "subhead" and len(lines) == 1 else 1
            items.append(_Item(piece, line, rows, i == 0, i + 1 == len(lines)))
    return items


def pour(
    pieces: Sequence[Piece], slots: Sequence[Slot], style: Style, width: float
) -> tuple[list[Poured], list[Piece]]:
    """Lines in their slots, in order, and what found no room.

    A subhead takes two lines and stays with the line after it; all other lines take one.
    """
    items = _set_items(pieces, style, width)
    poured: list[Poured] = []
    at, used = 0, 0
    for i, item in enumerate(items):
        keep = item.rows + (2 if item.piece.kind == "subhead" and i + 1 < len(items) else 0)
        while at < len(slots) and slots[at].rows - used < keep:
            at, used = at + 1, 0
        if at == len(slots):
            return poured, _left_over(items[i:])
        slot = slots[at]
        if item.piece.kind == "gap" and used == 0:
            continue
        broken_by = _break_before(item, poured, slot)
        row = slot.top + used + (item.rows - 1) / 2
        poured.append(Poured(item.piece, item.line, slot.column, row, broken_by))
        used += item.rows
    return poured, []


def _break_before(item: _Item, poured: Sequence[Poured], slot: Slot) -> str:
    if item.first:
        return "page" if item.piece.goes_on else ""
    before = poured[-1]
    if before.column != slot.column:
        return "column"
    return "figure" if slot.top > before.row else ""


def _left_over(items: Sequence[_Item]) -> list[Piece]:
    rest: list[Piece] = []
    for item in items:
        if rest and not item.first and rest[-1].block == item.piece.block:
            rest[-1] = rest[-1]._replace(text=rest[-1].text + item.line.text)
        else:
            rest.append(item.piece._replace(text=item.line.text, goes_on=item.piece.goes_on or not item.first))
    return rest


def balanced_rows(pieces: Sequence[Piece], columns: int, photos: Sequence[Photo], style: Style, width: float) -> int:
    """The fewest body lines a column that take it all. Raises CopyDoesNotFit."""
    least = max((p.rows + (p.down or 0) for p in photos), default=1)
    for rows in range(least, _MOST_ROWS):
        if not pour(pieces, free_slots(columns, rows, photos), style, width)[1]:
            return rows
    raise CopyDoesNotFit(f"{columns} columns of {width:.0f} px do not take the copy")
