"""What the columns of an old vertical page's tiers say where hardly a rule or a larger headline does: the space
between them, and how long they are. The page is turned: columns are lines, a run's lines lie under each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ocr import language
from ocr.model import TextLine
from ocr.stories.elements import Edge, Run, TitleBlock

# In body characters.
_SPACE = 0.4
"""Columns so much farther apart than a run's usually are begin another one."""
_SHORTER = 2.5
"""A run whose columns end so much nearer from one on is two."""
_INSET = 0.4
"""A headline's columns begin and end so far inside the tier."""
_BOLD = 1.35
_FEWEST = 4
_MOST_COLUMNS = 3


def parted_by_space(runs: Sequence[Run], char_px: float) -> list[Run]:
    """The runs, cut where there is more space than between columns, and where columns of two tiers' height end."""
    return [part for run in runs for lines in _spaced(run, char_px) for part in _even(lines, run, char_px)]


def _spaced(run: Run, char_px: float) -> Iterator[list[TextLine]]:
    gaps = [below.box.top - above.box.bottom for above, below in pairwise(run.lines)]
    wide = median(gaps) + _SPACE * char_px if len(gaps) > 2 else None
    part = [run.lines[0]]
    for gap, line in zip(gaps, run.lines[1:], strict=True):
        if wide is not None and gap > wide:
            yield part
            part = []
        part.append(line)
    yield part


def _even(lines: Sequence[TextLine], run: Run, char_px: float) -> Iterator[Run]:
    """Lines with an edge of their own, cut where they end nearer for good."""
    ends = [line.box.right for line in lines]
    for k in range(2, len(lines) - 2):
        nearer = max(ends[k:])
        reach = [end > nearer + _SHORTER * char_px for end in ends[:k]]
        if reach[-1] and sum(reach) > 1 and _reaching(ends[k:], char_px) >= max(2, len(ends[k:]) // 2):
            yield from _even(lines[:k], run, char_px)
            yield from _even(lines[k:], run, char_px)
            return
    short = max(ends) < run.right.at(lines[0].box.cy) - 2 * char_px and _reaching(ends, 0.6 * char_px) > 1
    yield Run(tuple(lines), run.left, Edge(max(ends)) if short else run.right)


def _reaching(ends: Sequence[int], slack: float) -> int:
    return sum(max(ends) - end < slack for end in ends)


def titles_amid(runs: Sequence[Run], char_px: float) -> tuple[list[TitleBlock], list[Run]]:
    """Headlines hardly larger than the text, and the other runs: a few short columns with space around them that
    stand in at both ends, or one bold one. The first is the headline, the others its deck."""
    titles, rest = [], []
    for run in runs:
        if _is_title(run, char_px):
            titles.append(TitleBlock(headline=run.lines[:1], subtitle=run.lines[1:]))
        else:
            rest.append(run)
    return titles, rest


def _is_title(run: Run, char_px: float) -> bool:
    text = "".join(line.text.strip() for line in run.lines)
    words = language.hanzi(text)
    if words < _FEWEST or len(run.lines) > _MOST_COLUMNS or any(mark in text for mark in "。，、；："):
        return False
    if len(run.lines) == 1 and run.lines[0].weight >= _BOLD and words > _FEWEST and words >= len(text) - 1:
        return True
    return all(_stands_in(line, run, char_px) for line in run.lines)


def _stands_in(line: TextLine, run: Run, char_px: float) -> bool:
    box, left, right = line.box, run.left.at(run.box.cy), run.right.at(run.box.cy)
    inset = min(box.left - left, right - box.right)
    return inset > _INSET * char_px and box.width > 0.4 * (right - left)
