"""Drawn pages read by the real engine: from pixels to articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from ocr.errors import PageError
from ocr.geometry import Box, iou
from ocr.model import Article, Image, Issue, IssueSource, Page, PageSource, Role
from ocr.pipeline import assemble_issue, failed_page, read_page
from ocr.recognize import open_engine
from ocr.settings import Settings
from tests.drawer import (
    CLEAN,
    OFFICE,
    Cell,
    Continuation,
    PagePlan,
    Photo,
    RunningHead,
    Story,
    Style,
    blank_page,
    draw_issue,
    draw_page,
    draw_photo,
)
from tests.drawer.truth import ArticleTruth, IssueHead, IssueTruth
from tests.layouts import BELL, LAMP, SEED

Pages = tuple[Page, ...]
SETTINGS = Settings()
MOST_ERRORS = 0.02
BESIDE = Story("beside", "种子站里排长队", SEED, columns=2)
LAMPS = Story(
    "lamps",
    "河堤上的灯又亮了",
    (LAMP[0] * 2, "## 夜里有人下棋", LAMP[1] * 2, LAMP[2] * 2, BELL[0] * 2),
    kicker="城东街道换上新灯",
    byline="本报记者 林书言",
    photos=(Photo("灯下下棋的人。 陶令仪 摄", "people", rows=7, column=1, down=3),),
)
HEAD = RunningHead("第2版", "副刊", "2024年5月16日")
BELLS = Story("bells", "铜锣报时的人", (*BELL, *SEED), columns=2, byline="□通讯员 蔡颖琛")


def read(images: Sequence[Image], folder: Path) -> Pages:
    folder.mkdir(exist_ok=True)
    pages = []
    for number, image in enumerate(images, 1):
        file = folder / f"{number:02d}.png"
        assert cv2.imwrite(str(file), image)
        pages.append(read_page(PageSource(number, file), SETTINGS, open_engine(SETTINGS)))
    return tuple(pages)


def put_together(pages: Pages) -> Issue:
    source = IssueSource("drawn", Path("drawn"), tuple(page.source for page in pages))
    return assemble_issue(source, pages, SETTINGS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@cache
def one_page(folder: Path) -> tuple[Issue, IssueTruth]:
    """A story with a photo over another beside a third, scanned in an office."""
    look = replace(OFFICE, skew_deg=0.5)
    drawn = draw_page([LAMPS, [BESIDE, replace(BELLS, body=BELL)]], width=1500, seed=1, look=look, head=HEAD)
    return put_together(read([drawn.image], folder / "one")), drawn.truth


@cache
def two_pages(folder: Path, jumps: bool) -> tuple[Pages, IssueTruth]:
    """A story that goes on on the second page: with jump lines, or without them at the foot of the first."""
    story = replace(BELLS, rows=8, jump_to="第2版" if jumps else "")
    first = (story, BESIDE) if jumps else (BESIDE, story)
    second = Continuation(story, "第1版", "铜锣报时", 2) if jumps else Continuation(story, columns=2)
    last = Story("last", "桥头的灯", LAMP, columns=2)
    plans = [
        PagePlan(tuple((Cell((item,)),) for item in items), head, number=number, width=1100, margin=70)
        for number, items, head in ((1, first, None), (2, (second, last), HEAD))
    ]
    issue: IssueHead = {"id": "drawn", "title": "", "date": "", "kind": "drawn"}
    drawn, truth = draw_issue(plans, Style(), (CLEAN, CLEAN), issue, 3)
    return read([page.image for page in drawn], folder / f"two-{jumps}"), truth


def article_of(issue: Issue, headline: str) -> Article:
    (article,) = (article for article in issue.articles if article.headline == headline)
    return article


def assert_read(article: Article, truth: ArticleTruth) -> None:
    assert [block.kind for block in article.body] == [block["type"] for block in truth["body"]]
    said = "".join(block.text for block in article.body)
    printed = "".join(block["text"] for block in truth["body"])
    assert Levenshtein.distance(said, printed) <= MOST_ERRORS * len(printed)


def test_every_article_is_as_printed(folder: Path) -> None:
    issue, truth = one_page(folder)
    assert len(issue.articles) == len(truth["articles"])
    for printed in truth["articles"]:
        article = article_of(issue, printed["headline"])
        assert_read(article, printed)
        assert (article.kicker or "", article.byline or "") == (printed["kicker"], printed["byline"])
        assert not article.review_reasons


def test_every_break_is_joined_and_told(folder: Path) -> None:
    issue, truth = one_page(folder)
    printed = truth["articles"][0]
    kinds = {"column": "column", "figure": "illustration", "page": "page"}
    expected = [(b["block"], kinds[b["kind"]], b["right"][:4]) for b in printed["breaks"]]
    body = article_of(issue, printed["headline"]).body
    joins = [(n, join.kind, block.text[join.offset :][:4]) for n, block in enumerate(body) for join in block.joins]
    assert joins == expected
    assert {kind for _, kind, _ in joins} == {"column", "illustration"}
    assert all(join.evidence and 0.5 < join.confidence <= 1 for block in body for join in block.joins)
    assert all(len(block.sources) == len(block.joins) + 1 for block in body)


def test_a_photo_is_found_with_its_caption(folder: Path) -> None:
    issue, truth = one_page(folder)
    (photo,) = issue.illustrations
    (drawn,) = truth["pages"][0]["figures"]
    assert photo.caption == drawn["caption"]
    assert photo.article_id == article_of(issue, LAMPS.headline).id
    assert iou(photo.bbox, Box(*(round(v) for v in drawn["bbox"]))) > 0.8
    assert not any("陶令仪" in block.text for article in issue.articles for block in article.body)


def test_the_page_knows_its_scan(folder: Path) -> None:
    (page,) = one_page(folder)[0].pages
    truth = one_page(folder)[1]["pages"][0]
    assert (page.status, page.width, page.height) == ("ok", truth["width"], truth["height"])
    assert page.skew_deg == pytest.approx(0.5, abs=0.06)
    assert page.writing_mode == "horizontal-tb"
    assert page.engine == open_engine(SETTINGS).name
    assert all(page.to_scan.box(zone.box).within(page.width, page.height).area > 0 for zone in page.zones)


def test_a_line_s_box_is_where_it_is_printed(folder: Path) -> None:
    (page,) = one_page(folder)[0].pages
    printed = [line for line in one_page(folder)[1]["pages"][0]["lines"] if line["role"] == "headline"]
    for line in printed:
        (own,) = (x for x in page.lines if x.text == line["text"])
        assert own.role is Role.HEADLINE
        assert iou(page.to_scan.box(own.box), Box(*(round(v) for v in line["bbox"]))) > 0.6


def test_a_story_that_jumps_is_one_article(folder: Path) -> None:
    pages, truth = two_pages(folder, jumps=True)
    issue = put_together(pages)
    article = article_of(issue, BELLS.headline)
    assert (article.pages, article.byline) == ((1, 2), BELLS.byline)
    assert_read(article, truth["articles"][0])
    (join,) = (join for block in article.body for join in block.joins if join.kind == "page")
    assert "下转第2版" in join.evidence
    assert article.jump is not None
    assert (article.jump.from_page, article.jump.to_page, article.jump.headline) == (1, 2, "铜锣报时")
    assert not any("下转" in block.text or "上接" in block.text for a in issue.articles for block in a.body)
    assert [len([f for f in page.furniture if f.role is Role.JUMP]) for page in pages] == [1, 1]


def test_a_story_runs_over_without_a_jump_line(folder: Path) -> None:
    pages, truth = two_pages(folder, jumps=False)
    issue = put_together(pages)
    article = article_of(issue, BELLS.headline)
    assert article.pages == (1, 2)
    printed = next(a for a in truth["articles"] if a["id"] == "bells")
    assert_read(article, printed)
    assert [join.kind for block in article.body for join in block.joins].count("page") == 1
    assert [a.headline for a in issue.articles] == ["种子站里排长队", "铜锣报时的人", "桥头的灯"]


def test_a_missing_page_needs_review(folder: Path) -> None:
    first, second = two_pages(folder, jumps=True)[0]
    (reason,) = article_of(put_together((first,)), BELLS.headline).review_reasons
    assert "page 2" in reason
    (reason,) = article_of(put_together((second,)), "铜锣报时").review_reasons
    assert "page 1" in reason


def test_a_failed_page_does_not_stop_the_others(folder: Path) -> None:
    first, second = two_pages(folder, jumps=True)[0]
    failed = failed_page(first.source, PageError(first.source.file, "it is cut short", "scan it again"))
    issue = put_together((failed, second))
    assert [page.status for page in issue.pages] == ["failed", "ok"]
    assert issue.pages[0].error
    assert {page for article in issue.articles for page in article.pages} == {2}


def test_a_blank_page_is_blank(tmp_path: Path) -> None:
    (page,) = read([np.full((900, 700), 252, np.uint8)], tmp_path)
    assert (page.status, page.lines, page.zones) == ("blank", (), ())
    assert (page.width, page.height) == (700, 900)
    assert put_together((page,)).articles == ()


def test_a_page_of_one_photo_has_an_illustration_and_no_article(tmp_path: Path) -> None:
    picture = blank_page(1000, 800)
    box = Box(100, 100, 900, 700)
    draw_photo(picture, box, scene="river", seed=3)
    (page,) = read([picture], tmp_path)
    issue = put_together((page,))
    assert (page.status, issue.articles) == ("ok", ())
    (illustration,) = issue.illustrations
    assert iou(illustration.bbox, box) > 0.9


def test_reading_twice_gives_the_same_page(folder: Path) -> None:
    first = two_pages(folder, jumps=True)[0][0]
    assert read_page(first.source, SETTINGS, open_engine(SETTINGS)) == first
