"""Zones: the elements of one story on one page, put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from ocr import language
from ocr.geometry import Box, in_rows, union, x_overlap, y_overlap
from ocr.model import Figure, Furniture, Piece, Role, TextLine, Zone
from ocr.stories.doubts import doubts_in
from ocr.stories.elements import Atom, FigureBlock, Run, TitleBlock
from ocr.stories.flow import reading_order
from ocr.stories.paragraphs import pieces_of
from ocr.stories.plausibility import is_tag

_LEAST_WORDS = 6
"""Fewer words under a headline are no story; the end of one that comes from another page may be as short."""
_LEAST_LIST = 30
"""Words without a Chinese stop are a list or a foreign text from this many hanzi or words on."""
_LEAST_ITEMS = 4
"""A headline over so many items of a list or rows of a table is a story."""
_OPENING_LINES = 4
"""A byline in brackets is no longer, in the narrowest column."""
_ALIGNED, _FLUSH, _NEXT = 0.6, 0.5, 2.0
"""Of a list's lines, this share stands in line with the next one, this near, and no farther off, in line heights."""
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def zone_of(group: Sequence[Atom], char_px: float) -> Zone:
    """The zone of one story's elements: titles in their fields, runs as pieces, figures with captions."""
    titles = [a.title for a in group if a.title is not None]
    runs = reading_order([a.run for a in group if a.run is not None])
    figures = [a.figure for a in group if a.figure is not None]
    runs, head_byline, tail_byline, came_from = _peeled(runs)
    titles = sorted(titles, key=lambda t: (-t.head.area, t.box.top))
    box = union(a.box for a in group if a.kind != "insert")
    heads = [t for t in titles if t.headline]
    extra = [t for t in heads[1:] if not is_tag(t, heads)]
    over = in_rows(line for t in extra if t.head.top < heads[0].head.top for line in t.headline)
    under = in_rows(line for t in extra if t.head.top >= heads[0].head.top for line in t.headline)
    kicker = _text([*over, *(line for t in titles for line in t.kicker)], " ")
    bylines = [_text([line for t in titles for line in t.byline], " "), head_byline, tail_byline]
    byline = " ".join(dict.fromkeys(language.tidy_byline(part) for part in bylines if part)) or None
    note = _text([line for t in titles for line in t.note], "")
    pieces = pieces_of(runs, char_px)
    headline = _headline(heads[0]) if heads else None
    return Zone(
        box=box,
        kicker=kicker,
        headline=headline,
        subtitle=_subtitle([*under, *(line for t in titles for line in t.subtitle)]),
        byline=byline,
        editor_note=note,
        title_box=union(t.box for t in titles if not is_tag(t, heads)) if titles else None,
        title_confidence=_title_confidence(titles),
        pieces=pieces,
        figures=tuple(_figure(f) for f in figures),
        jump_from=came_from,
        is_package=bool(headline and note and not pieces and not figures),
    )


def is_story(zone: Zone) -> bool:
    """Whether a zone says something: text in sentences, a list or verses, or a captioned photo under a headline.
    The paper's name with its date, a teaser (详刊P4) and a banner do not."""
    if zone.headline and language.is_ad_label(zone.headline):
        return False
    if zone.editor_note or zone.jump_from or zone.jump_to:
        return True
    text = "".join(piece.text for piece in zone.pieces)
    if not text:
        captions = [language.hanzi(figure.caption or "") for figure in zone.figures]
        return bool(zone.headline) and max(captions, default=0) >= _LEAST_WORDS
    if zone.headline and sum(piece.kind == "list_item" for piece in zone.pieces) >= _LEAST_ITEMS:
        return True
    if language.is_imprint(text) and not any(mark in text for mark in "。！？"):
        return False
    words = language.hanzi(text) + len(_LATIN_WORD.findall(" ".join(piece.text for piece in zone.pieces)))
    if zone.headline and words < _LEAST_WORDS:
        return False
    if any(mark in text for mark in "。！？；，、："):
        return True
    short = all(len(piece.text) <= _LEAST_LIST for piece in zone.pieces)
    return words >= _LEAST_LIST and not (short and _is_scattered([piece.box for piece in zone.pieces]))


def _is_scattered(boxes: Sequence[Box]) -> bool:
    """Whether words stand here and there, as the names on a map do: most of them over or under no other that begins,
    ends or has its middle in line with it. Boxes are those of pieces without a stop."""
    if len(boxes) < _LEAST_ITEMS:
        return False
    size = median(min(box.width, box.height) for box in boxes)
    return sum(any(_goes_with(a, b, size) for b in boxes if b is not a) for a in boxes) < _ALIGNED * len(boxes)


def _goes_with(one: Box, other: Box, size: float) -> bool:
    off = min(abs(one.left - other.left), abs(one.right - other.right), abs(one.cx - other.cx))
    return off < _FLUSH * size and -y_overlap(one, other) < _NEXT * size and x_overlap(one, other) > 0


def tags_of(group: Sequence[Atom]) -> list[Furniture]:
    """The section's tags over a story: 聚焦, 基层监管. They are in none of its fields."""
    heads = [a.title for a in group if a.title is not None and a.title.headline]
    return [Furniture(Role.DECORATION, _text(t.headline, " ") or "", t.head) for t in heads if is_tag(t, heads)]


def _title_confidence(titles: Sequence[TitleBlock]) -> float:
    lines = [line for t in titles for line in t.headline]
    return min((line.confidence for line in lines), default=1.0)


def _text(lines: Sequence[TextLine], between: str) -> str | None:
    return between.join(line.text.strip() for line in lines) or None


def _headline(title: TitleBlock) -> str:
    """Its lines with a space between, but for a line broken inside a word or a clause; without the mark before it."""
    parts = [line.text.strip() for line in title.headline]
    text = parts[0].lstrip(f"{language.MARKS} ") or parts[0]
    for line, part in zip(title.headline[1:], parts[1:], strict=True):
        text += part if _runs_on(text, part, title, line) else f" {part}"
    return text


def _runs_on(before: str, after: str, title: TitleBlock, line: TextLine) -> bool:
    """Whether a headline's second line goes on with the first one's words: it is broken at its full width."""
    first = title.headline[0].box
    if language.splits_word(before, after) or language.cannot_begin(after) or after[0] in "（(":
        return True
    return not title.vertical and line.box.width < 0.75 * first.width and first.width >= 0.9 * title.box.width


def _subtitle(lines: Sequence[TextLine]) -> str | None:
    text = _text(lines, "")
    if text is None:
        return None
    if text[0] == "一" and (text[1:2] in "—－-―一" or text[1:2].isdigit()):
        return text.lstrip("—－-―一 ")
    return text.lstrip("—－-― ")


def _figure(block: FigureBlock) -> Figure:
    caption = ""
    for line in block.caption:
        caption, _ = language.joined(caption, line.text)
    if not caption:
        return Figure(block.picture)
    box = union(line.box for line in block.caption)
    confidence = min(line.confidence for line in block.caption)
    return Figure(block.picture, caption, box, confidence, doubts_in(caption, block.caption))


def _peeled(runs: Sequence[Run]) -> tuple[tuple[Run, ...], str | None, str | None, str | None]:
    """The runs without what is no body: a byline at the head, names at the end, 上接 at the beginning."""
    kept = list(runs)
    head = tail = came_from = None
    if kept:
        kept[0], head, came_from = _without_head(kept[0])
    kept = [run for run in kept if run.lines]
    if kept:
        kept[-1], tail = _without_tail(kept[-1])
    return tuple(run for run in kept if run.lines), head, tail, came_from


def _without_head(run: Run) -> tuple[Run, str | None, str | None]:
    """A story's first run without the byline that it opens with, or without its 上接; that byline, and the page."""
    first = run.lines[0]
    found = language.jump_from(first.text)
    if found is not None:
        came_from, whole = found
        return _with_line(run, 0, first.text.lstrip()[len(whole) :].strip()), None, came_from
    if not ((language.is_byline(first.text) and not _opens_with_byline(run)) or _is_lone_name(run)):
        return run, None, None
    head, run = first.text.strip(), _with_line(run, 0, "")
    if run.lines and language.is_address(run.lines[0].text):
        head += f" {run.lines[0].text.strip()}"
        run = _with_line(run, 0, "")
    return run, head, None


def _without_tail(run: Run) -> tuple[Run, str | None]:
    """A story's last run without the names at its end, and these; names in brackets stay in the text."""
    signed = _signature(run)
    if signed:
        return replace(run, lines=run.lines[: -len(signed)]), "".join(line.text.strip() for line in signed)
    last = run.lines[-1].text
    names = language.names_after_stop(last)
    if names is not None:
        return _with_line(run, len(run.lines) - 1, last.rstrip()[: -len(names)].rstrip()), names
    return run, language.tail_byline("".join(line.text for line in run.lines[-2:]))


def _opens_with_byline(run: Run) -> bool:
    """Whether a run's first line is a part of a byline in brackets that is the body's own beginning."""
    return language.opening_byline("".join(line.text.strip() for line in run.lines[:_OPENING_LINES])) is not None


def _is_lone_name(run: Run) -> bool:
    """Whether a run opens with a name alone on its line, over a paragraph's indent."""
    if len(run.lines) < 2 or not language.is_person(run.lines[0].text):
        return False
    first, second = (line.box for line in run.lines[:2])
    indent = second.left - run.left.at(second.cy)
    return indent > 1.2 * second.height and first.width < 0.5 * run.column.width


def _signature(run: Run) -> tuple[TextLine, ...]:
    """The last lines of a run that name who wrote, set in or at the right: one, or two of a long source."""
    for count in (1, 2):
        lines = run.lines[-count:]
        text = "".join(line.text.strip() for line in lines)
        inset = (lines[0].box.left - run.left.at(lines[0].box.cy)) / lines[0].box.height
        at_right = run.right.at(lines[0].box.cy) - lines[0].box.right < 2.5 * lines[0].box.height
        named = language.is_name_row(text) or language.is_byline(text)
        together = at_right and inset > 1.2 and language.is_name_row(text) and " " in text
        if len(lines) == count and ((count == 1 and named and inset > 3) or together):
            return lines
        if len(lines) == count == 2 and inset > 1.2 and language.is_source(text):
            return lines
    return ()


def _with_line(run: Run, at: int, text: str) -> Run:
    """The run with another text for one of its lines; without the line where the text is empty."""
    line = run.lines[at]
    start = line.text.find(text)
    chars = line.reading.chars[start : start + len(text)]
    changed = (replace(line, reading=replace(line.reading, text=text, chars=chars, positions=())),) if text else ()
    return replace(run, lines=(*run.lines[:at], *changed, *run.lines[at + 1 :]))


def photo_story(zone: Zone) -> Zone:
    """A photo with a title and a long caption and no other text: the caption is its body."""
    captioned = [f for f in zone.figures if f.caption]
    if zone.pieces or not zone.headline or not captioned or zone.editor_note:
        return zone
    pieces = tuple(map(_told, captioned))
    figures = tuple(Figure(f.box) for f in zone.figures)
    return replace(zone, pieces=pieces, figures=figures)


def _told(figure: Figure) -> Piece:
    """A caption as a paragraph; setting out changes no character's place, only which kind of space a space is."""
    text = language.set_out(figure.caption or "")
    box, doubts = figure.caption_box or figure.box, figure.caption_doubts
    return Piece("paragraph", text, figure.caption_confidence, box, starts=True, ends=True, doubts=doubts)
