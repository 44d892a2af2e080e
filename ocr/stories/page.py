"""The stories of one page, from its lines to its zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr import language
from ocr.geometry import Box, covered, union, x_covered, x_overlap, y_covered
from ocr.model import Figure, Furniture, Piece, Role, TextLine, Zone
from ocr.stories.captions import tie_captions
from ocr.stories.elements import Atom, FigureBlock, PageLayout, Run, TitleBlock
from ocr.stories.flow import is_subhead, reading_order
from ocr.stories.furniture import split_furniture
from ocr.stories.paragraphs import is_verse, pieces_of
from ocr.stories.partition import Search
from ocr.stories.runs import gather_runs
from ocr.stories.titles import gather_titles


@dataclass(frozen=True, slots=True)
class PageStories:
    """What a page holds; boxes in pixels of the straightened page."""

    zones: tuple[Zone, ...]
    furniture: tuple[Furniture, ...]
    loose_figures: tuple[Figure, ...]
    lines: tuple[TextLine, ...]
    """Every line with its role."""


def find_stories(layout: PageLayout) -> PageStories:
    """Tells the stories of a page apart."""
    kept, furniture, adverts = split_furniture(layout)
    lines = [layout.lines[i] for i in kept]
    lines = _with_drop_caps(lines)
    pictures = [i.box for i in layout.illustrations if not any(covered(i.box, ad) > 0.7 for ad in adverts)]
    printed_on = [layout.lines[i] for i in kept if layout.pictured[i] > 0.6]
    figures, photo_titles, lines_left = tie_captions(pictures, lines, printed_on, layout.char_px)
    jumps = [line for line in lines_left if language.is_jump_line(line.text)]
    lines_left = tuple(line for line in lines_left if line not in jumps)
    panels = [f.box for f in layout.frames if f.kind != "box"]
    titles, lines_left = gather_titles(lines_left, layout.rules, layout.char_px, panels, photo_titles)
    obstacles = [*(f.box for f in figures), *(t.box for t in titles), *adverts]
    runs = gather_runs(lines_left, layout.rules, obstacles, layout.char_px)
    atoms = _atoms(titles, runs, figures, adverts)
    groups = _grouped(layout, atoms)
    zones = [_zone(group, layout.char_px) for group in groups]
    zones, loose, tags = _settled(zones)
    zones = _with_jumps(zones, jumps, layout.char_px)
    furniture = (*furniture, *tags, *(Furniture(Role.JUMP, j.text, j.box) for j in jumps))
    roles = _roles(groups, kept, layout, furniture, jumps)
    lines_told = tuple(replace(line, role=roles.get(id(line.line), Role.DECORATION)) for line in layout.lines)
    return PageStories(tuple(_page_order(zones)), furniture, tuple(loose), lines_told)


def _with_drop_caps(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines with each drop capital put before the first of the lines beside it."""
    kept = list(lines)
    for cap in lines:
        if cap.size < 1.6 or len(cap.text.strip()) != 1 or language.hanzi(cap.text) != 1:
            continue
        beside = [
            line
            for line in kept
            if 0 <= line.box.left - cap.box.right < 0.8 * cap.box.height
            and y_covered(line.box, cap.box) > 0.7
            and line.size < 0.7 * cap.size
        ]
        if len(beside) < 2:
            continue
        first = min(beside, key=lambda line: line.box.top)
        # The line begins where the capital does, with a paragraph's indent if the capital has one.
        whole = replace(first.line, box=first.box._replace(left=cap.box.left))
        reading = replace(first.reading, text=cap.text.strip() + first.text, chars=(), positions=())
        kept[kept.index(first)] = replace(first, line=whole, reading=reading)
        kept.remove(cap)
    return kept


def _roles(
    groups: Sequence[Sequence[Atom]],
    kept: Sequence[int],
    layout: PageLayout,
    furniture: Sequence[Furniture],
    jumps: Sequence[TextLine],
) -> dict[int, Role]:
    """What each line is, by the identity of its place on the page."""
    others = {item.box: item.role for item in furniture}
    told = {
        id(line.line): others.get(line.box, Role.DECORATION)
        for i, line in enumerate(layout.lines)
        if i not in set(kept)
    }
    told |= {id(line.line): Role.JUMP for line in jumps}
    for group in groups:
        for atom in group:
            told |= {id(line.line): role for line, role in _atom_roles(atom, group, layout.char_px)}
    return told


def _atom_roles(atom: Atom, group: Sequence[Atom], char_px: float) -> list[tuple[TextLine, Role]]:
    if atom.title is not None:
        title = atom.title
        parts = (
            (title.kicker, Role.KICKER),
            (title.headline, Role.HEADLINE),
            (title.subtitle, Role.SUBTITLE),
            (title.byline, Role.BYLINE),
            (title.note, Role.EDITOR_NOTE),
        )
        return [(line, role) for lines, role in parts for line in lines]
    if atom.figure is not None:
        return [(line, Role.CAPTION) for line in atom.figure.caption]
    run = atom.run
    if run is None:
        return []
    runs = [a.run for a in group if a.run is not None]
    body = Role.VERSE if is_verse(runs, char_px) else Role.LEAD if _is_lead(run, runs) else Role.BODY
    return [(line, Role.SUBHEAD if is_subhead(line, run, char_px) else body) for line in run.lines]


def _is_lead(run: Run, runs: Sequence[Run]) -> bool:
    """A first paragraph set over more than one column, above all the others."""
    others = [r for r in runs if r is not run]
    return (
        len(others) > 1
        and all(r.box.top >= run.box.bottom for r in others)
        and all(run.column.width > 1.6 * r.column.width for r in others)
    )


def _atoms(
    titles: Sequence[TitleBlock], runs: Sequence[Run], figures: Sequence[FigureBlock], adverts: Sequence[Box]
) -> list[Atom]:
    return [
        *(Atom("title", t.box, title=t) for t in titles),
        *(Atom("run", r.box, run=r) for r in runs),
        *(Atom("figure", f.box, figure=f) for f in figures),
        *(Atom("insert", ad) for ad in adverts),
    ]


def _grouped(layout: PageLayout, atoms: Sequence[Atom]) -> list[list[Atom]]:
    """Atoms by story: frames first, from the smallest, then the page around them."""
    pool = list(atoms)
    groups: list[list[Atom]] = []
    for frame in sorted(layout.frames, key=lambda f: f.box.area):
        inside = [a for a in pool if covered(a.box, frame.box) > 0.85 or _on_its_edge(a, frame.box)]
        if not any(a.title is not None and a.title.headline for a in inside) or len(inside) == len(pool):
            continue
        if not any(a.kind in ("run", "figure") for a in inside):
            continue
        found = _search(layout, inside)
        if all(_stands_alone(group) for group in found):
            groups += found
            pool = [a for a in pool if a not in inside] + [Atom("insert", frame.box)]
    groups += _search(layout, pool)
    return [group for group in groups if any(a.kind != "insert" for a in group)]


def _on_its_edge(atom: Atom, frame: Box) -> bool:
    """A title set into a frame's upper rule."""
    box = atom.box
    return atom.kind == "title" and box.top < frame.top < box.bottom and x_covered(box, frame) > 0.95


def _search(layout: PageLayout, atoms: Sequence[Atom]) -> list[list[Atom]]:
    if not atoms:
        return []
    search = Search(atoms, layout.rules, layout.char_px)
    best = search.best(tuple(range(len(atoms))))
    return [[atoms[i] for i in group] for group in best.groups]


def _stands_alone(group: Sequence[Atom]) -> bool:
    """A story with a headline, or nothing that a story would miss."""
    headed = any(a.title is not None and a.title.headline for a in group)
    return headed or not any(a.run is not None for a in group)


def _zone(group: Sequence[Atom], char_px: float) -> Zone:
    titles = [a.title for a in group if a.title is not None]
    runs = reading_order([a.run for a in group if a.run is not None])
    figures = [a.figure for a in group if a.figure is not None]
    runs, head_byline, tail_byline, came_from = _peeled(runs)
    titles = sorted(titles, key=lambda t: (-t.head.area, t.box.top))
    box = union(a.box for a in group if a.kind != "insert")
    kicker = _text([line for t in titles for line in t.kicker], " ")
    heads = [t for t in titles if t.headline]
    byline = _text([line for t in titles for line in t.byline], " ") or head_byline or tail_byline
    note = _text([line for t in titles for line in t.note], "")
    pieces = pieces_of(runs, [f.box for f in figures], char_px)
    headline = _headline(heads[0]) if heads else None
    return Zone(
        box=box,
        kicker=kicker,
        headline=headline,
        subtitle=_subtitle([line for t in titles for line in t.subtitle]),
        byline=byline,
        editor_note=note,
        title_box=union(t.box for t in titles) if titles else None,
        title_confidence=_title_confidence(titles),
        pieces=pieces,
        figures=tuple(_figure(f) for f in figures),
        jump_from=came_from,
        is_package=bool(headline and note and not pieces and not figures),
    )


def _title_confidence(titles: Sequence[TitleBlock]) -> float:
    lines = [line for t in titles for line in t.headline]
    return min((line.reading.confidence for line in lines), default=1.0)


def _text(lines: Sequence[TextLine], between: str) -> str | None:
    return between.join(line.text.strip() for line in lines) or None


def _headline(title: TitleBlock) -> str:
    """Its lines with a space between, but for a line broken inside a word or a clause."""
    parts = [line.text.strip() for line in title.headline]
    text = parts[0]
    for line, part in zip(title.headline[1:], parts[1:], strict=True):
        text += part if _runs_on(text, part, title, line) else f" {part}"
    return text


def _runs_on(before: str, after: str, title: TitleBlock, line: TextLine) -> bool:
    """Whether a headline's second line goes on with the first one's words: it is broken at its full width."""
    first = title.headline[0].box
    if language.splits_word(before, after) or language.cannot_begin(after):
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
    return Figure(block.picture, caption or None, union(x.box for x in block.caption) if block.caption else None)


def _peeled(runs: Sequence[Run]) -> tuple[tuple[Run, ...], str | None, str | None, str | None]:
    """The runs without what is no body: a byline at the head, names at the end, 上接 at the beginning."""
    kept = list(runs)
    head = tail = came_from = None
    if kept:
        first = kept[0].lines[0]
        found = language.jump_from(first.text)
        if found is not None:
            came_from, whole = found
            kept[0] = _with_line(kept[0], 0, first.text.lstrip()[len(whole) :].strip())
        elif language.is_byline(first.text):
            head = first.text.strip()
            kept[0] = _with_line(kept[0], 0, "")
    kept = [run for run in kept if run.lines]
    if kept:
        last = kept[-1].lines[-1]
        inset = last.box.left - kept[-1].left.at(last.box.cy) > 3 * last.box.height
        named = language.is_name_row(last.text) or language.is_byline(last.text)
        if inset and named:
            tail = last.text.strip()
            kept[-1] = _with_line(kept[-1], len(kept[-1].lines) - 1, "")
        elif (names := language.names_after_stop(last.text)) is not None:
            tail = names
            kept[-1] = _with_line(kept[-1], len(kept[-1].lines) - 1, last.text.rstrip()[: -len(names)].rstrip())
        else:
            tail = language.tail_byline("".join(line.text for line in kept[-1].lines[-2:]))
    return tuple(run for run in kept if run.lines), head, tail, came_from


def _with_line(run: Run, at: int, text: str) -> Run:
    """The run with another text for one of its lines; without the line where the text is empty."""
    line = run.lines[at]
    changed = (replace(line, reading=replace(line.reading, text=text, chars=(), positions=())),) if text else ()
    return replace(run, lines=(*run.lines[:at], *changed, *run.lines[at + 1 :]))


def _settled(zones: Sequence[Zone]) -> tuple[list[Zone], list[Figure], list[Furniture]]:
    """Zones that are stories; the figures of those that are none; and titles over nothing, such as the name of a
    section set into a frame."""
    stories: list[Zone] = []
    loose: list[Figure] = []
    tags: list[Furniture] = []
    for zone in zones:
        if zone.pieces or zone.editor_note or (zone.headline and any(f.caption for f in zone.figures)):
            stories.append(_photo_story(zone))
            continue
        loose += zone.figures
        text = " ".join(part for part in (zone.kicker, zone.headline, zone.subtitle, zone.byline) if part)
        if text:
            tags.append(Furniture(Role.DECORATION, text, zone.title_box or zone.box))
    return stories, loose, tags


def _photo_story(zone: Zone) -> Zone:
    """A photo with a title and a long caption and no other text: the caption is its body."""
    captioned = [f for f in zone.figures if f.caption]
    if zone.pieces or not zone.headline or not captioned or zone.editor_note:
        return zone
    pieces = tuple(
        Piece("paragraph", language.compact(f.caption or ""), 1.0, f.caption_box or f.box, True, True) for f in captioned
    )
    figures = tuple(Figure(f.box) for f in zone.figures)
    return replace(zone, pieces=pieces, figures=figures)


def _with_jumps(zones: Sequence[Zone], jumps: Sequence[TextLine], char_px: float) -> list[Zone]:
    """Each jump line goes to the story it stands in: 下转 at its end, 上接 at its head."""
    placed = list(zones)
    for line in jumps:
        target, source = language.jump_to(line.text), language.jump_from(line.text)
        best, near = None, float("inf")
        for k, zone in enumerate(placed):
            distance = _distance(line.box, zone, source is not None)
            if distance < near:
                best, near = k, distance
        if best is None or near > 6 * char_px:
            continue
        if source is not None:
            placed[best] = replace(placed[best], jump_from=source[0])
        elif target is not None:
            placed[best] = replace(placed[best], jump_to=target)
    return placed


def _distance(line: Box, zone: Zone, at_head: bool) -> float:
    """How far a jump line stands from where such a line belongs in a zone."""
    if at_head:
        spots = [zone.box]
        return min(abs(s.top - line.bottom) + max(0, -x_overlap(s, line)) for s in spots)
    if not zone.pieces:
        return float("inf")
    last = zone.pieces[-1].box
    return max(0, line.top - last.bottom) + max(0, last.top - line.bottom) + max(0, -x_overlap(last, line))


def _page_order(zones: Sequence[Zone]) -> list[Zone]:
    return sorted(zones, key=lambda z: (z.box.top, z.box.left))
