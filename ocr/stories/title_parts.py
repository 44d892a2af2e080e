"""The parts of a title block around its headline: kicker, subtitle, byline, editor's note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr import language
from ocr.geometry import Box, union, x_overlap, y_overlap
from ocr.model import Role, Rule, TextLine
from ocr.stories.elements import TitleBlock
from ocr.stories.headline_parts import HEADLINE, parted
from ocr.stories.kickers import row_above
from ocr.stories.notes import note_lines
from ocr.stories.title_places import (
    DISPLAY,
    in_column,
    is_centred,
    names_alone,
    on_an_edge,
    opens_with_byline,
    spans_columns,
    stands_flush,
)
from ocr.stories.title_sides import with_sides

_WIDER = 1.6
"""A subtitle is at most so many times as wide as its headline."""
_NEAR = 1.7
"""In body characters: how far the parts of a title block stand from each other."""
_SMALLER = 0.85
"""What belongs to a headline is smaller than it, at most so large."""
_NO_SIZE = 9.0
"""Of a headline that stands elsewhere: larger than all that may belong to it."""


@dataclass(frozen=True, slots=True)
class _Above:
    """What a line under a headline has above it."""

    head: Box
    """The headline, with the bylines and notes under it so far."""
    size: float
    """The headline's, over the body's."""
    last: TextLine | None
    """The last line of a byline or a subtitle, where nothing else has followed."""
    subtitled: bool
    noted: bool


def with_parts(
    head: Sequence[TextLine], rest: Sequence[TextLine], rules: Sequence[Rule], char_px: float, turned: bool = False
) -> tuple[TitleBlock, list[TextLine]]:
    """Grows a headline upward and downward over the lines that belong to it. ``turned``: the page is a vertical one,
    laid on its side."""
    pool = list(rest)
    vertical = any(line.line.vertical for line in head)
    if vertical:
        return with_sides(head, pool, rules, char_px, turned)
    kicker: list[TextLine] = []
    area = union(line.box for line in head)
    size = max(line.size for line in head)
    while row := row_above(area, union(x.box for x in head), size, pool, rules, char_px, turned):
        kicker = row + kicker
        pool = [line for line in pool if line not in row]
        area = union([area, *(line.box for line in row)])
    block = TitleBlock(kicker=tuple(kicker), headline=_in_order(head))
    return grow_down(block, pool, rules, char_px, turned)


def _in_order(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda h: h.box.cy):
        if rows and abs(line.box.cy - rows[-1][0].box.cy) < 0.5 * line.box.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return tuple(line for row in rows for line in sorted(row, key=lambda h: h.box.left))


def grow_down(
    block: TitleBlock, pool: list[TextLine], rules: Sequence[Rule], char_px: float, turned: bool = False
) -> tuple[TitleBlock, list[TextLine]]:
    """The block with the subtitle, byline and note that follow under it, and the lines that are left."""
    subtitle: list[TextLine] = list(block.subtitle)
    byline: list[TextLine] = list(block.byline)
    note: list[TextLine] = list(block.note)
    area, head = block.box, block.head
    size = block.size or _NO_SIZE
    while True:
        near = sorted(
            (
                line
                for line in pool
                if not line.line.vertical
                and line.role is not Role.LIST_ITEM
                and -0.6 * char_px <= line.box.top - area.bottom <= _NEAR * char_px
                and line.box.cy > area.bottom - 0.3 * char_px
                and x_overlap(line.box, area) > 0.5 * min(line.box.width, area.width)
                and not parted(area, line.box, rules)
            ),
            key=lambda c: (c.box.top, c.box.left),
        )
        last = None if note else byline[-1] if byline else subtitle[-1] if subtitle else None
        above = _Above(head, size, last, bool(subtitle), bool(note))
        parts = [(c, _part_below(c, above, pool, char_px, turned)) for c in near]
        line, part = next(((c, p) for c, p in parts if p is not None), (None, None))
        if line is None:
            break
        if part == "note":
            note += note_lines(line, pool, char_px)
            pool = [p for p in pool if p not in note]
        else:
            (byline if part == "byline" else subtitle).append(line)
            pool.remove(line)
        area = union([area, line.box, *(n.box for n in note)])
        if part in ("byline", "note"):
            head = union([head, area])
    grown = TitleBlock(block.kicker, block.headline, tuple(subtitle), tuple(byline), tuple(note))
    return grown, pool


def _part_below(line: TextLine, above: _Above, pool: Sequence[TextLine], char_px: float, turned: bool) -> str | None:
    """What a line under a headline is to it: byline, note, subtitle, or None for the story's own text."""
    text = line.text.strip()
    head, last = above.head, above.last
    if not above.noted and language.is_note(text):
        return "note"
    if opens_with_byline(line, pool):
        return None
    if last is None and _inset_part(line, head, pool, char_px):
        return "byline" if names_author(line) or language.is_person(text) else "subtitle"
    if language.is_jump_line(text) or len(text) < 2:
        return None
    if line.size > _SMALLER * above.size:
        return None
    if names_author(line) and line.size < HEADLINE:
        return "byline"
    if last is not None and language.is_address(text) and language.is_byline(last.text):
        return "byline"
    if last is not None and _continues(line, last, head, char_px):
        if language.is_byline(last.text) and len(text) <= 8 and not any(mark in text for mark in "，。、；：！？"):
            return "byline"
        if last.box.width >= 0.5 * head.width and not in_column(line, pool, char_px, down=True):
            return "subtitle" if not language.is_byline(last.text) else None
    if turned and not (last is not None and names_author(last)) and names_alone(line, pool, char_px):
        return "byline"
    if not is_centred(line.box, head, char_px, turned):
        return None
    return _centred_part(line, above, pool, char_px, turned)


def _centred_part(line: TextLine, above: _Above, pool: Sequence[TextLine], char_px: float, turned: bool) -> str | None:
    """What a line under the middle of its headline, or flush with it, is: byline, subtitle, or None for text."""
    text = line.text.strip()
    head = above.head
    if text[0] in "—－-―一" and text[1:2] in "—－-―一":
        return "subtitle"
    if language.is_person(text) and line.size < HEADLINE and _stands_alone(line, pool, char_px):
        return "byline"
    # Under a byline comes no subtitle but one with its dash.
    if above.last is not None and names_author(above.last):
        return None
    if stands_flush(line, head, pool, char_px):
        return "byline" if language.is_name_row(text) and len(text) <= 12 else "subtitle"
    if in_column(line, pool, char_px, down=True):
        return None
    wider = line.size < HEADLINE and spans_columns(line, pool, char_px)
    if line.size >= DISPLAY and line.weight < 3 and (wider or not on_an_edge(line, pool, char_px)):
        return "subtitle"
    middle = abs(line.box.cx - head.cx) <= 1.2 * char_px + 0.06 * head.width
    indented = line.box.left - head.left > 1.5 * char_px and head.right - line.box.right > 1.5 * char_px
    if not middle or language.ends_sentence(text):
        return None
    if language.is_name_row(text) and len(text) <= 12:
        return "byline"
    if (text[0] in "（(" and text[-1] in "）)") or (turned and spans_columns(line, pool, char_px)):
        return "subtitle"
    edged = on_an_edge(line, pool, char_px)
    # A dash before a subtitle that is wider than its headline may not have been read.
    if line.weight >= 1.35 or line.box.width > (1.15 if edged or turned else _WIDER) * head.width:
        return None
    return "subtitle" if (above.subtitled and indented) or not edged else None


def _inset_part(line: TextLine, head: Box, pool: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line opens the few centred ones between a headline set into a column and the column's text.

    They fill the column nearly, as its text does, but stand on the headline's axis, end in no stop, and a gap
    wider than between the text's lines follows.
    """
    if head.width > 16 * char_px:
        return False
    tail, last = [line], line
    while len(tail) <= 4:
        below = [
            other
            for other in pool
            if other not in tail
            and x_overlap(other.box, last.box) > 0
            and -0.3 * char_px <= other.box.top - last.box.bottom < 2.5 * char_px
            and other.box.cy > last.box.cy + 0.5 * char_px
        ]
        following = min(below, key=lambda other: other.box.top, default=None)
        if following is None or following.box.top - last.box.bottom > 0.9 * char_px:
            break
        tail.append(following)
        last = following
    off = [(part.box.cx - head.cx) / char_px for part in tail]
    # A dash before the first of them may not have been read.
    centred = -0.8 < off[0] < 1.3 and all(abs(way) < 0.8 for way in off[1:])
    plain = all((part.weight < 1.3 or names_author(part)) and part.size < 1.3 for part in tail)
    open_ended = not any(language.ends_sentence(part.text) for part in tail)
    return len(tail) <= 4 and centred and plain and open_ended and following is not None and following.weight < 1.3


def names_author(line: TextLine) -> bool:
    """Whether a line is a byline: by its words, or names behind a mark that was not read."""
    if language.is_byline(line.text):
        return True
    first = line.reading.positions[0] * line.box.width if line.reading.positions else 0.0
    marked = first > 1.25 * line.box.height
    return marked and len(line.text) <= 12 and language.is_name_row(line.text.replace(" ", ""))


def _stands_alone(line: TextLine, pool: Sequence[TextLine], char_px: float) -> bool:
    """Whether nothing stands beside a name at its height, and no second name under it, as in a list."""
    return not any(
        other is not line
        and -x_overlap(other.box, line.box) < 2 * char_px
        and (
            y_overlap(other.box, line.box) > 0.3 * line.box.height
            or (0 < other.box.cy - line.box.cy < 3 * char_px and language.is_person(other.text))
        )
        for other in pool
    )


def _continues(line: TextLine, last: TextLine, head: Box, char_px: float) -> bool:
    """Whether a line goes on a subtitle or byline that is broken over two: its axis or the headline's, same size,
    tight below."""
    gap = line.box.top - last.box.bottom
    return (
        min(abs(line.box.cx - last.box.cx), abs(line.box.cx - head.cx)) < 0.6 * char_px
        and -0.3 * char_px <= gap < 0.75 * char_px
        and abs(line.size - last.size) < 0.15
        and line.weight < 1.35
        and line.box.width <= last.box.width + char_px
    )
