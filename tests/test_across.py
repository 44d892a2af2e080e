"""Boxes set in the other direction than their page, drawn and read by the real engine."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest

from ocr.geometry import Box
from ocr.model import Image, Issue, IssueSource, PageSource
from ocr.pipeline import assemble_issue, read_page
from ocr.recognize import open_engine
from ocr.settings import Settings
from ocr.stories import PageLayout
from ocr.stories.across import part_across
from tests.drawer import blank_page, draw_rule, draw_text_line
from tests.drawer.downward import draw_vertical_line
from tests.layouts import BELL, CHAR, LAMP, SEED, text_line

SETTINGS = Settings()
PX = 28
TITLE, BOXED = "桥头路灯昨夜亮了", "种子站里排长队"


def set_level(page: Image, left: int, top: int, chars: int, paragraphs: tuple[str, ...]) -> int:
    """Prints paragraphs in level lines; the foot of the last one."""
    for paragraph in paragraphs:
        text = "　　" + paragraph
        for at in range(0, len(text), chars):
            draw_text_line(page, text[at : at + chars], left, top, px=PX)
            top += 44
    return top


def set_upright(page: Image, right: int, top: int, chars: int, paragraphs: tuple[str, ...]) -> None:
    """Prints paragraphs in columns from the right."""
    for paragraph in paragraphs:
        text = "　　" + paragraph
        for at in range(0, len(text), chars):
            draw_vertical_line(page, text[at : at + chars], right - PX, top, px=PX)
            right -= 46


def draw_box(page: Image, box: Box) -> None:
    left, top, right, bottom = box
    sides = (left, top, right, top + 3), (left, bottom - 3, right, bottom), (left, top, left + 3, bottom)
    for side in (*sides, (right - 3, top, right, bottom)):
        draw_rule(page, Box(*side))


def vertical_page() -> Image:
    page = blank_page(1100, 1560)
    draw_vertical_line(page, TITLE, 980, 60, px=56, face="hei_bold")
    set_upright(page, 950, 60, 24, LAMP)
    set_upright(page, 950, 820, 22, BELL)
    draw_text_line(page, BOXED, 110, 850, px=44, face="hei_bold")
    foot = set_level(page, 80, 920, 13, SEED)
    draw_box(page, Box(50, 820, 480, foot + 20))
    return page


def horizontal_page() -> Image:
    page = blank_page(1300, 1300)
    draw_text_line(page, TITLE, 60, 60, px=56, face="hei_bold")
    set_level(page, 60, 160, 20, (*LAMP, *BELL))
    draw_vertical_line(page, BOXED, 1150, 200, px=44, face="hei_bold")
    set_upright(page, 1120, 200, 20, SEED)
    draw_box(page, Box(720, 170, 1230, 800))
    return page


def read(page: Image, folder: Path) -> Issue:
    file = folder / "01.png"
    assert cv2.imwrite(str(file), page)
    source = PageSource(1, file)
    return assemble_issue(
        IssueSource("drawn", folder, (source,)), (read_page(source, SETTINGS, open_engine(SETTINGS)),), SETTINGS
    )


@pytest.mark.parametrize("mode", ["vertical-rl", "horizontal-tb"])
def test_a_box_set_across_the_page_is_read_in_its_own_direction(mode: str, tmp_path: Path) -> None:
    issue = read(vertical_page() if mode == "vertical-rl" else horizontal_page(), tmp_path)
    stories = {article.headline: article for article in issue.articles}
    boxed = stories[BOXED]

    assert issue.pages[0].writing_mode == mode
    assert set(stories) == {TITLE, BOXED}
    assert [block.text for block in boxed.body] == list(SEED)
    for block in boxed.body:
        left, top, right, bottom = block.sources[0].bbox
        assert 720 <= left < right <= 1230 if mode == "horizontal-tb" else 50 <= left < right <= 480
        assert top < bottom


@pytest.mark.parametrize("turned", [True, False])
def test_a_page_turned_across_and_back_is_the_same(turned: bool) -> None:
    layout = PageLayout(900, 600, CHAR, (text_line("天色", 40, 60, vertical=True),), (), (), (), (0.0,), turned)

    assert layout.across() != layout
    assert layout.across().across() == layout


def test_a_box_has_a_body_size_of_its_own() -> None:
    lines = tuple(text_line(LAMP[0][:14], 40 + 60 * k, 60, size=1.5, vertical=True) for k in range(4))
    title = text_line("种子站里排长队", 300, 60, size=3, vertical=True)
    layout = PageLayout(900, 600, CHAR, (*lines, title), (), (), (), (0.0,) * 5, turned=True)

    part = part_across(layout, range(5), Box(0, 0, 600, 600))

    assert part.char_px == 1.5 * CHAR
    assert [line.size for line in part.lines] == [1, 1, 1, 1, 2]
