"""The ledger: order by sequence, made again from the results, damaged."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import flows.ledger
from flows.content import Content
from flows.ledger import Ledger
from flows.record import NOTICE, recorded
from ocr.errors import BaokanError
from ocr.intake import find_issues
from ocr.run import Outcome
from ocr.settings import Settings
from tests.conftest import Captured, Write, baokan
from tests.house import House, blank
from tests.soak.disk import fill, make_room, may_mount, small_disk


def test_a_clock_set_back_confuses_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    class Earlier(flows.ledger.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return super().now(tz).replace(year=2020)

    house.drop("晨报/01.jpg", b"this is text")
    house.settle()
    monkeypatch.setattr(flows.ledger, "datetime", Earlier)
    house.drop("晨报/01.jpg", blank(200))
    house.settle()
    assert (house.entry("晨报").state, house.entry("晨报").since[:4]) == ("done", "2020")


def test_a_ledger_made_again_from_the_results_starts_nothing(house: House, page_jpeg: bytes) -> None:
    house.drop("江南晨报/2021-03-25/01.jpg", page_jpeg)
    house.drop("晚报/01.jpg", blank(200))
    house.settle()
    before = {entry.issue: (entry.state, entry.articles, entry.scans) for entry in Ledger(house.output).entries()}
    rebuild(house.output)
    after = {entry.issue: (entry.state, entry.articles, entry.scans) for entry in Ledger(house.output).entries()}
    assert after == before
    house.start()
    house.settle()
    assert len(house.server.asked) == 2
    house.drop("晚报/02.jpg", blank(210))
    house.settle()
    assert (house.states()["晚报"], len(house.server.asked)) == ("done", 3)


@pytest.mark.parametrize("at_work", [True, False], ids=["while another writes", "when nobody writes"])
def test_who_may_not_write_the_results_reads_how_they_stand(
    at_work: bool, house: House, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.drop("晚报/01.jpg", blank(200))
    house.settle()
    ledger = Ledger(house.output)
    with closing(sqlite3.connect(ledger.file)) as writer:
        if at_work:
            assert writer.execute("SELECT count(*) FROM entry").fetchone() == (1,)
        assert ledger.file.with_name("ledger.sqlite-wal").exists() == at_work
        monkeypatch.setattr(os, "access", lambda _, mode, **more: mode != os.W_OK)
        assert baokan("status", "--output", house.output) == 0
        assert "晚报" in capsys.readouterr().out
        with pytest.raises(BaokanError, match="the ledger may not be written; allow it"):
            ledger.looked("晚报", "stamp", Content("a", "b"))


def test_a_page_that_cannot_be_written_costs_nobody_the_table(house: House, capsys: Captured) -> None:
    house.drop("晚报/01.jpg", blank(200))
    house.settle()
    page = house.output / "index.html"
    page.unlink()
    (page / "in the way").mkdir(parents=True)
    assert baokan("status", "--output", house.output) == 0
    said = capsys.readouterr()
    assert "晚报" in said.out
    assert said.err.startswith(f"the page was not brought up to date: {page}: ")


def test_a_damaged_ledger_says_what_to_do_and_is_made_again(house: House) -> None:
    house.drop("晚报/01.jpg", blank(200))
    house.settle()
    Ledger(house.output).file.write_bytes(b"not a database" * 1000)
    with pytest.raises(BaokanError, match="the ledger is damaged; baokan status --rebuild makes it again"):
        Ledger(house.output).entries()
    rebuild(house.output)
    assert house.states() == {"晚报": "done"}


def test_output_that_nobody_reads_any_more_is_no_fault_of_the_issue(
    write_issue: Write, page_jpeg: bytes, tmp_path: Path
) -> None:
    (source,) = find_issues(write_issue("晨报", {"01.jpg": page_jpeg})).issues

    def told() -> Outcome:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        recorded(source, Settings(), tmp_path / "output", None, told)
    assert Ledger(tmp_path / "output").entries() == ()
    assert not (tmp_path / "output" / "晨报").exists()


def test_a_failure_is_told_though_it_cannot_be_written_beside_the_results(
    write_issue: Write, page_jpeg: bytes, tmp_path: Path
) -> None:
    (source,) = find_issues(write_issue("晨报", {"01.jpg": page_jpeg})).issues
    (tmp_path / "output" / "晨报" / NOTICE / "in the way").mkdir(parents=True)

    def failing() -> Outcome:
        raise BaokanError("the pages are upside down; turn them")

    with pytest.raises(BaokanError, match="the pages are upside down; turn them"):
        recorded(source, Settings(), tmp_path / "output", None, failing)
    (entry,) = Ledger(tmp_path / "output").entries()
    assert (entry.state, entry.reason) == ("failed", "the pages are upside down; turn them")


@pytest.mark.skipif(not may_mount(), reason="a small disk is to be had by root alone")
def test_a_full_disk_is_said_and_leaves_the_ledger_whole(tmp_path: Path) -> None:
    with small_disk(tmp_path, 1):
        ledger = Ledger(tmp_path)
        token = ledger.token()
        fill(tmp_path, 0)
        with pytest.raises(BaokanError, match="the disk is full"):
            ledger.looked("晚报", "", Content(""))
        make_room(tmp_path)
        assert ledger.token() == token


def rebuild(output: Path) -> None:
    assert baokan("status", "--rebuild", "--output", output) == 0


def test_a_ledger_of_a_newer_baokan_is_not_called_damaged(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.token()
    with closing(sqlite3.connect(ledger.file)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(BaokanError, match=r"ledger\.sqlite: the ledger was made by a newer baokan; update this one"):
        ledger.entries()
