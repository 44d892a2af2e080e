"""The list of all issues: ``index.html`` of the results' folder, and what it searches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

from ocr.export.places import COVER_NAME, PAGES
from ocr.export.reader.render import inert_json, render
from ocr.export.schema import IssueDocument


@dataclass(frozen=True, slots=True)
class Standing:
    """How an issue stands with whoever digitizes it, for those who wait for it: an issue may have no result yet."""

    place: str
    """The issue's folder below that of the results, with ``/``."""
    chinese: str
    english: str
    """The state, in the languages of the list."""
    kind: Literal["good", "bad", "busy"]
    since: str = ""
    """ISO 8601."""
    reason: str = ""
    """What is wrong, a sentence a line."""
    run: str = ""
    """Address of a page about the run."""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class ListedIssue:
    """An issue as the list shows it."""

    place: str
    """Its folder below the list's own, with ``/``."""
    title: str | None = None
    date: str | None = None
    number: str | None = None
    pages: int = 0
    failed: int = 0
    """Pages that could not be read."""
    articles: int = 0
    review: int = 0
    """Articles that a person should look at."""
    has_result: bool = True
    standing: Standing | None = None

    @property
    def heading(self) -> str:
        """What it is listed under."""
        return self.title or self.place

    @property
    def link(self) -> str:
        """To its reader."""
        return f"{quote(self.place)}/index.html"

    @property
    def cover(self) -> str | None:
        """The address of its front page's picture."""
        return f"{quote(self.place)}/{PAGES}/{COVER_NAME}" if self.has_result and self.failed < self.pages else None


def library_html(issues: Iterable[ListedIssue]) -> bytes:
    """The list as one file: by title, the newest issue first; before them those that have no result."""
    newest_first = sorted(issues, key=lambda issue: (issue.date or "", issue.place), reverse=True)
    return render(
        "library",
        loads_scripts=True,
        issues=[issue for issue in newest_first if issue.has_result],
        waiting=[issue for issue in newest_first if not issue.has_result],
    )


def with_standings(issues: Iterable[ListedIssue], standings: Iterable[Standing]) -> list[ListedIssue]:
    """The issues, each with how it stands, and those of which nothing else is known."""
    by_place = {standing.place: standing for standing in standings}
    known = [replace(issue, standing=by_place.pop(issue.place, None)) for issue in issues]
    return known + [
        ListedIssue(place, pages=standing.pages, has_result=False, standing=standing)
        for place, standing in by_place.items()
    ]


def articles_js(document: IssueDocument) -> bytes:
    """The issue's articles for the list's search, as a script: a page from the file system may load nothing else."""
    articles = [
        [article.id, article.headline or article.text[:24], "\n".join([article.text, *captions])]
        for article in document.articles
        for captions in [[placed.caption for placed in article.illustrations if placed.caption]]
    ]
    return f"baokan({inert_json(articles)});\n".encode()
