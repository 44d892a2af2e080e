"""Small headlines and advertisements in the tiers of old vertical pages, turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ocr.geometry import Box
from ocr.model import Frame, Role, TextLine
from ocr.stories import find_stories
from ocr.stories.tier_briefs import is_short_title, opens_brief
from ocr.stories.titles import gather_titles
from tests.layouts import BELL, CHAR, EM, LAMP, PITCH, SEED, headline, level_rule, page, pour, text_line

LEFT = 100


def set_solid(paragraphs: Sequence[str], top: float, chars: int = 14) -> list[TextLine]:
    """Paragraphs indented by one character."""
    placed: list[TextLine] = []
    for paragraph in paragraphs:
        rest, indent = paragraph, 1
        while rest:
            line = text_line(rest[: chars - indent], LEFT + indent * EM, top + len(placed) * PITCH)
            placed.append(line)
            rest, indent = rest[chars - indent :], 0
    return placed


def test_a_column_indented_by_one_character_is_no_subtitle() -> None:
    head = headline("河堤上的灯又亮了", LEFT + 2 * EM, 100, size=1.5)
    text = set_solid(LAMP, 145)

    (title,), rest = gather_titles([head, *text], [], CHAR, turned=True)

    assert title.lines == (head,)
    assert list(rest) == text


def brief(gap: float, text: str = "学校的老钟停了") -> tuple[TextLine, list[TextLine], list[TextLine]]:
    """A line of the body's size between a story that has ended and one that begins."""
    above = set_solid(LAMP, 100)
    line = text_line(text, LEFT + 3 * EM, above[-1].box.bottom + gap)
    return line, above, set_solid(BELL, line.box.bottom + PITCH - CHAR)


def test_a_line_of_the_bodys_size_heads_a_brief() -> None:
    line, above, below = brief(gap=2 * CHAR)
    assert opens_brief(line, [*above, line, *below], [], CHAR)


def test_a_rule_says_so_too() -> None:
    line, above, below = brief(gap=PITCH - CHAR)
    rule = level_rule(LEFT, above[-1].box.bottom + 4, LEFT + 14 * EM)
    assert opens_brief(line, [*above, line, *below], [rule], CHAR)


@pytest.mark.parametrize("text", ["学校的老钟停了。", "老钟", "12345", "学校的老钟停了两个星期孩子"])
def test_other_lines_there_do_not(text: str) -> None:
    line, above, below = brief(gap=2 * CHAR, text=text)
    assert not opens_brief(line, [*above, line, *below], [], CHAR)


def test_a_subhead_stands_in_the_middle_of_its_space() -> None:
    line, above, below = brief(gap=PITCH - CHAR)
    assert not opens_brief(line, [*above, line, *below], [], CHAR)


@pytest.mark.parametrize(("last", "heads"), [(8, True), (14, False)])
def test_without_stops_a_short_line_ends_the_story_before(last: int, heads: bool) -> None:
    above = [text_line("灯下添了六张长椅下棋的拉琴的", LEFT, 100 + k * PITCH) for k in range(4)]
    above.append(text_line("教孩子认星星的各有各的地方呢"[:last], LEFT, 100 + 4 * PITCH))
    line = text_line("学校的老钟停了", LEFT + 3 * EM, above[-1].box.bottom + 2 * CHAR)
    below = [text_line("看门的师傅每天六点起床用一面", LEFT, line.box.bottom + 11 + k * PITCH) for k in range(4)]
    assert opens_brief(line, [*above, line, *below], [], CHAR) is heads


GOODS = ("国货热水瓶保用一年", "大减价三天绸缎呢绒一律七折", "印书画招贴信笺账簿定期不误", "代售全国各埠车票船票即日起")


VERSES = ("桥头的灯亮了", "河边的人出来", "看水慢慢地走", "走过我的窗前")


@pytest.mark.parametrize(("lines", "sold"), [(GOODS, True), (VERSES, False), (SEED, False)])
def test_goods_and_prices_in_a_frame_are_an_advertisement(lines: Sequence[str], sold: bool) -> None:
    frame = Frame(Box(LEFT, 900, LEFT + 320, 1300), "box")
    inside = pour(lines, (LEFT + EM,), 980, chars=14) if lines is SEED else ()
    inside = inside or tuple(text_line(text, LEFT + EM, 980 + k * PITCH) for k, text in enumerate(lines))
    layout = page(
        headline("河堤上的灯又亮了", LEFT, 100),
        pour(LAMP + BELL, (LEFT,), 160),
        headline("惠民商店", LEFT + EM, 920, size=1.6),
        inside,
        frames=[frame],
    )

    stories = find_stories(replace(layout, turned=True))

    roles = {line.role for line in stories.lines if line.box in {one.box for one in inside}}
    assert (Role.ADVERTISEMENT in roles) is sold


def classical(title: TextLine) -> tuple[TextLine, list[TextLine]]:
    """A text without stops and indents, under its title of two characters."""
    words = "".join((*LAMP, *SEED)).translate({ord(mark): None for mark in "，。、：？；"})
    text = [text_line(words[k : k + 30], LEFT, 200 + k * PITCH / 30) for k in range(0, 120, 30)]
    return title, text


def test_two_large_characters_in_from_the_head_are_a_title() -> None:
    title, text = classical(text_line("路灯", LEFT + 3 * EM, 160, size=1.3, weight=1.6))
    assert is_short_title(title, [title, *text], CHAR)
    (block,), rest = gather_titles([title, *text], [], CHAR, turned=True)
    assert block.headline == (title,)
    assert list(rest) == text


@pytest.mark.parametrize(
    "title",
    [
        text_line("路灯", LEFT, 160, size=1.3, weight=1.6),
        text_line("路灯", LEFT + 3 * EM, 160, size=1.0, weight=1.6),
        text_line("路灯", LEFT + 3 * EM, 160, size=1.25, weight=1.0),
        text_line("灯", LEFT + 3 * EM, 160, size=1.3, weight=1.6),
    ],
    ids=["at the head", "of the body's size", "of the body's weight", "one character"],
)
def test_other_short_lines_are_no_title(title: TextLine) -> None:
    title, text = classical(title)
    assert not is_short_title(title, [title, *text], CHAR)


def test_a_short_line_beside_another_is_no_title() -> None:
    title, text = classical(text_line("路灯", LEFT + 3 * EM, 160, size=1.3, weight=1.6))
    beside = text_line("晚上八点", LEFT + 10 * EM, 160)
    assert not is_short_title(title, [title, beside, *text], CHAR)


@pytest.mark.parametrize("kicker", [None, "河堤近事"])
def test_a_bold_line_at_the_beginning_of_a_tier_is_a_headline(kicker: str | None) -> None:
    over = [text_line(kicker, LEFT + 5 * EM, 100)] if kicker else []
    line = text_line("学校的老钟停了", LEFT + 3 * EM, 100 + PITCH, weight=1.5)
    below = set_solid(BELL, line.box.top + PITCH)
    assert opens_brief(line, [*over, line, *below], [], CHAR)
    light = replace(line, weight=1.0)
    assert not opens_brief(light, [*over, light, *below], [], CHAR)


def test_a_title_is_told_by_what_stands_above_it_in_its_tier() -> None:
    """A line before it that begins at the tier's head and ends before the title begins."""
    words = "".join(LAMP).translate({ord(mark): None for mark in "，。、：？；"})
    above = [text_line(words[k : k + 14], LEFT, 100 + k * PITCH / 14) for k in range(0, 70, 14)]
    above.append(text_line("也", LEFT, above[-1].box.top + PITCH))
    title = text_line("河堤上的灯", LEFT + 3 * EM, above[-1].box.bottom + 2 * CHAR, size=1.2)
    below = [text_line(words[k : k + 14], LEFT, title.box.bottom + 11 + k * PITCH / 14) for k in range(0, 70, 14)]
    assert opens_brief(title, [*above, title, *below], [], CHAR)
    full = [*above[:-1], text_line(words[:14], LEFT, above[-1].box.top)]
    assert not opens_brief(title, [*full, title, *below], [], CHAR)


@pytest.mark.parametrize(("size", "heads"), [(1.25, True), (1.0, False)])
def test_a_larger_line_may_fill_its_tier(size: float, heads: bool) -> None:
    above, words = set_solid(LAMP, 100), "学校的老钟停了两个星期"
    at = above[-1].box.bottom + 2 * CHAR
    line = text_line(words, LEFT + 14 * EM - len(words) * EM * size, at, size=size)
    below = set_solid(BELL, line.box.bottom + PITCH - CHAR)
    assert opens_brief(line, [*above, line, *below], [], CHAR) is heads
