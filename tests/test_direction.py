"""Horizontal lines of vertical pages: old papers set them from the right, those of today from the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from ocr.geometry import Box
from ocr.model import Image, Page, PageSource, Reading
from ocr.pipeline import read_page
from ocr.recognize import open_engine
from ocr.settings import Settings
from ocr.stories.title_parts import with_parts
from ocr.text.direction import read_from_right, turned_round
from tests.drawer import blank_page, draw_rule, draw_text_line
from tests.drawer.downward import draw_vertical_line
from tests.layouts import BELL, CHAR, LAMP, SEED, text_line

SETTINGS = Settings()
COLUMNS = ["桥头的路灯就亮了起来", "学校的老钟停了两个星期"]
TITLES = ("学校老钟停了两个星期", "桥头路灯昨夜亮了起来", "第三千八百号")
ADVERTISEMENT = ("工人商店今日开业", "欢迎农户光临", "电话二三六〇", "地址：学校门前")


def backward(texts: Sequence[str]) -> list[str]:
    return [text[::-1] for text in texts]


def test_titles_are_read_the_way_that_makes_words() -> None:
    nowhere = [None] * 3

    assert read_from_right(backward(TITLES), nowhere, COLUMNS) == [True] * 3
    assert read_from_right(TITLES, nowhere, COLUMNS) == [False] * 3


def test_a_line_that_says_nothing_goes_with_its_page() -> None:
    lines = [*backward(TITLES), "灯江"]

    assert read_from_right(lines, [None] * 4, COLUMNS) == [True] * 4


def test_names_alone_turn_nothing_round() -> None:
    assert read_from_right(["报声江", "言书林"], [None] * 2, COLUMNS) == [False] * 2


def test_a_box_of_an_old_paper_may_be_set_the_modern_way() -> None:
    lines = [*backward(TITLES), *ADVERTISEMENT]
    boxes = [None] * len(TITLES) + ["box"] * len(ADVERTISEMENT)

    assert read_from_right(lines, boxes, COLUMNS) == [True] * len(TITLES) + [False] * len(ADVERTISEMENT)


def test_figures_and_foreign_words_keep_their_direction_and_brackets_close() -> None:
    text = "价（角2）The Crystal报晶"
    reading = Reading(text, 0.9, tuple(k / 100 for k in range(len(text))), tuple(k / 20 for k in range(len(text))))

    turned = turned_round(reading)

    assert turned.text == "晶报The Crystal（2角）价"
    assert turned.chars[:3] == (0.17, 0.16, 0.05)
    assert turned.positions[0] == pytest.approx(1 - 17 / 20)
    assert turned_round(turned) == Reading(text, 0.9, reading.chars, pytest.approx(reading.positions))


@pytest.mark.parametrize(("upward", "expected"), [(False, ["右上", "左上", "下"]), (True, ["左上", "右上", "下"])])
def test_parts_of_a_horizontal_headline_on_a_turned_page(upward: bool, expected: list[str]) -> None:
    """The page lies on its left side: what is at the right on the paper is at the top."""
    places = {"右上": (100, 100), "左上": (100, 300), "下": (200, 200)}
    lines = [replace(text_line(text, x, y, size=3, vertical=True), upward=upward) for text, (x, y) in places.items()]

    block, _ = with_parts(lines, [], [], CHAR, turned=True)

    assert [line.text for line in block.headline] == expected


def drawn(titles: Sequence[str], boxed: Sequence[str]) -> Image:
    """Vertical columns from the right, in two tiers with a horizontal title over each; a box of horizontal lines."""
    page = blank_page(1100, 1560)
    for tier, (title, paragraphs) in enumerate(zip(titles, (LAMP, BELL), strict=True)):
        top = 60 + 750 * tier
        draw_text_line(page, title, 300, top, px=60, face="hei_bold")
        text = "".join(paragraphs)
        for n, at in enumerate(range(0, len(text), 20)):
            draw_vertical_line(page, text[at : at + 20], 1000 - 46 * n, top + 100, px=28)
    text = "".join(SEED)
    for n, at in enumerate(range(0, len(text), 20)):
        draw_vertical_line(page, text[at : at + 20], 440 - 46 * n, 160, px=28)
    for k, line in enumerate(boxed):
        draw_text_line(page, line, 80, 1000 + 70 * k, px=36, face="hei_bold")
    for box in (Box(40, 970, 440, 973), Box(40, 1300, 440, 1303), Box(40, 970, 43, 1303), Box(437, 970, 440, 1303)):
        draw_rule(page, box)
    return page


def read(page: Image, folder: Path) -> Page:
    file = folder / "01.png"
    assert cv2.imwrite(str(file), page)
    return read_page(PageSource(1, file), SETTINGS, open_engine(SETTINGS))


@pytest.mark.parametrize("old", [False, True])
def test_a_page_is_read_in_the_direction_it_is_set_in(old: bool, tmp_path: Path) -> None:
    titles = ["桥头路灯昨夜亮了起来", "学校老钟停了两个星期"]
    set_as = backward(titles) if old else titles

    page = read(drawn(set_as, ADVERTISEMENT), tmp_path)
    texts = {line.text for line in page.lines}

    assert page.writing_mode == "vertical-rl"
    assert texts >= set(titles)
    assert texts >= set(ADVERTISEMENT[:2])
