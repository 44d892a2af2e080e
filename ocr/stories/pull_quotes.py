"""Pull quotes: a sentence of a story, set larger in one of its columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ocr import language
from ocr.geometry import union, x_covered, x_overlap
from ocr.model import TextLine
from ocr.stories.elements import PageLayout

QUOTED, _MOST_LARGE, _BOLD = 1.2, 2.2, 1.35
"""A pull quote's characters are so many times the body's, from and to, and their strokes are no heavier than this."""
_MOST_QUOTED = 6
_QUOTE_GAP = 4.0
"""In body characters: the text of its column goes on no farther from it, or a rule stands there."""


def pull_quotes(layout: PageLayout, taken: Collection[int]) -> list[int]:
    """A sentence of the story, set larger between the lines of one of its columns: a few lines, no bolder than text."""
    char_px = layout.char_px
    free = [i for i, line in enumerate(layout.lines) if i not in taken and not line.line.vertical]
    plain = [layout.lines[i].box for i in free if layout.lines[i].size < QUOTED and len(layout.lines[i].text) >= 6]
    found: list[int] = []
    larger = sorted((i for i in free if _may_be_quoted(layout.lines[i])), key=lambda i: layout.lines[i].box.top)
    for first in larger:
        group = [] if first in found else _set_alike(first, larger, layout)
        text = "".join(layout.lines[i].text for i in group)
        if not 0 < len(group) <= _MOST_QUOTED or not language.ends_sentence(text):
            continue
        box = union(layout.lines[i].box for i in group)
        column = [b for b in plain if x_overlap(b, box) > 0.5 * b.width]
        over = [b for b in column if 0 < box.top - b.bottom < _QUOTE_GAP * char_px]
        under = [b for b in column if 0 < b.top - box.bottom < _QUOTE_GAP * char_px]
        ruled = [r for r in layout.rules if r.horizontal and x_covered(r.box, box.grown(2 * char_px, 0)) > 0.9]
        above = any(0 <= box.top - r.box.cy < _QUOTE_GAP * char_px for r in ruled)
        below = any(0 <= r.box.cy - box.bottom < _QUOTE_GAP * char_px for r in ruled)
        if over and (under or (above and below)) and box.width < max(b.width for b in over) + char_px:
            found += group
    return found


def _set_alike(first: int, candidates: Sequence[int], layout: PageLayout) -> list[int]:
    """A line and those right below it of its size."""
    group = [first]
    for i in candidates:
        above, line = layout.lines[group[-1]], layout.lines[i]
        gap = line.box.top - above.box.bottom
        near = -0.3 * layout.char_px < gap < above.box.height and x_overlap(line.box, above.box) > 0
        if near and line.box.cy > above.box.bottom and line.size < 1.15 * above.size < 1.3 * line.size:
            group.append(i)
    return group


def _may_be_quoted(line: TextLine) -> bool:
    return QUOTED <= line.size < _MOST_LARGE and line.weight < _BOLD and language.hanzi(line.text) >= 1
