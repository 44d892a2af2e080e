"""How likely it is that elements of a page are one story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ocr import language
from ocr.geometry import Box, union, x_covered, x_overlap, y_covered, y_overlap
from ocr.model import Rule, TextLine
from ocr.stories.elements import Atom, FigureBlock, Run, TitleBlock
from ocr.stories.flow import ends_story, misfit, reading_order, starts_story
from ocr.stories.headline_parts import HEADLINE

# Scores. A second headline in a story, and a story without one, are what cuts are made for.
RULED = 2.4
"""A rule along the whole cut; as much is lost by a story that a rule crosses."""
_ALONG = 0.75
"""A rule that parts a story runs along more than this share of it."""
_TOUCH_PX = 3
"""A box that reaches so far over a rule only touches it."""
_BETWEEN_COLUMNS = 0.5
"""Of a rule between columns that no headline stands over: it may part no more than those."""
_SECOND_HEADLINE = -7.0
_SUBHEAD = -2.0
"""A second headline that may be a subhead."""
_NO_HEADLINE = -6.0
_LABELLED = -3.0
"""A story may have its section's label instead."""
_CONTINUED = 5.5
"""A text that opens with 上接 needs no headline."""
_TAG = -0.8
"""A short line smaller than the headline is a section's tag; ..."""
_NEAR_TAG = -1.5
"""... one of nearly its size may be."""
_BARE_HEADLINE = -4.0
_PACKAGE = -0.6
"""A headline with an editor's note and no text stands over a package."""
_LONE_FIGURE = -1.2
_LONE_DECK = -5.0
_ABOVE = -1.3
"""A run that stands higher than its headline, ..."""
_OVER = -6.0
"""... on a vertical page even before it in its own tier, where the story before ends, ..."""
_ALL_OVER = -4.0
"""... or in all the columns that it covers, two at least, with no text beside it, ..."""
_COVERED = 0.85
_LEFT = -0.8
"""... or wholly to the left of it."""
_BOTH_SIDES = -3.0
"""A vertical headline stands at one side of its story."""
_OVERTAKING = -3.0
"""In tiers no text passes the next headline."""
_BARE_SPAN = -3.0
"""A headline under which columns are empty."""
_TOLD = 1.6
"""A photo whose caption shares its words with the text; ..."""
_ENOUGH_TOLD = 0.2
"""... so large a share of them does."""
_HANZI = re.compile(r"[\u4e00-\u9fff]{3,}")
_SECOND_START = -6.0
"""A text that opens with 上接 begins a story."""


@dataclass(frozen=True, slots=True)
class Plausibility:
    """The judge of one page's stories. Boxes and rules in pixels of the straightened page."""

    rules: Sequence[Rule]
    char_px: float
    continuations: Sequence[Box] = ()
    """Lines of their own that say where a text comes from: （上接第1版）."""
    labels: Sequence[Box] = ()
    """Sections' labels: the text under one may have no other headline."""
    in_tiers: Sequence[Box] = ()
    """On a page ruled into equal columns or tiers, through which stories follow each other: all its headlines."""
    turned: bool = False
    """On a vertical page a small headline may be a subhead: they look alike."""
    stopped: bool = True
    """The page's text is set with stops."""
    words: dict[int, frozenset[str]] = field(default_factory=dict)
    """Three characters each, of a run or a caption, by its identity."""
    fits: dict[tuple[int, int], float] = field(default_factory=dict)
    """How well two runs follow each other, by their identity: the same pairs come up again and again."""

    def of(self, atoms: Sequence[Atom]) -> float:
        """How likely it is that these elements are one story and nothing else, in nats, roughly."""
        runs = [a.run for a in atoms if a.run is not None]
        titles = [a.title for a in atoms if a.title is not None]
        heads = [t for t in titles if t.headline]
        figures = [a for a in atoms if a.kind == "figure"]
        if not runs and not titles:
            return _LONE_FIGURE if figures else -0.2
        main = main_headline(heads)
        tags = [t for t in heads if is_tag(t, heads)]
        small = [t for t in heads if self.turned and t.size < HEADLINE and t not in tags and t is not main]
        score = _SECOND_HEADLINE * max(0, len(heads) - len(tags) - len(small) - 1) + _SUBHEAD * len(small)
        score += sum(_tag_score(t, main) for t in tags if main is not None)
        if not runs:
            return score + self._textless(heads, figures, any(t.note for t in titles))
        order = reading_order(runs)
        if not heads:
            score += self._untitled(order, any(not t.headline for t in titles))
        score += self._placing(atoms, runs)
        score += sum(self._told_of(a.figure, runs) for a in figures if a.figure is not None)
        score += starts_story(order[0], self.char_px) + ends_story(order[-1], self.char_px)
        score -= sum(self._misfit(a, b) for a, b in pairwise(order))
        score += _SECOND_START * sum(self.comes_from_elsewhere(r) for r in order[1:])
        return score - RULED * self._crossed(atoms)

    def comes_from_elsewhere(self, run: Run) -> bool:
        """Whether a run opens with 上接, in its first line or in one of its own above it."""
        above = any(is_right_under(run.box, c, self.char_px) for c in self.continuations)
        return above or language.jump_from(run.lines[0].text) is not None

    def _told_of(self, figure: FigureBlock, runs: Sequence[Run]) -> float:
        """How much a caption speaks of what a text speaks of: its names and terms come up there."""
        said = self._words(id(figure), figure.caption)
        if not said:
            return 0.0
        known = frozenset().union(*(self._words(id(run), run.lines) for run in runs))
        return _TOLD * min(1.0, len(said & known) / len(said) / _ENOUGH_TOLD)

    def _words(self, key: int, lines: Sequence[TextLine]) -> frozenset[str]:
        if key not in self.words:
            # What comes after a caption's last stop is its credit.
            text = "".join(line.text for line in lines).rpartition("。")[0] or "".join(line.text for line in lines)
            runs = _HANZI.findall(text)
            self.words[key] = frozenset(run[k : k + 3] for run in runs for k in range(len(run) - 2))
        return self.words[key]

    def _misfit(self, before: Run, after: Run) -> float:
        key = id(before), id(after)
        if key not in self.fits:
            self.fits[key] = misfit(before, after, self.char_px)
        return self.fits[key]

    def _textless(self, heads: Sequence[object], figures: Sequence[Atom], noted: bool) -> float:
        if not heads:
            return _LONE_DECK
        if any(a.figure is not None and a.figure.caption for a in figures):
            return -0.4
        return _PACKAGE if noted else _BARE_HEADLINE

    def _untitled(self, order: Sequence[Run], decked: bool) -> float:
        if self.comes_from_elsewhere(order[0]):
            return _NO_HEADLINE + _CONTINUED
        if any(is_right_under(order[0].box, label, self.char_px) for label in self.labels):
            return _LABELLED
        return _NO_HEADLINE + (0.6 if decked else 0.0)

    def _placing(self, atoms: Sequence[Atom], runs: Sequence[Run]) -> float:
        """Where a headline stands over its text."""
        titles = [a.title for a in atoms if a.title is not None and a.title.headline]
        heads = [a for a in atoms if a.title is not None and a.title in titles and not is_tag(a.title, titles)]
        if len(heads) != 1 or heads[0].title is None:
            return 0.0
        title, box = heads[0].title, heads[0].box
        head = title.head
        if title.vertical:
            outside = [r for r in runs if r.box.bottom < box.top - self.char_px]
            beside = [r.box for r in runs if y_overlap(r.box, box) > 0]
            both = any(b.cx < box.left for b in beside) and any(b.cx > box.right for b in beside)
            return _ABOVE * len(outside) + (_BOTH_SIDES if both else 0.0)
        beyond = [run for run in runs if run.box.left > head.right - self.char_px]
        if beyond and self.in_tiers:
            overtaken = any(h.top > head.bottom and x_overlap(h, head) > 0 for h in self.in_tiers)
            return _OVERTAKING if overtaken else 0.0
        score = 0.0
        for run in runs:
            if run.box.top < box.top - 1.2 * self.char_px:
                over = run.box.bottom <= head.top and x_overlap(run.box, head) > 0.5 * min(run.box.width, head.width)
                score += _OVER if self.turned and over else _ABOVE
            elif run.box.right < head.left + self.char_px and run.box.top < box.bottom:
                score += _LEFT
        higher = sorted((r.box for r in runs if r.box.bottom <= head.top), key=lambda b: b.left)
        in_columns = any(x_overlap(a, b) <= 0 for a, b in pairwise(higher))
        level = any(y_overlap(r.box, head) > 0 for r in runs)
        if in_columns and not level and not self.turned and _x_filled(head, higher) > _COVERED:
            score += _ALL_OVER
        filled = [r.box for r in runs] + [a.box for a in atoms if a.kind in ("figure", "insert")]
        under = [b for b in filled if b.top >= box.top]
        return score + _BARE_SPAN * max(0.0, 0.75 - _x_filled(head, under))

    def _crossed(self, atoms: Sequence[Atom]) -> float:
        """How many rules part this group in two, beyond the rules between its columns."""
        boxes = [a.box for a in atoms if a.kind != "insert"]
        if len(boxes) < 2:
            return 0.0
        whole = union(boxes)
        titles = [a.title for a in atoms if a.title is not None and a.title.headline]
        heads = [t.head.bottom for t in titles if not t.vertical]
        foot = min(heads, default=whole.top)
        down, across = [(b.top, b.bottom) for b in boxes], [(b.left, b.right) for b in boxes]
        crossed = 0.0
        for rule in self.rules:
            r = rule.box
            if rule.horizontal:
                crossed += x_covered(whole, r) > _ALONG and _parts(r.cy, down)
            elif r.top < foot - 0.3 * self.char_px or not heads:
                parted = y_covered(whole, r) > _ALONG and _parts(r.cx, across)
                crossed += parted * (1 if heads else _BETWEEN_COLUMNS)
        return crossed


def _parts(at: float, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a rule at this place, along one axis, has boxes at both of its sides and goes through none; ``spans`` are
    where each begins and ends, pixels."""
    return (
        any(end <= at + _TOUCH_PX for _, end in spans)
        and any(start >= at - _TOUCH_PX for start, _ in spans)
        and not any(start + _TOUCH_PX < at < end - _TOUCH_PX for start, end in spans)
    )


def is_right_under(box: Box, line: Box, char_px: float) -> bool:
    """Whether text begins close under a line of its own: 上接, or its section's label."""
    return -0.5 * char_px < box.top - line.bottom < 2 * char_px and x_overlap(box, line) > 0


def is_tag(title: TitleBlock, heads: Sequence[TitleBlock]) -> bool:
    """Whether a title block is a section's tag (聚焦, 基层监管) to the largest headline among ``heads``: a few
    characters, smaller, and close by."""
    main = main_headline(heads)
    if main is None or title is main or title.vertical:
        return False
    text = "".join(line.text for line in title.headline)
    near = max(-y_overlap(title.head, main.head) / 1.5, -x_overlap(title.head, main.head) / 3) <= main.head.height
    return title.size < 0.95 * main.size and language.hanzi(text) <= 6 and near


def main_headline(heads: Sequence[TitleBlock]) -> TitleBlock | None:
    """The headline that covers most."""
    return max(heads, key=lambda t: t.head.area, default=None)


def _tag_score(tag: TitleBlock, main: TitleBlock) -> float:
    if tag.size < 0.55 * main.size:
        return 0.0 if tag.head.top < main.head.top else _TAG
    return _NEAR_TAG


def _x_filled(span: Box, boxes: Sequence[Box]) -> float:
    """The share of a span's width over which boxes stand."""
    edges = sorted((max(span.left, b.left), min(span.right, b.right)) for b in boxes if x_overlap(span, b) > 0)
    filled, reach = 0, span.left
    for left, right in edges:
        filled += max(0, right - max(left, reach))
        reach = max(reach, right)
    return filled / span.width if span.width else 0.0
