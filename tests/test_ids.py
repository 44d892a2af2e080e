"""Article ids over several runs of one issue: what was there keeps its id, what is new takes a new one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ocr.export.ids import kept_ids, renamed
from ocr.export.schema import IssueDocument
from ocr.geometry import Box
from ocr.model import Figure, Issue, IssueSource, Page, PageSource, Piece, Zone
from ocr.text.articles import assemble

LAMPS = "昨晚七点，停了三年的河堤路灯重新亮起，附近居民说散步的人多了。"
GONG = "看门的师傅每天六点起床，用一面铜锣报时，一直敲到钟修好。"
SEEDS = "种子站门口一早排起长队，今年的稻种比去年便宜两成。"
OPEN, REST = "看门的师傅每天六点起床，用一面铜", "锣报时，一直敲到钟修好。"


def zone(headline: str | None, text: str, top: int = 100) -> Zone:
    starts = not text.startswith("+")
    piece = Piece("paragraph", text.lstrip("+"), 0.99, Box(100, top, 400, top + 90), starts, text.endswith("。"))
    return Zone(Box(100, top, 500, top + 100), headline=headline, pieces=(piece,))


def page(number: int, *zones: Zone, scan: str | None = None) -> Page:
    source = PageSource(number, Path(f"{number:02d}.jpg"), sha256=scan or f"{number:064x}")
    return Page(source, "ok", 1000, 1400, char_px=20.0, confidence=0.99, zones=zones, engine="e")


def issue(*pages: Page) -> Issue:
    return assemble(IssueSource("i", Path("i"), tuple(p.source for p in pages)), pages, "e", "s", 0.9)


def document(made: Issue) -> IssueDocument:
    return IssueDocument.from_issue(made, datetime(2026, 11, 23, tzinfo=UTC))


def again(former: Issue, now: Issue) -> Issue:
    """The issue as it is written where the former one is."""
    return renamed(now, kept_ids(document(former), document(now)))


def ids(made: Issue) -> dict[str | None, str]:
    return {article.headline: article.id for article in made.articles}


def test_the_same_pages_give_the_same_ids() -> None:
    first = issue(page(1, zone("河堤上的灯", LAMPS), zone("种子站", SEEDS, 700)))
    assert again(first, first) == first


def test_a_late_first_page_renames_nothing() -> None:
    second = page(2, zone("河堤上的灯", LAMPS), zone("种子站", SEEDS, 700))
    late = again(issue(second), issue(page(1, zone("铜锣报时的人", GONG)), second))
    assert ids(late) == {"铜锣报时的人": "a03", "河堤上的灯": "a01", "种子站": "a02"}
    assert [article.id for article in late.articles] == ["a03", "a01", "a02"]
    assert ids(again(late, issue(second))) == {"河堤上的灯": "a01", "种子站": "a02"}


def test_a_story_whose_beginning_comes_late_stays_itself() -> None:
    rest = page(2, replace(zone("铜锣报时", "+" + REST), jump_from="1"), zone("种子站", SEEDS, 700))
    first = page(1, zone("河堤上的灯", LAMPS), replace(zone("铜锣报时的人", OPEN, 700), jump_to="2"))
    late = again(issue(rest), issue(first, rest))
    assert ids(late) == {"河堤上的灯": "a03", "铜锣报时的人": "a01", "种子站": "a02"}


def test_a_better_scan_of_a_page_keeps_the_ids_of_what_reads_alike() -> None:
    worn = LAMPS.replace("河堤", "河提").replace("居民", "居尺")
    before = issue(page(1, zone("种子站", SEEDS), zone("河堤上的灯", worn, 700)))
    better = page(
        1, zone("铜锣报时的人", GONG, 40), zone("河堤上的灯", LAMPS, 710), zone("种子站", SEEDS, 90), scan="f" * 64
    )
    assert ids(again(before, issue(better))) == {"铜锣报时的人": "a03", "河堤上的灯": "a02", "种子站": "a01"}


def test_another_issue_in_the_same_folder_begins_anew() -> None:
    other = issue(page(1, zone("铜锣报时的人", GONG), scan="f" * 64))
    assert again(issue(page(1, zone("河堤上的灯", LAMPS), zone("种子站", SEEDS, 700))), other) == other


def test_packages_and_pictures_follow_their_articles() -> None:
    banner = Zone(Box(100, 100, 900, 200), headline="一条河的一天", editor_note="本报今起连续刊登。", is_package=True)
    lit = replace(zone("河堤上的灯", LAMPS, 300), figures=(Figure(Box(100, 500, 400, 600), "灯亮了。"),))
    second = page(2, banner, lit)
    late = again(issue(second), issue(page(1, zone("铜锣报时的人", GONG)), second))
    under = late.articles[2]
    assert ids(late) == {"铜锣报时的人": "a03", "一条河的一天": "a01", "河堤上的灯": "a02"}
    assert (under.package, late.illustrations[0].article_id, under.illustrations[0].article_id) == ("a01", "a02", "a02")
