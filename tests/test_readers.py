"""Pages read in processes of their own: limits that are broken, processes that die, and what they take along."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import flows.readers
from flows.readers import engine_name, read_page
from ocr.errors import PageError, UnreadableScan
from ocr.intake import find_issues
from ocr.model import PageSource
from ocr.recognize import open_engine
from ocr.settings import Settings
from tests.conftest import Write

SETTINGS = Settings()


@pytest.fixture
def page(write_issue: Write, page_jpeg: bytes) -> PageSource:
    (source,) = find_issues(write_issue("日报_2024-05-16", {"01.jpg": page_jpeg})).issues
    return source.pages[0]


def limited(**limits: Any) -> Settings:
    """Settings with other limits."""
    return SETTINGS.model_copy(update={"limits": SETTINGS.limits.model_copy(update=limits)})


def test_a_reader_has_the_engine_that_this_process_would_have() -> None:
    assert engine_name(SETTINGS) == open_engine(SETTINGS).name


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"page_seconds": 0.05}, "took longer than 0.05 seconds; scan it at a lower resolution, or raise the setting"),
        ({"page_megabytes": 50}, "took more than 50 MB of memory; scan it at a lower resolution, or raise the setting"),
    ],
)
def test_a_page_that_breaks_a_limit_has_failed_and_the_next_is_read(
    limits: dict[str, Any], said: str, page: PageSource
) -> None:
    with pytest.raises(PageError) as caught:
        read_page(page, limited(**limits))
    assert str(caught.value).startswith(f"{page.file}: reading page 1 {said} limits.{next(iter(limits))}")
    assert read_page(page, SETTINGS).status == "ok"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV], ids=["killed for want of memory", "a bad access"])
def test_a_reader_that_dies_is_replaced_and_one_that_dies_again_is_that_pages_failure(
    number: signal.Signals, page: PageSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    doomed: list[int] = []
    really = flows.readers._Reader.ask

    def ask(reader: Any, *arguments: Any) -> Any:
        if doomed:
            os.kill(reader._process.pid, doomed.pop())
        return really(reader, *arguments)

    monkeypatch.setattr(flows.readers._Reader, "ask", ask)
    doomed += [number]
    assert read_page(page, SETTINGS).status == "ok"
    doomed += [number, number]
    with pytest.raises(PageError, match=f"reading page 1 broke off \\({number.name}\\)"):
        read_page(page, SETTINGS)
    assert read_page(page, SETTINGS).status == "ok"


def test_memory_is_counted_with_the_programs_that_a_reader_started() -> None:
    alone = flows.readers._megabytes_of(os.getpid())
    asks_much = [sys.executable, "-c", "taken = b'x' * 300_000_000; print(flush=True); input()"]
    with subprocess.Popen(asks_much, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        program.stdout.readline()
        assert flows.readers._megabytes_of(os.getpid()) > alone + 250
        program.communicate(b"\n")
    assert flows.readers._megabytes_of(program.pid) == 0


def test_what_is_wrong_with_a_scan_comes_back_with_its_cause(tmp_path: Path) -> None:
    gone = PageSource(1, tmp_path / "01.jpg", sha256="a" * 64)
    with pytest.raises(UnreadableScan) as caught:
        read_page(gone, SETTINGS)
    assert caught.value.file == str(gone.file)
    assert isinstance(caught.value.__cause__, FileNotFoundError)


def test_pages_at_once_have_a_reader_each_and_none_outlives_its_end(page: PageSource) -> None:
    at_once = [threading.Thread(target=read_page, args=(page, SETTINGS.shared_by(2))) for _ in range(2)]
    for thread in at_once:
        thread.start()
    for thread in at_once:
        thread.join()
    readers = [reader._process for reader in flows.readers._idle]
    assert len(readers) == 2
    flows.readers.end_readers()
    assert all(reader.poll() is not None for reader in readers)
