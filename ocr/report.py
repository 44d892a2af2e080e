"""What a command says while it works: a plain line for each thing that happens."""

from __future__ import annotations

from ocr.crash import complain, debugging, tell
from ocr.errors import printable
from ocr.model import IssueSource, Page
from ocr.run import Outcome


def counted(count: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "page"), counted(2, "page")
    ('1 page', '2 pages')
    """
    return f"{count} {noun}{'s' if count != 1 else ''}"


def outcome_of(page: Page) -> str:
    """What became of a page that did not fail, after its number."""
    if page.status == "blank":
        return "blank"
    small = f"; its type is {page.char_px:.0f} px high, scan it at twice the resolution" if page.is_too_small else ""
    return f"read, confidence {page.confidence:.3f}{small}"


class PlainReport:
    """Progress on stdout, what is wrong on stderr, a line each."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def started(self, source: IssueSource) -> None:
        self.tell(f"{source.place}: {counted(len(source.pages), 'page')}")

    def read(self, source: IssueSource, page: Page) -> None:
        if page.error is not None:
            self.warned(page.error)
            return
        self.tell(f"{source.place}: page {page.source.number} {outcome_of(page)}")

    def written(self, outcome: Outcome) -> None:
        self.tell(f"{outcome.issue}: written to {outcome.document.parent}")

    def warned(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            self.complain(sentence if debugging() else printable(sentence))

    def tell(self, line: str) -> None:
        """Says a line of progress."""
        tell(line)

    def complain(self, line: str) -> None:
        """Says what is wrong."""
        complain(line)
