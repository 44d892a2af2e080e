"""What ``baokan run`` shows: a progress bar on a terminal, plain lines elsewhere, and the articles at the end."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ocr.crash import debugging
from ocr.errors import printable
from ocr.export.places import PAGES
from ocr.export.read import read_issue
from ocr.export.records import ArticleRecord
from ocr.model import IssueSource, Page
from ocr.report import PlainReport, counted
from ocr.run import Outcome

PLAIN_WIDTH = 120
"""Of a table that goes into a file or a pipe, columns."""


def open_console() -> Console:
    """Stdout: a terminal as wide as it is, anything else as wide as ``PLAIN_WIDTH``."""
    console = Console()
    return console if console.is_terminal else Console(width=PLAIN_WIDTH)


class TerminalReport(PlainReport):
    """A bar for the issue in hand, over all its pages; whatever is said comes above it. A context manager."""

    def __init__(self, stdout: Console, stderr: Console) -> None:
        super().__init__()
        self._stderr = stderr
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=stdout,
        )
        self._bar: TaskID | None = None

    def __enter__(self) -> TerminalReport:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def started(self, source: IssueSource) -> None:
        self._remove_bar()
        self._bar = self._progress.add_task(source.place, total=len(source.pages))

    def read(self, source: IssueSource, page: Page) -> None:
        if page.error is not None:
            self.warned(page.error)
        if self._bar is not None:
            self._progress.advance(self._bar)

    def tell(self, line: str) -> None:
        self._remove_bar()
        _print(self._progress.console, line)

    def complain(self, line: str) -> None:
        """Says it above the bar where both go to the terminal."""
        _print(self._progress.console if self._stderr.is_terminal else self._stderr, line)

    def _remove_bar(self) -> None:
        if self._bar is not None:
            self._progress.remove_task(self._bar)
            self._bar = None


def show_results(outcomes: Sequence[Outcome], console: Console) -> None:
    """Prints the articles of each issue and where its files lie."""
    for outcome in outcomes:
        document = read_issue(outcome.document)
        console.print()
        console.print(articles_table(outcome.issue, document.articles))
        of_pages = [file for file in outcome.files if file.parent.name == PAGES]
        pictures = [file for file in of_pages if file.suffix == ".jpg"]
        for file in outcome.files:
            if file not in of_pages:
                _print(console, str(file))
        if pictures:
            _print(console, f"{pictures[0].parent} ({len(pictures)} picture{'s' if len(pictures) != 1 else ''})")


def articles_table(issue: str, articles: Sequence[ArticleRecord]) -> Table:
    """A row an article: id, headline, pages, characters, confidence, why it needs review."""
    table = Table(title=Text(f"{issue}: {counted(len(articles), 'article')}"), title_justify="left")
    table.add_column("id")
    table.add_column("headline", overflow="fold", ratio=3)
    table.add_column("pages")
    table.add_column("characters", justify="right")
    table.add_column("confidence", justify="right")
    table.add_column("review", overflow="fold", ratio=2)
    for article in articles:
        cells = (
            article.id,
            article.headline or "",
            ", ".join(map(str, article.pages)),
            str(article.char_count),
            f"{article.confidence:.3f}",
            "; ".join(article.review_reasons),
        )
        table.add_row(*map(Text, cells))
    return table


def _print(console: Console, line: str) -> None:
    """A line as it is: no markup, no colours, not broken."""
    console.print(Text(line if debugging() else printable(line)), soft_wrap=True)
