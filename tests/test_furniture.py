"""What belongs to no story: the page's head and foot, advertisements, pull quotes; and what only looks like them."""

from __future__ import annotations

from dataclasses import replace

from ocr.geometry import Box
from ocr.model import Frame, Role
from ocr.stories import find_stories
from tests.layouts import (
    BELL,
    EM,
    HEAD_RULE,
    LAMP,
    PITCH,
    RUNNING_HEAD,
    SEED,
    Found,
    columns,
    headline,
    level_rule,
    page,
    pour,
    stories_told,
    text_line,
)
from tests.story_layouts import FOUR, LAMPS, foot, told
from tests.title_blocks import LEFT, centred


def test_the_page_s_head_without_a_rule_is_no_title() -> None:
    head = (
        text_line("C3", 100, 30),
        text_line("城市定格", 160, 20, 1.6),
        text_line("澄湾报", 900, 16, 2.0),
        text_line("2024年5月16日 星期四", 1100, 34),
    )
    layout = page(head, headline("桥头的灯", LEFT, 140), pour((*LAMP, *SEED, *BELL) * 3, columns(LEFT, 2), 220))
    stories = find_stories(layout)
    assert [zone.headline for zone in stories.zones] == ["桥头的灯"]
    assert {item.text for item in stories.furniture} == {line.text for line in head}


def test_a_motto_that_runs_to_the_page_s_number_is_a_footer() -> None:
    text = pour((*LAMP, *SEED, *BELL) * 2, columns(LEFT, 2), 180)
    motto = text_line(
        "灯下的人比灯走得更远，路也比灯照得更长。——澄湾谚语 澄湾月刊 37", LEFT, foot(text) + 2 * PITCH, 0.85
    )
    layout = page(headline("桥头的灯", LEFT, 100), text, (motto,))
    stories = find_stories(layout)
    assert [(item.role, item.text) for item in stories.furniture] == [(Role.FOOTER, motto.text)]


def test_a_page_wide_headline_under_a_later_page_s_folio_is_no_masthead() -> None:
    name = centred("小人物大日子", 70, 3.6, 2.4)
    rules = [HEAD_RULE, level_rule(LEFT, 150, 1500)]
    lines = pour((LAMP + SEED) * 5, columns(LEFT, 2), 170)
    second = find_stories(page(RUNNING_HEAD, name, lines, rules=rules))
    assert [item.role for item in second.furniture if item.text == name.text] == []
    first = (text_line("第1版", 100, 20), *RUNNING_HEAD[1:])
    front = find_stories(page(first, name, lines, rules=rules))
    assert [item.role for item in front.furniture if item.text == name.text] == [Role.MASTHEAD]


def test_an_advertisement_is_in_no_story() -> None:
    text = told(LAMPS, FOUR, 100)
    y = foot(text) + 60
    lines = (text_line("新灯上市", 200, y + 30, 3.0, 2.0), text_line("广告", 700, y + 120, 0.9))
    stories = find_stories(page(text, lines, frames=[Frame(Box(100, y, 800, y + 160), "box")]))
    assert stories_told(stories) == (LAMPS,)
    assert {(item.role, item.text) for item in stories.furniture} == {
        (Role.ADVERTISEMENT, "新灯上市"),
        (Role.ADVERTISEMENT, "广告"),
    }


def test_the_paper_s_name_and_date_in_a_box_are_no_advertisement() -> None:
    text = told(LAMPS, FOUR, 700)
    name, date = text_line("江海日報", 1100, 260, 4.0, 4.0), text_line("中華民國二十四年三月五日", 1100, 440)
    furniture = find_stories(page(text, name, date, frames=[Frame(Box(1000, 220, 1590, 600), "box")])).furniture
    assert {item.role: item.text for item in furniture} == {Role.MASTHEAD: name.text, Role.RUNNING_HEAD: date.text}


def test_what_is_no_story_has_no_headline_among_its_lines() -> None:
    text = told(LAMPS, FOUR, 100)
    teaser = (headline("名家新作", 200, foot(text) + 200), text_line("详刊P4", 200, foot(text) + 260))
    stories = find_stories(page(text, teaser, rules=[level_rule(100, foot(text) + 100, 1500)]))
    assert stories_told(stories) == (LAMPS,)
    roles = {line.text: line.role for line in stories.lines}
    assert roles[LAMPS.headline or ""] is Role.HEADLINE
    assert {roles[line.text] for line in teaser} == {Role.DECORATION}


def test_a_pull_quote_is_in_no_story() -> None:
    lines = list(pour((*LAMP, *BELL), FOUR[:2], 200, rows=18))
    cut = [line for line in lines if line.box.left < FOUR[1] - EM][-6].box.top
    gap = 5 * PITCH
    moved_down = [
        replace(
            line, line=replace(line.line, box=line.box._replace(top=line.box.top + gap, bottom=line.box.bottom + gap))
        )
        if line.box.left < FOUR[1] - EM and line.box.top >= cut
        else line
        for line in lines
    ]
    quote = (
        text_line("黑了三年的路，", 100 + EM, cut + PITCH, 1.4, 1.0),
        text_line("如今有人散步。", 100 + EM, cut + 2.4 * PITCH, 1.4, 1.0),
    )
    layout = page(headline("河堤上的灯又亮了", 140, 100), moved_down, quote)
    stories = find_stories(layout)
    assert stories_told(stories) == (Found("河堤上的灯又亮了", (*LAMP, *BELL)),)
    assert [item.text for item in stories.furniture] == [line.text for line in quote]


def test_a_running_head_is_in_no_story() -> None:
    stories = find_stories(page(RUNNING_HEAD, told(LAMPS, FOUR, 100), rules=[HEAD_RULE]))
    assert stories_told(stories) == (LAMPS,)
    assert [item.text for item in stories.furniture] == [line.text for line in RUNNING_HEAD]
