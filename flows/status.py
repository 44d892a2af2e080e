"""``baokan status``: how each issue stands, and the ledger made again from the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.content import Content, content_of_result
from flows.ledger import Entry, Ledger
from flows.lock import only_watcher
from flows.page import STATES, write_page
from flows.terminal import open_console
from ocr.crash import complain
from ocr.errors import BaokanError
from ocr.export.places import issue_folders
from ocr.export.read import read_issue
from ocr.export.schema import IssueDocument
from ocr.report import counted

_LEAST_WIDTH = 100
"""Of a terminal that has room for the table, columns."""
_ANY_WIDTH = 100_000


def show_status(output: Path, rebuild: bool) -> int:
    """Prints how the issues in ``output`` stand, and brings their page up to date. Returns the exit code.

    With ``rebuild``, the ledger is made from what lies there first; no watcher may be at work then. Raises BaokanError.
    """
    ledger = Ledger(output)
    if rebuild:
        with only_watcher(output):
            ledger.rebuilt(tuple(_results(output)))
    entries = ledger.entries()
    console = open_console()
    if not entries:
        console.print(f"{output}: no issue yet", markup=False)
    elif not console.is_terminal:
        _print_unfolded(status_table(entries))
    elif console.width >= _LEAST_WIDTH:
        console.print(status_table(entries))
    else:
        for entry in entries:
            console.print(Text(_as_lines(entry)), soft_wrap=True)
    if ledger.file.exists():
        try:
            console.print(Text(str(write_page(output, entries))), soft_wrap=True)
        except BaokanError as error:
            complain(f"the page was not brought up to date: {error}")  # whoever may only read has the table
    return 0


def _print_unfolded(table: Table) -> None:
    """A line an issue, however long, for programs to search."""
    console = Console(width=_ANY_WIDTH)
    console.print(table, width=console.measure(table).maximum)


def _as_lines(entry: Entry) -> str:
    """An issue for a terminal that is too narrow for the table."""
    _, _, state, since, _, _, why, run = _cells(entry)
    found = f", {counted(entry.articles, 'article')}, {entry.review} to review" if entry.has_result else ""
    told = [f"{state} since {since}, {counted(entry.pages, 'page')}{found}", *why.splitlines(), run]
    return "\n  ".join([entry.issue, *filter(None, told)])


def status_table(entries: Sequence[Entry]) -> Table:
    """A row an issue."""
    table = Table()
    for title in ("issue", "pages", "state", "since", "articles", "review", "why", "run"):
        number = title in ("pages", "articles", "review")
        table.add_column(title, justify="right" if number else "left", overflow="fold", no_wrap=number)
    for entry in entries:
        table.add_row(*map(Text, _cells(entry)))
    return table


def _cells(entry: Entry) -> tuple[str, ...]:
    since = datetime.fromisoformat(entry.since).astimezone().strftime("%Y-%m-%d %H:%M")
    found = (str(entry.articles), str(entry.review)) if entry.has_result else ("", "")
    why = f"as {entry.reason}" if entry.state == "same" else entry.reason
    return (entry.issue, str(entry.pages), STATES[entry.state][1], since, *found, why, entry.address)


def _results(output: Path) -> Iterator[tuple[str, Content, IssueDocument]]:
    """Every result below ``output`` with its place; one that cannot be read is said, and its issue is new again."""
    for folder in issue_folders(output):
        try:
            document = read_issue(folder)
        except BaokanError as error:
            complain(f"left out: {error}")
        else:
            yield folder.relative_to(output).as_posix(), content_of_result(document), document
