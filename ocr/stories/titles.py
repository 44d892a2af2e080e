"""Title blocks: each headline with its parts, and decks, whose headline stands elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from ocr import language
from ocr.geometry import Box, covered, x_overlap, y_overlap
from ocr.model import Role, Rule, TextLine
from ocr.stories.elements import TitleBlock
from ocr.stories.headlines import find_headlines
from ocr.stories.notes import note_lines
from ocr.stories.title_parts import grow_down, names_author, with_parts
from ocr.stories.title_places import DISPLAY, names_alone

# In body characters.
_FROM_HEAD, _AT_FOOT = 3.0, 1.3
"""A byline in a tier stands so far from its head, and so near to its foot."""


def gather_titles(
    lines: Sequence[TextLine],
    rules: Sequence[Rule],
    char_px: float,
    panels: Sequence[Box] = (),
    photo_titles: Sequence[TextLine] = (),
    turned: bool = False,
) -> tuple[tuple[TitleBlock, ...], tuple[TextLine, ...]]:
    """The title blocks of a page, from the top, and the lines that belong to none.

    The largest headline takes its parts first, smaller headlines among them: a kicker may be larger than a
    brief's headline. ``panels`` are dark grounds, on which headlines are white; ``photo_titles`` are headlines
    whatever their size; ``turned`` says that columns are an old page's tiers.
    """
    rest = list(lines)
    blocks = []
    for group in find_headlines(lines, rules, char_px, panels, photo_titles, turned):
        own = [line for line in group if line in rest]
        if not own:
            continue
        rest = [line for line in rest if line not in own]
        block, rest = with_parts(own, rest, rules, char_px, turned)
        blocks.append(block)
    decks, rest = _decks(rest, rules, char_px, panels, turned)
    if turned:
        signed = [line for line in rest if _signs_at_foot(line, rest, char_px)]
        decks += [TitleBlock(byline=(line,)) for line in signed]
        rest = [line for line in rest if line not in signed]
    return tuple(sorted([*blocks, *decks], key=lambda b: (b.box.top, b.box.left))), tuple(rest)


def _decks(
    rest: Sequence[TextLine], rules: Sequence[Rule], char_px: float, panels: Sequence[Box], turned: bool
) -> tuple[list[TitleBlock], list[TextLine]]:
    """Kickers, bylines and notes that stand over a story whose headline is elsewhere."""
    pool = list(rest)
    decks = []
    for line in sorted(rest, key=lambda r: r.box.top):
        on_panel = any(covered(line.box, p) > 0.8 for p in panels)
        if line not in pool or not _opens_deck(line, pool, char_px, line.line.reverse and not on_panel):
            continue
        pool.remove(line)
        if names_author(line) or (turned and names_alone(line, pool, char_px)):
            block = TitleBlock(byline=(line,))
        elif language.is_note(line.text):
            note = note_lines(line, pool, char_px)
            pool = [p for p in pool if p not in note]
            block = TitleBlock(note=tuple(note))
        else:
            block = TitleBlock(kicker=(line,))
        block, pool = grow_down(block, pool, rules, char_px)
        decks.append(block)
    return decks, pool


def _opens_deck(line: TextLine, pool: Sequence[TextLine], char_px: float, barred: bool) -> bool:
    text = line.text.strip()
    if line.line.vertical or line.role is Role.LIST_ITEM or len(text) < 2 or language.is_jump_line(text):
        return False
    if language.is_note(text):
        return True
    if len(text) > 24 or language.ends_sentence(text) or (line.size < 0.78 and not barred):
        return False
    near = line.box.grown(0, 1.6 * char_px)
    touching = [
        other
        for other in pool
        if y_overlap(other.box, near) >= 0
        and other is not line
        and x_overlap(other.box, line.box) > 0.5 * min(line.box.width, other.box.width)
    ]
    under = [o for o in touching if -0.3 * char_px <= o.box.top - line.box.bottom < 1.6 * char_px]
    if any(-0.3 * char_px <= line.box.top - other.box.bottom < 1.2 * char_px for other in touching):
        return False
    if any(names_author(o) and abs(o.box.cx - line.box.cx) < 1.5 * char_px for o in under):
        return True
    # Over its own column's text a larger line is a subhead.
    if not barred and under:
        return False
    return names_author(line) or ((line.size >= DISPLAY or barred) and language.hanzi(text) >= 2)


def _signs_at_foot(line: TextLine, rest: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line is a byline at the foot of its tier, before the column with which a part of the text begins."""
    if line.line.vertical or not names_author(line) or line.size > DISPLAY:
        return False
    near = [
        other.box
        for other in rest
        if other is not line and x_overlap(other.box, line.box) > 0 and abs(other.box.cy - line.box.cy) < 6 * char_px
    ]
    above = [line.box.top - box.bottom for box in near if box.cy < line.box.top]
    tier = [box for box in near if box.cy > line.box.bottom]
    if len(tier) < 2 or min(above, default=99 * char_px) < char_px:
        return False
    foot, head = max(box.right for box in tier), min(box.left for box in tier)
    return line.box.left - head > _FROM_HEAD * char_px and abs(foot - line.box.right) < _AT_FOOT * char_px
