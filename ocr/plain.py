"""Issues read with no orchestrator, a page after another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ocr.model import IssueSource, Page, PageSource
from ocr.pipeline import failed_page, read_page
from ocr.recognize import open_engine
from ocr.report import PlainReport
from ocr.run import (
    Outcome,
    Report,
    check_unchanged,
    digitize_all,
    find_all,
    page_failure,
    put_together,
    share_threads,
    write_out,
)
from ocr.settings import Settings, load_settings


def digitize(scans: Sequence[Path], output: Path, engine: str | None) -> int:
    """Digitizes all issues in ``scans`` into ``output`` and returns the exit code. Raises BaokanError."""
    settings = load_settings(engine)
    found = find_all(scans, output)
    report = PlainReport()
    share_threads(settings)

    def digitize_issue(source: IssueSource, own: Settings) -> Outcome:
        pages = [_read(source, page, own, report) for page in source.pages]
        return write_out(put_together(source, pages, own), own, output)

    return digitize_all(found, settings, engine, output, digitize_issue, report)[1]


def _read(source: IssueSource, page: PageSource, settings: Settings, report: Report) -> Page:
    try:
        result = read_page(page, settings, open_engine(settings), source.writing_mode)
        check_unchanged(page)
    except Exception as error:
        result = failed_page(page, page_failure(page, error))
    report.read(source, result)
    return result
