"""Pages of a newspaper that are not stories in columns: what is text stays text, the rest an illustration or
furniture, and nothing is invented. Also a story that wraps round a picture. Read by the real engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocr.geometry import Box, iou
from ocr.layout.regions import find_regions
from ocr.model import Image, Role
from ocr.stories import find_stories
from tests.drawer import blank_page, draw_photo, draw_text_line
from tests.drawer.pictures import draw_picture
from tests.layouts import BELL, LAMP, SEED, headline, page, pour, text_line
from tests.test_sheets import english_page, read, told

PX = 26


def face() -> Image:
    """A portrait that fills the page, soft as a photo: the detector takes it for one large character."""
    page = blank_page(1100, 1500, 244)
    cv2.ellipse(page, (550, 600), (230, 300), 0, 0, 360, (150,), -1)
    cv2.ellipse(page, (550, 1350), (430, 480), 0, 180, 360, (60,), -1)
    for x in (460, 640):
        cv2.circle(page, (x, 560), 24, (30,), -1)
    cv2.ellipse(page, (550, 740), (80, 26), 0, 0, 180, (50,), 8)
    cv2.ellipse(page, (550, 400), (250, 190), 0, 180, 360, (25,), -1)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 6), np.uint8)


def map_of_a_county() -> Image:
    page = blank_page(1400, 1100, 248)
    random = np.random.default_rng(7)
    for _ in range(14):
        walk = np.cumsum(random.normal(0, 28, (50, 2)), axis=0) + random.uniform(200, 1000, 2)
        tone, width = int(random.integers(60, 190)), int(random.integers(2, 7))
        cv2.polylines(page, [walk.astype(np.int32)], False, (tone,), width, cv2.LINE_AA)
    for name in ("埭桥镇", "东篱", "澄河", "麦桥", "南岸", "水库", "省道", "红星农场", "渡口", "砖瓦厂", "三里亭"):
        draw_text_line(page, name, int(random.uniform(60, 1200)), int(random.uniform(60, 1020)), px=24)
    return page


def houses_for_sale() -> Image:
    """A full-page advertisement, white on dark."""
    page = blank_page(1100, 1500, 90)
    draw_photo(page, Box(60, 420, 1040, 1000), "hall", seed=6)
    draw_text_line(page, "江景大宅 盛大开盘", 110, 120, px=100, face="hei_bold", white=True)
    draw_text_line(page, "首付三成起 限时九八折", 240, 270, px=56, white=True)
    terms = ("地铁一号线直达，步行五分钟到学校", "八十九至一百四十四平方米南北通透", "现房销售，即买即住，送全屋家电")
    for row, text in enumerate(terms):
        draw_text_line(page, text, 260, 1040 + 64 * row, px=34, white=True)
    draw_text_line(page, "贵宾专线 8888-6666", 230, 1300, px=64, white=True)
    return page


def cure_for_sale() -> Image:
    """One in black on white, with as many sentences as a story."""
    page = blank_page(1100, 1500)
    draw_text_line(page, "骨痛灵胶囊", 260, 90, px=120, face="hei_bold")
    draw_text_line(page, "三盒见效 无效退款", 300, 260, px=60)
    text = "许多老患者服用后行走自如，晚上也能睡个安稳觉。本品已有十万人服用，口碑相传。" * 6
    for row, at in enumerate(range(0, len(text), 26)):
        draw_text_line(page, text[at : at + 26], 130, 400 + 44 * row, px=32)
    draw_text_line(page, "咨询电话 400-555-0199", 260, 1240, px=58, face="hei_bold")
    return page


def letter_by_hand() -> Image:
    """Brush characters, each a little turned and bent in its own way."""
    page = blank_page(1100, 1500, 246)
    random = np.random.default_rng(7)
    for k, character in enumerate("".join((*LAMP, *SEED))[:200]):
        cell = blank_page(80, 80)
        draw_text_line(cell, character, 14, 8, px=50, face="kai")
        turn = cv2.getRotationMatrix2D((40, 40), random.normal(0, 9), random.uniform(0.8, 1.15))
        bent = np.asarray(cv2.warpAffine(cell, turn, (80, 80), borderValue=(255,)), np.uint8)
        left, top = 90 + 58 * (k % 16), 90 + 74 * (k // 16)
        part = page[top : top + 80, left : left + 80]
        np.minimum(part, bent, out=part)
    return page


def test_a_portrait_is_an_illustration(tmp_path: Path) -> None:
    issue = read(face(), tmp_path)
    assert issue.articles == ()
    (portrait,) = issue.illustrations
    assert iou(portrait.bbox, Box(120, 210, 980, 1500)) > 0.6


def test_a_map_is_no_story(tmp_path: Path) -> None:
    issue = read(map_of_a_county(), tmp_path)
    assert issue.articles == ()
    assert {"东篱", "澄河", "省道"} & {item.text for item in issue.pages[0].furniture}


@pytest.mark.parametrize("drawn", [houses_for_sale, cure_for_sale])
def test_a_full_page_advertisement_is_furniture(drawn: Callable[[], Image], tmp_path: Path) -> None:
    issue = read(drawn(), tmp_path)
    assert issue.articles == ()
    assert {item.role for item in issue.pages[0].furniture} == {Role.ADVERTISEMENT}


@pytest.mark.parametrize("drawn", [english_page, letter_by_hand])
def test_a_text_without_a_headline_is_to_be_looked_at(drawn: Callable[[], Image], tmp_path: Path) -> None:
    (article,) = read(drawn(), tmp_path).articles
    assert "no headline" in article.review_reasons
    assert sum(len(block.text) for block in article.body) > 150


def round_picture() -> tuple[Image, Box]:
    """A story of one column that wraps round a picture at its right edge, and the picture's box."""
    page, radius, (cx, cy) = blank_page(760, 1250), 190, (510, 560)
    draw_text_line(page, "河堤上的灯又亮了", 80, 50, px=66, face="hei_bold")
    box = Box(cx - radius, cy - radius, cx + radius, cy + radius)
    y, x = np.mgrid[-radius:radius, -radius:radius]
    disc, photo = x**2 + y**2 < radius**2, draw_picture(2 * radius, 2 * radius, "people", 3)
    page[box.top : box.bottom, box.left : box.right][disc] = photo[disc]
    top = 170
    for paragraph in (*LAMP, *SEED, *BELL):
        rest, indent = paragraph, 2
        while rest:
            nearest = min(abs(top - 4 - cy), abs(top + PX + 4 - cy))
            chord = np.sqrt(radius**2 - nearest**2) if nearest < radius else -np.inf
            cut = int((min(680.0, cx - chord - 0.8 * PX) - 60) / PX) - indent
            while cut < len(rest) and rest[cut] in "，。、；：！？”":
                cut -= 1
            draw_text_line(page, rest[:cut], 60 + indent * PX, top, px=PX)
            rest, indent, top = rest[cut:], 0, top + 37
    return page, box


def test_text_round_a_picture_is_neither_torn_nor_its_caption(tmp_path: Path) -> None:
    drawn, box = round_picture()
    issue = read(drawn, tmp_path)
    assert [told(article) for article in issue.articles] == [("河堤上的灯又亮了", (*LAMP, *SEED, *BELL))]
    (picture,) = issue.illustrations
    assert picture.caption is None
    assert iou(picture.bbox, box) > 0.85


def english_paper() -> Image:
    """Two stories of an English paper, one above the other, in two columns each."""
    page = blank_page(1100, 1250)
    top = 60
    for title, lines in (("River floods the lower town", 12), ("Library loses its rare books", 14)):
        draw_text_line(page, title, 60, top, px=64, face="song_bold")
        for column in (0, 1):
            for row in range(lines):
                line = ENGLISH[(row + 3 * column) % len(ENGLISH)]
                draw_text_line(page, line, 60 + 520 * column, top + 110 + 38 * row, px=24)
        top += 150 + 38 * lines
    return page


ENGLISH = (
    "The river rose two feet in the night, and by",
    "morning the lower road was closed between",
    "the mill and the bridge. Council workers",
    "carried sandbags to eleven houses. We have",
    "not seen water like this for thirty years,",
    "said the keeper of the lock, and shut it.",
)


def classified() -> Image:
    page = blank_page(1000, 1100)
    draw_text_line(page, "分类广告", 340, 50, px=80, face="hei_bold")
    for row in range(20):
        draw_text_line(page, "急售市中心二室一厅，六十八平方米，价格面议，非诚勿扰。", 100, 190 + 40 * row, px=28)
    return page


def test_headlines_in_english_head_their_stories(tmp_path: Path) -> None:
    articles = read(english_paper(), tmp_path).articles
    assert [article.headline for article in articles] == [
        "River floods the lower town",
        "Library loses its rare books",
    ]


def test_classified_advertisements_are_furniture(tmp_path: Path) -> None:
    issue = read(classified(), tmp_path)
    assert issue.articles == ()
    assert {item.role for item in issue.pages[0].furniture} == {Role.ADVERTISEMENT}


def test_the_name_on_a_bar_is_text() -> None:
    """White on a bar much longer than the words, as over the programme of a television channel."""
    bar = Box(100, 300, 430, 350)
    name = text_line("省卫视频道", 110, 310, size=1.2, weight=1.5, reverse=True)
    layout = page(headline("今晚电视节目预告", 100, 200), name, pour(LAMP + SEED, (100,), 380), photos=[bar])
    stories = find_stories(layout)
    assert stories.loose_figures == ()
    assert [(zone.headline, zone.figures) for zone in stories.zones] == [("今晚电视节目预告", ())]
    assert {line.role for line in stories.lines if line.text == "省卫视频道"} != {Role.DECORATION}


@pytest.mark.parametrize("height", [1400, 700])
def test_the_shadow_of_the_spine_is_no_picture(height: int) -> None:
    """A strip of another height at the page's edge is a picture."""
    sheet = blank_page(1000, 1400, 250)
    sheet[:height, :90] = np.linspace(90, 190, 90).astype(np.uint8)
    found = find_regions(sheet, 26, np.zeros((0, 4, 2), np.float32)).illustrations
    assert len(found) == int(height < 1400)


@pytest.mark.parametrize("turned", [True, False])
def test_the_spine_of_a_vertical_page_lies_with_it(turned: bool) -> None:
    """Along the upper edge of an upright page it is a picture."""
    sheet = blank_page(1400, 1000, 250)
    sheet[:90] = np.linspace(90, 190, 90).astype(np.uint8)[:, None]
    found = find_regions(sheet, 26, np.zeros((0, 4, 2), np.float32), turned).illustrations
    assert len(found) == int(not turned)
