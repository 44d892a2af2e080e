"""The cuts that may part a region of a page: level, upright, a corner out of it, or in the run of its columns.

A region is a sorted tuple of the elements' indices. Scores are in nats, roughly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, union, x_covered, x_overlap, y_covered, y_overlap
from ocr.model import Rule
from ocr.stories.elements import Atom
from ocr.stories.flow import surely_goes_on
from ocr.stories.plausibility import RULED, Plausibility

_UNRULED = -0.5
_TIGHT = -0.8
"""A cut through a gap narrower than a line."""
_WIDE = 0.4
"""A cut through a gap wider than one between columns or paragraphs."""
_HARDLY = 0.3
"""A rule along no more than this share of a cut says nothing of it."""
_BESIDE_COLUMN = 1.2
"""An upright rule with a headline on one of its sides only may well stand between two columns of that story."""
_CORNER = -1.2
_SERIAL = -0.6
_SURE = 0.9
"""A rule along this share of a cut between two headlines leaves nothing to weigh."""
_FEW = 4
"""Where a region has more headlines than this, ..."""
_MOST_CUTS = 8
"""... so many of its cuts are weighed, the likeliest."""

Cut = tuple[tuple[int, ...], tuple[int, ...], float]
"""The two parts of a region, and the cut's score."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """The cuts of one page's regions. Boxes and rules in pixels of the straightened page."""

    atoms: Sequence[Atom]
    rules: Sequence[Rule]
    char_px: float
    judge: Plausibility

    def has_headline(self, i: int) -> bool:
        """Whether an element is a title block with a headline; a deck has none."""
        title = self.atoms[i].title
        return title is not None and bool(title.headline)

    def headed(self, group: Sequence[int]) -> bool:
        """Whether any of these elements has a headline."""
        return any(self.has_headline(i) for i in group)

    def likely(self, region: tuple[int, ...], heads: int) -> list[Cut]:
        """All cuts of a region of few headlines; of one with many those that rules and gaps speak for most."""
        cuts = list(self._all(region))
        if heads <= _FEW:
            return cuts
        return sorted(cuts, key=lambda cut: -cut[2])[:_MOST_CUTS]

    def sure(self, region: tuple[int, ...]) -> Iterator[Cut]:
        """Cuts along a rule, with a headline on both sides, that no text goes on over."""
        for level in (True, False):
            for one, other in self._straight(region, level):
                ruled = self._ruled(self._box(one), self._box(other), level)
                if self._is_sure(one, other, level, ruled):
                    yield one, other, self._cut_score(one, other, level, ruled)

    def _is_sure(self, one: tuple[int, ...], other: tuple[int, ...], level: bool, ruled: float) -> bool:
        """Whether nothing is to be weighed at a cut. An upright rule between two headlines may yet be one between the
        columns of either story: it parts them where the first column beyond it has a headline of its own."""
        if ruled < _SURE or not (self.headed(one) and self.headed(other)):
            return False
        if level or self.judge.turned:
            return level or not self._goes_on(one, other)
        first = min(
            (self.atoms[i].box for i in other if self.atoms[i].kind == "run"), default=None, key=lambda b: b.left
        )
        heads = [self.atoms[i].box for i in other if self.has_headline(i)]
        return first is None or any(x_overlap(h, first) > 0 or h.right <= first.left for h in heads)

    def _all(self, region: tuple[int, ...]) -> Iterator[Cut]:
        straight = []
        for level in (True, False):
            for one, other in self._straight(region, level):
                ruled = self._ruled(self._box(one), self._box(other), level)
                cut = one, other, self._cut_score(one, other, level, ruled)
                if self._is_sure(one, other, level, ruled):
                    yield cut
                    return
                if ruled > _HARDLY or self._opens(other, level) or (not level and self._opens(one, level)):
                    straight.append(cut)
        yield from straight
        seen = set()
        for corner in self._corners(region):
            rest = tuple(i for i in region if i not in corner)
            if corner and rest and corner not in seen:
                seen.add(corner)
                yield corner, rest, _CORNER + self._corner_rules(corner, rest)
        yield from self._in_the_run_of_columns(region)

    def _goes_on(self, one: tuple[int, ...], other: tuple[int, ...]) -> bool:
        """Whether the text of one tier of a vertical page leaves off in mid-sentence at its foot, and that of the next
        begins without a headline or an indent at its head. A text without stops may go on wherever no headline says
        otherwise."""
        if not self.judge.turned:
            return False
        leaving, coming = self._columns(one)[-1], self._columns(other)[0]
        before = [self.atoms[i].run for i in leaving if self.atoms[i].kind in ("run", "title")]
        after = [self.atoms[i].run for i in coming if self.atoms[i].kind in ("run", "title")]
        last, first = before[-1] if before else None, after[0] if after else None
        if last is None or first is None:
            return False
        return not self.judge.stopped or surely_goes_on(last, first, self.char_px)

    def _in_the_run_of_columns(self, region: tuple[int, ...]) -> Iterator[Cut]:
        """Cuts before a headline that stands inside a column, where stories follow each other as text does: down
        one column (of an old vertical page: through one tier) and on at the head of the next."""
        columns = self._columns(region)
        flow = [i for column in columns for i in column]
        heads = {column[0] for column in columns}
        for k in range(1, len(flow)):
            if self.has_headline(flow[k]) and flow[k] not in heads:
                above, title = self.atoms[flow[k - 1]].box, self.atoms[flow[k]].box
                ruled = max((x_covered(title, r.box) for r in self._rules_between(above, title)), default=0.0)
                yield tuple(sorted(flow[:k])), tuple(sorted(flow[k:])), _SERIAL + RULED * ruled

    def _columns(self, region: tuple[int, ...]) -> list[list[int]]:
        """The columns of a region from the left, each from its top; what spans several makes one of them."""
        columns: list[list[int]] = []
        for i in sorted(region, key=lambda i: self.atoms[i].box.left):
            if columns and self.atoms[i].box.left < self._box(columns[-1]).right - self.char_px:
                columns[-1].append(i)
            else:
                columns.append([i])
        return [sorted(column, key=lambda i: self.atoms[i].box.top) for column in columns]

    def _rules_between(self, above: Box, below: Box) -> list[Rule]:
        return [r for r in self.rules if r.horizontal and above.bottom - 3 <= r.box.cy <= below.top + 3]

    def _straight(self, region: tuple[int, ...], level: bool) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        slack = 0.45 * self.char_px

        def start(i: int) -> int:
            return self.atoms[i].box.top if level else self.atoms[i].box.left

        def end(i: int) -> int:
            return self.atoms[i].box.bottom if level else self.atoms[i].box.right

        ordered = sorted(region, key=start)
        reach = end(ordered[0])
        for k in range(1, len(ordered)):
            if start(ordered[k]) >= reach - slack:
                yield tuple(sorted(ordered[:k])), tuple(sorted(ordered[k:]))
            reach = max(reach, end(ordered[k]))

    def _corners(self, region: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """What a headline owns when the region is no rectangle without it."""
        titled = [i for i in region if self.has_headline(i)]
        if len(titled) < 2:
            return
        places = np.array([self.atoms[k].box for k in region], dtype=np.float64)
        for i in titled:
            for box in self._owned_boxes(i, region):
                shares = _covered_shares(places, box)
                inside = shares > 0.6
                if not np.any((shares > 0.15) & ~inside) and inside[region.index(i)]:
                    yield tuple(np.array(region)[inside].tolist())

    def _owned_boxes(self, i: int, region: tuple[int, ...]) -> Iterator[Box]:
        title = self.atoms[i].title
        whole = union(self.atoms[k].box for k in region)
        box = self.atoms[i].box
        pad = round(self.char_px)
        if title is not None and title.vertical:
            beside = [
                k for k in region if k != i and y_overlap(self.atoms[k].box, box) > 0.3 * self.atoms[k].box.height
            ]
            right = [self.atoms[k].box for k in beside if self.atoms[k].box.left >= box.right - pad]
            left = [self.atoms[k].box for k in beside if self.atoms[k].box.right <= box.left + pad]
            for bottom in (box.bottom + pad, whole.bottom):
                if right:
                    yield Box(box.left - pad, box.top - pad, whole.right, bottom)
                if left:
                    yield Box(whole.left, box.top - pad, box.right + pad, bottom)
            return
        under = [
            self.atoms[k].box
            for k in region
            if k != i
            and self.atoms[k].box.top >= box.top - pad
            and x_overlap(self.atoms[k].box, box) > 0.5 * min(self.atoms[k].box.width, box.width)
        ]
        close = [b for b in under if b.width < 1.5 * box.width]
        for owned in ([box, *close], [box, *under]):
            yield from self._down_to_next(i, union(owned), region, whole)

    def _down_to_next(self, i: int, span: Box, region: tuple[int, ...], whole: Box) -> Iterator[Box]:
        box, pad = self.atoms[i].box, round(self.char_px)
        left, right = span.left, span.right
        heads = [
            self.atoms[k].box.top
            for k in region
            if k != i
            and self.has_headline(k)
            and self.atoms[k].box.top > box.bottom
            and x_overlap(self.atoms[k].box, Box(left, 0, right, 1)) > 0
        ]
        for bottom in {whole.bottom, min(heads, default=whole.bottom) - 1}:
            yield Box(left - pad // 2, box.top - pad // 2, right + pad // 2, bottom + 1)

    def _opens(self, group: tuple[int, ...], level: bool) -> bool:
        """Whether a story can begin here where no rule says so: with a headline, a figure, a frame, 上接."""
        if not level:
            return any(self.has_headline(i) or self.atoms[i].kind in ("insert", "figure") for i in group)
        top = min(self.atoms[i].box.top for i in group) + 2 * self.char_px
        first = [self.atoms[i] for i in group if self.atoms[i].box.top <= top]
        return any(a.run is None or self.judge.comes_from_elsewhere(a.run) for a in first)

    def _cut_score(self, one: tuple[int, ...], other: tuple[int, ...], level: bool, ruled: float) -> float:
        a, b = self._box(one), self._box(other)
        gap = (b.top - a.bottom) if level else (b.left - a.right)
        score = RULED * ruled if ruled > _HARDLY else _UNRULED
        if not (level or self.judge.turned or (self.headed(one) and self.headed(other))):
            score = min(score, _BESIDE_COLUMN * ruled)
        if ruled < 0.5 and gap < (1.1 if level else 0.6) * self.char_px:
            score += _TIGHT
        if ruled < 0.5 and gap > 2.2 * self.char_px:
            score += _WIDE
        return score

    def _ruled(self, a: Box, b: Box, level: bool) -> float:
        """The share of a cut that rules run along."""
        whole = union([a, b])
        slack = 0.6 * self.char_px
        share = 0.0
        for rule in self.rules:
            r = rule.box
            if rule.horizontal != level:
                continue
            if level and a.bottom - slack <= r.cy <= b.top + slack:
                share += x_covered(whole, r)
            elif not level and a.right - slack <= r.cx <= b.left + slack:
                share += y_covered(whole, r)
        return min(1.0, share)

    def _corner_rules(self, corner: tuple[int, ...], rest: tuple[int, ...]) -> float:
        """Rules and gaps along the sides of a corner."""
        box, score = self._box(corner), 0.0
        others = [self.atoms[k].box for k in rest]
        for rule in self.rules:
            r = rule.box
            if rule.horizontal and abs(r.cy - box.top) < 1.5 * self.char_px and any(o.bottom <= r.cy for o in others):
                score = max(score, RULED * x_covered(box, r))
            if not rule.horizontal and min(abs(r.cx - box.left), abs(r.cx - box.right)) < 1.5 * self.char_px:
                score = max(score, RULED * y_covered(box, r))
        return score

    def _box(self, group: Sequence[int]) -> Box:
        return union(self.atoms[i].box for i in group)


def _covered_shares(places: NDArray[np.float64], box: Box) -> NDArray[np.float64]:
    """The share of each of the boxes, N x 4, that lies in ``box``."""
    sides = np.minimum(places[:, 2:], box[2:]) - np.maximum(places[:, :2], box[:2])
    areas = (places[:, 2:] - places[:, :2]).prod(axis=1)
    return np.asarray(np.maximum(sides, 0).prod(axis=1) / np.maximum(areas, 1))
