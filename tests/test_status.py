"""What people see of the ledger: the table, the page, and the commands around them."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from flows.ledger import Entry, Ledger
from flows.page import STATES, page_of
from flows.record import NOTICE
from tests.conftest import Captured, baokan
from tests.house import House, blank

ENTRY = Entry("江南晨报/2021-03-25", "a" * 64, "b" * 64, "done", 1, "2026-11-23T12:00:00+00:00", pages=4, articles=9)


class Seen(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data.strip())


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
    assert (house.output / "index.html").read_text(encoding="utf-8") == page_of(Ledger(house.output).entries())


def test_the_page_links_to_results_and_runs_and_fetches_nothing() -> None:
    failed = replace(ENTRY, issue="晚报", state="failed", reason="01.jpg: not an image", address="http://server/run")
    seen = Seen(page_of([ENTRY, failed]))
    links = [attributes["href"] for tag, attributes in seen.elements if tag == "a"]
    assert links == ["%E6%B1%9F%E5%8D%97%E6%99%A8%E6%8A%A5/2021-03-25/", "http://server/run"]
    assert not [tag for tag, attributes in seen.elements if "src" in attributes or tag == "link"]
    assert {"完成", "done", "失败", "failed", "01.jpg: not an image", "9"} <= set(seen.text)


def test_what_was_named_or_read_stays_text_on_the_page() -> None:
    evil = "<script>alert(1)</script>\"'&"
    seen = Seen(page_of([replace(ENTRY, issue=evil, reason=evil, address=evil)]))
    assert [tag for tag, _ in seen.elements].count("script") == 1
    assert seen.text.count(evil) == 2


def test_every_state_has_its_words() -> None:
    seen = Seen(page_of([replace(ENTRY, state=state) for state in STATES]))
    assert all(set(words) <= set(seen.text) for words in STATES.values())


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
def test_a_run_by_hand_is_taken_down_as_well(house: House, capsys: Captured) -> None:
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
