"""Briefs: each is an article, and a long story's run-in heads are none."""

from __future__ import annotations

from dataclasses import replace

from ocr.model import Role, TextLine
from ocr.stories import find_stories
from tests.layouts import (
    EM,
    HEAD_RULE,
    LAMP,
    PITCH,
    RUNNING_HEAD,
    columns,
    found,
    headline,
    level_rule,
    page,
    pour,
    text_line,
)

LEFT = 100
ITEMS = (
    ("书画展开幕", "第二十届书画展昨天在美术馆开幕，共展出作品三百件，展期至月底。"),
    ("公园将限流", "春节期间公园单日限流两万人，游客须提前三天预约，园内水面禁止滑冰。"),
    ("大学扩招", "市老年大学秋季班增开七个专业，新增学位七百个，最热门的仍是声乐。"),
    ("家电可回收", "市民拨打电话即可预约上门回收旧家电，单件补贴一百元，三天内办结。"),
)


def run_in(left: float, top: float, items: tuple[tuple[str, str], ...] = ITEMS) -> list[TextLine]:
    """Briefs under each other, each with its bold head at the start of its text."""
    lines: list[TextLine] = []
    for head, text in items:
        first = 14 - len(head) - 1
        lines.append(text_line(f"{head} {text[:first]}", left, top, weight=1.5))
        under = pour((text[first:],), (left,), top + PITCH)
        lines += [text_line(line.text, left, line.box.top) for line in under]
        top = lines[-1].box.bottom + 25
    return lines


def test_briefs_with_run_in_heads_under_a_label_are_articles() -> None:
    label = text_line("今日短波", LEFT + 4 * EM, 100, 1.4, 1.5, reverse=True)
    stories = find_stories(page(RUNNING_HEAD, label, run_in(LEFT, 150), rules=[HEAD_RULE]))
    assert [(zone.headline, "".join(piece.text for piece in zone.pieces)) for zone in stories.zones] == list(ITEMS)
    assert label.text in [item.text for item in stories.furniture if item.role is Role.DECORATION]


def test_briefs_stand_beside_a_story() -> None:
    left, *right = columns(LEFT, 3)
    story = (headline("河堤上的灯又亮了", right[0], 100), pour(LAMP * 3, right, 170))
    told = found(page(RUNNING_HEAD, run_in(left, 100), *story, rules=[HEAD_RULE]))
    assert {one.headline for one in told} == {"河堤上的灯又亮了", *(head for head, _ in ITEMS)}
    assert {one.headline: "".join(one.blocks) for one in told}["河堤上的灯又亮了"] == "".join(LAMP * 3)


def test_briefs_with_heads_of_their_own_lines() -> None:
    lines, top = [], 150.0
    for head, text in ITEMS:
        lines.append(text_line(head, LEFT + (14 - 1.3 * len(head)) / 2 * EM, top, 1.3, 1.9))
        lines += pour((text,), (LEFT,), top + 40)
        top = lines[-1].box.bottom + 30
    told = found(page(RUNNING_HEAD, lines, rules=[HEAD_RULE, level_rule(LEFT, 130, LEFT + 14 * EM)]))
    assert [(one.headline, "".join(one.blocks)) for one in told] == list(ITEMS)


def test_run_in_heads_in_a_story_part_no_article_off() -> None:
    (one,) = found(page(RUNNING_HEAD, headline("春节这样过", LEFT, 100), run_in(LEFT, 170), rules=[HEAD_RULE]))
    assert one.headline == "春节这样过"
    lead = pour(LAMP[:1], (LEFT,), 170)
    top = lead[-1].box.bottom + 12
    (led,) = found(page(RUNNING_HEAD, headline("春节这样过", LEFT, 100), lead, run_in(LEFT, top), rules=[HEAD_RULE]))
    assert led.headline == "春节这样过"


def test_two_briefs_without_a_label_are_left_to_the_page() -> None:
    lines = run_in(LEFT, 150, ITEMS[:2])
    told = found(page(RUNNING_HEAD, lines, rules=[HEAD_RULE]))
    assert len(told) == 1


def test_one_stop_that_was_not_read_leaves_briefs_briefs() -> None:
    items = (*ITEMS[:3], (ITEMS[3][0], ITEMS[3][1].removesuffix("。")))
    label = text_line("简讯", LEFT + 6 * EM, 100, 1.4, 1.5, reverse=True)
    told = found(page(RUNNING_HEAD, label, run_in(LEFT, 150, items), rules=[HEAD_RULE]))
    assert [one.headline for one in told] == [head for head, _ in ITEMS]


def under_heads(items: tuple[tuple[str, str], ...], lefts: tuple[float, ...], top: float) -> list[TextLine]:
    """Briefs side by side, each under its bold head."""
    lines: list[TextLine] = []
    for left, (head, text) in zip(lefts, items, strict=True):
        lines += [text_line(head, left + 4 * EM, top, 1.3, 1.9), *pour((text,), (left,), top + 40)]
    return lines


def test_two_briefs_right_under_a_table_are_articles() -> None:
    rows = (
        ("名称", "收盘", "涨跌"),
        ("江南水泥", "15.98", "2"),
        ("东港股份", "42.15", "8"),
        ("云台旅游", "73.34", "1"),
    )
    table = [
        text_line(text, left, 170 + 40 * k)
        for k, row in enumerate(rows)
        for text, left in zip(row, (LEFT, 340, 640), strict=True)
    ]
    briefs = under_heads(ITEMS[:2], columns(LEFT, 2), 350)
    told = found(page(RUNNING_HEAD, headline("股票行情", LEFT, 100), table, briefs, rules=[HEAD_RULE]))
    assert [one.headline for one in told] == ["股票行情", *(head for head, _ in ITEMS[:2])]


def test_a_brief_s_head_may_be_set_smaller_to_fit_its_column() -> None:
    label = text_line("简讯", LEFT + 4 * EM, 100, 1.4, 1.5, reverse=True)
    lines = under_heads(ITEMS[:1], (LEFT,), 150)
    lines += [text_line("全市新增五十八处充电站点", LEFT + EM, 330, 1.0, 1.9), *pour((ITEMS[1][1],), (LEFT,), 366)]
    told = found(page(RUNNING_HEAD, label, lines, rules=[HEAD_RULE]))
    assert [one.headline for one in told] == [ITEMS[0][0], "全市新增五十八处充电站点"]


def test_in_small_print_a_label_tells_briefs_by_heads_that_are_hardly_bold() -> None:
    lines = [replace(line, weight=min(line.weight, 1.05)) for line in run_in(LEFT, 150)]
    label = text_line("快讯", LEFT + 4 * EM, 100, 1.4, 1.5, reverse=True)
    named = found(page(RUNNING_HEAD, label, lines, rules=[HEAD_RULE]))
    assert [one.headline for one in named] == [head for head, _ in ITEMS]
    assert len(found(page(RUNNING_HEAD, lines, rules=[HEAD_RULE]))) == 1


def test_a_head_hardly_heavier_than_text_is_one_in_line_with_others() -> None:
    label = text_line("简讯", LEFT + 4 * EM, 100, 1.4, 1.5, reverse=True)
    first = run_in(LEFT, 150, ITEMS[:3])
    top = first[-1].box.bottom + 25
    last = [text_line(ITEMS[3][0], LEFT, top, weight=1.18), *pour((ITEMS[3][1],), (LEFT,), top + PITCH)]
    told = found(page(RUNNING_HEAD, label, first, last, rules=[HEAD_RULE]))
    assert [one.headline for one in told] == [head for head, _ in ITEMS]
