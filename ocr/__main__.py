"""``python -m ocr``: from scans to articles with no orchestrator."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ocr.crash import guarded
from ocr.model import IssueSource, Page, PageSource
from ocr.pipeline import failed_page, read_page
from ocr.recognize import open_engine
from ocr.report import PlainReport
from ocr.run import Outcome, Report, digitize_all, find_all, page_failure, put_together, share_threads, write_out
from ocr.settings import Settings, load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Digitizes and returns the exit code."""
    chosen = _parser().parse_args(arguments)
    return guarded(lambda: _digitize(chosen.scans, chosen.output, chosen.engine))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ocr", description=__doc__)
    parser.add_argument("scans", nargs="+", type=Path, help="an issue (folder, PDF, TIFF, image) or a folder of issues")
    parser.add_argument("--output", type=Path, default=Path("output"), help="where the results go (%(default)s)")
    parser.add_argument("--engine", help="rapidocr or tesseract")
    return parser


def _digitize(scans: Sequence[Path], output: Path, engine: str | None) -> int:
    settings = load_settings(engine)
    found = find_all(scans, output)
    report = PlainReport()
    share_threads(settings)

    def digitize(source: IssueSource, own: Settings) -> Outcome:
        pages = [_read(source, page, own, report) for page in source.pages]
        return write_out(put_together(source, pages, own), own, output)

    return digitize_all(found, settings, engine, output, digitize, report)[1]


def _read(source: IssueSource, page: PageSource, settings: Settings, report: Report) -> Page:
    try:
        result = read_page(page, settings, open_engine(settings), source.writing_mode)
    except Exception as error:
        result = failed_page(page, page_failure(page, error))
    report.read(source, result)
    return result


if __name__ == "__main__":
    sys.exit(main())
