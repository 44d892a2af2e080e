"""What a run shows on a terminal."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from flows.terminal import TerminalReport, show_results
from ocr.errors import UnreadableScan
from ocr.export.write import write_issue
from ocr.model import Article, Issue, IssueSource, Page, PageSource
from ocr.pipeline import failed_page
from ocr.run import Outcome
from ocr.settings import OutputSettings

PAGES = (PageSource(1, Path("01.jpg"), sha256="a" * 64), PageSource(2, Path("02.jpg"), sha256="b" * 64))
SOURCE = IssueSource("[bold]日报", Path("日报"), PAGES)


def terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, color_system=None, width=100)


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_bar_counts_the_pages_and_each_complaint_comes_once(tmp_path: Path) -> None:
    stdout, stderr = terminal(), Console(file=io.StringIO(), width=100)
    with TerminalReport(stdout, stderr) as report:
        report.started(SOURCE)
        report.read(SOURCE, Page(PAGES[0], "ok", confidence=0.9))
        report.read(SOURCE, failed_page(PAGES[1], UnreadableScan("02.jpg", "not an image", "replace it")))
        report.warned("02.jpg: not an image; replace it")
        report.written(Outcome(SOURCE.id, (tmp_path / "issue.json",), 1))
    assert shown(stderr) == "02.jpg: not an image; replace it\n"
    assert "[bold]日报" in shown(stdout)
    assert f"written to {tmp_path}" in shown(stdout).replace("\n", "")


def test_the_table_shows_text_as_it_is(tmp_path: Path) -> None:
    article = Article("a01", (1, 2), headline="[red]丰收[/red] :smile:", review_reasons=("no byline",), confidence=0.5)
    pages = tuple(Page(source, "ok", 100, 100) for source in PAGES)
    issue = Issue("日报", None, None, None, pages, (None, None), (None, None), (article,), (), "engine", "0" * 64)
    files = write_issue(issue, lambda page: None, tmp_path, OutputSettings())
    console = terminal()
    show_results([Outcome("日报", files, 0)], console)
    for cell in ("日报: 1 article", "a01", "[red]丰收[/red] :smile:", "1, 2", "0.500", "no byline", str(files[-1])):
        assert cell in shown(console)
