"""Runs: body lines of one column that follow each other with nothing between."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocr.geometry import Box, x_covered, x_overlap
from ocr.model import Rule, TextLine
from ocr.stories.elements import Run

_GAP = 1.35
"""In body characters: lines farther apart are two runs."""
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
    edges = [_edges(chain, char_px) for chain in chains]
    runs = [Run(tuple(chain), *_column_edges(k, edges, char_px)) for k, chain in enumerate(chains)]
    return tuple(sorted(runs, key=lambda r: (r.box.top, r.box.left)))


def _follows(upper: TextLine, lower: TextLine, char_px: float) -> bool:
    if upper.line.vertical or lower.line.vertical or upper.line.reverse != lower.line.reverse:
        return False
    gap = lower.box.top - upper.box.bottom
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


def _edges(chain: Sequence[TextLine], char_px: float) -> tuple[int, int]:
    lefts = np.array([line.box.left for line in chain])
    rights = np.array([line.box.right for line in chain])
    return int(np.percentile(lefts, 12)), int(np.percentile(rights, 88 if len(chain) > 2 else 100))


def _split_at_edges(chain: list[TextLine], char_px: float) -> list[list[TextLine]]:
    """A chain that widens for good where a narrow column opens into a wide one is two runs."""
    for k in range(2, len(chain) - 1):
        upper, lower = chain[:k], chain[k:]
        right_above = max(line.box.right for line in upper)
        right_below = max(line.box.right for line in lower[:2])
        left_above = min(line.box.left for line in upper)
        left_below = min(line.box.left for line in lower[:2])
        full = sum(line.box.right > right_above - 1.2 * char_px for line in upper) >= 2
        wider = right_below > right_above + 2.2 * char_px or left_below < left_above - 2.2 * char_px
        if full and wider and len(upper) >= 3:
            return [upper, *_split_at_edges(lower, char_px)]
    return [chain]


def _column_edges(k: int, edges: Sequence[tuple[int, int]], char_px: float) -> tuple[int, int]:
    """The edges of a run's column: its own, or those of runs right above and below it that show them better."""
    left, right = edges[k]
    for other_left, other_right in edges:
        width = min(right, other_right) - max(left, other_left)
        if width < 0.6 * min(right - left, other_right - other_left):
            continue
        if 0 < left - other_left <= _INDENT * char_px and abs(other_right - right) < 1.5 * char_px:
            left = other_left
        if other_right > right and abs(other_left - left) < 0.8 * char_px and other_right - other_left < 40 * char_px:
            right = max(right, other_right) if right - left < 0.8 * (other_right - left) and _single(edges[k], char_px) else right
    return left, right


def _single(edge: tuple[int, int], char_px: float) -> bool:
    """A run so narrow that it is one short line."""
    return edge[1] - edge[0] < 8 * char_px
