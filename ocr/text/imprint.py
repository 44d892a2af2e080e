"""What the heads of an issue's pages say of it: title, date, number, and the sections of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr import language
from ocr.model import IssueSource, Page, Role
from ocr.text.page_names import label_of

_IMPRINTED = frozenset((Role.MASTHEAD, Role.RUNNING_HEAD, Role.FOLIO, Role.FOOTER))
"""Where a paper speaks of itself; advertisements have dates and numbers of their own."""
_LONGEST_TITLE = 12
_HEAD, _NAMEPLATE = 0.2, 2.0
"""A nameplate on a picture stands in this part of the page, and is larger than so many body characters."""
_LONGEST_SECTION = 8
"""In hanzi."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is known of an issue, as given or printed."""

    title: str | None
    date: str | None
    """ISO 8601."""
    number: str | None


def imprint_of(source: IssueSource, pages: Sequence[Page]) -> Imprint:
    """What was given with the scans, and for the rest what the pages print at their heads and feet."""
    printed = [item.text for page in pages for item in page.furniture if item.role in _IMPRINTED]
    dates, numbers = map(language.date_of, printed), map(language.issue_number_of, printed)
    return Imprint(
        source.title or _title(pages),
        source.date or next(filter(None, dates), None),
        source.issue_number or next(filter(None, numbers), None),
    )


def _title(pages: Sequence[Page]) -> str | None:
    """The paper's name: what is set as a name and reads as one, else what is set as one on a first page, else what
    reads as one at a page's head, though it may stand on a picture there. On other pages the largest word may be a
    section's."""
    named = [(page, text) for page in pages for text in _words(page, Role.MASTHEAD)]
    named = [(page, text) for page, text in named if 2 <= language.hanzi(text) <= _LONGEST_TITLE]
    said = [paper for _, text in named if (paper := language.paper_named(text))]
    first = [text for page, text in named if _is_first(page)]
    heads = [text for page in pages for text in _words(page, Role.RUNNING_HEAD)]
    told = [paper for text in heads if (paper := language.paper_named(text))]
    shown = [word for page in pages for word in _on_pictures(page) if language.paper_named(word)]
    return next(iter((*said, *first, *told, *shown, *(text for _, text in named))), None)


def section_of(page: Page, title: str | None) -> str | None:
    """The short word in a page's head that does not name the paper, whose title is given: 要闻, 社区."""
    words = _words(page, Role.RUNNING_HEAD) + ([] if _is_first(page) else _words(page, Role.MASTHEAD))
    plain = ["".join(word.split()) for word in words]
    return next((word for word in plain if word != title and _is_section(word)), None)


def _words(page: Page, role: Role) -> list[str]:
    return [item.text.strip() for item in page.furniture if item.role is role]


def _on_pictures(page: Page) -> list[str]:
    """The words at a page's head that are told as no head of it, the largest first: a nameplate on a picture is one."""
    large = [
        item
        for item in page.furniture
        if item.role is Role.DECORATION
        and item.box.bottom < _HEAD * page.height
        and min(item.box.width, item.box.height) > _NAMEPLATE * page.char_px
    ]
    large.sort(key=lambda item: -min(item.box.width, item.box.height))
    return [word for item in large for word in item.text.split() if 3 <= language.hanzi(word) <= _LONGEST_TITLE]


def _is_first(page: Page) -> bool:
    """Whether the page is the paper's first, or does not say which it is."""
    return language.page_number(label_of(page) or "1") in (1, None)


def _is_section(word: str) -> bool:
    hanzi = language.hanzi(word)
    plain = 2 <= hanzi <= _LONGEST_SECTION and hanzi == len(word.replace("·", ""))
    return plain and not language.is_imprint(word) and language.paper_named(word) is None
