"""One issue's reader: from ``issue.json`` to ``index.html``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import shapely

from ocr.export.pictures import LARGE_PX, SMALL_PX, picture_width
from ocr.export.places import large_name, small_name
from ocr.export.reader.render import render
from ocr.export.records import ArticleRecord, BlockRecord, JoinRecord, PageRecord, SourceRecord
from ocr.export.schema import IssueDocument

_GAP = 0.04
"""Parts of a story with no more between them, as a share of the page's width, have one outline: a gutter, a caption."""
_PAD = 0.004
"""How far an outline stands off the text, as a share of the page's width."""
_GOLDEN_ANGLE = 137.5
"""Degrees of hue from one article to the next: neighbours never look alike."""

BoxTuple = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Region:
    """An article on a page. ``path`` is its outline as SVG writes it, pixels of the scan."""

    article: ArticleRecord
    hue: int
    path: str
    pieces: tuple[tuple[str, BoxTuple], ...]
    """Where its blocks stand, each after the id that the block's element has."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that is told apart: it follows a join, or is one doubtful character."""

    text: str
    join: JoinRecord | None
    doubt: float | None


def reader_html(document: IssueDocument, pictures: Collection[int], depth: int = 1) -> bytes:
    """The reader as one file, ``depth`` folders below the list of all issues.

    ``pictures`` are the numbers of the pages whose pictures stand beside it.
    """
    hues = {article.id: round(k * _GOLDEN_ANGLE + 210) % 360 for k, article in enumerate(document.articles)}
    pages = {page.number: page for page in document.pages}
    first = {page.number: [a for a in document.articles if a.pages[:1] == (page.number,)] for page in document.pages}
    return render(
        "reader",
        issue=document,
        home="../" * depth + "index.html",
        pages=pages,
        first=first,
        regions={page.number: regions(document, page, hues) for page in document.pages},
        pictures=pictures,
        hues=hues,
        names={page.number: page_name(page) for page in document.pages},
        headlines={article.id: article.headline or article.id for article in document.articles},
        small_name=small_name,
        large_name=large_name,
        small_width=lambda page: picture_width(page.width, page.height, SMALL_PX),
        large_width=lambda page: picture_width(page.width, page.height, LARGE_PX),
        spans=spans,
        block_id=block_id,
    )


def page_name(page: PageRecord) -> str:
    """What the page is called: as printed, unless it is only a number, or prints nothing."""
    return page.label if page.label and not page.label.isdecimal() else f"第{page.number}版"


def block_id(article: ArticleRecord, k: int) -> str:
    """The id of the element of an article's block, from 1."""
    return f"{article.id}-{k}"


def regions(document: IssueDocument, page: PageRecord, hues: dict[str, int]) -> list[Region]:
    """The articles on a page, large ones first, so that small ones lie above them."""
    found = []
    for article in document.articles:
        pieces = tuple(
            (block_id(article, k), box)
            for k, block in enumerate(article.body, 1)
            for box in _on(page.number, block.sources)
        )
        pictures = [placed.bbox for placed in article.illustrations if placed.page == page.number]
        boxes = [*_on(page.number, article.title_sources), *(box for _, box in pieces), *pictures]
        if boxes:
            shape = _grown_together(_as_wide_as_columns(boxes, [box for _, box in pieces]), page.width)
            found.append((shape.area, Region(article, hues[article.id], svg_path(shape), pieces)))
    return [region for _, region in sorted(found, key=lambda pair: -pair[0])]


def _on(page: int, sources: Sequence[SourceRecord]) -> list[BoxTuple]:
    return [source.bbox for source in sources if source.page == page]


def _as_wide_as_columns(boxes: Sequence[BoxTuple], pieces: Sequence[BoxTuple]) -> list[BoxTuple]:
    """The boxes; one that stands inside a column, as a subhead does, takes the column's width."""
    wide = []
    for left, top, right, bottom in boxes:
        columns = [piece for piece in pieces if piece[0] <= left and right <= piece[2]]
        edges = max(columns, key=lambda piece: piece[2] - piece[0], default=(left, top, right, bottom))
        wide.append((edges[0], top, edges[2], bottom))
    return wide


def _grown_together(boxes: Sequence[BoxTuple], width: int) -> shapely.Geometry:
    """The boxes of one story as one shape, or as few: gaps between them are filled."""
    whole = shapely.union_all([shapely.box(*box) for box in boxes])
    half = _GAP * width / 2
    return whole.buffer(half, join_style="mitre").buffer(_PAD * width - half, join_style="mitre")


def svg_path(shape: shapely.Geometry) -> str:
    """The outer edges of a polygon or of several.

    >>> svg_path(shapely.box(1, 2, 30, 40))
    'M30 2L30 40L1 40L1 2Z'
    """
    outlines = (part.exterior.coords[:-1] for part in getattr(shape, "geoms", (shape,)))
    return "".join(f"M{'L'.join(f'{x:.0f} {y:.0f}' for x, y in outline)}Z" for outline in outlines)


def spans(block: BlockRecord) -> Iterator[Span]:
    """The block's text, cut where something is to be told about it."""
    joins = {join.offset: join for join in block.joins}
    doubts = dict(block.doubts)
    cuts = {0, len(block.text), *joins, *doubts, *(at + 1 for at in doubts)}
    edges = sorted(at for at in cuts if 0 <= at <= len(block.text))
    for start, end in pairwise(edges):
        yield Span(block.text[start:end], joins.get(start), doubts.get(start))
