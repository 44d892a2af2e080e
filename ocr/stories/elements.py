"""What a page is made of before its stories are told apart: title blocks, runs of text, figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from ocr.geometry import Box, union
from ocr.model import Figure, Frame, Furniture, Illustration, Rule, TextLine, Zone


@dataclass(frozen=True, slots=True)
class PageLayout:
    """What the stages before found on a page; boxes in pixels of the straightened page."""

    width: int
    height: int
    char_px: float
    lines: tuple[TextLine, ...]
    rules: tuple[Rule, ...]
    frames: tuple[Frame, ...]
    illustrations: tuple[Illustration, ...]
    pictured: tuple[float, ...]
    """For each line the share of it that lies on an illustration's own pixels."""
    turned: bool = False
    """The page is set vertically and was turned by 90 degrees counter-clockwise: its columns are tiers."""

    def upright(self) -> PageLayout:
        """The page as it stands on the paper."""
        return self.across() if self.turned else self

    def across(self) -> PageLayout:
        """The page turned by a quarter: a turned one clockwise, one that stands counter-clockwise."""
        return PageLayout(
            self.height,
            self.width,
            self.char_px,
            tuple(
                replace(
                    one, line=replace(one.line, box=self.turn(one.box), vertical=not one.line.vertical), upward=False
                )
                for one in self.lines
            ),
            tuple(Rule(self.turn(rule.box), not rule.horizontal) for rule in self.rules),
            tuple(replace(frame, box=self.turn(frame.box)) for frame in self.frames),
            tuple(replace(one, box=self.turn(one.box)) for one in self.illustrations),
            self.pictured,
            not self.turned,
        )

    def turn(self, box: Box) -> Box:
        """A box's place on the page turned by ``across``."""
        if self.turned:
            return Box(self.height - box.bottom, box.left, self.height - box.top, box.right)
        return Box(box.top, self.width - box.right, box.bottom, self.width - box.left)


@dataclass(frozen=True, slots=True)
class PageStories:
    """What a page holds; boxes in pixels of the straightened page."""

    zones: tuple[Zone, ...]
    furniture: tuple[Furniture, ...]
    loose_figures: tuple[Figure, ...]
    lines: tuple[TextLine, ...]
    """Every line with its role."""


@dataclass(frozen=True)
class TitleBlock:
    """A headline with what belongs to it. A deck is a title block without a headline: its headline stands
    elsewhere, vertically beside the story."""

    kicker: tuple[TextLine, ...] = ()
    headline: tuple[TextLine, ...] = ()
    subtitle: tuple[TextLine, ...] = ()
    byline: tuple[TextLine, ...] = ()
    note: tuple[TextLine, ...] = ()

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """All lines, part by part."""
        return (*self.kicker, *self.headline, *self.subtitle, *self.byline, *self.note)

    @cached_property
    def box(self) -> Box:
        return union(line.box for line in self.lines)

    @cached_property
    def head(self) -> Box:
        """The headline's own box; the whole block's where it has none."""
        return union(line.box for line in self.headline) if self.headline else self.box

    @property
    def vertical(self) -> bool:
        """Whether its headline runs down the picture; that of a deck does not."""
        return any(line.line.vertical for line in self.headline)

    @property
    def is_label(self) -> bool:
        """Whether its headline is set as only labels are, half of it white on dark: the name of a section."""
        return bool(self.headline) and all(line.line.half_reverse for line in self.headline)

    @property
    def size(self) -> float:
        """Of the headline's largest line, over the body's; 0 for a deck."""
        return max((line.size for line in self.headline), default=0.0)


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a column: a line, upright or, on a bent or photographed page, a little slanted; where text wraps
    round a cut-out, the outline it follows."""

    x: float
    """At ``y`` 0."""
    slope: float = 0.0
    outline: tuple[tuple[float, float], ...] = ()
    """Of a wrapped text, from its top: y and x at the middle of each line."""

    def at(self, y: float) -> float:
        """Its x at this height, pixels of the straightened page."""
        if self.outline:
            ys, xs = zip(*self.outline, strict=True)
            return float(np.interp(y, ys, xs))
        return self.x + self.slope * y


@dataclass(frozen=True)
class Run:
    """Lines of one column that follow each other with nothing between, and the column's edges, which the lines
    themselves need not reach."""

    lines: tuple[TextLine, ...]
    left: Edge
    right: Edge

    @cached_property
    def box(self) -> Box:
        return union(line.box for line in self.lines)

    @cached_property
    def column(self) -> Box:
        """The run's box, as wide as its column."""
        box = self.box
        left, right = round(self.left.at(box.cy)), round(self.right.at(box.cy))
        return Box(min(left, box.left), box.top, max(right, box.right), box.bottom)


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """An illustration, the lines of its caption and, in a chart's box, its labels."""

    picture: Box
    caption: tuple[TextLine, ...] = ()
    labels: tuple[TextLine, ...] = ()

    @property
    def box(self) -> Box:
        return union([self.picture, *(line.box for line in self.caption)])


@dataclass(frozen=True, slots=True)
class Atom:
    """What no cut goes through."""

    kind: Literal["title", "run", "figure", "insert"]
    box: Box
    title: TitleBlock | None = None
    run: Run | None = None
    figure: FigureBlock | None = None
    """An insert has none of them: a frame that is a story of its own, or an advertisement; text flows round it."""
