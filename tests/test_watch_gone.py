"""The watcher where scans are taken away or renamed before anything came of them: nothing waits for ever."""

from __future__ import annotations

import shutil

import pytest

import tests.house
from flows.record import NOTICE
from ocr.model import Page, PageSource
from ocr.recognize import Engine
from ocr.settings import Settings
from tests.house import SETTLE, House, blank


def rename_while_reading(house: House, monkeypatch: pytest.MonkeyPatch, file: str, name: str) -> None:
    """Has the runs done that wait; the folder of the file gets another name just before that is read."""
    really = tests.house.read_page

    def read(place: PageSource, settings: Settings, engine: Engine) -> Page:
        if place.file == house.scans / file:
            place.file.parent.rename(house.scans / name)
        return really(place, settings, engine)

    with monkeypatch.context() as patch:
        patch.setattr(tests.house, "read_page", read)
        house.server.work()
    house.server.forget_failures()


def later(house: House) -> None:
    """Everything that comes of it has come."""
    for _ in range(4):
        house.settle()


@pytest.mark.parametrize("asked", [False, True], ids=["before the server was asked", "before its run began"])
def test_scans_that_are_taken_away_are_waited_for_no_longer(asked: bool, house: House) -> None:
    house.drop("晚报/01.jpg", blank(210))
    house.settle()
    house.server.away = not asked
    scan = house.drop("晨报/01.jpg", blank(200))
    house.pass_time()
    shutil.rmtree(scan.parent)
    house.pass_time()
    house.server.away = False
    later(house)
    assert house.states() == {"晚报": "done"}
    assert house.said.count("晨报: its scans were taken away; forgotten until they are back") == 1
    house.drop("晨报/01.jpg", blank(200))
    later(house)
    assert house.states() == {"晚报": "done", "晨报": "done"}


@pytest.mark.parametrize("asked", [False, True], ids=["before the server was asked", "before its run began"])
def test_a_folder_with_another_name_is_read_under_that(asked: bool, house: House) -> None:
    house.server.away = not asked
    scan = house.drop("晨报/01.jpg", blank(200))
    house.pass_time()
    scan.parent.rename(house.scans / "晨报_2021-03-25")
    house.pass_time()
    house.server.away = False
    later(house)
    assert (house.states(), house.server.reads) == ({"晨报_2021-03-25": "done"}, ["01.jpg"])


def test_a_folder_renamed_while_it_is_read_is_read_to_its_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        house.drop(f"晨报/{number:02}.jpg", blank(200 + number))
    house.pass_time()
    rename_while_reading(house, monkeypatch, "晨报/02.jpg", "晨报_2021-03-25")
    later(house)
    assert house.states() == {"晨报": "partly", "晨报_2021-03-25": "done"}
    assert len(house.document("晨报_2021-03-25")["pages"]) == 2
    assert house.server.reads == ["01.jpg", "02.jpg", "02.jpg"]


@pytest.mark.parametrize("first", ["晨报/01.jpg", "晨报/02.jpg"], ids=["no page was read", "a page was read"])
def test_a_folder_that_comes_back_is_read_to_its_end(first: str, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.drop("晚报/01.jpg", blank(210))
    for number in (1, 2):
        house.drop(f"晨报/{number:02}.jpg", blank(200 + number))
    house.pass_time()
    rename_while_reading(house, monkeypatch, first, "elsewhere")
    house.pass_time(SETTLE / 4)
    (house.scans / "elsewhere").rename(house.scans / "晨报")
    later(house)
    assert house.states() == {"晨报": "done", "晚报": "done"}
    assert not (house.output / "晨报" / NOTICE).exists()


def test_what_failed_and_was_taken_away_is_told_no_longer(house: House) -> None:
    house.drop("晚报/01.jpg", blank(210))
    house.drop("晨报/01.jpg", b"this is text")
    house.drop("早报/01.jpg", blank(220))
    house.drop("早报/issue.toml", b"titel = 1")
    house.settle()
    assert house.states() == {"晚报": "done", "晨报": "failed", "早报": "failed"}
    for name in ("晨报", "早报"):
        shutil.rmtree(house.scans / name)
    later(house)
    assert house.states() == {"晚报": "done"}
    assert not (house.output / "晨报").exists()
    assert "晨报" not in (house.output / "index.html").read_text(encoding="utf-8")


def test_results_stay_without_their_scans(house: House) -> None:
    house.drop("晚报/01.jpg", blank(210))
    house.drop("晨报/01.jpg", blank(200))
    house.settle()
    shutil.rmtree(house.scans / "晨报")
    later(house)
    house.start()
    later(house)
    assert house.states() == {"晚报": "done", "晨报": "done"}
    shutil.rmtree(house.output / "晨报")
    later(house)
    assert house.states() == {"晚报": "done"}


def test_an_empty_folder_at_the_start_has_nothing_forgotten(house: House) -> None:
    house.drop("晨报/01.jpg", b"this is text")
    house.settle()
    house.scans.rename(house.scans.with_name("elsewhere"))
    house.scans.mkdir()
    house.start()
    house.pass_time()
    assert house.states() == {"晨报": "failed"}


def test_a_failure_mended_by_the_scans_of_another_issue_is_told_no_longer(house: House) -> None:
    house.drop("晚报/01.jpg", blank(210))
    house.drop("晨报/01.jpg", b"this is text")
    house.settle()
    house.drop("晨报/01.jpg", blank(210))
    later(house)
    assert house.states() == {"晚报": "done", "晨报": "same"}
    assert not (house.output / "晨报").exists()


def test_of_two_folders_with_one_place_the_first_is_read(house: House) -> None:
    house.drop("晨报 /01.jpg", blank(200))
    house.drop("晨报/01.jpg", blank(210))
    later(house)
    assert house.states() == {"晨报": "done"}
    assert sum("has the same place 晨报; rename one of them" in line for line in house.said) == 1
    assert not any("other settings" in line for line in house.said)


def test_a_link_to_itself_is_a_page_that_was_lost(house: House) -> None:
    house.drop("晨报/01.jpg", blank(200))
    (house.scans / "晨报/02.jpg").symlink_to("02.jpg")
    later(house)
    assert (house.entry("晨报").state, house.entry("晨报").pages) == ("partly", 2)
