"""``baokan run``: every issue through the flow, on the server that is configured or on one of its own."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from contextvars import copy_context
from functools import partial
from pathlib import Path

from rich.console import Console

from flows.ledger import Ledger
from flows.page import write_page
from flows.readers import engine_name
from flows.server import no_answer, reach_server
from flows.terminal import TerminalReport, open_console, show_results
from ocr.errors import PARTLY_FAILED, BaokanError
from ocr.intake import Found
from ocr.model import IssueSource
from ocr.report import PlainReport
from ocr.run import Outcome, digitize_all, find_all, share_threads
from ocr.settings import Settings, load_settings


def run_issues(paths: Sequence[Path], output: Path, engine: str | None, jobs: int, force: bool) -> int:
    """Digitizes all issues in ``paths`` and shows what came of it. Returns the exit code.

    Raises UsageError and EngineMissing, before anything is read.
    """
    settings = load_settings(engine)
    found = find_all(paths, output)
    share_threads(settings, jobs)
    stdout, stderr = open_console(), Console(stderr=True)
    report = TerminalReport(stdout, stderr) if stdout.is_terminal else PlainReport()
    if found.issues:
        with stdout.status("starting") if stdout.is_terminal else nullcontext():
            _warm_up(settings.shared_by(jobs))
    with report if isinstance(report, TerminalReport) else nullcontext():
        outcomes, code = _digitize(found, settings, output, engine, jobs, force, report)
    show_results(outcomes, stdout)
    if found.issues:
        try:
            write_page(output, Ledger(output).entries())
        except BaokanError as error:
            report.warned(str(error))
            code = code or PARTLY_FAILED
    return code


def _warm_up(settings: Settings) -> None:
    """Starts the server and the first reader, each a process of its own, at the same time: each takes seconds."""
    with ThreadPoolExecutor(1) as executor:
        server = executor.submit(copy_context().run, reach_server)
        engine_name(settings)
        server.result()


def _digitize(
    found: Found, settings: Settings, output: Path, engine: str | None, jobs: int, force: bool, report: PlainReport
) -> tuple[tuple[Outcome, ...], int]:
    def digitize(source: IssueSource, own: Settings) -> Outcome:
        import httpx

        from flows.digitize import digitize_issue, listening

        try:
            with listening(partial(report.read, source)):
                return digitize_issue(source, own, output, force, jobs)
        except httpx.TransportError as error:
            raise BaokanError(no_answer(error)) from error

    return digitize_all(found, settings, engine, output, digitize, report)
