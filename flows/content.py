"""What an issue was made of: the key under which the ledger keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from ocr.export.schema import IssueDocument
from ocr.model import IssueSource
from ocr.settings import Settings


@dataclass(frozen=True, slots=True)
class Content:
    """Scans and settings, and what decides the result besides; digests in hex."""

    scans: str
    """Of the scans' bytes in order and of the settings: whatever their names, the same give the same articles. A scan
    that gave two pages, or is there twice, counts once."""
    details: str = ""
    """Of page numbers, title and the like, as names and issue.toml give them; empty where that is not known."""

    def covers(self, other: Content) -> bool:
        """Whether a result of this content is one of the other as well."""
        return self.scans == other.scans and self.details in ("", other.details)


def content_of(source: IssueSource, settings: Settings) -> Content:
    """The content of an issue that is to be digitized; its pages are hashed. ``settings`` are its own."""
    pages = [(page.sha256, page.frame) for page in source.pages]
    numbers = [page.number for page in source.pages]
    details = (numbers, source.title, source.date, source.issue_number, source.writing_mode)
    return Content(digest(settings.digest(), dict.fromkeys(pages)), digest(details))


def content_of_result(document: IssueDocument) -> Content:
    """The content that an issue was digitized from. What names and issue.toml said of it is not known any more."""
    pages = [(page.source.sha256, page.source.frame) for page in document.pages]
    return Content(digest(document.generator.settings.removeprefix("sha256:"), dict.fromkeys(pages)))


def digest(*parts: object) -> str:
    """sha256, hex, of values as Python writes them."""
    told = [list(part) if isinstance(part, Iterable) and not isinstance(part, str) else part for part in parts]
    return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()
