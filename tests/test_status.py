"""What people see of the ledger: the table, the page, and the commands around them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

import flows.status
from flows.ledger import Entry, State
from flows.page import STATES, standing_of
from flows.record import NOTICE
from tests.conftest import Captured, baokan
from tests.house import House, blank

ENTRY = Entry("江南晨报/2021-03-25", "a" * 64, "b" * 64, "done", 1, "2026-11-23T12:00:00+00:00", pages=4, articles=9)


def test_the_table_says_how_each_issue_stands(house: House, capsys: Captured) -> None:
    assert baokan("status", "--output", house.output) == 0
    assert "no issue yet" in capsys.readouterr().out
    house.drop("晨报/01.jpg", blank(200))
    house.drop("晨报副本/01.jpg", blank(200))
    house.drop("晚报/01.jpg", b"text")
    house.settle()
    assert baokan("status", "--output", house.output) == 0
    said = capsys.readouterr().out
    for word in ("晨报", "done", "same scans", "as 晨报", "晚报", "failed", "this is not an image", "http://server/"):
        assert word in said
    page = (house.output / "index.html").read_text(encoding="utf-8")
    for word in ("晨报", "完成", "重复", "= 晨报", "晚报", "失败", "this is not an image", "http://server/"):
        assert word in page


def test_each_issue_is_a_line_where_no_person_reads_it(house: House, capsys: Captured) -> None:
    house.drop(f"{'很长的名字' * 8}/01.jpg", b"text")
    house.settle()
    assert baokan("status", "--output", house.output) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "failed" in line]
    for word in (
        "很长的名字" * 8,
        "this is not an image; replace it",
        f"http://server/{house.entry('很长的名字' * 8).run}",
    ):
        assert word in line


@pytest.mark.parametrize("columns", [40, 120])
def test_a_terminal_shows_everything_however_narrow(
    columns: int, house: House, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.drop("晚报/01.jpg", b"text")
    house.settle()
    monkeypatch.setattr(flows.status, "open_console", lambda: Console(width=columns, force_terminal=True))
    assert baokan("status", "--output", house.output) == 0
    said = capsys.readouterr().out
    for word in ("晨报", "done", "1 page" if columns == 40 else "pages", "晚报", "failed", "http:"):
        assert word in said


@pytest.mark.parametrize("state", STATES)
def test_the_page_says_of_every_state_what_it_is(state: State) -> None:
    standing = standing_of(replace(ENTRY, state=state, reason="01.jpg: not an image", address="http://server/run"))
    assert (standing.chinese, standing.english, standing.kind) == STATES[state]
    assert (standing.place, standing.since, standing.run, standing.pages) == (
        ENTRY.issue,
        ENTRY.since,
        "http://server/run",
        4,
    )
    assert standing.reason == ("= " if state == "same" else "") + "01.jpg: not an image"


def test_retry_says_what_follows_or_why_not(house: House, capsys: Captured) -> None:
    house.drop("晚报/01.jpg", b"text")
    house.settle()
    assert baokan("retry", "晚报", "--output", house.output) == 0
    assert capsys.readouterr().out == "晚报: tried again by the watcher, at its next look\n"
    assert baokan("retry", "晨报", "--output", house.output) == 2
    assert capsys.readouterr().err == "晨报: no such issue; baokan status shows them all\n"


def test_a_damaged_result_is_named_and_its_issue_is_new_again(house: House, capsys: Captured) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.drop("晚报/01.jpg", blank(210))
    house.settle()
    (house.output / "晨报" / "issue.json").write_bytes(b'{"schema_version": "1.0.0", "id"')
    assert baokan("status", "--rebuild", "--output", house.output) == 0
    assert "晨报/issue.json: it breaks off in the middle" in capsys.readouterr().err
    assert house.states() == {"晚报": "done"}
    house.start()
    house.settle()
    assert house.states() == {"晨报": "done", "晚报": "done"}


@pytest.mark.usefixtures("prefect_server")
def test_a_run_by_hand_is_taken_down_as_well(house: House) -> None:
    house.drop("晨报/2021/01.jpg", blank(200))
    house.drop("晚报/01.jpg", b"text")
    assert baokan("run", house.scans, "--output", house.output) == 3
    assert house.states() == {"晨报/2021": "done", "晚报": "failed"}
    assert (house.output / "晚报" / NOTICE).exists()
    assert "晨报/2021" in (house.output / "index.html").read_text(encoding="utf-8")
    house.settle()
    assert house.server.asked == {}


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path, capsys: Captured) -> None:
    assert baokan("watch", tmp_path / "nowhere", "--output", tmp_path / "out") == 2
    assert "nowhere: no such folder; make it" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
