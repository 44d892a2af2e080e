"""Pages by the names that they print: the page that 上接A4版 means is the one whose folio says A4."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ocr import language
from ocr.model import Page, Role

_LONGEST_FOLIO = 8
_AROUND = " .·•-—"
"""Stands around a folio and is no part of the name."""
_LETTER = re.compile(r"[A-Z]")


@dataclass(frozen=True, slots=True)
class _Name:
    letter: str
    number: int


def label_of(page: Page) -> str | None:
    """The page's name as its file's name or its folio gives it: 第3版, A5."""
    if page.source.label:
        return page.source.label
    folios = [f.text.strip(_AROUND) for f in page.furniture if f.role is Role.FOLIO]
    return next((text for text in folios if len(text) <= _LONGEST_FOLIO), None)


@dataclass(frozen=True, slots=True)
class PageNames:
    """The numbers of an issue's pages by their printed names."""

    names: Mapping[int, _Name]
    told: Collection[int] = ()
    """The pages that print their names themselves."""

    @staticmethod
    def of(pages: Sequence[Page]) -> PageNames:
        """The names that pages print. One without a name is told by its place among those that have one."""
        told = {page.source.number: name for page in pages if (name := _name(label_of(page) or "")) is not None}
        names = dict(told)
        for number in (page.source.number for page in pages if page.source.number not in told):
            near = min(told, key=lambda other: abs(other - number), default=None)
            if near is None:
                names[number] = _Name("", number)
            elif (counted := told[near].number + number - near) > 0:
                names[number] = _Name(told[near].letter, counted)
        return PageNames(names, frozenset(told))

    def number(self, printed: str | None) -> int | None:
        """The number of the page with this name; None where the issue has none."""
        wanted = _name(printed or "")
        if wanted is None:
            return None
        alike = [number for number, name in self.names.items() if name.number == wanted.number]
        same = [number for number in alike if self.names[number].letter == wanted.letter]
        if not same and wanted.letter:
            # Where only one of the two has a letter, the number tells.
            alike = [number for number in alike if not self.names[number].letter]
        if same or alike:
            return min(same or alike)
        # The folio of a page near by may be misread.
        return wanted.number if wanted.number in self.names.keys() - self.told else None


def _name(text: str) -> _Name | None:
    number = language.page_number(text)
    letter = _LETTER.search(text.upper())
    return _Name(letter.group(0) if letter else "", number) if number is not None else None
