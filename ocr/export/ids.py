"""Ids of articles that outlast another run of their issue: a page that comes late must not rename what was there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count, product

from rapidfuzz import fuzz

from ocr.export.records import ArticleRecord
from ocr.export.schema import IssueDocument
from ocr.model import Issue, PlacedIllustration

_ALIKE = 80
"""Per cent of its characters that a text has in common with what another scan of it was read as, at the least."""


def kept_ids(former: IssueDocument, document: IssueDocument) -> dict[str, str]:
    """The id for each article of ``document``, by the id it has there, with those of ``former`` carried over.

    An article is the same where it shares a place with one that was there: a paragraph or picture in the same box of
    the same scan, as every page that did not change has. Of what is left, the same is what reads alike: on a better
    scan no box stays. What is new takes numbers that were not used; where nothing is the same, all ids stay.
    """
    kept: dict[str, str] = {}
    places = {id(article): _places(document, article) for article in document.articles}
    places |= {id(article): _places(former, article) for article in former.articles}

    def shared_places(one: ArticleRecord, other: ArticleRecord) -> float:
        return len(places[id(one)] & places[id(other)])

    for alike in (shared_places, _alikeness):
        kept |= _paired(
            [article for article in former.articles if article.id not in kept.values()],
            [article for article in document.articles if article.id not in kept],
            alike,
        )
    if not kept:
        return {article.id: article.id for article in document.articles}
    unused = count(1 + max((_number(article.id) for article in former.articles), default=0))
    return {article.id: kept.get(article.id) or f"a{next(unused):02d}" for article in document.articles}


def renamed(issue: Issue, ids: Mapping[str, str]) -> Issue:
    """The issue with other ids for its articles, wherever they stand in it."""

    def owned(illustrations: Sequence[PlacedIllustration]) -> tuple[PlacedIllustration, ...]:
        return tuple(replace(i, article_id=ids[i.article_id] if i.article_id else None) for i in illustrations)

    articles = tuple(
        replace(
            article,
            id=ids[article.id],
            package=ids[article.package] if article.package else None,
            illustrations=owned(article.illustrations),
        )
        for article in issue.articles
    )
    return replace(issue, articles=articles, illustrations=owned(issue.illustrations))


def _paired(
    former: Sequence[ArticleRecord],
    articles: Sequence[ArticleRecord],
    alike: Callable[[ArticleRecord, ArticleRecord], float],
) -> dict[str, str]:
    """Former ids by the ids of the articles most alike, each given once; 0 is not alike at all."""
    scored = [(alike(one, other), one.id, other.id) for one, other in product(former, articles)]
    pairs: dict[str, str] = {}
    for score, old, new in sorted(scored, key=lambda pair: -pair[0]):
        if score > 0 and new not in pairs and old not in pairs.values():
            pairs[new] = old
    return pairs


def _places(document: IssueDocument, article: ArticleRecord) -> frozenset[tuple[object, ...]]:
    """Where it stands: scan, frame and box of each paragraph's pieces and of each picture."""
    scans = {page.number: (page.source.sha256, page.source.frame) for page in document.pages}
    sources = [(source.page, source.bbox) for block in article.body for source in block.sources]
    sources += [(picture.page, picture.bbox) for picture in article.illustrations]
    return frozenset((*scans[page], box) for page, box in sources)


def _alikeness(one: ArticleRecord, other: ArticleRecord) -> float:
    return fuzz.ratio(one.text, other.text, score_cutoff=_ALIKE) if one.text and other.text else 0.0


def _number(id_: str) -> int:
    return int(id_[1:]) if id_[1:].isdecimal() else 0
