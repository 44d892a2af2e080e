"""What each line of a page is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ocr import language
from ocr.model import Furniture, Role, TextLine
from ocr.stories.elements import Atom, PageLayout, Run
from ocr.stories.flow import is_subhead
from ocr.stories.lists import is_list, item_starts
from ocr.stories.paragraphs import is_verse


def roles_of(
    groups: Sequence[Sequence[Atom]],
    kept: Sequence[int],
    layout: PageLayout,
    furniture: Sequence[Furniture],
    known: Mapping[Role, Sequence[TextLine]],
    made: Mapping[int, Sequence[TextLine]],
) -> dict[int, Role]:
    """What each line is, by the identity of its place on the page; of some it is ``known``. ``made`` has, for a line
    made of others, such as a drop capital and the line beside it, those."""
    others = {item.box: item.role for item in furniture}
    of_stories = set(kept)
    told = {
        id(line.line): others.get(line.box, Role.DECORATION)
        for i, line in enumerate(layout.lines)
        if i not in of_stories
    }
    told |= {id(line.line): role for role, lines in known.items() for line in lines}
    for group in groups:
        for atom in group:
            told |= {id(line.line): role for line, role in _atom_roles(atom, group, layout.char_px)}
    for whole, parts in made.items():
        told |= {id(part.line): told[whole] for part in parts if whole in told}
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
    starts = item_starts(runs, char_px)
    if is_list(starts, run):
        return [
            (line, Role.SUBHEAD if starts.get(id(line.line)) == "subhead" else Role.LIST_ITEM) for line in run.lines
        ]
    body = Role.VERSE if is_verse(runs, char_px) else Role.LEAD if _is_lead(run, runs) else Role.BODY
    ends = (run.lines[0], run.lines[-1])
    return [
        (
            line,
            Role.SUBHEAD
            if is_subhead(line, run, char_px)
            else Role.BYLINE
            if line in ends and language.is_byline(line.text)
            else body,
        )
        for line in run.lines
    ]


def _is_lead(run: Run, runs: Sequence[Run]) -> bool:
    """A first paragraph set over more than one column, above all the others."""
    others = [r for r in runs if r is not run]
    return (
        len(others) > 1
        and all(r.box.top >= run.box.bottom for r in others)
        and all(run.column.width > 1.6 * r.column.width for r in others)
    )
