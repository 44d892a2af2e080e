"""Pages that come negative, turned, or two on a scan, read by the real engine: they must read as the upright page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocr.geometry import Box, Transform
from ocr.image import has_dark_ground, is_negative, turn_quarters
from ocr.layout import find_spine
from ocr.model import Article, Image, Issue, IssueSource, PageSource, Scan
from ocr.pipeline import assemble_issue, read_page
from ocr.recognize import open_engine
from ocr.recognize.facing import turn_characters
from ocr.settings import Settings
from ocr.sheets import find_sheets
from tests.conftest import STORY
from tests.drawer import OFFICE, Story, blank_page, draw_page, draw_photo, draw_rule, draw_text_line, scan
from tests.layouts import BELL, LAMP, SEED

SETTINGS = Settings()
PX = 28
BESIDE = Story("beside", "种子站里排长队", SEED, columns=2)
COLUMN = 22
"""Characters in a column of vertical setting."""


def read(picture: Image, folder: Path) -> Issue:
    """The issue of a single scan."""
    file = folder / "01.png"
    assert cv2.imwrite(str(file), picture)
    page = read_page(PageSource(1, file), SETTINGS, open_engine(SETTINGS))
    return assemble_issue(IssueSource("drawn", folder, (page.source,)), (page,), SETTINGS)


@cache
def horizontal_page() -> Image:
    return draw_page([STORY, BESIDE], width=1100, seed=1, look=OFFICE).image


@cache
def vertical_page() -> Image:
    """Two tiers of body text from the right, with a headline over both at the right edge."""
    page = blank_page(1000, 1500)
    for place, character in enumerate("河堤上的灯又亮了"):
        draw_text_line(page, character, 900, 120 + 80 * place, px=72, face="hei_bold")
    for tier, paragraphs in enumerate((LAMP, BELL)):
        for n, column in enumerate(_columns("".join(paragraphs))):
            for row, character in enumerate(column):
                draw_text_line(page, character, 840 - 44 * n, 90 + 690 * tier + 30 * row, px=PX)
    return page


def _columns(text: str) -> list[str]:
    """The text without its marks, which are set otherwise in vertical lines, a column each."""
    bare = "".join(c for c in text if "\u4e00" <= c <= "\u9fff")
    return [bare[at : at + COLUMN] for at in range(0, len(bare), COLUMN)]


PAGES: dict[str, Callable[[], Image]] = {"horizontal-tb": horizontal_page, "vertical-rl": vertical_page}


@cache
def upright(mode: str, folder: Path) -> Issue:
    return read(PAGES[mode](), folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("upright")


def told(article: Article) -> tuple[str | None, tuple[str, ...]]:
    return article.headline, tuple(block.text for block in article.body)


def places(issue: Issue) -> list[Box]:
    return [source.bbox for article in issue.articles for block in article.body for source in block.sources]


@pytest.mark.parametrize("mode", PAGES)
def test_an_upright_page_stays_as_it_is(mode: str, folder: Path) -> None:
    issue = upright(mode, folder)
    assert [page.writing_mode for page in issue.pages] == [mode]
    assert "河堤上的灯又亮了" in [article.headline for article in issue.articles]


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("mode", PAGES)
def test_a_turned_page_reads_as_the_upright_one(mode: str, quarters: int, folder: Path, tmp_path: Path) -> None:
    picture = PAGES[mode]()
    turned, _, back = turn_quarters(picture, np.zeros((0, 4, 2), np.float32), quarters)
    issue, expected = read(turned, tmp_path), upright(mode, folder)
    (page,) = issue.pages
    assert (page.writing_mode, page.height, page.width) == (mode, *turned.shape)
    assert [told(article) for article in issue.articles] == [told(article) for article in expected.articles]
    assert_near(places(issue), [back.inverse().box(box) for box in places(expected)])


@pytest.mark.parametrize("mode", PAGES)
def test_a_negative_with_the_film_s_clear_edge_reads_as_the_page(mode: str, folder: Path, tmp_path: Path) -> None:
    film = np.asarray(220 - 0.7 * PAGES[mode](), np.uint8)
    framed = np.asarray(cv2.copyMakeBorder(film, 40, 30, 50, 60, cv2.BORDER_CONSTANT, value=(250,)), np.uint8)
    issue, expected = read(framed, tmp_path), upright(mode, folder)
    assert [told(article) for article in issue.articles] == [told(article) for article in expected.articles]
    moved = Transform.of(np.array([[1.0, 0.0, 50.0], [0.0, 1.0, 40.0]]))
    assert_near(places(issue), [moved.box(box) for box in places(expected)])


def assert_near(found: list[Box], expected: list[Box]) -> None:
    assert np.abs(np.array(found) - np.array(expected)).max() <= 3


def test_a_page_that_curls_at_its_spine_reads_as_the_flat_one(tmp_path: Path) -> None:
    text = (*LAMP, *SEED, *BELL) * 2
    page = draw_page([Story("long", "河堤上的灯又亮了", text, columns=3)], width=1500, seed=1)
    curled, to_scan = scan(page.printed, replace(OFFICE, curl=0.05), seed=1)
    (tmp_path / "flat").mkdir()
    issue, expected = read(curled, tmp_path), read(page.image, tmp_path / "flat")
    assert issue.pages[0].to_scan.bend is not None
    assert [told(article) for article in issue.articles] == [("河堤上的灯又亮了", text)]
    assert_near(places(issue), [to_scan.box(box) for box in places(expected)])


def test_a_spread_is_two_pages_from_the_left(folder: Path, tmp_path: Path) -> None:
    left = horizontal_page()
    right = draw_page([Story("last", "铜锣报时的人", BELL, columns=2)], width=1100, seed=2).image
    height = max(len(left), len(right))
    issue = read(np.hstack([_as_high(left, height), _as_high(right, height)]), tmp_path)
    assert [page.source.number for page in issue.pages] == [1, 2]
    assert {page.source.file for page in issue.pages} == {tmp_path / "01.png"}
    assert {(page.width, page.height) for page in issue.pages} == {(2200, height)}
    assert [(a.headline, a.pages) for a in issue.articles] == [
        (STORY.headline, (1,)),
        (BESIDE.headline, (1,)),
        ("铜锣报时的人", (2,)),
    ]
    expected = upright("horizontal-tb", folder)
    assert [told(article) for article in issue.articles[:2]] == [told(article) for article in expected.articles]
    assert_near(places(issue)[: len(places(expected))], places(expected))
    assert min(box.left for box in places(issue)[len(places(expected)) :]) > left.shape[1]


def test_a_spread_of_vertical_pages_begins_at_the_right(folder: Path, tmp_path: Path) -> None:
    page = vertical_page()
    issue = read(np.hstack([page, page]), tmp_path)
    expected = [told(article) for article in upright("vertical-rl", folder).articles]
    assert [told(article) for article in issue.articles] == expected * 2
    assert [a.pages for a in issue.articles] == [(1,)] * len(expected) + [(2,)] * len(expected)
    first, second = (
        [s.bbox for a in issue.articles if a.pages == (n,) for b in a.body for s in b.sources] for n in (1, 2)
    )
    assert min(box.left for box in first) > 1000 > max(box.right for box in second)


def _as_high(picture: Image, height: int) -> Image:
    return np.vstack([picture, np.full((height - len(picture), picture.shape[1]), 236, np.uint8)])


def lines_at(*boxes: Box) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array([[(b.left, b.top), (b.right, b.top), (b.right, b.bottom), (b.left, b.bottom)] for b in boxes], "f4")


def columns_at(*lefts: int, wide: int = 300) -> list[Box]:
    return [Box(left, top, left + wide, top + 20) for left in lefts for top in range(100, 1100, 30)]


def test_the_spine_is_wider_than_gutters() -> None:
    two = columns_at(60, 390, 720, 1120, 1450, 1780)
    assert find_spine(lines_at(*two), 2140, 1200, 18.0) == 1070
    even = columns_at(60, 390, 720, 1050, 1380, 1710)
    assert find_spine(lines_at(*even), 2140, 1200, 18.0) is None
    across = Box(600, 40, 1600, 90)
    assert find_spine(lines_at(*two, across), 2140, 1200, 18.0) is None
    speck, corner = Box(1060, 20, 1080, 48), Box(700, 800, 1400, 1300)
    assert find_spine(lines_at(*two, speck, corner), 2140, 1200, 18.0) is not None
    assert find_spine(lines_at(corner), 2140, 1200, 18.0) is None
    assert find_spine(lines_at(*two), 1400, 1200, 18.0) is None
    assert find_spine(lines_at(*columns_at(60, 390, wide=300)), 750, 500, 18.0) is None
    assert find_spine(np.zeros((0, 4, 2), np.float32), 2140, 1200, 18.0) is None


@pytest.mark.parametrize("quarters", range(4))
def test_turning_a_picture_says_the_way_back(quarters: int) -> None:
    picture = np.arange(12, dtype=np.uint8).reshape(3, 4)
    line = lines_at(Box(1, 0, 3, 1))
    turned, (moved,), back = turn_quarters(picture, line, quarters)
    assert np.array_equal(turned, np.rot90(picture, quarters))
    assert np.allclose(back.points(moved.astype(np.float64)), np.roll(line[0], -quarters, axis=0))
    assert back.box(Box(0, 0, turned.shape[1], turned.shape[0])) == Box(0, 0, 4, 3)
    left, top, right, bottom = back.inverse().box(Box(1, 0, 3, 1))
    assert sorted(turned[top:bottom, left:right].ravel()) == [1, 2]


def test_characters_turn_in_their_places() -> None:
    upright_line = blank_page(330, 34)
    box = draw_text_line(upright_line, "河堤上的灯又亮了一次", left=4, top=3)
    line = upright_line[:, box.left : box.right]
    there_and_back = turn_characters(turn_characters(line, 3), 1)
    assert there_and_back.shape[0] == len(line)
    assert abs(int((there_and_back < 128).sum()) - int((line < 128).sum())) < 0.05 * (line < 128).sum()
    assert not np.array_equal(turn_characters(line, 3), turn_characters(line, 1))


def test_only_a_page_of_white_lines_on_dark_is_a_negative() -> None:
    page = blank_page(600, 800)
    boxes = [draw_text_line(page, "停了三年的河堤路灯重新亮起", left=60, top=60 + 50 * n) for n in range(14)]
    dark = np.asarray(255 - page, np.uint8)
    assert (has_dark_ground(page), has_dark_ground(dark)) == (False, True)
    assert is_negative(dark, lines_at(*boxes))
    assert not is_negative(page, lines_at(*boxes))
    assert not is_negative(dark, lines_at(*boxes[:3]))
    badly_lit = np.asarray(page * 0.3, np.uint8)
    assert not has_dark_ground(badly_lit)
    draw_photo(page, Box(40, 300, 560, 780), "gate", seed=3)
    draw_rule(page, Box(0, 0, 600, 60))
    assert not has_dark_ground(page)


def no_text(kind: str) -> Image:
    """Pages on which no newspaper text stands."""
    page = blank_page(1100, 1500)
    if kind == "portrait":
        draw_photo(page, Box(60, 70, 1040, 1430), "people", seed=5)
    if kind == "night":
        page[:] = 30
        draw_photo(page, Box(60, 70, 1040, 1430), "street", seed=5)
        page = np.asarray(page * 0.3, np.uint8)
    if kind == "crossword":
        random = np.random.default_rng(2)
        for row, column in np.ndindex(11, 11):
            cell = Box(120 + 76 * column, 200 + 76 * row, 196 + 76 * column, 276 + 76 * row)
            draw_rule(page, cell)
            if random.random() < 0.7:
                draw_rule(page, cell.grown(-2), 255)
                if random.random() < 0.4:
                    draw_text_line(page, str(random.integers(1, 40)), cell.left + 5, cell.top + 4, px=20)
    if kind == "scribbles":
        random = np.random.default_rng(3)
        for _ in range(40):
            walk = np.cumsum(random.normal(0, 25, (60, 2)), axis=0) + random.uniform(150, 950, 2)
            cv2.polylines(page, [walk.astype(np.int32)], False, (40,), 4, cv2.LINE_AA)
    return page


def table_of_shares() -> Image:
    """Hardly a line is longer than four characters, and digits read upside down as well."""
    page = blank_page(1200, 900)
    random = np.random.default_rng(1)
    draw_text_line(page, "沪深股市收盘行情", 300, 50, px=64, face="hei_bold")
    for row, column in np.ndindex(20, 3):
        left, top = 60 + 380 * column, 160 + 34 * row
        for offset, text in ((0, f"600{random.integers(100, 999)}"), (100, "河堤电力"), (200, "18.66"), (285, "+0.91")):
            draw_text_line(page, text, left + offset, top, px=22)
    return page


def english_page() -> Image:
    page = blank_page(1100, 700)
    for row in range(12):
        draw_text_line(page, "The river rose two feet in the night, and by morning", 80, 60 + 48 * row, px=32)
    return page


@pytest.mark.parametrize("quarters", [1, 2])
def test_lines_that_are_short_or_latin_tell_the_way_up_too(quarters: int) -> None:
    engine = open_engine(SETTINGS)
    for page in (table_of_shares(), english_page()):
        turned = np.ascontiguousarray(np.rot90(page, quarters))
        (sheet,) = find_sheets(Scan(turned, None), engine, None)
        assert not sheet.vertical
        _, _, back = turn_quarters(page, np.zeros((0, 4, 2), np.float32), quarters)
        assert np.allclose(sheet.to_scan.array(), back.inverse().array())


@pytest.mark.parametrize("kind", ["portrait", "night", "crossword", "scribbles"])
@pytest.mark.parametrize("turned", [0, 1])
def test_where_no_text_is_no_article_is_invented(kind: str, turned: int, tmp_path: Path) -> None:
    issue = read(np.ascontiguousarray(np.rot90(no_text(kind), turned)), tmp_path)
    assert [told(article) for article in issue.articles] == []
    assert len(issue.pages) == 1


def test_a_full_page_advertisement_of_few_words_is_no_article(tmp_path: Path) -> None:
    page = blank_page(1100, 1500)
    draw_photo(page, Box(80, 420, 1020, 1180), "hall", seed=6)
    draw_text_line(page, "新楼盘开售", left=180, top=120, px=150, face="hei_bold")
    draw_text_line(page, "电话 8888 6666", left=300, top=1280, px=60)
    assert read(page, tmp_path).articles == ()
