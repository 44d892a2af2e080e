"""Briefs (简讯): short items in a column, each with a head of its own, which stand under a label and in no story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ocr import language
from ocr.geometry import Box, union, x_covered, x_overlap, y_overlap
from ocr.model import Rule, TextLine
from ocr.stories.brief import BRIEF_HEAD, Brief, split_brief
from ocr.stories.elements import Atom, PageLayout
from ocr.stories.headline_parts import em_of, parted
from ocr.stories.tables import Table

_RUN_IN, _BOLD, _LIGHT = 1.13, 1.3, 1.03
"""A line that a bold head opens, a head alone on its line, and in small print the former, is so many times as heavy as
the text."""
_LARGEST = 1.62
_SIZES, _SHORTER = 0.1, 0.5
"""A head that is hardly heavier than text is so nearly as large as others, and so much of a character shorter than what
stands under it."""
_LABEL = re.compile(
    r"简[讯報报明]|簡[訊報明]|短[讯訊波]|快[讯訊报報]|要[闻聞]|动态|動態|集[锦錦]|[讯訊]息|一句话|资讯|資訊"
)
_LONGEST_LABEL = 6
_MOST_LINES = 30
_LINE_GAP, _BRIEF_GAP = 1.1, 3.0
"""In body characters: from line to line of a brief, and from one brief to the next."""
_GUTTER = 3.0
_REMNANT = 3
"""Of a last line of so few characters the size says little."""
_ALIKE = 1.16
"""The sizes of their heads differ by less than this factor."""
_FITTED, _FILLS = 1.4, 0.85
"""... or by less than this where the smaller one takes up such a share of its column."""
_BAR = 4.0
"""In body characters: a picture no higher is a bar, on which a label may stand."""
_OVER = 3.0
"""In body characters: a label or a rule stands so near over the first of them."""
_FEWEST, _FEWEST_LABELLED = 3, 2


@dataclass(frozen=True, slots=True)
class Briefs:
    """What is told of a page before anything else: its briefs."""

    stories: tuple[tuple[Atom, ...], ...] = ()
    areas: tuple[Box, ...] = ()
    """The places they take, each with the briefs of one section."""
    labels: tuple[TextLine, ...] = ()
    made: dict[int, tuple[TextLine, ...]] = field(default_factory=dict)
    """The lines that the briefs' heads open, by the identity of the place of what tells their role."""
    rest: Sequence[TextLine] = ()
    """The page's other lines."""


def tell_briefs(layout: PageLayout, lines: Sequence[TextLine], tables: Sequence[Table] = ()) -> Briefs:
    """The briefs of a page, of which none has a row of a table. Tiers have none: their small headlines are told
    otherwise."""
    if layout.turned:
        return Briefs(rest=lines)
    edges = [*(frame.box for frame in layout.frames), *(picture.box for picture in layout.illustrations)]
    cells = {id(cell) for table in tables for row in table.rows for cell in row}
    words = [line for line in lines if id(line) not in cells]
    found, labels = find_briefs(words, layout.rules, edges, layout.char_px, [table.box for table in tables])
    briefs = [brief for section in found for brief in section]
    taken = {id(line) for line in labels} | {id(line) for brief in briefs for line in (brief.printed, *brief.below)}
    return Briefs(
        tuple(brief.atoms(layout.char_px) for brief in briefs),
        tuple(union(brief.box for brief in section) for section in found),
        labels,
        {id(_told_by(brief).line): (brief.printed,) for brief in briefs},
        [line for line in lines if id(line) not in taken],
    )


def _told_by(brief: Brief) -> TextLine:
    """What tells the role of the line that a brief's head opens: the words after the head, or the head alone."""
    return brief.lines[0] if brief.lines[0] not in brief.below else brief.head


def find_briefs(
    lines: Sequence[TextLine],
    rules: Sequence[Rule],
    edges: Sequence[Box],
    char_px: float,
    tables: Sequence[Box] = (),
) -> tuple[list[tuple[Brief, ...]], tuple[TextLine, ...]]:
    """The sections of briefs on a page, and their labels.

    One story may have such heads, too. Briefs are at least three, under a label or a table two, of like build, each
    whole and short, with nothing of a story over them but a label, a rule, the edge of a frame or a bar, ``edges``, or
    a table.
    """
    feet = tuple(Rule(table._replace(top=table.bottom), horizontal=True) for table in tables)
    found, labels = _told_sections(lines, rules, feet, edges, char_px, _RUN_IN)
    taken = {id(line) for section in found for brief in section for line in (brief.printed, *brief.below)}
    rest = [line for line in lines if id(line) not in taken]
    # Small type is hardly heavier where it is bold: there it takes a label to tell briefs.
    labelled = any(_is_label(line) for line in rest)
    lighter, named = _told_sections(rest, rules, feet, edges, char_px, _LIGHT) if labelled else ([], [])
    if named:
        found += [section for section in lighter if _label_over(section, rest, char_px) in named]
    return found, (*labels, *named)


def _told_sections(
    lines: Sequence[TextLine],
    rules: Sequence[Rule],
    feet: Sequence[Rule],
    edges: Sequence[Box],
    char_px: float,
    run_in: float,
) -> tuple[list[tuple[Brief, ...]], list[TextLine]]:
    """The sections of briefs and their labels, where run-in heads are so many times as heavy as the text. ``feet`` are
    where tables end."""
    heads = [line for line in lines if _opens_brief(line, run_in)]
    heads += [line for line in lines if line not in heads and _heads_among(line, heads, lines, char_px)]
    briefs = [_brief_under(line, lines, heads, rules, char_px) for line in heads]
    found, labels = [], []
    for section in _sections([brief for brief in briefs if brief.lines], char_px):
        label = _label_over(section, lines, char_px)
        parted_off = label is not None or _is_under(section, feet, char_px)
        enough = len(section) >= (_FEWEST_LABELLED if parted_off else _FEWEST)
        told = enough and all(brief.of_brief_length for brief in section) and _ended(section)
        if told and _stands_alone(section, label, lines, (*rules, *feet), edges, char_px):
            found.append(tuple(section))
            labels += [] if label is None else [label]
    return found, labels


def _ended(section: Sequence[Brief]) -> bool:
    """Whether briefs are told to their ends; one stop in three or more may not have been read."""
    open_ended = sum(not brief.ended for brief in section)
    return open_ended <= (1 if len(section) >= _FEWEST else 0)


def _opens_brief(line: TextLine, run_in: float, alone: float = _BOLD) -> bool:
    """Whether a line opens a brief: it is so many times as heavy as text where its head is followed by words, and
    where the head stands ``alone``."""
    found = BRIEF_HEAD.match(line.text.strip())
    if found is None or line.line.vertical or line.line.reverse or not 0.85 <= line.size < _LARGEST:
        return False
    spaced = bool(found["rest"]) and "。" not in line.text[: found.start("rest") + 1]
    return language.hanzi(found["head"]) >= 4 and line.weight >= (run_in if spaced else alone)


def _heads_among(line: TextLine, heads: Sequence[TextLine], lines: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line hardly heavier than text is a brief's head all the same: a short one, in line with two others of
    its column at least, over text that runs on past it."""
    if not _opens_brief(line, _RUN_IN, _RUN_IN) or language.ends_sentence(line.text):
        return False
    flush = [h for h in heads if abs(h.box.left - line.box.left) < 0.4 * char_px and abs(h.size - line.size) < _SIZES]
    longer = [
        other
        for other in lines
        if 0 <= other.box.top - line.box.bottom < _LINE_GAP * char_px
        and x_overlap(other.box, line.box) > 0.5 * line.box.width
        and other.box.right > line.box.right + _SHORTER * char_px
    ]
    return len(flush) >= _FEWEST_LABELLED and bool(longer)


def _brief_under(
    line: TextLine, lines: Sequence[TextLine], heads: Sequence[TextLine], rules: Sequence[Rule], char_px: float
) -> Brief:
    below: list[TextLine] = []
    last = line
    while True:
        following = [
            other
            for other in lines
            if other is not last
            and other not in heads
            and not other.line.vertical
            and not other.line.reverse
            and (0.8 <= other.size < 1.2 or len(other.text) <= _REMNANT)
            and -0.3 * char_px < other.box.top - last.box.bottom < _LINE_GAP * char_px
            and other.box.cy > last.box.bottom - 0.2 * char_px
            and x_overlap(other.box, last.box) > 0.5 * min(other.box.width, last.box.width)
            and not parted(last.box, other.box, rules)
        ]
        if not following or len(below) > _MOST_LINES:
            break
        last = min(following, key=lambda other: (other.box.top, other.box.left))
        below.append(last)
    return split_brief(line, tuple(below))


def _sections(briefs: Sequence[Brief], char_px: float) -> list[list[Brief]]:
    """Briefs that follow each other down a column or stand side by side."""
    sections: list[list[Brief]] = []
    for brief in sorted(briefs, key=lambda b: (b.box.top, b.box.left)):
        near = [section for section in sections if any(_neighbours(brief.box, one.box, char_px) for one in section)]
        near = [section for section in near if _alike(brief, section[0], char_px)]
        sections = [section for section in sections if section not in near]
        sections.append([*(one for section in near for one in section), brief])
    return sections


def _alike(a: Brief, b: Brief, char_px: float) -> bool:
    """Whether two briefs have heads of one size; a head that fills its column may be set smaller than others."""
    sizes = [_size_of(brief, char_px) for brief in (a, b)]
    smaller = a if sizes[0] < sizes[1] else b
    factor = _FITTED if smaller.head.box.width > _FILLS * smaller.box.width else _ALIKE
    return max(sizes) < factor * min(sizes)


def _size_of(brief: Brief, char_px: float) -> float:
    """The size of a brief's head over the body's; of one alone on its line also by the pitch of its characters, which
    dust above them does not enlarge."""
    alone = brief.lines[0] in brief.below
    return min(brief.head.size, em_of(brief.printed, char_px)) if alone else brief.head.size


def _neighbours(a: Box, b: Box, char_px: float) -> bool:
    if abs(a.width - b.width) > 0.35 * max(a.width, b.width):
        return False
    down = x_overlap(a, b) > 0.7 * min(a.width, b.width) and -y_overlap(a, b) < _BRIEF_GAP * char_px
    return down or (-2 * char_px < -x_overlap(a, b) < _GUTTER * char_px and y_overlap(a, b) > 0)


def _label_over(section: Sequence[Brief], lines: Sequence[TextLine], char_px: float) -> TextLine | None:
    """The section's name over briefs: 简讯, 今日短波."""
    area = union(brief.box for brief in section)
    over = [
        line
        for line in lines
        if 0 <= area.top - line.box.bottom < _OVER * char_px and x_covered(line.box, area) > 0.8 and _is_label(line)
    ]
    return max(over, key=lambda line: line.box.bottom, default=None)


def _is_label(line: TextLine) -> bool:
    worded = 2 <= language.hanzi(line.text) == len(line.text.replace(" ", "")) <= _LONGEST_LABEL
    return worded and (line.line.reverse or _LABEL.search(line.text) is not None)


def _stands_alone(
    section: Sequence[Brief],
    label: TextLine | None,
    lines: Sequence[TextLine],
    rules: Sequence[Rule],
    edges: Sequence[Box],
    char_px: float,
) -> bool:
    """Whether nothing of a story stands among briefs or right over them, and something says where they begin."""
    area = union(brief.box for brief in section)
    own = {id(line) for brief in section for line in (brief.printed, *brief.below)}
    others = [line for line in lines if id(line) not in own and line is not label]
    if any(x_overlap(line.box, area) > 0 and y_overlap(line.box, area) > 0.5 * line.box.height for line in others):
        return False
    top = min(area.top, label.box.top) if label is not None else area.top
    over = [
        line
        for line in others
        if x_overlap(line.box, area) > 0
        and 0 <= top - line.box.bottom + 0.3 * char_px < _OVER * char_px
        and not parted(line.box, area, rules)
    ]
    if over:
        return False
    framed = any(
        0 <= area.top - (edge.bottom if edge.height < _BAR * char_px else edge.top) + char_px < 2 * _OVER * char_px
        and x_covered(area, edge) > 0.6
        for edge in edges
    )
    return label is not None or framed or _is_under(section, rules, char_px)


def _is_under(section: Sequence[Brief], rules: Sequence[Rule], char_px: float) -> bool:
    """Whether a level rule stands right over briefs."""
    area = union(brief.box for brief in section)
    return any(
        rule.horizontal
        and -0.3 * char_px < area.top - rule.box.cy < _OVER * char_px
        and x_covered(area, rule.box) > 0.6
        for rule in rules
    )
