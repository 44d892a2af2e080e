"""Stories told apart on pages set by hand, and the laws that hold for any page."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.geometry import Box, contains, union
from ocr.model import Frame, Role, Rule, TextLine
from ocr.stories import PageLayout, find_stories
from tests.layouts import (
    BELL,
    CHAR,
    EM,
    HEAD_RULE,
    LAMP,
    PITCH,
    RUNNING_HEAD,
    SEED,
    Found,
    all_text,
    columns,
    found,
    headline,
    level_rule,
    moved,
    page,
    page_text,
    pour,
    set_lines,
    stories_told,
    text_line,
    upright_rule,
)

LAMPS, SEEDS, BELLS = Found("河堤上的灯又亮了", LAMP), Found("种子站里排长队", SEED), Found("学校老钟停了", BELL)
FOUR = columns(100, 4)
LEFT, RIGHT = FOUR[:2], FOUR[2:]
EDGE = round(RIGHT[0] - EM)
"""The middle of the gutter between the two halves of a page of four columns."""


def told(story: Found, lefts: Sequence[float], top: int, size: float = 2.2) -> tuple[TextLine, ...]:
    """A story: the headline over the middle of its columns."""
    name = story.headline or ""
    middle = (lefts[0] + lefts[-1] + 14 * EM) / 2
    head = headline(name, middle - len(name) * EM * size / 2, top, size)
    return (head, *pour(story.blocks, lefts, top + round(CHAR * size) + 24))


def foot(*parts: Sequence[TextLine]) -> int:
    return union(line.box for lines in parts for line in lines).bottom


def test_two_stories_side_by_side() -> None:
    assert found(page(told(LAMPS, LEFT, 100), told(SEEDS, RIGHT, 100))) == (LAMPS, SEEDS)


def test_two_stories_side_by_side_with_a_rule() -> None:
    left, right = told(LAMPS, LEFT, 100), told(SEEDS, RIGHT, 100)
    assert found(page(left, right, rules=[upright_rule(EDGE, 95, foot(left, right))])) == (LAMPS, SEEDS)


def test_stories_under_each_other() -> None:
    upper = told(LAMPS, FOUR, 100)
    y = foot(upper) + 40
    assert found(page(upper, told(SEEDS, FOUR, y))) == (LAMPS, SEEDS)
    assert found(page(upper, told(SEEDS, FOUR, y), rules=[level_rule(100, y - 20, 1480)])) == (LAMPS, SEEDS)


def test_rules_between_columns_part_no_story() -> None:
    text = told(LAMPS, FOUR, 100)
    rules = [upright_rule(round(x - EM), 170, foot(text)) for x in FOUR[1:]]
    assert found(page(text, rules=rules)) == (LAMPS,)


def test_stories_follow_each_other_through_ruled_tiers() -> None:
    """As on old vertical pages, turned: one column after another, each story goes on at the head of the next."""
    tiers, bottom = columns(100, 3), 100 + 15 * PITCH
    flow = [("head", "河堤上的灯又亮了"), *set_lines(LAMP, 14), ("head", "种子站里排长队"), *set_lines(SEED, 14)]
    flow += [("head", "学校老钟停了"), *set_lines(BELL, 14)]
    lines, y, tier = [], 100.0, 0
    for text, indent in flow:
        height = 2.6 * PITCH if text == "head" else PITCH
        if y + height > bottom:
            y, tier = 100.0, tier + 1
        if text == "head":
            lines.append(headline(str(indent), tiers[tier], y + 10, 1.6))
        else:
            lines.append(text_line(text, tiers[tier] + int(indent) * EM, y))
        y += height
    rules = [upright_rule(round(tiers[0] + k * 16 * EM - EM), 95, bottom) for k in range(4)]
    assert tier == 2
    assert found(page(lines, rules=rules)) == (LAMPS, SEEDS, BELLS)


def test_a_headline_over_part_of_its_columns() -> None:
    """The other columns rise beside the headline."""
    name = LAMPS.headline or ""
    head = headline(name, FOUR[0], 100, 1.9)
    rows = 5
    text = pour((*LAMP, *SEED), FOUR[:2], 168, rows=rows)[: 2 * rows]
    done = sum(len(line.text) for line in text)
    rest = "".join((*LAMP, *SEED))[done:]
    aside = pour((rest,), FOUR[2:], 168 - 2 * PITCH, rows=rows + 2)
    flush = [replace(aside[0], line=replace(aside[0].line, box=aside[0].box._replace(left=round(FOUR[2]))))]
    (story,) = found(page(RUNNING_HEAD, head, text, flush, aside[1:], rules=[HEAD_RULE]))
    assert story.headline == name
    assert "".join(story.blocks) == "".join((*LAMP, *SEED))


def test_a_corner_story() -> None:
    """A story under and beside another: an L."""
    inner = told(SEEDS, FOUR[2:3], 100 + 4 * PITCH, 1.8)
    rules = [
        level_rule(round(FOUR[2]), inner[0].box.top - 12, round(FOUR[3])),
        upright_rule(round(FOUR[2] - EM), inner[0].box.top - 12, foot(inner)),
    ]
    outer = told(Found("学校老钟停了以后", BELL + LAMP), FOUR[:2], 100)
    stories = found(page(outer, inner, rules=rules))
    assert {story.headline for story in stories} == {"学校老钟停了以后", "种子站里排长队"}
    assert sorted("".join(story.blocks) for story in stories) == sorted(["".join(BELL + LAMP), "".join(SEED)])


def test_a_framed_story_stands_in_another() -> None:
    framed = told(Found("学校老钟停了", BELL[:2]), FOUR[3:], 300, 1.6)
    box = union(line.box for line in framed).grown(14)
    text = told(Found("河堤上的灯又亮了", LAMP + SEED), FOUR[:3], 100)
    stories = found(page(text, framed, frames=[Frame(box, "box")]))
    assert stories == (Found("河堤上的灯又亮了", LAMP + SEED), Found("学校老钟停了", BELL[:2]))


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


def test_what_is_no_story_has_no_headline_among_its_lines() -> None:
    text = told(LAMPS, FOUR, 100)
    teaser = (headline("名家新作", 200, foot(text) + 200), text_line("详刊P4", 200, foot(text) + 260))
    stories = find_stories(page(text, teaser, rules=[level_rule(100, foot(text) + 100, 1500)]))
    assert stories_told(stories) == (LAMPS,)
    roles = {line.text: line.role for line in stories.lines}
    assert roles[LAMPS.headline or ""] is Role.HEADLINE
    assert {roles[line.text] for line in teaser} == {Role.DECORATION}


def test_a_package_stands_over_its_stories() -> None:
    head = headline("把灯点到家门口", 500, 90, 3.0)
    note = pour(
        ("编者按：连日来，城东街道换上新灯，孩子们晚饭后都来了，本报今天说一说这些灯的来历。",), (144,), 170, 56
    )
    y = foot(note) + 50
    left, right = told(LAMPS, LEFT, y), told(SEEDS, RIGHT, y)
    rules = [level_rule(100, y - 25, 1480), upright_rule(EDGE, y - 10, foot(left, right))]
    package, *stories = find_stories(page(head, note, left, right, rules=rules)).zones
    assert (package.headline, package.is_package, package.pieces) == ("把灯点到家门口", True, ())
    assert package.editor_note == "".join(line.text for line in note)
    assert [zone.headline for zone in stories] == [LAMPS.headline, SEEDS.headline]


def test_a_headline_on_a_photo_is_that_of_the_story_under_it() -> None:
    photo = Box(100, 100, round(RIGHT[0] - 2 * EM), 330)
    layout = page(
        headline("河堤上的灯又亮了", 140, 250), pour(LAMP, LEFT, 360), told(SEEDS, RIGHT, 100), photos=[photo]
    )
    assert stories_told(find_stories(layout)) == (LAMPS, SEEDS)


def test_what_stands_above_a_headline_in_all_its_columns_is_another_story() -> None:
    upper = pour(SEED, LEFT, 100)
    lower = told(LAMPS, LEFT, foot(upper) + 60)
    assert found(page(upper, lower)) == (Found(None, SEED), LAMPS)


def test_a_pull_quote_is_in_no_story() -> None:
    lines = list(pour((*LAMP, *BELL), LEFT, 200, rows=18))
    cut = [line for line in lines if line.box.left < LEFT[1] - EM][-6].box.top
    gap = 5 * PITCH
    moved_down = [
        replace(
            line, line=replace(line.line, box=line.box._replace(top=line.box.top + gap, bottom=line.box.bottom + gap))
        )
        if line.box.left < LEFT[1] - EM and line.box.top >= cut
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


def test_a_column_beside_an_upright_headline_is_not_given_away_at_the_first_rule() -> None:
    upright = text_line("河堤上灯亮", 60, 100, 2.2, 1.6, vertical=True)
    three = columns(140, 3)
    edge = [round(left - EM) for left in three[1:]]
    right = columns(three[2] + 16 * EM, 1)
    rules = [upright_rule(x, 90, 640) for x in (*edge, round(right[0] - EM))]
    layout = page(upright, pour((*LAMP, *BELL), three, 100, rows=8), told(SEEDS, right, 100), rules=rules)
    assert stories_told(find_stories(layout)) == (Found("河堤上灯亮", (*LAMP, *BELL)), SEEDS)


def test_a_section_s_tag_is_no_story() -> None:
    tag = text_line("聚焦", 110, 92, 1.5, 1.6)
    assert [story.headline for story in found(page(tag, told(LAMPS, LEFT, 140, 2.6)))] == [LAMPS.headline]


def test_a_continuation_without_a_headline_is_a_story() -> None:
    opening = ("（上接第一版）" + SEED[0], *SEED[1:])
    rest = pour(opening, FOUR, 100)
    y = foot(rest) + 40
    zones = find_stories(page(rest, told(LAMPS, FOUR, y), rules=[level_rule(100, y - 20, 1480)])).zones
    assert [(zone.headline, zone.jump_from) for zone in zones] == [(None, "一"), (LAMPS.headline, None)]
    assert "上接" not in "".join(piece.text for piece in zones[0].pieces)


def test_jump_lines_are_furniture_and_say_where_a_story_goes() -> None:
    left, right = told(LAMPS, LEFT, 100), told(SEEDS, RIGHT, 100)
    jump = text_line("（下转第2版）", RIGHT[1] + 3 * EM, foot(right) + 10)
    stories = find_stories(page(left, right, jump))
    assert [zone.jump_to for zone in stories.zones] == [None, "2"]
    assert [item.role for item in stories.furniture] == [Role.JUMP]
    assert stories_told(stories) == (LAMPS, SEEDS)


def test_a_running_head_is_in_no_story() -> None:
    stories = find_stories(page(RUNNING_HEAD, told(LAMPS, FOUR, 100), rules=[HEAD_RULE]))
    assert stories_told(stories) == (LAMPS,)
    assert [item.text for item in stories.furniture] == [line.text for line in RUNNING_HEAD]


def test_a_page_without_lines_has_no_stories() -> None:
    stories = find_stories(page())
    assert (stories.zones, stories.furniture, stories.lines) == ((), (), ())


def test_stories_come_row_by_row_from_the_left() -> None:
    upper = (told(LAMPS, LEFT, 104), told(SEEDS, RIGHT, 100))
    y = foot(*upper) + 40
    lower = told(BELLS, FOUR, y)
    assert found(page(lower, *reversed(upper), rules=[level_rule(100, y - 20, 1480)])) == (LAMPS, SEEDS, BELLS)


# -- laws: any page, however it was set ----------------------------------------------------------------------


@st.composite
def pages(draw: st.DrawFn) -> PageLayout:
    """Pages of one to three rows of one or two stories, with or without decks, photos and rules."""
    parts: list[Sequence[TextLine]] = []
    rules: list[Rule] = []
    photos: list[Box] = []
    y, stories = 100, (LAMPS, SEEDS, BELLS)
    for row in range(draw(st.integers(1, 3))):
        if row and draw(st.booleans()):
            rules.append(level_rule(100, y - 24, 1480))
        bottom = y
        for k, lefts in enumerate(draw(st.sampled_from([(FOUR,), (LEFT, RIGHT)]))):
            head, *text = told(stories[(row + k) % 3], lefts, y + 40, draw(st.sampled_from([1.8, 2.4])))
            above = [text_line("城东街道见闻", head.box.cx - 80, y, 1.25)] if draw(st.booleans()) else []
            below = (
                [text_line("本报记者 林书言", head.box.cx - 80, head.box.bottom + 12)] if draw(st.booleans()) else []
            )
            down = 30 * len(below)
            if draw(st.booleans()):
                top = head.box.bottom + 20 + down
                photos.append(Box(round(lefts[0]), top, round(lefts[0]) + 14 * EM, top + 170))
                below.append(text_line("灯下下棋的人。 陶令仪 摄", lefts[0] + 10, top + 178, 0.86, 1.1))
                down += 230
            boxes = [x.box._replace(top=x.box.top + down, bottom=x.box.bottom + down) for x in text]
            lower = [replace(x, line=replace(x.line, box=box)) for x, box in zip(text, boxes, strict=True)]
            parts += [above, [head], below, lower]
            bottom = max(bottom, foot(lower))
        y = bottom + 50
    return page(RUNNING_HEAD, *parts, rules=[HEAD_RULE, *rules], photos=photos, height=y)


@st.composite
def scraps(draw: st.DrawFn) -> PageLayout:
    """Lines strewn over a grid: no page that was ever made up."""
    said = (
        "桥头的路灯又亮了",
        "□通讯员 蔡颖琛",
        "编者按：灯亮了",
        "（下转第2版）",
        "广告",
        "第3版",
        "他走了。",
        "陶令仪 摄",
        "·",
    )
    cells = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 20)), unique=True, max_size=40))
    lines = [
        text_line(draw(st.sampled_from(said)), column * 280 + draw(st.sampled_from([0, 44])), row * 35, size)
        for column, row in cells
        for size in [draw(st.sampled_from([0.8, 1.0, 1.2]))]
    ]
    lines.append(text_line("傍晚关门前，他又把门口的黑板擦干净", 0, 800))
    boxes = st.builds(
        lambda x, y: Box(x * 280, y * 35, x * 280 + 300, y * 35 + 200), st.integers(0, 4), st.integers(0, 20)
    )
    photos = draw(st.lists(boxes, max_size=2, unique=True))
    frames = draw(st.lists(st.builds(Frame, boxes, st.sampled_from(["box", "tint", "panel"])), max_size=2, unique=True))
    return page(lines, photos=photos, frames=frames)


ANY_PAGE = st.one_of(pages(), scraps())


@settings(max_examples=60, deadline=None)
@given(ANY_PAGE)
def test_nothing_is_lost_and_nothing_is_told_twice(layout: PageLayout) -> None:
    assert all_text(find_stories(layout)) == page_text(layout)


@settings(max_examples=60, deadline=None)
@given(ANY_PAGE)
def test_every_line_is_told_what_it_is(layout: PageLayout) -> None:
    stories = find_stories(layout)
    assert [(line.box, line.text) for line in stories.lines] == [(line.box, line.text) for line in layout.lines]
    furniture = {item.box: item.role for item in stories.furniture}
    for line in stories.lines:
        assert furniture.get(line.box, line.role) is line.role
        assert (line.role is Role.DECORATION) <= any(contains(box, line.box) for box in furniture)


@settings(max_examples=40, deadline=None)
@given(ANY_PAGE, st.integers(0, 1000))
def test_the_order_in_which_lines_are_given_does_not_matter(layout: PageLayout, seed: int) -> None:
    turn = random.Random(seed)
    lines = list(zip(layout.lines, layout.pictured, strict=True))
    turn.shuffle(lines)
    shuffled = replace(
        layout,
        lines=tuple(line for line, _ in lines),
        pictured=tuple(share for _, share in lines),
        rules=tuple(turn.sample(layout.rules, len(layout.rules))),
        frames=tuple(turn.sample(layout.frames, len(layout.frames))),
        illustrations=tuple(turn.sample(layout.illustrations, len(layout.illustrations))),
    )
    one, other = find_stories(layout), find_stories(shuffled)
    assert other.zones == one.zones
    assert set(other.furniture) == set(one.furniture)
    assert other.loose_figures == one.loose_figures


@settings(max_examples=40, deadline=None)
@given(ANY_PAGE, st.integers(0, 500), st.integers(0, 500), st.sampled_from([1, 2, 3]))
def test_a_page_moved_or_enlarged_has_the_same_stories(layout: PageLayout, dx: int, dy: int, scale: int) -> None:
    one, other = find_stories(layout), find_stories(moved(layout, dx, dy, scale))
    assert stories_told(other) == stories_told(one)
    assert [(item.role, item.text) for item in other.furniture] == [(item.role, item.text) for item in one.furniture]
