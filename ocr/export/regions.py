"""A page as archives see it: regions of text with their lines, pictures, rules, and the order they are read in.

ALTO, PAGE and METS are written from this one view. All boxes are pixels of the scan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from ocr.export.lines import LineRecord, PageLines, RuleRecord
from ocr.export.records import ArticleRecord, BlockRecord, PageRecord
from ocr.export.schema import IssueDocument
from ocr.geometry import Box, union

Lines = tuple[LineRecord, ...]
"""A page's lines, in reading order within what they are parts of; none where they are gone."""

_TITLES = ("kicker", "headline", "subtitle", "byline", "editor_note")


@dataclass(frozen=True, slots=True)
class Region:
    """A block of text, or the piece of one that stands in one column."""

    id: str
    """Unique in the issue, and a name as XML has them."""
    role: str
    """A block's type (paragraph, subhead ...), a part of a title (headline, byline ...), caption, or furniture's."""
    bbox: Box
    text: str
    """A line of print a line where the lines are kept."""
    confidence: float | None
    lines: Lines = ()
    block: int | None = None
    """Which block of its article's body, from 0."""
    goes_on: bool = False
    """It continues the region before it in the same paragraph."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An illustration, its caption with it."""

    id: str
    bbox: Box
    caption: Region | None = None


@dataclass(frozen=True, slots=True)
class StoryPart:
    """What of an article stands on a page, in reading order."""

    article: ArticleRecord
    regions: tuple[Region, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """A page whole."""

    page: PageRecord
    stories: tuple[StoryPart, ...]
    pictures: tuple[Picture, ...]
    """Those of no article."""
    furniture: tuple[Region, ...]
    """What belongs to no article, and lines that are a part of nothing."""
    rules: tuple[RuleRecord, ...] = ()

    @property
    def regions(self) -> tuple[Region, ...]:
        """Everything with text: stories, then pictures of none, then furniture."""
        found = [region for story in self.stories for region in (*story.regions, *_captions(story.pictures))]
        return (*found, *_captions(self.pictures), *self.furniture)

    @property
    def all_pictures(self) -> tuple[Picture, ...]:
        """Those of the stories, story by story, then those of none."""
        return (*(picture for story in self.stories for picture in story.pictures), *self.pictures)


def page_view(page: PageRecord, document: IssueDocument, kept: PageLines | None) -> PageView:
    """One page of the issue. Without its lines, titles and captions have no place and are left out."""
    lines = kept.lines if kept else ()
    stories = tuple(
        StoryPart(article, tuple(_story(article, page.number, lines)), tuple(_pictures(article, page, lines)))
        for article in document.articles
        if page.number in article.pages
    )
    prefix = f"p{page.number:02d}"
    loose = tuple(
        Picture(placed.id, Box(*placed.bbox), _caption(placed.id, lines))
        for placed in page.illustrations
        if placed.article_id is None
    )
    furniture = [
        Region(f"{prefix}-f{index + 1:02d}", item.role, Box(*item.bbox), item.text, None, _part(lines, furniture=index))
        for index, item in enumerate(page.furniture)
    ]
    view = PageView(page, stories, loose, tuple(furniture), kept.rules if kept else ())
    claimed = {id(line) for region in view.regions for line in region.lines}
    stray = (line for line in lines if id(line) not in claimed)
    furniture += [_of_lines(f"{prefix}-s{index:02d}", line.role, (line,)) for index, line in enumerate(stray, 1)]
    return replace(view, furniture=tuple(furniture))


def page_views(document: IssueDocument, kept: Mapping[int, PageLines]) -> Iterator[PageView]:
    """The pages that could be opened, in order."""
    return (page_view(page, document, kept.get(page.number)) for page in document.pages if page.width and page.height)


def pieces_of(block: BlockRecord) -> tuple[str, ...]:
    """A block's text, cut where its pieces were joined: a text for each of its sources."""
    cuts = [0, *(join.offset for join in block.joins), len(block.text)]
    return tuple(block.text[start:end] for start, end in pairwise(cuts))


def _story(article: ArticleRecord, page: int, lines: Lines) -> Iterator[Region]:
    prefix = f"p{page:02d}-{article.id}"
    for role in _TITLES:
        if printed := _part(lines, article_id=article.id, block=None, role=role):
            yield _of_lines(f"{prefix}-{role}", role, printed)
    for index, block in enumerate(article.body):
        texts = pieces_of(block)
        for piece, source in enumerate(block.sources):
            if source.page == page:
                printed = _part(lines, article_id=article.id, block=index, piece=piece)
                yield Region(
                    f"{prefix}-b{index + 1:02d}-{piece + 1}",
                    block.type,
                    Box(*source.bbox),
                    _text(printed) if printed else "".join(texts[piece : piece + 1]),
                    _confidence(printed) if printed else block.confidence,
                    printed,
                    index,
                    piece > 0,
                )


def _pictures(article: ArticleRecord, page: PageRecord, lines: Lines) -> Iterator[Picture]:
    for placed in article.illustrations:
        if placed.page == page.number:
            yield Picture(placed.id, Box(*placed.bbox), _caption(placed.id, lines))


def _caption(illustration: str, lines: Lines) -> Region | None:
    printed = _part(lines, illustration_id=illustration)
    return _of_lines(f"{illustration}-caption", "caption", printed) if printed else None


def _captions(pictures: Iterable[Picture]) -> Iterator[Region]:
    return (picture.caption for picture in pictures if picture.caption is not None)


def _part(lines: Lines, **part: str | int | None) -> Lines:
    """The lines that are a part of one thing: those with these fields."""
    return tuple(line for line in lines if all(getattr(line, name) == value for name, value in part.items()))


def _of_lines(name: str, role: str, lines: Lines) -> Region:
    bbox = union(Box(*line.bbox) for line in lines)
    return Region(name, role, bbox, _text(lines), _confidence(lines), lines)


def _text(lines: Iterable[LineRecord]) -> str:
    return "\n".join(line.text for line in lines)


def _confidence(lines: Iterable[LineRecord]) -> float:
    """The mean over the characters."""
    weighed = [(line.confidence, max(1, len(line.text))) for line in lines]
    return round(sum(share * weight for share, weight in weighed) / sum(weight for _, weight in weighed), 3)
