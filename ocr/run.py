"""Issues in one go, for every command: found, digitized one after another, and how it went.

How the pages of one issue are read is the command's: ``python -m ocr`` reads them in a row, ``baokan run`` as
tasks of a flow. What comes before and after is here, once.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

import cv2

from ocr.crash import ending, unforeseen
from ocr.errors import (
    PARTLY_FAILED,
    BaokanError,
    NothingToDigitize,
    OversizedScan,
    PageError,
    UnreadableScan,
    UsageError,
)
from ocr.export.atomic import writing
from ocr.export.library import add_to_library
from ocr.export.write import pictures_folder, write_issue
from ocr.intake import Found, find_issues, open_scan, sha256_of
from ocr.model import Image, Issue, IssueSource, Page, PageSource
from ocr.pipeline import assemble_issue
from ocr.settings import Settings

_NO_MEMORY = -4
"""OpenCV's code for it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an issue."""

    issue: str
    """Its place."""
    files: tuple[Path, ...]
    """What was written; issue.json comes last."""
    failed_pages: int
    problems: tuple[str, ...] = ()
    """What is missing besides, a sentence each."""

    @property
    def document(self) -> Path:
        """The issue.json."""
        return self.files[-1]


class Report(Protocol):
    """Whoever tells the user how it goes."""

    def started(self, source: IssueSource) -> None:
        """An issue is about to be read."""
        ...

    def read(self, source: IssueSource, page: Page) -> None:
        """A page was read, or failed."""
        ...

    def written(self, outcome: Outcome) -> None:
        """An issue is done."""
        ...

    def warned(self, sentence: str) -> None:
        """Something is wrong or was left out: a sentence of one line, to be shown once however often it comes."""
        ...


DigitizeIssue = Callable[[IssueSource, Settings], Outcome]
"""Reads the pages of one issue, puts it together, writes it. Raises BaokanError."""


def find_all(paths: Sequence[Path], output: Path) -> Found:
    """The issues in all ``paths``, each once.

    Raises UsageError for a path that is not there, for two issues of one name, and for an ``output`` whose files
    would take the place of scans, before anything is read.
    """
    issues: dict[tuple[Path, str], IssueSource] = {}
    problems: list[BaokanError] = []
    for path in dict.fromkeys(paths):
        try:
            found = find_issues(path, output)
        except UsageError:
            raise
        except BaokanError as error:
            problems.append(error)
        else:
            issues |= {(source.path.resolve(), source.id): source for source in found.issues}
            problems += found.problems
    _refuse_namesakes(issues.values())
    _refuse_to_overwrite(issues.values(), output)
    return Found(tuple(issues.values()), tuple(problems))


def _refuse_namesakes(issues: Iterable[IssueSource]) -> None:
    paths = defaultdict(list)
    for source in issues:
        paths[source.place].append(str(source.path))
    for place, scans in paths.items():
        if len(scans) > 1:
            raise UsageError(f"{', '.join(scans)}: two issues named {place}; rename one, or use an --output for each")


def _refuse_to_overwrite(issues: Collection[IssueSource], output: Path) -> None:
    pictures = {pictures_folder(output, source.place).resolve(): source.place for source in issues}
    for page in (page for source in issues for page in source.pages):
        if (name := pictures.get(page.file.resolve().parent)) is not None:
            raise UsageError(
                f"{page.file}: the page pictures of {name} would go where this scan is; choose an --output"
            )


def digitize_all(
    found: Found, settings: Settings, engine: str | None, output: Path, digitize: DigitizeIssue, report: Report
) -> tuple[tuple[Outcome, ...], int]:
    """Digitizes one issue after another; one that fails does not stop the others.

    ``engine`` is what the user asked for, over what an issue asks for itself. Returns what was written and the
    exit code. Raises BaokanError where nothing can be written to ``output``.
    """
    outcomes: list[Outcome] = []
    errors = list(found.problems)
    if found.issues:
        # Before hours of reading, not after them.
        with writing(output):
            output.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=output).close()
    for error in errors:
        report.warned(str(error))
    for source in found.issues:
        for warning in source.warnings:
            report.warned(warning)
        try:
            own = own_settings(source, settings, engine)
            report.started(source)
            outcomes.append(digitize(source, own))
        except BrokenPipeError:
            raise  # whoever read what we say has gone
        except Exception as error:
            errors.append(issue_failure(source, error))
            report.warned(str(errors[-1]))
        else:
            for problem in outcomes[-1].problems:
                report.warned(problem)
            report.written(outcomes[-1])
    return tuple(outcomes), exit_code(outcomes, errors)


def own_settings(source: IssueSource, settings: Settings, engine: str | None) -> Settings:
    """The settings with the engine that the issue asks for; what the user asked for, ``engine``, goes before it."""
    return settings if engine or not source.engine else settings.with_engine(source.engine, str(source.path))


def exit_code(outcomes: Iterable[Outcome], errors: Sequence[BaokanError]) -> int:
    """0 where all went well, 3 where a part failed; where nothing was written, the least hopeful error's own:
    an error of the program (1) before wrong usage (2) before nothing to digitize (4)."""
    failed = [outcome.failed_pages > 0 or bool(outcome.problems) for outcome in outcomes]
    if failed:
        return PARTLY_FAILED if errors or any(failed) else 0
    codes = {NothingToDigitize.exit_code if isinstance(error, PageError) else error.exit_code for error in errors}
    return min(codes, default=NothingToDigitize.exit_code)


def page_failure(source: PageSource, error: Exception) -> PageError:
    """Whatever stopped a page as that page's failure. Raises ``error`` again where it would stop every page."""
    if isinstance(error, PageError):
        return error
    if isinstance(error, BaokanError):
        raise error
    if isinstance(error, MemoryError) or (isinstance(error, cv2.error) and error.code == _NO_MEMORY):
        return OversizedScan(source.file, "there is not enough memory for it", "scan it at a lower resolution")
    _log.error("page %s: the reader failed on %s", source.number, source.file, exc_info=error)
    problem = f"the reader failed on page {source.number} ({type(error).__name__})"
    return PageError(source.file, problem, "set BAOKAN_DEBUG=1 to see where, and report it")


def issue_failure(source: IssueSource, error: Exception) -> BaokanError:
    """Whatever stopped an issue as that issue's failure: a mistake of ours in one must not cost the others.

    Raises KeyboardInterrupt where it was this process that was stopped.
    """
    if ending():
        raise KeyboardInterrupt from error
    if isinstance(error, BaokanError):
        return error
    _log.error("issue %s could not be digitized", source.place, exc_info=error)
    return BaokanError(f"{source.path}: {unforeseen(error)}")


def put_together(source: IssueSource, pages: Sequence[Page], settings: Settings) -> Issue:
    """The issue of its pages. Raises NothingToDigitize where no page could be read."""
    if all(page.status == "failed" for page in pages):
        reason = pages[0].error if len(pages) == 1 else None
        raise NothingToDigitize(
            reason or f"{source.path}: none of the {len(pages)} pages could be read; mend them as said above",
            [page.error for page in pages if page.error],
        )
    return assemble_issue(source, pages, settings)


def write_out(issue: Issue, settings: Settings, output: Path) -> Outcome:
    """Writes the issue's files. Raises BaokanError that names the file that could not be written."""
    problems: dict[int, str] = {}

    def scan_of(page: Page) -> Image | None:
        if page.status == "failed":
            return None
        try:
            check_unchanged(page.source)
            return open_scan(page.source, settings.intake).image
        except PageError as error:
            # It was read, and went away since: what it says is kept, and only the picture of it is missing.
            problems[page.source.number] = str(error)
            return None

    files = write_issue(issue, scan_of, output, settings.output)
    told = [problems[number] for number in sorted(problems)]
    try:
        add_to_library(output, output / issue.place)
    except BaokanError as error:
        # The issue itself is whole; a search that lacks it can be made again.
        told.append(str(error))
    return Outcome(issue.place, files, sum(page.status == "failed" for page in issue.pages), tuple(told))


def check_unchanged(page: PageSource) -> None:
    """Raises UnreadableScan for a scan that is not what it was when it was found: a copy still running, say."""
    if sha256_of(page.file) != page.sha256:
        raise UnreadableScan(page.file, "the scan changed while it was worked on", "run it again when it is complete")


def share_threads(settings: Settings, jobs: int = 1) -> None:
    """Gives OpenCV its share of the threads, of which ``jobs`` pages read at once each take as many."""
    cv2.setNumThreads(max(1, settings.threads() // jobs))
