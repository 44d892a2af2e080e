"""Tables with figures that stand alone in their cells, which the detector passes over. Read by the real engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ocr.geometry import Box, covered
from ocr.layout.cells import with_cells
from ocr.layout.lines import measure_line
from ocr.layout.rules import find_rules
from ocr.model import Image, Rule
from tests.drawer import blank_page, draw_rule, draw_text_line
from tests.drawer.downward import draw_vertical_line
from tests.layouts import LAMP, SEED
from tests.test_sheets import read

PX = 28
LEAGUE = (
    ("名次", "球队", "场次", "胜", "平", "负", "积分"),
    ("1", "石榴巷队", "11", "8", "2", "1", "26"),
    ("2", "麦桥队", "11", "7", "0", "4", "21"),
    ("3", "望星队", "11", "5", "3", "3", "18"),
    ("4", "澄河队", "11", "4", "5", "2", "17"),
    ("5", "东篱队", "11", "1", "1", "9", "4"),
)
TRADE = (
    ("貨品", "單位", "數"),
    ("白米", "石", "二"),
    ("豆油", "擔", "五"),
    ("麵粉", "袋", "三"),
    ("棉紗", "件", "六"),
)


def rows_of(page: Image, folder: Path) -> list[str]:
    issue = read(page, folder)
    return [block.text for article in issue.articles for block in article.body if block.kind == "list_item"]


def draw_row(page: Image, row: Sequence[str], middles: Sequence[int], top: int) -> None:
    for text, middle in zip(row, middles, strict=True):
        if text:
            width = PX * sum(0.55 if char.isascii() else 1 for char in text)
            draw_text_line(page, text, round(middle - width / 2), top, px=PX)


def league(ruled: bool) -> Image:
    page = blank_page(1300, 900)
    draw_text_line(page, "县足球联赛积分榜", 90, 60, px=62, face="hei_bold")
    middles = (130, 330, 540, 690, 830, 970, 1130)
    for k, row in enumerate(LEAGUE):
        draw_row(page, row, middles, 190 + 60 * k)
    if ruled:
        for k in range(len(LEAGUE) + 1):
            draw_rule(page, Box(70, 174 + 60 * k, 1220, 176 + 60 * k))
        for x in (70, 200, 460, 620, 760, 900, 1040, 1218):
            draw_rule(page, Box(x, 174, x + 2, 176 + 60 * len(LEAGUE)))
    return page


def month() -> Image:
    page = blank_page(1000, 800)
    draw_text_line(page, "九月份值班日历", 90, 60, px=62, face="hei_bold")
    middles = [140 + 110 * k for k in range(7)]
    draw_row(page, tuple("日一二三四五六"), middles, 190)
    for week in range(5):
        days = [7 * week + k - 2 for k in range(7)]
        draw_row(page, [str(day) if 1 <= day <= 30 else "" for day in days], middles, 245 + 55 * week)
    return page


def downward() -> Image:
    """A vertical page whose table runs from the right, a row a line."""
    page = blank_page(1300, 1000, 246)

    def draw(text: str, right: int, top: int, px: int = PX) -> None:
        draw_vertical_line(page, text, right - px, top, px, "ming_tw")

    draw("昨日市價一覽", 1230, 70, 60)
    for k, row in enumerate(TRADE):
        for text, top in zip(row, (90, 290, 470), strict=True):
            draw(text, 1120 - 54 * k, top)
    draw("河堤上的燈又亮了", 800, 70, 60)
    text = "".join((*LAMP, *SEED))
    for k, at in enumerate(range(0, len(text), 27)):
        draw(text[at : at + 27], 690 - 44 * k, 80)
    return page


@pytest.mark.parametrize("ruled", [False, True])
def test_single_figures_are_in_their_rows(ruled: bool, tmp_path: Path) -> None:
    assert rows_of(league(ruled), tmp_path) == [" ".join(row) for row in LEAGUE]


def test_the_days_of_a_month_are_in_their_weeks(tmp_path: Path) -> None:
    rows = rows_of(month(), tmp_path)
    assert rows[1:] == [
        " ".join(str(7 * week + k - 2) for k in range(7) if 1 <= 7 * week + k - 2 <= 30) for week in range(5)
    ]
    assert set(rows[0].split()) <= set("日一二三四五六")


def test_a_table_of_a_vertical_page_is_read_down_from_the_right(tmp_path: Path) -> None:
    assert rows_of(downward(), tmp_path) == [" ".join(row) for row in TRADE]


def test_dust_and_lone_figures_are_no_cells() -> None:
    page = blank_page(900, 600)
    random = np.random.default_rng(7)
    for _ in range(60):
        x, y = random.integers(20, 560, 2)
        page[y : y + 14, x : x + 9] = 40
    draw_text_line(page, "8", 700, 300, px=PX)
    ink = np.where(page < 128, 255, 0).astype(np.uint8)
    assert with_cells((), page, ink, (), (), 26) == ()


def test_a_box_over_several_cells_is_no_line() -> None:
    """The detector may draw one box around several figures; the table's rules cross in it."""
    page = league(ruled=True)
    ink = np.where(page < 128, 255, 0).astype(np.uint8)
    rules = find_rules(ink, PX, [])
    corners = np.array([(640, 236), (1030, 236), (1030, 344), (640, 344)], dtype=np.float64)
    blob = measure_line(corners, page)
    assert blob is not None
    found = with_cells([blob], page, ink, rules, (), PX)
    assert blob not in found
    inside = [m.line.box for m in found if covered(m.line.box, Box(630, 230, 1040, 350)) > 0.9]
    assert len(inside) == 6


def test_a_line_that_rules_cross_stays_where_no_cells_are_in_its_place() -> None:
    page = blank_page(600, 200)
    box = draw_text_line(page, "堤上的灯又亮了", 100, 80, px=40)
    line = measure_line(np.array([box[:2], (box.right, box.top), box[2:], (box.left, box.bottom)], float), page)
    assert line is not None
    level, upright = Box(90, box.top + 19, box.right + 10, box.top + 21), Box(238, 60, 240, 150)
    rules = [Rule(level, horizontal=True), Rule(upright, horizontal=False)]
    assert with_cells([line], page, np.zeros_like(page), rules, (), 40) == (line,)
