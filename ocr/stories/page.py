"""The stories of one page, from its lines to its zones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ocr import language
from ocr.geometry import Box, covered, union, x_covered, x_overlap, y_covered
from ocr.model import Figure, Frame, Furniture, Role, Rule, TextLine, Zone
from ocr.stories.across import INSIDE, back_across, boxes_across, part_across
from ocr.stories.advertisements import is_stopped, sells
from ocr.stories.briefs import tell_briefs
from ocr.stories.captions import tie_captions
from ocr.stories.cuts import Cuts
from ocr.stories.elements import Atom, FigureBlock, PageLayout, PageStories, Run, TitleBlock
from ocr.stories.flow import ends_story, reading_order, starts_story
from ocr.stories.furniture import split_furniture
from ocr.stories.jump_lines import find_jumps, with_jumps
from ocr.stories.no_pictures import without_bars, without_text
from ocr.stories.partition import Search
from ocr.stories.photo_titles import fact_boxes
from ocr.stories.plausibility import Plausibility, is_tag
from ocr.stories.roles import roles_of
from ocr.stories.runs import gather_runs, with_drop_caps
from ocr.stories.section_labels import headed, set_apart
from ocr.stories.tables import Table, find_tables, with_rows, without_grids
from ocr.stories.tiers import parted_by_space, titles_amid
from ocr.stories.titles import gather_titles
from ocr.stories.zones import is_story, photo_story, tags_of, zone_of

_ROW = 4.0
"""In body characters: stories that begin this near each other stand side by side."""
_WHOLE = 0.85
"""A rule runs down the whole page along at least this share of what is printed."""
_EVEN = 1.1
"""Distances that differ by less than this factor are equal."""
_ON_PICTURE = 0.6
"""A line lies on a picture by more than this share."""

_Group = tuple[list[Atom], float]
"""A story's elements, and how much worse the next best way to group the page is, nats."""


def find_stories(layout: PageLayout) -> PageStories:
    """Tells the stories of a page apart, and those of its boxes that are set in the other direction."""
    printed = [line for line, pictured in zip(layout.lines, layout.pictured, strict=True) if pictured <= _ON_PICTURE]
    tables = find_tables(printed, layout.rules, layout.frames, layout.char_px, layout.turned)
    layout = without_text(without_bars(without_grids(layout, tables)))
    of_tables = {id(cell) for table in tables for row in table.rows for cell in row}
    cells = {i for i, line in enumerate(layout.lines) if id(line) in of_tables}
    kept, furniture, adverts = split_furniture(layout, cells)
    inside: set[int] = set()
    parts: list[PageStories] = []
    for box in boxes_across(layout, kept, adverts):
        within = tuple(i for i in kept if i not in inside and covered(layout.lines[i].box, box) > INSIDE)
        part = part_across(layout, within, box)
        parts.append(back_across(_stories(part, tuple(range(len(within))), (), ()), layout, within))
        inside.update(within)
        adverts = (*adverts, box)
    outside = tuple(i for i in kept if i not in inside)
    return _together(_stories(layout, outside, furniture, adverts, tables), parts, layout)


def _together(page: PageStories, parts: Sequence[PageStories], layout: PageLayout) -> PageStories:
    """The stories of a page and of its boxes; a line's role is told by that of them which holds it."""
    roles = {line.box: line for part in parts for line in part.lines}
    zones = [*page.zones, *(zone for part in parts for zone in part.zones)]
    return PageStories(
        tuple(_page_order(zones, layout.char_px, layout.turned)) if parts else page.zones,
        (*page.furniture, *(item for part in parts for item in part.furniture)),
        (*page.loose_figures, *(figure for part in parts for figure in part.loose_figures)),
        tuple(roles.get(line.box, line) for line in page.lines),
    )


def _stories(
    layout: PageLayout,
    kept: Sequence[int],
    furniture: Sequence[Furniture],
    adverts: Sequence[Box],
    tables: Sequence[Table] = (),
) -> PageStories:
    """The stories in those of a page's lines that are ``kept``."""
    lines = [layout.lines[i] for i in kept]
    lines, made = with_drop_caps(lines, layout.turned)
    briefs = tell_briefs(layout, lines, tables)
    lines, rows = with_rows(briefs.rest, tables)
    made |= briefs.made | rows
    pictures = [i.box for i in layout.illustrations if not any(covered(i.box, ad) > 0.7 for ad in adverts)]
    printed_on = [layout.lines[i] for i in kept if layout.pictured[i] > _ON_PICTURE]
    figures, photo_titles, lines_left = tie_captions(pictures, lines, printed_on, layout.char_px)
    facts = [Frame(box, "box") for box in fact_boxes(photo_titles, lines_left, layout.char_px)]
    jump_lines = find_jumps(lines_left, layout.char_px)
    jumps = [jump.line for jump in jump_lines]
    lines_left = tuple(line for line in lines_left if line not in jumps)
    titles, runs = _titles_and_runs(layout, lines_left, photo_titles, [*(f.box for f in figures), *adverts])
    titles, labels = set_apart(titles)
    atoms = _atoms(titles, runs, figures, (*adverts, *briefs.areas))
    framed = replace(layout, frames=(*layout.frames, *facts))
    continuations = [jump.line.box for jump in jump_lines if jump.source]
    found = _grouped(framed, atoms, continuations, [label.box for label in labels])
    found += [(list(group), math.inf) for group in briefs.stories]
    groups = [group for group, _ in found]
    over_none = headed(groups, labels, layout.char_px)
    parts = [replace(zone_of(group, layout.char_px), margin=-math.expm1(-margin)) for group, margin in found]
    stopped = is_stopped(layout.lines)
    sold = [
        not any(id(line.line) in rows for line in _lines_of(group)) and sells(zone, _lines_of(group), stopped)
        for group, zone in zip(groups, parts, strict=True)
    ]
    zones, loose, tags = _settled(parts, sold)
    tags += [tag for group in groups for tag in tags_of(group)]
    words = [*briefs.labels, *(label for figure in figures for label in figure.labels)]
    words += [line for label in over_none for line in label.headline]
    tags += [Furniture(Role.DECORATION, line.text, line.box) for line in words]
    zones = with_jumps(zones, jump_lines, layout.char_px)
    furniture = (*furniture, *tags, *(Furniture(Role.JUMP, j.text, j.box) for j in jumps))
    told = [_told(group, is_story(zone) and not ad) for group, zone, ad in zip(groups, parts, sold, strict=True)]
    ads = [line for group, ad in zip(groups, sold, strict=True) if ad for line in _lines_of(group)]
    roles = roles_of(told, kept, layout, furniture, {Role.JUMP: jumps, Role.ADVERTISEMENT: ads}, made)
    lines_told = tuple(replace(line, role=roles.get(id(line.line), Role.DECORATION)) for line in layout.lines)
    return PageStories(tuple(_page_order(zones, layout.char_px, layout.turned)), furniture, tuple(loose), lines_told)


def _titles_and_runs(
    layout: PageLayout, lines: Sequence[TextLine], photo_titles: Sequence[TextLine], obstacles: Sequence[Box]
) -> tuple[Sequence[TitleBlock], Sequence[Run]]:
    """The title blocks among a page's lines, and the runs of columns that the others are; no run goes on past one of
    the ``obstacles``."""
    panels = [f.box for f in layout.frames if f.kind != "box"]
    titles, rest = gather_titles(lines, layout.rules, layout.char_px, panels, photo_titles, layout.turned)
    runs = gather_runs(rest, layout.rules, [*obstacles, *(t.box for t in titles)], layout.char_px)
    if not layout.turned:
        return titles, runs
    amid, parted = titles_amid(parted_by_space(runs, layout.char_px), layout.char_px)
    return (*titles, *amid), parted


def _atoms(
    titles: Sequence[TitleBlock], runs: Sequence[Run], figures: Sequence[FigureBlock], adverts: Sequence[Box]
) -> list[Atom]:
    return [
        *(Atom("title", t.box, title=t) for t in titles),
        *(Atom("run", r.box, run=r) for r in runs),
        *(Atom("figure", f.box, figure=f) for f in figures),
        *(Atom("insert", ad) for ad in adverts),
    ]


def _grouped(
    layout: PageLayout, atoms: Sequence[Atom], continuations: Sequence[Box], labels: Sequence[Box]
) -> list[_Group]:
    """Atoms by story: frames first, from the smallest, then the page around them."""
    pool = list(atoms)
    groups: list[_Group] = []
    for frame in sorted(layout.frames, key=lambda f: f.box.area):
        inside = [a for a in pool if covered(a.box, frame.box) > 0.85 or _on_its_edge(a, frame.box)]
        headed = any(a.title is not None and a.title.headline for a in inside)
        if len(inside) == len(pool) or not (headed or (layout.turned and _is_whole(inside, layout.char_px))):
            continue
        if not any(a.kind in ("run", "figure") for a in inside):
            continue
        found = _search(layout, inside, continuations, labels)
        if not headed or all(_stands_alone(group) for group, _ in found):
            groups += found
            pool = [a for a in pool if a not in inside] + [Atom("insert", frame.box)]
    groups += _search(layout, pool, continuations, labels)
    return [one for one in groups if any(a.kind != "insert" for a in one[0])]


def _is_whole(atoms: Sequence[Atom], char_px: float) -> bool:
    """Whether text without a headline begins and ends as a story does."""
    runs = reading_order([a.run for a in atoms if a.run is not None])
    if sum(len(run.lines) for run in runs) < 4:
        return False
    return starts_story(runs[0], char_px) > 0 and ends_story(runs[-1], char_px) >= 0.6


def _on_its_edge(atom: Atom, frame: Box) -> bool:
    """A title set into a frame's upper rule."""
    box = atom.box
    return atom.kind == "title" and box.top < frame.top < box.bottom and x_covered(box, frame) > 0.95


def _search(
    layout: PageLayout, atoms: Sequence[Atom], continuations: Sequence[Box], labels: Sequence[Box]
) -> list[_Group]:
    if not atoms:
        return []
    grid = _grid(layout.rules, union(a.box for a in atoms))
    titles = [a.title for a in atoms if a.title is not None and a.title.headline]
    rules = [
        r
        for r in layout.rules
        if r not in grid and (layout.turned or not _underlines(r, titles, atoms, layout.char_px))
    ]
    heads = [a.title.head for a in atoms if a.title is not None and a.title.headline]
    in_tiers = heads if grid else ()
    stopped = is_stopped(layout.lines)
    judge = Plausibility(rules, layout.char_px, continuations, labels, in_tiers, layout.turned, stopped)
    search = Search(Cuts(atoms, rules, layout.char_px, judge))
    best = search.solve(tuple(range(len(atoms))))
    return [([atoms[i] for i in group], margin) for group, margin in zip(best.groups, best.margins, strict=True)]


def _grid(rules: Sequence[Rule], printed: Box) -> list[Rule]:
    """Rules at equal distances down the whole page, between all its columns or, in old vertical setting, its tiers:
    they part no stories, text goes on past them."""
    whole = sorted(
        (r for r in rules if not r.horizontal and y_covered(printed, r.box) > _WHOLE), key=lambda r: r.box.cx
    )
    steps = [b.box.cx - a.box.cx for a, b in pairwise(whole)]
    return whole if len(steps) >= 2 and max(steps) < _EVEN * min(steps) else []


def _underlines(rule: Rule, titles: Sequence[TitleBlock], atoms: Sequence[Atom], char_px: float) -> bool:
    """Whether a rule is set under a headline, over the text that belongs to it: no story ends with its headline."""
    box = rule.box
    over = [
        t.box
        for t in titles
        if not t.vertical and -0.3 * char_px <= box.cy - t.box.bottom < char_px and x_covered(t.box, box) > 0.9
    ]
    if not rule.horizontal or not over:
        return False
    near = [a.box for a in atoms if a.kind == "run" and x_overlap(a.box, box) > 0]
    above = any(abs(b.bottom - union(over).bottom) < 2 * char_px for b in near)
    return not above and any(0 <= b.top - box.cy < 2.5 * char_px for b in near)


def _stands_alone(group: Sequence[Atom]) -> bool:
    """A story with a headline, or nothing that a story would miss."""
    headed = any(a.title is not None and a.title.headline for a in group)
    return headed or not any(a.run is not None for a in group)


def _lines_of(group: Sequence[Atom]) -> list[TextLine]:
    titles = [line for a in group if a.title is not None for line in a.title.lines]
    return [*titles, *(line for a in group if a.run is not None for line in a.run.lines)]


def _told(group: Sequence[Atom], story: bool) -> list[Atom]:
    """What an article has of a group: all but its section's tags. What is no story has its photos' captions left."""
    heads = [a.title for a in group if a.title is not None and a.title.headline]
    tags = [head for head in heads if is_tag(head, heads)]
    return [a for a in group if a.kind == "figure" or (story and a.title not in tags)]


def _settled(zones: Sequence[Zone], sold: Sequence[bool]) -> tuple[list[Zone], list[Figure], list[Furniture]]:
    """Zones that are stories; the figures of those that are none; and their words, such as the name of a section set
    into a frame, or a masthead. What is ``sold`` is an advertisement."""
    stories: list[Zone] = []
    loose: list[Figure] = []
    tags: list[Furniture] = []
    for zone, ad in zip(zones, sold, strict=True):
        if is_story(zone) and not ad:
            stories.append(photo_story(zone))
            continue
        loose += zone.figures
        role = Role.ADVERTISEMENT if ad or language.is_ad_label(zone.headline or "") else Role.DECORATION
        text = " ".join(part for part in (zone.kicker, zone.headline, zone.subtitle, zone.byline) if part)
        if text:
            tags.append(Furniture(role, text, zone.title_box or zone.box))
        tags += [Furniture(role, piece.text, piece.box) for piece in zone.pieces]
    return stories, loose, tags


def _page_order(zones: Sequence[Zone], char_px: float, turned: bool) -> list[Zone]:
    """Row by row from the top, each from its left; stories that begin within a few lines of each other are a row.
    On a turned page the rows are tiers, which stand upright here."""

    def start(zone: Zone) -> tuple[int, int]:
        box = zone.title_box or (zone.pieces[0].box if zone.pieces else zone.box)
        over = [f.box for f in zone.figures if f.box.cy <= box.bottom and x_overlap(f.box, box) > 0]
        whole = union([box, *over])
        return (whole.left, whole.top) if turned else (whole.top, whole.left)

    rows: list[list[Zone]] = []
    for zone in sorted(zones, key=start):
        if rows and start(zone)[0] < start(rows[-1][0])[0] + _ROW * char_px:
            rows[-1].append(zone)
        else:
            rows.append([zone])
    return [zone for row in rows for zone in sorted(row, key=lambda z: start(z)[1])]
