"""Stories told apart on pages set by hand."""

from __future__ import annotations

from dataclasses import replace

from ocr.geometry import Box, union
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
    found,
    headline,
    level_rule,
    page,
    pour,
    set_lines,
    stories_told,
    text_line,
    upright_rule,
)
from tests.story_layouts import BELLS, EDGE, FOUR, LAMPS, LEFT, RIGHT, SEEDS, foot, told


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


def test_a_label_half_white_on_dark_heads_no_story_and_is_no_kicker() -> None:
    label = text_line("农产品质量安全整治在行动", LEFT[0], 92, 1.5, 1.6, half_reverse=True)
    beside = told(LAMPS, LEFT, 140)
    stories = find_stories(page(label, beside, told(SEEDS, RIGHT, 140)))
    assert stories_told(stories) == (LAMPS, SEEDS)
    assert [zone.kicker for zone in stories.zones] == [None, None]
    assert [(item.role, item.text) for item in stories.furniture] == [(Role.DECORATION, label.text)]
    assert all(zone.title_box is not None and zone.title_box.top >= 140 for zone in stories.zones)


def test_a_story_of_one_column_under_a_label_has_its_headline_beside_it() -> None:
    first, *rest = columns(100, 3)
    label = text_line("区域风采天天看", first, 100, 1.5, 1.6, half_reverse=True)
    text = pour(LAMP, (first,), 140)
    layout = page(label, text, headline("河堤上的灯又亮了", rest[0], 95), pour((*SEED, *BELL), rest, 160))
    (zone,) = find_stories(layout).zones
    assert zone.headline == "河堤上的灯又亮了"
    assert zone.pieces[0].text == LAMP[0]


def test_a_label_heads_the_text_under_it_that_has_no_other_headline() -> None:
    label = text_line("基层监管必读", LEFT[0], 100, 1.5, 1.6, half_reverse=True)
    layout = page(label, pour(LAMP, LEFT, 140), told(SEEDS, RIGHT, 100), rules=[upright_rule(EDGE, 90, 700)])
    stories = find_stories(layout)
    assert stories_told(stories) == (Found(label.text, LAMP), SEEDS)
    assert stories.furniture == ()


def test_a_byline_under_a_label_is_the_story_s() -> None:
    label = text_line("基层监管必读", LEFT[0], 92, 1.5, 1.6, half_reverse=True)
    byline = text_line("□本报记者 林书言", LEFT[0] + EM, 122)
    (zone,) = find_stories(page(label, byline, pour(LAMP, LEFT, 150))).zones
    assert (zone.headline, zone.byline) == (label.text, "□本报记者 林书言")


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


def test_a_page_without_lines_has_no_stories() -> None:
    stories = find_stories(page())
    assert (stories.zones, stories.furniture, stories.lines) == ((), (), ())


def test_stories_come_row_by_row_from_the_left() -> None:
    upper = (told(LAMPS, LEFT, 104), told(SEEDS, RIGHT, 100))
    y = foot(*upper) + 40
    lower = told(BELLS, FOUR, y)
    assert found(page(lower, *reversed(upper), rules=[level_rule(100, y - 20, 1480)])) == (LAMPS, SEEDS, BELLS)
