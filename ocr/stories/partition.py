"""Which elements of a page make one story: a scored search over cuts.

A region is cut level, upright, by taking a corner out of it, or in the run of its columns, or it is one story.
Every choice has a score (in nats, roughly: what makes the reading e times as likely is 1), the best sum wins, and
regions met twice are solved once. Frames are solved first and then stand in the page as one piece.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ocr.stories.cuts import Cuts
from ocr.stories.threads import Threads

_MOST_REGIONS = 500
"""Ordinary pages come to 50 to 500; of what sure cuts part, each is looked into so far, and a region met later is
taken as one story."""
_MOST_UNTITLED = 40
"""So many elements without a headline among them are not looked into."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Groups of atoms (indices), one a story."""

    groups: tuple[tuple[int, ...], ...]
    score: float
    margins: tuple[float, ...]
    """For each group how much worse the best way is that was met without it, nats."""

    def beside(self, other: Partition, cut: float) -> Partition:
        """Both as one; ``cut`` is the score of what parts them."""
        total = self.score + other.score + cut
        return Partition((*self.groups, *other.groups), total, (*self.margins, *other.margins))


@dataclass(slots=True)
class Search:
    """One page's search: its cuts stay, solved regions are kept."""

    cuts: Cuts
    solved: dict[tuple[int, ...], Partition] = field(default_factory=dict)
    bound: int = _MOST_REGIONS
    """No new region is cut when so many are solved."""

    def solve(self, region: tuple[int, ...]) -> Partition:
        """The best partition of a page or a frame, a sorted tuple of indices. What sure cuts part is searched one by
        one, each up to the bound: a crowded page's first columns leave something for its last."""
        sure = next(self.cuts.sure(region), None)
        if sure is None:
            self.bound = len(self.solved) + _MOST_REGIONS
            best = self.best(region)
            return self._threaded(region, best) if self.cuts.judge.turned else best
        one, other, score = sure
        return self.solve(one).beside(self.solve(other), score)

    def best(self, region: tuple[int, ...]) -> Partition:
        """The best partition of a region, a sorted tuple of indices."""
        if region in self.solved:
            return self.solved[region]
        ways = [Partition((region,), self.cuts.judge.of([self.cuts.atoms[i] for i in region]), (math.inf,))]
        heads = sum(self.cuts.has_headline(i) for i in region)
        if len(region) > 1 and len(self.solved) < self.bound and (heads > 0 or len(region) < _MOST_UNTITLED):
            for one, other, score in self.cuts.likely(region, heads):
                ways.append(self.best(one).beside(self.best(other), score))
        self.solved[region] = self._weighed(ways)
        return self.solved[region]

    def _threaded(self, region: tuple[int, ...], cut: Partition) -> Partition:
        """The stories of a vertical page's region as threads through its tiers, where those are others than the cuts
        made. A thread without a headline, and what has no words, stay with what the cuts put them to."""
        place = {id(self.cuts.atoms[i]): i for i in region}
        found = {id(self.cuts.atoms[i]): k for k, group in enumerate(cut.groups) for i in group}
        threads = Threads([self.cuts.atoms[i] for i in region], self.cuts.rules, self.cuts.char_px, found)
        stories = [{place[id(atom)] for atom in story} for story in threads.stories()]
        groups = [story for story in stories if self.cuts.headed(tuple(story))]
        for group in cut.groups:
            left = set(group).difference(*groups)
            nearest = max(groups, key=lambda story: len(story.intersection(group)), default=None)
            if nearest is None or nearest.isdisjoint(group):
                groups.append(left)
            else:
                nearest |= left
        margins = dict(zip(cut.groups, cut.margins, strict=True))
        told = [tuple(sorted(group)) for group in groups if group]
        return Partition(tuple(told), cut.score, tuple(margins.get(group, 0.0) for group in told))

    def _weighed(self, ways: Sequence[Partition]) -> Partition:
        """The best of some ways to part a region, its margins over the others. A group is the same with another
        figure or advertisement in it: only its text counts."""
        best = max(ways, key=lambda way: way.score)
        margins = dict(zip(map(self._words, best.groups), best.margins, strict=True))
        for way in ways:
            for words in margins.keys() - set(map(self._words, way.groups)):
                margins[words] = min(margins[words], best.score - way.score)
        return replace(best, margins=tuple(margins[self._words(group)] for group in best.groups))

    def _words(self, group: Sequence[int]) -> tuple[int, ...]:
        return tuple(i for i in group if self.cuts.atoms[i].kind in ("run", "title"))
