"""What a command says while it works: a plain line for each thing that happens."""

from __future__ import annotations

from ocr.crash import complain, debugging
from ocr.errors import printable
from ocr.model import IssueSource, Page
from ocr.run import Outcome


class PlainReport:
    """Progress on stdout, what is wrong on stderr, a line each."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def started(self, source: IssueSource) -> None:
        count = len(source.pages)
        self.tell(f"{source.place}: {count} page{'s' if count != 1 else ''}")

    def read(self, source: IssueSource, page: Page) -> None:
        if page.error is not None:
            self.warned(page.error)
            return
        result = "blank" if page.status == "blank" else f"read, confidence {page.confidence:.3f}"
        self.tell(f"{source.place}: page {page.source.number} {result}")

    def written(self, outcome: Outcome) -> None:
        self.tell(f"{outcome.issue}: written to {outcome.files[-1].parent}")

    def warned(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            self.complain(sentence if debugging() else printable(sentence))

    def tell(self, line: str) -> None:
        """Says a line of progress."""
        print(printable(line), flush=True)

    def complain(self, line: str) -> None:
        """Says what is wrong."""
        complain(line)
