"""Lays out one item - a story, a continuation, an advertisement - as marks from (0, 0) down.

Heights depend on the copy; ``stretch`` is what the neighbours leave over, shared out around the title block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ocr.geometry import Box
from tests.drawer.columns import balanced_rows, free_slots, photo_top, pour
from tests.drawer.copy import Advertisement, Continuation, Item, Photo, Piece, Story, Style, pieces_of
from tests.drawer.marks import (
    Mark,
    PhotoMark,
    RuleMark,
    TintMark,
    fitted_line,
    frame_marks,
    line_height,
    shifted,
    text_mark,
    vertical_mark,
)
from tests.drawer.setting import set_line, set_paragraph

_FRAME_PAD = 0.9
_CAPTION_EMS = 0.86
_PHOTO_AIR = 0.35
"""Between a photo and the text around it, in ems."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Marks of one item, how high it is, and what did not fit, by article."""

    marks: list[Mark]
    height: int
    rest: Mapping[str, list[Piece]]


def lay(item: Item, width: int, style: Style, carried: Mapping[str, list[Piece]], stretch: int = 0) -> Laid:
    """Lays out an item ``width`` pixels wide; ``carried`` holds what earlier pages left over."""
    if isinstance(item, Advertisement):
        return _lay_advertisement(item, width, style, stretch)
    if isinstance(item, Continuation):
        return _lay_continuation(item, width, style, carried, stretch)
    if item.framed:
        return _lay_framed(item, width, style, stretch)
    if item.photo_story:
        return _lay_photo_story(item, width, style, stretch)
    if item.side_headline:
        return _lay_beside(item, width, style)
    title, top = _title_block(item, width, style, stretch)
    if not item.body:
        return Laid(title, top, {})
    body = _lay_columns(item, pieces_of(item.body), width, style)
    return Laid(title + shifted(body.marks, 0, top), top + body.height, body.rest)


def _title_block(story: Story, width: int, style: Style, stretch: int) -> tuple[list[Mark], int]:
    """Kicker, headline, subtitle, byline and note, centred one under the other, and their height."""
    lines = [(story.kicker, style.deck_face, 1.25, "kicker", 0.1)] if story.kicker else []
    lines += [(text, style.head_face, story.headline_ems, "headline", 0.25) for text in story.headline.split("\n")]
    if story.subtitle:
        lines.append((f"——{story.subtitle}", style.deck_face, 1.2, "subtitle", 0.2))
    if story.byline:
        lines.append((story.byline, style.deck_face, 1.0, "byline", 0.25))
    air = stretch / (len(lines) + 1)
    marks: list[Mark] = []
    y = 0.0
    for text, face, ems, role, after in lines:
        line, px = fitted_line(text, face, style.px(ems), width)
        y += air
        marks.append(text_mark(line, (width - line.width) / 2, y, face, px, role, story.id))
        y += line_height(px) + style.px(after)
    if story.editor_note:
        px = style.px(1.06)
        for line in set_paragraph(story.editor_note, style.deck_face, px, width - 4 * px, 2 * px):
            marks.append(text_mark(line, 2 * px, y, style.deck_face, px, "editor_note", story.id))
            y += line_height(px) + style.px(0.14)
    return marks, round(y + air + style.px(0.2))


def _lay_columns(story: Story, pieces: list[Piece], width: int, style: Style) -> Laid:
    """The body in its columns, with the photos, the jump line and the column rules."""
    gutter = style.px(style.gutter)
    column_width = (width - gutter * (story.columns - 1)) // story.columns
    rows = story.rows or balanced_rows(pieces, story.columns, story.photos, style, column_width)
    slots = free_slots(story.columns, rows, story.photos, reserved_at_end=1 if story.jump_to else 0)
    poured, rest = pour(pieces, slots, style, column_width)
    marks: list[Mark] = []
    for photo in story.photos:
        left = photo.column * (column_width + gutter)
        wide = photo.span * (column_width + gutter) - gutter
        marks += _photo_marks(photo, story.id, left, photo_top(photo, rows), wide, style)
    for p in (p for p in poured if p.piece.kind != "gap"):
        subhead = p.piece.kind == "subhead"
        face = style.subhead_face if subhead else style.body_face
        x = p.column * (column_width + gutter) + ((column_width - p.line.width) / 2 if subhead else 0)
        role = {"subhead": "subhead", "verse": "verse"}.get(p.piece.kind, "body")
        mark = text_mark(p.line, x, p.row * style.pitch, face, style.char_px, role, story.id)
        marks.append(replace(mark, block=p.piece.block, broken_by=p.broken_by))
    if story.jump_to:
        line = set_line(f"（下转{story.jump_to}）", style.deck_face, style.char_px)
        y = (rows - 1) * style.pitch
        marks.append(text_mark(line, width - line.width, y, style.deck_face, style.char_px, "jump", story.id))
    if style.column_rules:
        marks += _column_rules(story, rows, column_width, gutter, style)
    return Laid(marks, rows * style.pitch, {story.id: rest} if rest else {})


def _column_rules(story: Story, rows: int, column_width: int, gutter: int, style: Style) -> list[Mark]:
    """A rule in every gutter, left out where a photo lies across it."""
    marks: list[Mark] = []
    for after in range(story.columns - 1):
        across = [p for p in story.photos if p.column <= after < p.column + p.span - 1]
        edges = [0, *sorted(e for p in across for e in (photo_top(p, rows), photo_top(p, rows) + p.rows)), rows]
        x = (after + 1) * (column_width + gutter) - gutter // 2
        for top, foot in zip(edges[::2], edges[1::2], strict=True):
            if foot > top:
                inset = style.px(0.3)
                marks.append(RuleMark(Box(x, top * style.pitch + inset, x + style.rule_px, foot * style.pitch - inset)))
    return marks


def _photo_marks(photo: Photo, article: str, left: int, top_row: int, width: int, style: Style) -> list[Mark]:
    """The picture with its caption under it, ``photo.rows`` body lines in all."""
    px = style.px(_CAPTION_EMS)
    lines = set_paragraph(photo.caption, style.caption_face, px, width, justify=False)
    air = style.px(_PHOTO_AIR)
    top = top_row * style.pitch + (air if top_row else style.px(0.1))
    step = round(px * 1.3)
    foot = (top_row + photo.rows) * style.pitch - air - step * len(lines)
    marks: list[Mark] = [PhotoMark(Box(left, top, left + width, foot), photo.scene, photo.caption, article)]
    for i, line in enumerate(lines):
        x = left + ((width - line.width) / 2 if len(lines) == 1 else 0)
        y = foot + style.px(0.12) + i * step
        marks.append(text_mark(line, x, y, style.caption_face, px, "caption", article))
    return marks


def _lay_framed(story: Story, width: int, style: Style, stretch: int) -> Laid:
    pad = style.px(_FRAME_PAD)
    inner = lay(replace(story, framed=False), width - 2 * pad, style, {}, stretch)
    height = inner.height + 2 * pad
    return Laid(
        frame_marks(Box(0, 0, width, height), style.rule_px) + shifted(inner.marks, pad, pad), height, inner.rest
    )


def _lay_beside(story: Story, width: int, style: Style) -> Laid:
    """The headline runs down the left, the columns stand right of it; the byline, if any, at its foot."""
    px = style.px(story.headline_ems)
    strip = round(px * 1.55)
    body = _lay_columns(story, pieces_of(story.body), width - strip, style)
    head = vertical_mark(story.headline, px * 0.15, style.px(0.2), style.head_face, px, "headline", story.id)
    return Laid([head, *shifted(body.marks, strip, 0)], max(body.height, head.box.bottom), body.rest)


def _lay_photo_story(story: Story, width: int, style: Style, stretch: int) -> Laid:
    """The photo, the headline under it, and the long caption as the body."""
    picture = story.photos[0]
    foot = picture.rows * style.pitch + stretch
    px = style.px(story.headline_ems)
    head = set_line(story.headline, style.head_face, px)
    marks: list[Mark] = [PhotoMark(Box(0, 0, width, foot), picture.scene, "".join(story.body), story.id)]
    y = foot + style.px(0.4)
    marks.append(text_mark(head, (width - head.width) / 2, y, style.head_face, px, "headline", story.id))
    y += line_height(px) + style.px(0.2)
    body = _lay_columns(replace(story, photos=(), columns=1), pieces_of(story.body), width, style)
    return Laid(marks + shifted(body.marks, 0, y), y + body.height, {})


def _lay_continuation(
    item: Continuation, width: int, style: Style, carried: Mapping[str, list[Piece]], stretch: int
) -> Laid:
    story, pieces = item.story, carried[item.story.id]
    marks: list[Mark] = []
    y = 0
    if item.jump_from:
        line = set_line(f"（上接{item.jump_from}）", style.deck_face, style.char_px)
        marks.append(text_mark(line, 0, y, style.deck_face, style.char_px, "jump", story.id))
        y += line_height(style.char_px) + style.px(0.2)
    if item.headline:
        px = style.px(1.7)
        head = set_line(item.headline, style.head_face, px)
        marks.append(text_mark(head, 0, y, style.head_face, px, "jump_headline", story.id))
        y += line_height(px) + style.px(0.3) + stretch
    rest = replace(story, columns=item.columns, photos=item.photos, rows=item.rows, jump_to="")
    body = _lay_columns(rest, pieces, width, style)
    return Laid(marks + shifted(body.marks, 0, y), y + body.height, body.rest)


def _lay_advertisement(item: Advertisement, width: int, style: Style, stretch: int) -> Laid:
    height = style.px(item.ems_high) + stretch
    box = Box(0, 0, width, height)
    white = item.tint is not None and item.tint < 128
    marks: list[Mark] = [] if item.tint is None else [TintMark(box, item.tint)]
    marks += frame_marks(box, 2 * style.rule_px)
    sizes = [style.px(ems) for _, ems in item.lines]
    air = (height - sum(map(line_height, sizes))) / (len(sizes) + 1)
    y = 0.0
    for (text, _), px in zip(item.lines, sizes, strict=True):
        line, px = fitted_line(text, "hei_bold", px, width - 2 * style.px(1))
        y += air
        marks.append(text_mark(line, (width - line.width) / 2, y, "hei_bold", px, "ad", white=white))
        y += line_height(px)
    marks += _corner_mark(item.mark, box, style, white)
    return Laid(marks, height, {})


def _corner_mark(text: str, box: Box, style: Style, white: bool) -> Sequence[Mark]:
    px = style.px(0.8)
    line = set_line(text, "hei", px)
    x, y = box.right - line.width - style.px(0.5), box.bottom - line_height(px) - style.px(0.3)
    return [text_mark(line, x, y, "hei", px, "ad", white=white)]
