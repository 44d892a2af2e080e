"""Runs: body lines of one column that follow each other with nothing between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ocr import language
from ocr.geometry import Box, x_covered, x_overlap, y_covered, y_overlap
from ocr.model import Role, Rule, TextLine
from ocr.stories.elements import Edge, Run
from ocr.stories.flow import INDENT

_GAP = 1.35
"""In body characters: lines farther apart are two runs."""
_FITTED = 5
"""A run of this many lines shows its column's edges by itself."""
_SLANT = 0.035
"""The most that a column leans on a page made level."""
_OFF = 0.7
"""A line stands off its column's edge by more than this, in body characters; ..."""
_WRAPPED = 0.2
"""... of a text that wraps round something so many of its lines do, with a neighbour."""
_STEP = 1.3
"""From line to line such an outline goes in or out by no more than this."""
_FIRST_WORDS = 6
"""Hanzi of a paragraph's first words, where they are set as large as a drop capital, ..."""
_FIRST_WORDS_REACH = 1.6
"""... and in their heights how far from the text before and after them they stand, being two lines high."""
_ALONE = 1.0
_INDENT = 2.7
"""In body characters: a line begins at most this far from its column's edge."""


def gather_runs(
    lines: Sequence[TextLine], rules: Sequence[Rule], obstacles: Sequence[Box], char_px: float
) -> tuple[Run, ...]:
    """Runs from the top and the left. ``obstacles`` are boxes (figures, titles) that end a run."""
    ordered = sorted(lines, key=lambda a: (a.box.top, a.box.left))
    follower: dict[int, int] = {}
    taken: set[int] = set()
    for i, line in enumerate(ordered):
        best, near = None, float("inf")
        for j, other in enumerate(ordered):
            if j == i or j in taken:
                continue
            gap = other.box.top - line.box.bottom
            if gap < near and _follows(line, other, char_px) and not _between(line.box, other.box, rules, obstacles):
                best, near = j, gap
        if best is not None:
            follower[i] = best
            taken.add(best)
    chains = []
    for i in range(len(ordered)):
        if i in taken:
            continue
        chain = [ordered[i]]
        while (i := follower.get(i, -1)) >= 0:
            chain.append(ordered[i])
        chains += _split_at_edges(chain, char_px)
    fitted = [(_side(c, char_px, -1, obstacles), _side(c, char_px, 1, obstacles)) for c in chains]
    runs = [Run(tuple(chain), left, right) for chain, (left, right) in zip(chains, fitted, strict=True)]
    runs = [_with_column(run, runs, char_px) for run in runs]
    return tuple(sorted(runs, key=lambda r: (r.box.top, r.box.left)))


def _follows(upper: TextLine, lower: TextLine, char_px: float) -> bool:
    if upper.line.vertical or lower.line.vertical or upper.line.reverse != lower.line.reverse:
        return False
    gap = lower.box.top - upper.box.bottom
    if Role.LIST_ITEM in (upper.role, lower.role):
        rows = upper.role == lower.role and (upper.box.left, upper.box.right) == (lower.box.left, lower.box.right)
        return rows and lower.box.cy > upper.box.cy
    if not -0.45 * char_px <= gap <= _GAP * char_px or lower.box.cy < upper.box.cy + 0.5 * char_px:
        return False
    if abs(upper.box.left - lower.box.left) > _INDENT * char_px and not _centred_pair(upper, lower):
        return False
    # A paragraph's last line may be so short that the next one's indent passes it.
    one, two = _at_least(upper.box, char_px), _at_least(lower.box, char_px)
    return x_overlap(one, two) > 0.6 * min(one.width, two.width)


def _at_least(box: Box, char_px: float) -> Box:
    return box._replace(right=max(box.right, box.left + round(6 * char_px)))


def _centred_pair(upper: TextLine, lower: TextLine) -> bool:
    """A subhead in the middle of its column."""
    inner, outer = sorted((upper.box, lower.box), key=lambda b: b.width)
    return x_covered(inner, outer) > 0.95


def _between(a: Box, b: Box, rules: Sequence[Rule], obstacles: Sequence[Box]) -> bool:
    span = Box(max(a.left, b.left), a.bottom - 3, min(a.right, b.right), max(b.top + 3, a.bottom - 2))
    for rule in rules:
        if rule.horizontal and span.top <= rule.box.cy <= span.bottom and x_covered(span, rule.box) > 0.6:
            return True
    middle = Box(span.left, round(a.cy), span.right, round(b.cy))
    return any(
        o.top >= a.cy - 2 and o.bottom <= b.cy + 2 and x_covered(middle, o) > 0.3 for o in obstacles if o.height > 0
    )


def _side(chain: Sequence[TextLine], char_px: float, side: int, obstacles: Sequence[Box]) -> Edge:
    """The edge of a column; ``side`` is -1 for the left one, 1 for the right. Of a text that wraps round something it
    is an outline: where lines stand in one after another, or reach into the box of what is no box itself."""
    xs = [line.box.left if side < 0 else line.box.right for line in chain]
    edge = _fit(xs, chain, char_px, side)
    inset = [(edge.at(line.box.cy) - x) * side / char_px for line, x in zip(chain, xs, strict=True)]
    # Lines that stand in with others that do are no paragraph's first or last: the text wraps round something.
    wrapped = sum(min(a, b) > _OFF and abs(a - b) < _STEP and not _are_indents(a, b) for a, b in pairwise(inset))
    # At the left nothing else is ragged; at the right a letter's end or a list may be.
    told = wrapped >= max(2 if side < 0 else 3, _WRAPPED * len(chain)) or _rounds_corners(chain, side, obstacles)
    if len(chain) < _FITTED or not told:
        return edge
    return replace(edge, outline=tuple(_outline(chain, xs, char_px, side)))


def _rounds_corners(chain: Sequence[TextLine], side: int, obstacles: Sequence[Box]) -> bool:
    """Whether two lines at least reach from this side into the upper or lower corner of something's box, and others
    between them do not: that is round."""
    for box in obstacles:
        beside = [line.box for line in chain if y_overlap(line.box, box) > 0]
        reaching = [b for b in beside if x_overlap(b, box) > 0 and ((b.cx < box.cx) if side > 0 else (b.cx > box.cx))]
        if len(reaching) >= 2 and len(beside) >= len(reaching) + 2:
            return True
    return False


def _are_indents(a: float, b: float) -> bool:
    """Whether two lines stand in as two paragraphs of one line each do."""
    return abs(a - b) < 0.3 and min(a, b) > INDENT and max(a, b) < _INDENT


def _outline(chain: Sequence[TextLine], xs: Sequence[int], char_px: float, side: int) -> Iterator[tuple[float, float]]:
    """Where a wrapped text's lines end, but for single ones that stand in over both their neighbours: those are a
    paragraph's first or last."""
    for k, line in enumerate(chain):
        beside = [xs[n] for n in (k - 1, k + 1) if 0 <= n < len(xs)]
        alone = all((x - xs[k]) * side > _ALONE * char_px for x in beside)
        yield line.box.cy, sum(beside) / len(beside) if alone else float(xs[k])


def _fit(xs: Sequence[int], chain: Sequence[TextLine], char_px: float, side: int) -> Edge:
    """The edge that most lines reach and hardly any passes; ``side`` is -1 for the left one, 1 for the right.

    Every line through two of the points is tried (RANSAC without the chance); few lines show no slant.
    """
    x = np.array(xs, dtype=np.float64) * side
    y = np.array([line.box.cy for line in chain])
    outermost = float(np.max(x))
    if len(x) < _FITTED:
        return Edge(side * outermost)
    best, most = Edge(side * outermost), -1.0
    near = 0.45 * char_px
    for i in range(len(x)):
        slopes = [0.0, *((x[j] - x[i]) / (y[j] - y[i]) for j in range(i + 3, len(x)) if y[j] - y[i] > 3 * char_px)]
        for slope in slopes:
            if abs(slope) > _SLANT:
                continue
            off = x - (x[i] + slope * (y - y[i]))
            value = float((np.abs(off) <= near).sum() - 1.5 * (off > near).sum()) - 20 * abs(slope)
            if value > most:
                best, most = Edge(side * (x[i] - slope * y[i]), side * slope), value
    return best


def _split_at_edges(chain: list[TextLine], char_px: float) -> list[list[TextLine]]:
    """A chain that widens for good where a narrow column opens into a wide one is two runs."""
    for k in range(2, len(chain) - 1):
        upper, lower = chain[:k], chain[k:]
        right_above = max(line.box.right for line in upper)
        right_below = max(line.box.right for line in lower[:1])
        left_above = min(line.box.left for line in upper)
        left_below = min(line.box.left for line in lower[:1])
        full = sum(line.box.right > right_above - 1.2 * char_px for line in upper) >= 2
        wider = right_below > right_above + 2.2 * char_px or left_below < left_above - 2.2 * char_px
        if full and wider and len(upper) >= 3:
            return [upper, *_split_at_edges(lower, char_px)]
    return [chain]


def _with_column(run: Run, runs: Sequence[Run], char_px: float) -> Run:
    """A run of few lines takes the edges of the column it stands in from the nearest run that shows them: not those of
    a wider column, in which others stand beside it."""
    if len(run.lines) >= _FITTED:
        return run
    box = run.box
    boxes = [other.box for other in runs]
    beside = [b for b in boxes if y_overlap(b, box) > 0.5 * min(b.height, box.height) and x_overlap(b, box) <= 0]
    best, near = None, 25 * char_px
    for other in runs:
        if len(other.lines) < max(3, len(run.lines) + 1):
            continue
        left, right = other.left.at(box.cy), other.right.at(box.cy)
        # A single line may stand anywhere in its column: names at a story's end stand at the right.
        indent = _INDENT if len(run.lines) > 1 else 99
        fits = -0.6 * char_px <= box.left - left <= indent * char_px and box.right <= right + 0.8 * char_px
        apart = max(other.box.top - box.bottom, box.top - other.box.bottom)
        if fits and apart < near and not any(left < b.cx < right for b in beside):
            best, near = other, apart
    if best is None:
        return run
    outermost = max(line.box.right for line in run.lines)
    justified = sum(outermost - line.box.right < 0.5 * char_px for line in run.lines) >= 2
    return Run(run.lines, best.left, run.right if justified else best.right)


def _amid_text(words: TextLine, lines: Sequence[TextLine]) -> bool:
    """Whether lines of body text begin where the words do, right before and right after them, and run on past them."""
    box, reach = words.box, _FIRST_WORDS_REACH * words.box.height
    longer = [o.box for o in lines if o.size < 1.2 and o.box.right > box.right + box.height]
    near = [b.cy - box.cy for b in longer if abs(b.left - box.left) < reach and abs(b.cy - box.cy) < reach]
    return min(near, default=0) < 0 < max(near, default=0)


def with_drop_caps(
    lines: Sequence[TextLine], turned: bool = False
) -> tuple[list[TextLine], dict[int, tuple[TextLine, ...]]]:
    """The lines with each drop capital put before the first of the lines beside it, all of which then begin where
    the capital does; and for each line made so (by the identity of its place) what it was made of. On a ``turned``
    page it may be the paragraph's first words."""
    kept = list(lines)
    made: dict[int, tuple[TextLine, ...]] = {}
    for cap in lines:
        letters = language.hanzi(cap.text)
        if cap.size < 1.6 or len(cap.text.strip()) != letters or cap.line.vertical:
            continue
        if letters != 1 and not (turned and letters <= _FIRST_WORDS and _amid_text(cap, lines)):
            continue
        room = cap.box if letters == 1 else cap.box.grown(0, 0.5 * cap.box.height)
        beside = sorted(
            (
                line
                for line in kept
                if -0.1 * cap.box.height <= line.box.left - cap.box.right < 0.8 * cap.box.height
                and y_covered(line.box, room) > 0.7
                and line.size < 0.7 * cap.size
            ),
            key=lambda line: line.box.top,
        )
        if len(beside) < 2:
            continue
        kept.remove(cap)
        for line in beside if letters == 1 else beside[:1]:
            # The first line begins where the capital does, with a paragraph's indent if the capital has one.
            whole = replace(line.line, box=line.box._replace(left=cap.box.left))
            opening = cap.text.strip() if line is beside[0] else ""
            reading = replace(line.reading, text=opening + line.text, positions=())
            if opening:
                reading = replace(reading, chars=())
            kept[kept.index(line)] = replace(line, line=whole, reading=reading)
            made[id(whole)] = (cap, line) if opening else (line,)
    return kept, made
