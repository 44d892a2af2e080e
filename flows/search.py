"""``baokan search``: words in all articles of an archive, found in its index."""

from __future__ import annotations

import calendar
import re
import sys
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.text import Text

from ocr.errors import PARTLY_FAILED, UsageError, printable
from ocr.export.formats import issue_files
from ocr.export.library import rebuild_library
from ocr.export.search_index import INDEX_FILE, Hit, SearchIndex

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def search_archive(
    query: str | None,
    output: Path,
    title: str | None,
    first: str | None,
    last: str | None,
    limit: int,
    rebuild: bool,
) -> int:
    """Prints what is found and returns the exit code: 3 where an issue could not be read into the index.

    Raises UsageError for a folder that is not there, a date that is none, and where there is nothing to do.
    """
    if not output.is_dir():
        raise UsageError(f"{output}: there is no such folder; name the folder of the results with --output")
    if query is None and not rebuild:
        raise UsageError("there is nothing to search for; give a word, such as 水库")
    if not (output / INDEX_FILE).exists():
        issue_files([output])  # where there is none, nothing is written either
    span = (first_day(first) if first else None, last_day(last) if last else None)
    problems = rebuild_library(output) if rebuild or not (output / INDEX_FILE).exists() else []
    for problem in problems:
        print(problem, file=sys.stderr)
    if query is not None:
        with SearchIndex(output / INDEX_FILE) as index:
            hits = index.search(query, title, *span, limit + 1)
        _show(hits[:limit], len(hits) > limit, output)
    return PARTLY_FAILED if problems else 0


def first_day(text: str) -> date:
    """The first day of a year, month or day.

    >>> first_day("2024"), first_day("2024-5")
    (datetime.date(2024, 1, 1), datetime.date(2024, 5, 1))
    """
    year, month, day = _date_parts(text)
    return _day(text, year, month or 1, day or 1)


def last_day(text: str) -> date:
    """The last day of a year, month or day.

    >>> last_day("2024"), last_day("2024-02")
    (datetime.date(2024, 12, 31), datetime.date(2024, 2, 29))
    """
    year, month, day = _date_parts(text)
    start = _day(text, year, month or 12, day or 1)
    return start if day else start.replace(day=calendar.monthrange(start.year, start.month)[1])


def _date_parts(text: str) -> tuple[int, int | None, int | None]:
    match = _DATE.fullmatch(text)
    if match is None:
        raise UsageError(f"{text}: not a date; give it as 2024, 2024-05 or 2024-05-16")
    year, month, day = (int(part) if part else None for part in match.groups())
    return year or 0, month, day


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UsageError(f"{text}: there is no such day; give it as 2024, 2024-05 or 2024-05-16") from error


def _show(hits: list[Hit], more: bool, output: Path) -> None:
    console = Console(soft_wrap=True, highlight=False)
    for hit in hits:
        head = " ".join(part for part in (hit.title or hit.issue, hit.date, f"p.{hit.page}", hit.article) if part)
        before, found, after = (printable(part) for part in hit.snippet)
        console.print(Text(printable(head), "dim") + Text(f"  {printable(hit.headline or '')}", "bold not dim"))
        console.print(Text(f"  …{before}") + Text(found, "bold red") + Text(f"{after}…"))
        console.print(Text(printable(f"  {output / hit.issue / 'index.html'}#{hit.article}"), "dim"))
    if more:
        print(f"The newest {len(hits)}; --limit shows more")
    elif not hits:
        print("Nothing found")
