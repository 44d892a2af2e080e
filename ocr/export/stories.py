"""What a page picture shows of each article: where its parts stand, and in which order they are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ocr.export.canvas import Points
from ocr.geometry import Box, iou
from ocr.model import Article, Block, Issue, Page, Zone

_SAME_ZONE = 0.5
"""A zone is the article's whose zone box it shares more than this with, as intersection over union."""
_RUN_GAP = 2.5
"""Pieces of a column further apart, in char_px, are two runs: something stands between them."""


@dataclass(frozen=True, slots=True)
class View:
    """From a page to its picture."""

    page: Page
    scale: tuple[float, float]
    """Pixels of the picture a pixel of the scan, x and y."""
    known: dict[Box, Box]
    """Boxes of the deskewed page by their boxes in pixels of the scan: these can be drawn turned as printed."""

    @classmethod
    def of(cls, page: Page, width: int, height: int) -> View:
        """The view of a page on a picture of ``width`` x ``height`` pixels."""
        boxes = [box for zone in page.zones for box in _zone_boxes(zone)]
        boxes += [figure.box for figure in page.loose_figures]
        known = {page.to_scan.box(box).within(page.width, page.height): box for box in boxes}
        return cls(page, (width / max(1, page.width), height / max(1, page.height)), known)

    @property
    def char_px(self) -> float:
        """Height of a body character, pixels of the picture; something plausible where it was not measured."""
        return (self.page.char_px or self.page.height / 110) * self.scale[1]

    def quad(self, box: Box) -> Points:
        """Corners of a box of the deskewed page, clockwise from its top left, 4 x 2, pixels of the picture."""
        return self.page.to_scan.points(box.corners()) * self.scale

    def column_quad(self, points: Points) -> Points:
        """The rectangle around points, as the lines of the page are turned: 4 x 2, pixels of the picture."""
        straight = self.page.to_scan.back(points / self.scale)
        left, top = np.floor(straight.min(axis=0) + 0.5).astype(int)
        right, bottom = np.floor(straight.max(axis=0) + 0.5).astype(int)
        return self.quad(Box(int(left), int(top), int(right), int(bottom)))

    def scan_quad(self, box: Box) -> Points:
        """Corners of a box in pixels of the scan; turned as printed where the page knows it."""
        known = self.known.get(box.within(self.page.width, self.page.height))
        return box.corners() * self.scale if known is None else self.quad(known)


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of a paragraph on the page."""

    quad: Points
    block: Block
    begins: bool
    """The block begins here; else it goes on from the place before."""


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces read down one column with nothing between them."""

    places: tuple[Place, ...]

    @property
    def points(self) -> Points:
        """The corners of all its pieces, pixels of the picture."""
        return np.vstack([place.quad for place in self.places])


@dataclass(frozen=True, slots=True)
class Story:
    """One article's part of one page."""

    article: Article
    index: int
    """Of the article in the issue, from 0: its colour."""
    runs: tuple[Run, ...]
    text_quads: tuple[Points, ...]
    figure_quads: tuple[Points, ...]
    heads: tuple[Points, ...]
    """Where its number stands: its titles, or its first piece, quads."""
    from_page: int | None
    """The page its body comes from, where that is another one."""
    to_page: int | None


def stories_on(view: View, issue: Issue) -> tuple[Story, ...]:
    """The articles on a page, in the issue's order."""
    number = view.page.source.number
    here = [(index, article) for index, article in enumerate(issue.articles) if number in article.pages]
    owned: dict[int, list[Zone]] = {index: [] for index, _ in here}
    for zone in view.page.zones:
        owner = _owner(view, zone, here)
        if owner is not None:
            owned[owner].append(zone)
    stories = (_story(view, article, index, tuple(owned[index])) for index, article in here)
    return tuple(story for story in stories if story is not None)


def _owner(view: View, zone: Zone, articles: Iterable[tuple[int, Article]]) -> int | None:
    """The index of the article a zone became a part of."""
    page = view.page
    box = page.to_scan.box(zone.box).within(page.width, page.height)
    shares = [
        (iou(box, source.bbox.within(page.width, page.height)), -index)
        for index, article in articles
        for source in article.zone_boxes
        if source.page == page.source.number
    ]
    share, negative = max(shares, default=(0.0, 0))
    return -negative if share > _SAME_ZONE else None


def _story(view: View, article: Article, index: int, zones: tuple[Zone, ...]) -> Story | None:
    number = view.page.source.number
    chain = [(source, block, at == 0) for block in article.body for at, source in enumerate(block.sources)]
    here = [at for at, (source, _, _) in enumerate(chain) if source.page == number]
    places = [Place(view.scan_quad(chain[at][0].bbox), chain[at][1], chain[at][2]) for at in here]
    titles = [view.quad(zone.title_box) for zone in zones if zone.title_box]
    captions = [view.quad(figure.caption_box) for zone in zones for figure in zone.figures if figure.caption_box]
    figures = [view.scan_quad(placed.bbox) for placed in article.illustrations if placed.page == number]
    texts = titles + [place.quad for place in places] + captions
    if not texts and not figures:
        texts = [view.scan_quad(source.bbox) for source in article.zone_boxes if source.page == number]
    if not texts and not figures:
        return None
    return Story(
        article=article,
        index=index,
        runs=_runs(view, places),
        text_quads=tuple(texts),
        figure_quads=tuple(figures),
        heads=tuple(titles or (texts + figures)[:1]),
        from_page=chain[here[0] - 1][0].page if here and here[0] > 0 else None,
        to_page=chain[here[-1] + 1][0].page if here and here[-1] + 1 < len(chain) else None,
    )


def _runs(view: View, places: Iterable[Place]) -> tuple[Run, ...]:
    runs: list[list[Place]] = []
    for place in places:
        if runs and place.begins and _follows(view, runs[-1][-1].quad, place.quad):
            runs[-1].append(place)
        else:
            runs.append([place])
    return tuple(Run(tuple(run)) for run in runs)


def _follows(view: View, piece: Points, other: Points) -> bool:
    """Whether ``other`` is read right after ``piece`` in the same column, or tier."""
    start, _, end, last = reading_extent(view, piece)
    other_start, other_first, other_end, _ = reading_extent(view, other)
    shared = min(end, other_end) - max(start, other_start)
    same_column = shared > 0.5 * min(end - start, other_end - other_start)
    return same_column and -view.char_px < other_first - last < _RUN_GAP * view.char_px


def reading_extent(view: View, points: Points) -> tuple[float, float, float, float]:
    """Extent of points in the frame of reading: left and right along a line, top and bottom from line to line.

    For horizontal lines that is the picture's own frame; for vertical ones a line runs along the picture's y and
    the lines follow each other towards smaller x. Left, top, right, bottom.
    """
    turned = points[:, ::-1] * (1, -1) if view.page.writing_mode == "vertical-rl" else points
    (left, top), (right, bottom) = turned.min(axis=0), turned.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def from_reading(view: View, point: Points) -> Points:
    """Points, N x 2, in the frame of reading as points of the picture."""
    return point[:, ::-1] * (-1, 1) if view.page.writing_mode == "vertical-rl" else point


def _zone_boxes(zone: Zone) -> list[Box]:
    boxes = [zone.box, *(piece.box for piece in zone.pieces), *(figure.box for figure in zone.figures)]
    return boxes + ([zone.title_box] if zone.title_box else [])
