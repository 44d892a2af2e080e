"""Stories as threads through the tiers of a crowded vertical page, where stories of several heights interlock and no
straight cut parts them.

Every headline and every run of columns goes on at most one other, and is gone on by at most one. All links are chosen
at once, the best sum of their scores (nats, roughly) wins. The page is turned: a tier is an upright column, text runs
down it and goes on at the head of one farther right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ocr import language
from ocr.geometry import Box, union, x_covered, x_overlap, y_covered, y_overlap
from ocr.model import Rule
from ocr.stories.assignment import assign, first_of, open_rings
from ocr.stories.elements import Atom
from ocr.stories.flow import is_short, misfit, starts_story
from ocr.stories.headline_parts import HEADLINE
from ocr.stories.rows import row_under

_NO_HEADLINE = -4.0
_BARE = -4.0
"""A headline without a text."""
_BRANCH = -1.0
"""A run that goes on nothing, but stands close under something, is a part of that story."""
_UNDER = 4.0
"""A run right under its headline."""
_BESIDE = 2.0
"""A run beside a headline that is set across the page's direction."""
_PARTS = 2.5
"""Two parts of a headline close to each other."""
_SUBHEAD = -1.0
_SAME_EDGE, _OTHER_EDGE = 3.0, 2.5
"""A run right under another, that begins at the same height of its tier or higher."""
_RULED = -2.4
"""A rule between them, ..."""
_RULED_OFF = -6.0
"""... that parts all of both."""
_FAR = 0.6
"""Per body character between the tier where a text leaves off and the one where it goes on."""
_HEADED = -2.0
"""A text that leaves off right above a headline has most likely ended."""
_PASSED = -1.0
"""... or where a headline stands farther down in its tier."""
_OTHER_HEAD, _OWN_HEAD = -3.0, 1.0
"""A run under a headline that spans several tiers goes on a text of that headline."""
_FOUND = 1.0
"""The cuts took both for one story."""
_READS_ON = 0.5
_FEWEST_HANZI = 4
"""In the longest line of a run that is no dust."""
_SPANNED = 0.8
_IMPOSSIBLE = 1e6
_REPORTED = re.compile(r"云[、，。]?$")
"""Old news ends on 云: so it is reported."""


@dataclass(frozen=True)
class Threads:
    """The links of some elements of one page. ``found``: for an element, by its identity, the story that cuts gave."""

    atoms: Sequence[Atom]
    rules: Sequence[Rule]
    char_px: float
    found: Mapping[int, int]

    @cached_property
    def nodes(self) -> list[Atom]:
        """The headlines, decks and runs, without dust: what is linked."""
        return [a for a in self.atoms if a.title is not None or (a.run is not None and not self._is_dust(a))]

    @cached_property
    def above(self) -> dict[int, Atom]:
        """What has the line nearest above an element, or the headline in whose row it stands; by its identity."""
        return self._right_above | self.rows

    @cached_property
    def _right_above(self) -> dict[int, Atom]:
        lines = [(box, a) for a in self.nodes for box in _lines(a)]
        lines += [(a.box, a) for a in self.atoms if a.kind in ("figure", "insert")]
        near = {id(b): self._nearest_above(b, lines) for b in self.nodes}
        return {key: atom for key, atom in near.items() if atom is not None}

    @cached_property
    def rows(self) -> dict[int, Atom]:
        """The headline in whose row a run stands, under it or beside what stands there, by the run's identity."""
        above, runs = self._right_above, [b for b in self.nodes if b.run is not None]
        found: dict[int, Atom] = {}
        for head in self.nodes:
            if head.title is None or not _is_head(head) or head.title.vertical:
                continue
            decks = [b for b in self.nodes if _is_deck(b) and above.get(id(b)) is head]
            others = [a.box for a in self.atoms if a is not head and a not in decks]
            whole = union([head.box, *(b.box for b in decks)])
            row = row_under(whole, [b.box for b in runs], others, self.rules, self.char_px)
            found |= {id(runs[k]): head for k in row if above.get(id(runs[k]), head) is head}
        return found

    @cached_property
    def heads(self) -> dict[int, Atom]:
        """The headline that a run or deck stands under, by the identity of that."""
        found = {}
        for b in self.nodes:
            head = self.above.get(id(b))
            while head is not None and _is_deck(head):
                head = self.above.get(id(head))
            if _is_head(b) or head is None or not _is_head(head):
                continue
            if x_overlap(self._extent(head), b.box) > _SPANNED * b.box.width or id(b) in self.rows:
                found[id(b)] = head
        return found

    @cached_property
    def headed(self) -> set[int]:
        """The runs, by identity, right under which a headline stands."""
        heads = [b.box for b in self.nodes if _is_head(b)]
        return {
            id(a)
            for a in self.nodes
            for head in heads
            if a.run is not None
            and -self.char_px < head.top - a.run.lines[-1].box.bottom < 3 * self.char_px
            and x_overlap(a.box, head) > 0.5 * a.box.width
        }

    def stories(self) -> list[list[Atom]]:
        """The elements by story; without figures, inserts and dust."""
        nodes, count = self.nodes, len(self.nodes)
        if not nodes:
            return []
        branches = {i: t for i, b in enumerate(nodes) if (t := self._branch(b)) is not None}
        gains = np.full((count, 2 * count), -_IMPOSSIBLE)
        for i, b in enumerate(nodes):
            alone = 0.0 if _is_head(b) else _NO_HEADLINE + (starts_story(b.run, self.char_px) if b.run else 0)
            gains[i, count + i] = max(alone, _BRANCH) if i in branches else alone
            for j, a in enumerate(nodes):
                score = self._link(a, b) if i != j else None
                if score is not None:
                    gains[i, j] = score + _FOUND * (self.found.get(id(a), -1) == self.found.get(id(b), -2))
        before = {i: j for i, j in enumerate(assign(-gains)) if j < count and gains[i, j] > -_IMPOSSIBLE}
        open_rings(before, gains)
        at = {id(node): k for k, node in enumerate(nodes)}
        for i, t in branches.items():
            if i not in before and id(t) in at and first_of(i, before) != first_of(at[id(t)], before):
                before[i] = at[id(t)]
        stories: dict[int, list[Atom]] = {}
        for i, node in enumerate(nodes):
            stories.setdefault(first_of(i, before), []).append(node)
        return list(stories.values())

    def _link(self, a: Atom, b: Atom) -> float | None:
        """How likely it is that one element goes on another, against both ending there; None where it cannot."""
        if _is_head(b):
            return self._to_headline(a, b)
        if _is_head(a):
            score = self._under_headline(a, b)
            return None if score is None else score - _BARE
        score = -_ends(a, self.char_px)
        if a.run is not None and b.run is not None:
            score -= _READS_ON * misfit(a.run, b.run, self.char_px)
        last, first = _lines(a)[-1], _lines(b)[0]
        lower = b.box.left > a.box.left + 2.5 * self.char_px
        if self.above.get(id(b)) is a and first.top - last.bottom < 5 * self.char_px and not lower:
            score += _SAME_EDGE if abs(last.left - first.left) < 1.2 * self.char_px else _OTHER_EDGE
            return score + (_RULED_OFF if self._ruled_off(last, b.box) else _RULED * self._parted(last, b.box))
        return self._over_tiers(a, b, score)

    def _over_tiers(self, a: Atom, b: Atom, score: float) -> float | None:
        edge = self._edge(a)
        if b.box.left < edge - self.char_px:
            return None
        score -= _FAR * max(0.0, (b.box.left - edge) / self.char_px)
        if id(b) in self.heads:
            score += _OWN_HEAD if self.heads[id(b)] is self.heads.get(id(a)) else _OTHER_HEAD
        score += _HEADED if id(a) in self.headed else _PASSED * self._passes(a)
        return score + _RULED_OFF * self._ruled_off(a.box, b.box)

    def _passes(self, a: Atom) -> bool:
        """Whether a headline stands farther down in the tier of a run, so that its text would have to pass it."""
        return any(
            _is_head(b) and b.box.top > a.box.bottom and x_overlap(a.box, b.box) > 0.5 * min(a.box.width, b.box.width)
            for b in self.nodes
        )

    def _to_headline(self, a: Atom, b: Atom) -> float | None:
        """The next part of a headline, or a subhead that looks as the headline of a brief does."""
        if a.title is not None and b.title is not None and _is_head(a):
            near = max(-x_overlap(a.box, b.box), -y_overlap(a.box, b.box)) < 1.5 * self.char_px
            return _PARTS - _BARE if near and not self._parted(a.box, b.box) else None
        if a.run is None or b.title is None:
            return None
        words = sum(len(line.text) for line in b.title.headline)
        amid = self.above.get(id(b)) is a and abs(a.box.left - b.box.left) < 2 * self.char_px
        return _SUBHEAD - _ends(a, self.char_px) if amid and words <= 6 and b.title.size < HEADLINE else None

    def _under_headline(self, a: Atom, b: Atom) -> float | None:
        head, box, pad = a.box, b.box, self.char_px
        if a.title is not None and a.title.vertical:
            gap, level = box.left - head.right, y_overlap(head, box)
            if box.left < head.left - pad or self._parted(head, box):
                return None
            if gap < 3 * pad and level > -2 * pad and box.top >= head.top - 2 * pad:
                return _BESIDE
            # A headline set across over the middle of its tier.
            return _BESIDE - _FAR * gap / pad if level > 0.5 * head.height else None
        if self.above.get(id(b)) is a:
            return _UNDER
        # A headline at its tier's foot: its text begins the next one.
        elsewhere = b.run is None or box.left < head.right - pad or id(b) in self.heads
        if elsewhere or any(over is a for over in self.above.values()) or self._ruled_off(head, box):
            return None
        return -_FAR * (box.left - head.right) / pad

    def _branch(self, b: Atom) -> Atom | None:
        over = self.above.get(id(b))
        if _is_head(b) or over is None or over.kind in ("figure", "insert"):
            return None
        return None if self._ruled_off(over.box, _lines(b)[0]) else over

    def _nearest_above(self, b: Atom, lines: Sequence[tuple[Box, Atom]]) -> Atom | None:
        first, nearest, least = _lines(b)[0], None, 6 * self.char_px
        for box, a in lines:
            gap = first.top - box.bottom
            if a is b or gap >= least or gap <= -self.char_px or box.cy >= first.top:
                continue
            beside = a.title is not None and a.title.vertical and gap < 0
            width = min(box.width, first.width) / 2 if a.title is not None else 0.4 * first.width
            if not beside and x_overlap(box, first) > width:
                nearest, least = a, gap
        return nearest

    def _extent(self, head: Atom) -> Box:
        """A headline with the decks right under it."""
        under = [
            b.box
            for b in self.nodes
            if _is_deck(b) and self.above.get(id(b)) is head and b.box.top - head.box.bottom < 1.5 * self.char_px
        ]
        return union([head.box, *under])

    def _edge(self, a: Atom) -> int:
        """The foot of the tier, at its right here, in which a text leaves off."""
        edge, over = a.box.right, self.above.get(id(a))
        if a.run is not None and len(a.run.lines) > 2:
            last = a.run.lines[-1].box
            edge = max(last.right, round(a.run.right.at(last.cy)))
        if over is not None and over.run is not None and a.box.left > over.box.left - 2.5 * self.char_px:
            edge = max(edge, min(over.box.right, round(over.run.right.at(over.box.cy))))
        return edge

    def _parted(self, a: Box, b: Box) -> bool:
        """Whether a rule stands between two boxes."""
        slack = 0.6 * self.char_px
        for r in self.rules:
            if r.horizontal:
                between = min(a.bottom, b.bottom) - slack <= r.box.cy <= max(a.top, b.top) + slack
                if between and min(x_covered(a, r.box), x_covered(b, r.box)) > 0.5:
                    return True
            else:
                between = min(a.right, b.right) - slack <= r.box.cx <= max(a.left, b.left) + slack
                if between and min(y_covered(a, r.box), y_covered(b, r.box)) > 0.5:
                    return True
        return False

    def _ruled_off(self, a: Box, b: Box) -> bool:
        """Whether one rule runs on between all of one box and all of the other, however far away."""
        upper, lower = sorted((a, b), key=lambda box: box.cy)
        return any(
            r.horizontal
            and upper.bottom - self.char_px <= r.box.cy <= lower.top + self.char_px
            and min(x_covered(a, r.box), x_covered(b, r.box)) > 0.8
            for r in self.rules
        )

    def _is_dust(self, a: Atom) -> bool:
        lines = a.run.lines if a.run is not None else ()
        return lines[0].line.vertical or max(language.hanzi(line.text) for line in lines) < _FEWEST_HANZI


def _lines(a: Atom) -> list[Box]:
    """The boxes of a run's lines; the box of anything else."""
    if a.run is not None:
        return [line.box for line in a.run.lines]
    return [a.box]


def _is_head(a: Atom) -> bool:
    return a.title is not None and bool(a.title.headline)


def _is_deck(a: Atom) -> bool:
    return a.title is not None and not a.title.headline


def _ends(a: Atom, char_px: float) -> float:
    """Evidence that a story ends here. In worn type no mark says as much as where a line ends."""
    if a.run is None:
        return 0.0
    last = a.run.lines[-1]
    if _REPORTED.search(last.text.strip()):
        return 1.0
    short = is_short(last, a.run, char_px)
    if language.ends_sentence(last.text):
        return 0.6 if short else 0.3
    if language.must_go_on(last.text):
        return -1.5
    return -0.2 if short else -1.2
