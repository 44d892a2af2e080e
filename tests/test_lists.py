"""Lists: their items, told from prose, verses and talk."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ocr.model import Role, TextLine
from ocr.stories import find_stories
from ocr.stories.paragraphs import pieces_of
from tests.layouts import CHAR, EM, LAMP, PITCH, columns, headline, page, pour, run_of, text_line, the_story

Placed = tuple[str, float]
"""A line's text and by how many characters it stands in."""


def lines_of(lines: Sequence[Placed], left: float = 100, top: float = 100) -> list[TextLine]:
    return [text_line(text, left + inset * EM, top + k * PITCH) for k, (text, inset) in enumerate(lines)]


def items(*lines: Placed) -> list[str]:
    """The items of a list that fills a story."""
    found = pieces_of([run_of(lines_of(lines), 100)], CHAR)
    assert {piece.kind for piece in found} == {"list_item"}
    return [piece.text for piece in found]


@pytest.mark.parametrize(
    "numbers",
    [("1.", "2.", "3."), ("一、", "二、", "三、"), ("（1）", "（2）", "（3）"), ("①", "②", "③"), ("●", "●", "●")],
)
def test_numbered_and_marked_items_in_several_lines(numbers: tuple[str, str, str]) -> None:
    one, two, three = numbers
    found = items(
        (f"{one}收到暴雨预警后，先把花盆", 0),
        ("收进屋里，关好门窗。", 1.5),
        (f"{two}车辆开到高处停放。", 0),
        (f"{three}家中备好手电、饮用水和常用", 0),
        ("药品。", 1.5),
    )
    assert found == [
        f"{one}收到暴雨预警后，先把花盆收进屋里，关好门窗。",
        f"{two}车辆开到高处停放。",
        f"{three}家中备好手电、饮用水和常用药品。",
    ]


def test_a_numbered_list_among_paragraphs() -> None:
    orders = ("1.物业每天清掏一次雨水口，并在群里报告。", "2.地下车库备足沙袋，由专人看管。", "3.值班电话有人接听。")
    found = pieces_of([run_of(pour((LAMP[0], *orders, LAMP[1]), (100,), 100), 100)], CHAR)
    assert [(piece.kind, piece.text) for piece in found] == [
        ("paragraph", LAMP[0]),
        *(("list_item", order) for order in orders),
        ("paragraph", LAMP[1]),
    ]


def test_an_item_goes_on_in_the_next_column() -> None:
    left, right = columns(100, 2)
    first = lines_of((("1.车辆开到高处停放，绕行井盖。", 0), ("2.独居老人家中由网格员上门看", 0)), left)
    second = lines_of((("望，登记造册。", 0), ("3.值班电话有人接听。", 0)), right)
    found = pieces_of([run_of(first, left), run_of(second, right)], CHAR)
    assert [(piece.kind, piece.starts) for piece in found] == [("list_item", s) for s in (True, True, False, True)]


def test_two_numbers_are_no_list() -> None:
    prose = ("1.5米宽的路面铺上了青砖，走起来不再打滑。", "2.6米的那一段还在修，月底完工。")
    found = pieces_of([run_of(pour(prose, (100,), 100), 100)], CHAR)
    assert {piece.kind for piece in found} == {"paragraph"}


def test_facts_are_an_item_each_also_two_in_a_line() -> None:
    found = items(
        ("出生：1957年 籍贯：澄湾麦桥", 0),
        ("职业：豆花摊主", 0),
        ("爱好：听戏、养花、下象棋，尤其", 0),
        ("爱听老唱片", 3),
        ("座右铭：趁热", 0),
    )
    assert found == [
        "出生：1957年",
        "籍贯：澄湾麦桥",
        "职业：豆花摊主",
        "爱好：听戏、养花、下象棋，尤其爱听老唱片",
        "座右铭：趁热",
    ]


def test_talk_is_paragraphs() -> None:
    talk = ("问：灯是谁换的？", f"答：{LAMP[1]}", "问：钱从哪里来？", f"答：{LAMP[2]}")
    flush = [text_line(x.text, 100, x.box.top) for x in pour(talk, (100,), 100)]
    found = pieces_of([run_of(flush, 100)], CHAR)
    assert [(piece.kind, piece.text) for piece in found] == [("paragraph", text) for text in talk]


@pytest.mark.parametrize(
    "names",
    [
        ("恒力集团董事长陈建华", "正泰电器董事长南存辉", "宁夏共享董事长彭凡", "银河航天创始人徐鸣"),
        ("林书言", "周可文", "陶令仪", "邱见山"),
        ("麦桥街道 林书言", "望星社区 周可文", "石榴巷 陶令仪", "东篱街道 邱见山"),
        ("青菜 2.60", "土豆 1.90", "鲫鱼 12.00", "鸡蛋 5.30"),
    ],
)
def test_a_list_without_marks(names: tuple[str, ...]) -> None:
    assert items(*((name, 0) for name in names)) == list(names)


def test_a_poem_is_no_list() -> None:
    poem = ("灯亮了", "河水还在往东走", "下棋的人收起棋盘", "拉琴的人", "把最后一个音", "留给看门的师傅", "他敲一下锣")
    found = pieces_of([run_of(lines_of([(line, 0) for line in poem]), 100)], CHAR)
    assert {piece.kind for piece in found} == {"verse"}


def test_a_foreign_text_is_no_list() -> None:
    lines = [
        ("The old lamp at the bridge", 0),
        ("was lit again on Monday", 0),
        ("and people came out", 0),
        ("to walk", 0),
    ]
    found = pieces_of([run_of(lines_of(lines), 100)], CHAR)
    assert "list_item" not in {piece.kind for piece in found}


def test_the_lines_of_a_list_are_told_as_such() -> None:
    names = lines_of([(name, 0) for name in ("林书言", "周可文", "陶令仪", "邱见山", "单秋白", "闻小满")], top=170)
    layout = page(headline("灯下棋赛获奖名单", 100, 100), names)
    roles = {line.text: line.role for line in find_stories(layout).lines}
    assert roles["陶令仪"] is Role.LIST_ITEM


def test_a_word_in_brackets_ends_the_headline_it_stands_beside() -> None:
    names = lines_of([(name, 0) for name in ("林书言", "周可文", "陶令仪", "邱见山")], top=170)
    title = headline("获奖名单", 100, 100)
    layout = page(title, text_line("（部分）", title.box.right + 10, 118), names)
    assert the_story(layout).headline == "获奖名单（部分）"
