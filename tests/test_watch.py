"""The watcher over real folders, a real ledger and real reading: what is taken, and what needs no run."""

from __future__ import annotations

import shutil

import pytest

from flows.ledger import Ledger
from flows.record import NOTICE
from ocr.errors import UsageError
from tests.conftest import jpeg
from tests.drawer import Story, draw_page
from tests.house import SETTLE, House, blank
from tests.page_files import picture_bytes

GONG = Story("gong", "铜锣报时的人", ("看门的师傅每天六点起床，用一面铜锣报时，一直敲到钟修好才歇下来。",), columns=1)


@pytest.fixture(scope="session")
def gong_jpeg() -> bytes:
    """A small page with another story."""
    return jpeg(draw_page([GONG], width=900, seed=2).image)


def test_an_issue_is_taken_once_it_has_settled_and_lies_where_its_scans_lie(house: House, page_jpeg: bytes) -> None:
    house.drop("江南晨报/2021/2021-03-25/01.jpg", page_jpeg)
    house.pass_time(SETTLE / 2)
    assert house.states() == {}
    house.settle()
    house.settle()
    entry = house.entry("江南晨报/2021/2021-03-25")
    assert (entry.state, entry.pages, entry.articles, entry.reason) == ("done", 1, 1, "")
    assert house.document(entry.issue)["id"] == "2021-03-25"
    assert entry.address == f"http://server/{entry.run}"
    assert len(house.server.asked) == 1
    assert house.said == [
        "江南晨报/2021/2021-03-25: complete with 1 page",
        f"江南晨报/2021/2021-03-25: done, 1 article, {entry.review} to review",
    ]


def test_a_growing_file_and_unfinished_copies_are_left_alone(house: House) -> None:
    scan = blank(200)
    house.drop("晨报/02.jpg.part", scan)
    for name in (".DS_Store", "Thumbs.db", "~01.jpg", "03.tmp", ".01.jpg"):
        house.drop(f"晨报/{name}", scan)
    for length in range(1, len(scan), len(scan) // 8):
        house.drop("晨报/01.jpg", scan[:length])
        house.pass_time(SETTLE / 2)
    assert house.server.asked == {}
    house.drop("晨报/01.jpg", scan)
    (house.scans / "晨报/02.jpg.part").rename(house.scans / "晨报/02.jpg")
    house.settle()
    assert (house.entry("晨报").state, house.entry("晨报").pages, len(house.server.asked)) == ("done", 2, 1)


def test_ready_and_the_count_in_issue_toml_spare_the_wait(house: House) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.drop("晨报/_READY", b"")
    house.drop("晚报/01.jpg", blank(210))
    house.drop("晚报/issue.toml", b"pages = 2")
    house.watcher.round()
    assert house.states() == {"晨报": "queued"}
    house.drop("晚报/02.jpg", blank(220))
    house.pass_time(1)
    assert house.states() == {"晨报": "queued", "晚报": "queued"}
    house.drop("晨报/02.jpg", blank(230))  # later than _READY: that one does not speak of it
    house.server.work()
    house.pass_time(1)
    assert len(house.server.asked) == 2


def test_settled_pages_are_taken_though_issue_toml_expects_more(house: House) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.drop("晨报/issue.toml", b"pages = 2")
    house.settle()
    assert house.states() == {"晨报": "done"}
    assert "晨报: taken with 1 of the 2 pages that issue.toml expects; the others may come later" in house.said


def test_documents_and_loose_pages_are_issues(house: House) -> None:
    house.drop("特刊.pdf", picture_bytes("PDF", 2))
    house.drop("晚报/增刊.tif", picture_bytes("TIFF", 3))
    for name in ("宝山_2021-03-25_p2.jpg", "宝山_2021-03-25_p1.jpg", "宝山_2021-03-26_p1.jpg"):
        house.drop(name, blank(100 + 10 * int(name[-5]) + int(name[12])))
    house.settle()
    pages = {entry.issue: (entry.state, entry.pages) for entry in Ledger(house.output).entries()}
    assert pages == {
        "特刊": ("done", 2),
        "晚报/增刊": ("done", 3),
        "宝山_2021-03-25": ("done", 2),
        "宝山_2021-03-26": ("done", 1),
    }


def test_results_among_the_scans_and_links_that_go_round_are_no_scans(house: House) -> None:
    house.output = house.scans / "output"
    house.start()
    house.drop("晨报/01.jpg", blank(200))
    (house.scans / "晨报" / "again").symlink_to(house.scans, target_is_directory=True)
    house.settle()
    house.settle()
    assert house.states() == {"晨报": "done"}


def test_the_same_scans_need_no_second_run(house: House) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.settle()
    house.drop("晨报/01.jpg", blank(200))
    house.drop("副本/p1.jpg", blank(200))
    (house.scans / "晨报/01.jpg").rename(house.scans / "晨报/第1版.jpg")
    house.settle()
    house.start()
    house.settle()
    assert (len(house.server.asked), house.server.reads) == (1, ["01.jpg"])
    assert (house.entry("副本").state, house.entry("副本").reason) == ("same", "晨报")
    assert house.said[-1] == "副本: the same scans as 晨报; nothing to do"
    shutil.rmtree(house.output / "晨报")
    shutil.rmtree(house.scans / "晨报")
    house.settle()
    assert house.states()["副本"] == "done"


def test_a_late_page_is_all_that_is_read_and_ids_stay(house: House, page_jpeg: bytes, gong_jpeg: bytes) -> None:
    house.drop("晨报/02.jpg", page_jpeg)
    house.settle()
    (before,) = house.ids("晨报").items()
    house.drop("晨报/01.jpg", gong_jpeg)
    house.settle()
    assert house.server.reads == ["02.jpg", "01.jpg"]
    assert house.ids("晨报") == {"铜锣报时的人": "a02", before[0]: before[1]}
    assert sorted(file.name for file in (house.output / "晨报/pages").glob("*.jpg")) == ["p01.jpg", "p02.jpg"]
    (house.scans / "晨报/02.jpg").unlink()
    house.settle()
    assert house.ids("晨报") == {"铜锣报时的人": "a02"}
    assert (house.output / "晨报/pages/p01.jpg").exists()
    assert not list((house.output / "晨报/pages").glob("p02*"))
    assert len(house.server.reads) == 2


def test_what_failed_is_told_in_plain_words_until_it_is_mended(house: House) -> None:
    house.drop("晨报/01.jpg", b"this is text")
    house.settle()
    told = (house.output / "晨报" / NOTICE).read_text(encoding="utf-8-sig")
    assert f"{house.scans / '晨报/01.jpg'}: this is not an image; replace it" in told
    assert house.entry("晨报").state == "failed"
    house.settle()
    assert len(house.server.asked) == 1
    house.drop("晨报/02.jpg", blank(200))
    house.settle()
    assert house.entry("晨报").state == "partly"
    assert "The files beside this one are the last" in (house.output / "晨报" / NOTICE).read_text(encoding="utf-8-sig")
    house.drop("晨报/01.jpg", blank(210))
    house.settle()
    assert house.entry("晨报").state == "done"
    assert not (house.output / "晨报" / NOTICE).exists()


def test_where_no_page_can_be_read_each_is_named(house: House) -> None:
    house.drop("晨报/01.jpg", b"this is text")
    house.drop("晨报/02.jpg", b"this too")
    house.settle()
    told = (house.output / "晨报" / NOTICE).read_text(encoding="utf-8-sig")
    for name in ("01.jpg", "02.jpg"):
        assert f"- {house.scans / '晨报' / name}: this is not an image; replace it" in told


def test_retry_starts_another_run(house: House) -> None:
    house.drop("晨报/01.jpg", b"this is text")
    house.settle()
    ledger = Ledger(house.output)
    ledger.retry("晨报")
    assert house.states() == {"晨报": "waiting"}
    house.settle()
    assert (len(house.server.asked), house.entry("晨报").state) == (2, "failed")
    with pytest.raises(UsageError, match="晚报: no such issue"):
        ledger.retry("晚报")
    house.drop("晚报/01.jpg", blank(200))
    house.settle()
    with pytest.raises(UsageError, match="it did not fail"):
        ledger.retry("晚报")


def test_a_wrong_issue_toml_fails_its_folder_alone(house: House) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.drop("晨报/issue.toml", b"titel = 1")
    house.drop("晚报/01.jpg", blank(210))
    house.settle()
    assert house.states() == {"晨报": "failed", "晚报": "done"}
    assert "titel is not a key" in (house.output / "晨报" / NOTICE).read_text(encoding="utf-8-sig")
    house.drop("晨报/issue.toml", 'title = "晨报"'.encode())
    house.settle()
    assert house.states() == {"晨报": "done", "晚报": "done"}
    house.drop("晨报/issue.toml", 'title = "江南晨报"'.encode())
    house.settle()
    assert (house.document("晨报")["title"], house.server.reads) == ("江南晨报", ["01.jpg", "01.jpg"])
