"""The whole issue: articles joined over their pages, boxes in pixels of the scans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ocr.geometry import Box
from ocr.model.layout import Doubts
from ocr.model.page import Page


@dataclass(frozen=True, slots=True)
class Join:
    """Where two pieces became one paragraph."""

    offset: int
    """The character at which the second half begins."""
    kind: Literal["column", "illustration", "page"]
    evidence: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Source:
    """Where a piece stood: page number and box in pixels of the scan."""

    page: int
    bbox: Box


@dataclass(frozen=True, slots=True)
class Block:
    """A whole paragraph, subhead, verse or list item."""

    kind: Literal["paragraph", "subhead", "verse", "list_item"]
    text: str
    confidence: float
    sources: tuple[Source, ...]
    joins: tuple[Join, ...] = ()
    doubts: Doubts = ()


@dataclass(frozen=True, slots=True)
class PlacedIllustration:
    """An illustration on a page of the issue, box in pixels of the scan."""

    id: str
    page: int
    bbox: Box
    caption: str | None = None
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Jump:
    """Where a story left its page and where it went on."""

    from_page: int | None
    to_page: int | None
    headline: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One story, whole."""

    id: str
    pages: tuple[int, ...]
    section: str | None = None
    kicker: str | None = None
    headline: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    dateline: str | None = None
    editor_note: str | None = None
    body: tuple[Block, ...] = ()
    illustrations: tuple[PlacedIllustration, ...] = ()
    jump: Jump | None = None
    package: str | None = None
    confidence: float = 0.0
    review_reasons: tuple[str, ...] = ()
    title_boxes: tuple[Source, ...] = ()
    """Its title block, and those of its continuations."""
    zone_boxes: tuple[Source, ...] = ()
    """Its zones, page by page, pixels of the scan: what the overlay draws."""


@dataclass(frozen=True, slots=True)
class Issue:
    """The whole issue: what is written to issue.json."""

    id: str
    title: str | None
    date: str | None
    issue_number: str | None
    pages: tuple[Page, ...]
    labels: tuple[str | None, ...]
    """A page's own name (第1版), a page each."""
    sections: tuple[str | None, ...]
    articles: tuple[Article, ...]
    illustrations: tuple[PlacedIllustration, ...]
    engine: str
    settings: str
    """sha256 of the settings that decided the result."""
    above: tuple[str, ...] = ()
    """As in ``IssueSource``."""

    @property
    def place(self) -> str:
        """As in ``IssueSource``."""
        return "/".join((*self.above, self.id))
