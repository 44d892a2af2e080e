"""The laws of the stories' partition: what holds for any page, however it was set."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.geometry import Box, contains
from ocr.model import Frame, Role, Rule, TextLine
from ocr.stories import PageLayout, find_stories
from tests.layouts import (
    EM,
    HEAD_RULE,
    RUNNING_HEAD,
    all_text,
    level_rule,
    moved,
    page,
    page_text,
    stories_told,
    text_line,
)
from tests.story_layouts import BELLS, FOUR, LAMPS, LEFT, RIGHT, SEEDS, foot, told


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
