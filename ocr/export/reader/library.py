"""The list of all issues: ``index.html`` of the results' folder, and what it searches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from ocr.export.pictures import COVER_NAME
from ocr.export.reader.render import inert_json, render
from ocr.export.schema import IssueDocument


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
    state: str | None = None
    """What else there is to say about it, for people."""

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
        return f"{quote(self.place)}/pages/{COVER_NAME}" if self.failed < self.pages else None


def library_html(issues: Iterable[ListedIssue]) -> bytes:
    """The list as one file: by title, the newest issue first."""
    newest_first = sorted(issues, key=lambda issue: (issue.date or "", issue.place), reverse=True)
    return render("library", issues=newest_first)


def articles_js(document: IssueDocument) -> bytes:
    """The issue's articles for the list's search, as a script: a page from the file system may load nothing else."""
    articles = [
        [article.id, article.headline or article.text[:24], "\n".join([article.text, *captions])]
        for article in document.articles
        for captions in [[placed.caption for placed in article.illustrations if placed.caption]]
    ]
    return f"baokan({inert_json(articles)});\n".encode()
