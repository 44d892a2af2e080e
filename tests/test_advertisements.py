"""Advertisements told from stories, by their words and how they are set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from ocr import language
from ocr.geometry import Box
from ocr.model import Frame, Role, TextLine
from ocr.stories import find_stories
from ocr.stories.advertisements import offers
from ocr.stories.display import setting_of
from ocr.stories.loose_ads import loose_advertisements
from tests.layouts import BELL, EM, LAMP, PITCH, SEED, Found, found, headline, page, pour, text_line

LEFT = 100
WIDTH = 16 * EM
SIZES = (1.8, 1.0, 0.8, 1.2, 0.8)
OLD = ("協昌鞋帽號", "冬季大廉價七天", "男女皮鞋定價劃一", "各埠批發格外克己", "地址北門大街電話三六二")
NEW = ("锦程家居广场", "春季床垫特惠周", "进口乳胶床垫全场五折", "免费送货上门", "订购热线 5550-1234")
WITHOUT_STOPS = {
    "facts": "办事小贴士|办理地点 市民服务中心一楼大厅|所需材料 身份证和户口本原件|咨询电话 12345|收费标准 每件10元",
    "loans": "相关链接|首次贷款须连续缴存满六个月|二手房额度最高六十万元|首付比例不低于三成|可在手机银行预约办理",
    "market": "白粳 每石十一元二角|糯米 九元八角|豆油 每担十九元五角|小麦 四元一角|棉纱 每件二百零八元",
    "notice": "招生启事|本校为便利失学青年起见特设夜班|凡高小毕业或具同等学力者均可报名|学费每学期大洋四元书籍费在外",
    "poem": "今夜的月亮|不肯落进井里|我把井绳放得很长|长过祖母的一生|水桶碰到了星星|叮当一声",
    "classical": "余家旧有菊圃在屋之东偏广不盈亩|而手植之种凡四十有二每当秋深霜降|黄白紫赤杂然并陈邻人携酒来观",
    "programme": "今日电视节目|19:00 新闻联播|20:05 电视剧 大河东去 第12集|21:00 经济半小时",
    "bicycles": "昨天起本市新增脚踏车道三公里|市民骑脚踏车上班的一年比一年多|脚踏车行老板说生意比去年好了两成",
    "hiring": "毕业生双选会昨日举行|到场招聘的公司有一百六十家|提供岗位三千二百个|月薪四千元以上的占六成",
}


def set_out(words: Sequence[str], left: float, top: float) -> tuple[TextLine, ...]:
    """Each line in a size of its own, amid the others."""
    lines, at = [], top
    for text, size in zip(words, SIZES, strict=True):
        line = text_line(text, left, at, size)
        lines.append(text_line(text, left + (WIDTH - line.box.width) / 2, at, size))
        at += size * PITCH + 6
    return tuple(lines)


def set_solid(words: Sequence[str]) -> list[TextLine]:
    return [text_line(text, LEFT, 900 + k * PITCH) for k, text in enumerate(words)]


def roles_of(lines: Sequence[TextLine], all_lines: Sequence[TextLine]) -> set[Role]:
    boxes = {line.box for line in lines}
    return {line.role for line in all_lines if line.box in boxes}


@pytest.mark.parametrize("words", [OLD, NEW])
@pytest.mark.parametrize("stopped", [True, False])
def test_goods_and_prices_set_out_are_an_advertisement(words: Sequence[str], stopped: bool) -> None:
    assert offers(set_out(words, LEFT, 900), stopped)


@pytest.mark.parametrize("words", WITHOUT_STOPS.values(), ids=WITHOUT_STOPS)
@pytest.mark.parametrize("stopped", [True, False])
def test_what_else_has_no_stops_is_none(words: str, stopped: bool) -> None:
    assert not offers(set_solid(words.split("|")), stopped)


def test_a_notice_set_out_as_an_advertisement_is_a_notice() -> None:
    words = ("协昌鞋帽号迁址启事", *OLD[1:])
    assert not offers(set_out(words, LEFT, 900), stopped=True)


def test_a_story_stays_one_with_an_advertisement_beside_it() -> None:
    story = set_solid([line.strip("。，、；：？！") for line in re.split("[。，]", "".join(BELL)) if len(line) > 5])
    assert not offers([*set_out(OLD, LEFT, 600), *story], stopped=True)


def test_a_pitch_of_its_own_and_the_same_words_again_set_a_line_out() -> None:
    assert setting_of(set_solid(OLD)).set_out == 0
    assert setting_of(set_out(OLD, LEFT, 900)).set_out >= 0.5
    assert setting_of(set_solid((*OLD[1:3], *OLD[1:3]))).set_out == 1


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize("words", [OLD, NEW])
def test_an_advertisement_is_in_no_article(words: Sequence[str], framed: bool, turned: bool) -> None:
    sold = set_out(words, LEFT, 900)
    layout = page(
        headline("河堤上的灯又亮了", LEFT, 100),
        pour(LAMP + BELL, (LEFT,), 160),
        sold,
        frames=[Frame(Box(LEFT - EM, 880, LEFT + WIDTH + EM, 1200), "box")] if framed else [],
    )

    stories = find_stories(replace(layout, turned=turned))

    assert roles_of(sold, stories.lines) == {Role.ADVERTISEMENT}
    assert len(stories.zones) == 1


def test_in_no_frame_the_larger_line_before_it_is_its_own() -> None:
    """What stands under the goods begins a story: its headline is as large."""
    sold = set_out(("協昌鞋帽號開張", *OLD[1:]), LEFT, 600)
    story = headline("河堤上的灯又亮了", LEFT, sold[-1].box.bottom + EM, size=1.8)
    layout = page(sold, story, pour(LAMP, (LEFT,), story.box.bottom + EM))

    (group,) = loose_advertisements(layout, ())

    assert {layout.lines[i].text for i in group} == {line.text for line in sold}


def test_frames_in_one_another_hide_none() -> None:
    """Of the rules between boxes that stand side by side larger boxes are made, too."""
    one, other = set_out(OLD, LEFT, 900), set_out(NEW, LEFT + WIDTH + 3 * EM, 900)
    right = LEFT + 2 * WIDTH + 4 * EM
    frames = [
        Frame(Box(LEFT - EM, 880, right, 1200), "box"),
        Frame(Box(LEFT - EM, 880, LEFT + WIDTH + EM, 1200), "box"),
        Frame(Box(LEFT + WIDTH + 2 * EM, 880, right, 1200), "panel"),
    ]
    layout = page(headline("河堤上的灯又亮了", LEFT, 100), pour(LAMP + BELL, (LEFT,), 160), one, other, frames=frames)

    stories = find_stories(layout)

    assert roles_of((*one, *other), stories.lines) == {Role.ADVERTISEMENT}


def test_a_story_in_a_frame_with_an_advertisement_is_told() -> None:
    sold = set_out(OLD, LEFT, 900)
    right = LEFT + 2 * WIDTH + 4 * EM
    frames = [
        Frame(Box(LEFT - EM, 880, right, 1300), "box"),
        Frame(Box(LEFT - EM, 880, LEFT + WIDTH + EM, 1300), "box"),
    ]
    layout = page(
        headline("河堤上的灯又亮了", LEFT, 100),
        pour(LAMP + BELL, (LEFT,), 160),
        sold,
        headline("种子站里最忙的日子", LEFT + WIDTH + 3 * EM, 900, size=1.6),
        pour(SEED, (LEFT + WIDTH + 3 * EM,), 960),
        frames=frames,
    )

    stories = found(layout)

    assert [story.headline for story in stories] == ["河堤上的灯又亮了", "种子站里最忙的日子"]
    assert stories[1] == Found("种子站里最忙的日子", SEED)


@pytest.mark.parametrize("name", ["facts", "loans", "notice"])
def test_facts_and_notices_in_a_frame_are_text(name: str) -> None:
    title, *rest = WITHOUT_STOPS[name].split("|")
    inside = [text_line(text, LEFT + EM, 960 + k * PITCH) for k, text in enumerate(rest)]
    layout = page(
        headline("河堤上的灯又亮了", LEFT, 100),
        pour(LAMP + BELL, (LEFT,), 160),
        headline(title, LEFT + EM, 900, size=1.6),
        inside,
        frames=[Frame(Box(LEFT, 880, LEFT + 24 * EM, 1200), "box")],
    )

    assert Role.ADVERTISEMENT not in roles_of(inside, find_stories(layout).lines)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("開張大減價 國產呢絨一律八折", 0.6, 1.0),
        ("诚聘保洁员月薪三千元供膳宿", 0.6, 1.0),
        ("站长把三种稻谷摊在竹匾里让大家自己闻自己咬", 0.0, 0.0),
    ],
)
def test_words_of_trade_are_known_in_both_scripts(text: str, least: float, most: float) -> None:
    assert least <= language.trade([text])[0] <= most


def test_a_word_that_comes_again_and_again_counts_little() -> None:
    assert language.trade(["脚踏车停在桥头"])[0] > 0.4
    assert language.trade(["脚踏车停在桥头"] * 9)[0] < 0.1


def inviting(left: float, top: float, size: float, reverse: bool = False) -> list[TextLine]:
    """A college's words in whole sentences, and its number in this size."""
    lines = list(pour((SEED[2],), (left,), top))
    words = text_line("咨询：5550-9224", left, lines[-1].box.bottom + 20, size, 1.8)
    return [replace(line, line=replace(line.line, reverse=reverse)) for line in (*lines, words)]


@pytest.mark.parametrize(("size", "role"), [(1.35, Role.ADVERTISEMENT), (1.0, Role.BODY)])
def test_a_frame_with_a_number_to_be_called_in_large_type_is_an_advertisement(size: float, role: Role) -> None:
    box = Box(LEFT - 20, 80, LEFT + WIDTH, 420)
    lines = [headline("石塘职业技术学院", LEFT, 100), *inviting(LEFT, 170, size)]
    story = (headline("一盏灯的来历", 900, 100), *pour(LAMP, (900,), 170))
    stories = find_stories(page(*lines, *story, frames=[Frame(box, "box")]))
    roles = {line.text: line.role for line in stories.lines}
    assert roles[lines[1].text] is role
    assert roles[story[1].text] is Role.BODY


def test_a_photo_with_a_number_to_be_called_on_it_is_an_advertisement() -> None:
    photo = Box(LEFT - 20, 80, LEFT + WIDTH, 420)
    lines = inviting(LEFT, 170, 1.35, reverse=True)
    story = (headline("一盏灯的来历", 900, 100), *pour(LAMP, (900,), 170))
    stories = find_stories(page(*lines, *story, photos=[photo]))
    assert {line.role for line in stories.lines if line.line.reverse} == {Role.ADVERTISEMENT}
    assert [zone.headline for zone in stories.zones] == ["一盏灯的来历"]
