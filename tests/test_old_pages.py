"""What old vertical pages have of their own. The lines are those of a turned page: its columns are level here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ocr.geometry import Box
from ocr.layout.lines import Measured, find_text_lines, narrowed
from ocr.model import Line, Role, Rule, TextLine
from ocr.stories.furniture import split_furniture
from ocr.stories.runs import with_drop_caps
from ocr.stories.titles import gather_titles
from tests.drawer import blank_page, draw_rule, draw_text_line
from tests.layouts import BELL, CHAR, EM, LAMP, PITCH, SEED, page, pour, text_line

TEXT = "".join((*LAMP, *SEED, *BELL))


def tier(top: float, count: int, chars: int = 24) -> list[TextLine]:
    return [text_line(TEXT[at * chars : (at + 1) * chars], 40, top + at * PITCH) for at in range(count)]


def test_the_first_words_of_a_paragraph_may_be_set_large() -> None:
    words = text_line("温州昨日", 40, 200, size=2)
    beside = [text_line("又有日机三架", 40 + 9 * EM, y) for y in (190, 190 + PITCH)]
    lines = [*tier(100, 3), words, *beside, *tier(190 + 2 * PITCH, 3)]

    kept, made = with_drop_caps(lines, turned=True)

    assert [line.text for line in kept if line.text.startswith("温州")] == ["温州昨日又有日机三架"]
    assert list(made.values()) == [(words, beside[0])]
    assert with_drop_caps(lines) == (lines, {})


def test_a_headline_as_long_as_its_tier_is_no_first_words() -> None:
    lines = [*tier(100, 3, 8), text_line("温州昨日", 40, 200, size=2), *tier(260, 3, 8)]
    lines += [text_line("又有日机三架", 40 + 9 * EM, y) for y in (190, 190 + PITCH)]

    assert with_drop_caps(lines, turned=True) == (lines, {})


def test_the_text_before_a_headline_in_its_tier_is_no_kicker() -> None:
    before = text_line("街道办事处的工作人员", 60, 100)
    head = text_line("河堤上的灯又亮了", 40, 100 + PITCH, size=2.2, weight=1.6)
    lines = [before, head, *tier(200, 5)]

    (on_tiers,), _ = gather_titles(lines, (), CHAR, turned=True)
    (on_columns,), _ = gather_titles(lines, (), CHAR)

    assert (on_tiers.kicker, on_columns.kicker) == ((), (before,))


def test_a_deck_ends_where_its_headline_ends() -> None:
    head = text_line("河堤上的灯又亮了", 40, 100, size=3, weight=1.8)
    deck = text_line("晚饭后有人散步", head.box.right - 7 * EM * 1.5, 170, size=1.5)

    (block,), _ = gather_titles([head, deck, *tier(220, 5)], (), CHAR, turned=True)

    assert (block.headline, block.subtitle) == ((head,), (deck,))


def test_a_notice_in_large_type_is_no_headline() -> None:
    words = "".join(c for c in TEXT if "\u4e00" <= c <= "\u9fff")
    notice = [text_line(words[at : at + 28], 40, 100 + 1.7 * at, size=1.6) for at in (0, 28, 56, 84)]

    assert gather_titles([*notice, *tier(400, 6)], (), CHAR) == ((), (*notice, *tier(400, 6)))
    assert gather_titles([*notice[:2], *tier(400, 6)], (), CHAR)[0][0].headline == tuple(notice[:2])


def test_a_motto_down_the_margin_is_a_running_head() -> None:
    lines = [*pour(LAMP + SEED + BELL, (100, 500), 60)]
    foot = max(line.box.bottom for line in lines)
    motto = text_line("本报具有悠久历史", 40, 60, vertical=True)
    set_out = TextLine(Line(Box(40, 60, 62, foot), (), vertical=True), motto.reading)

    _, furniture, _ = split_furniture(page([set_out, *lines]))

    assert [(item.role, item.text) for item in furniture] == [(Role.RUNNING_HEAD, "本报具有悠久历史")]


def test_a_column_is_cut_down_to_its_own_ink() -> None:
    picture = blank_page(700, 140)
    own = draw_text_line(picture, TEXT[:20], 40, 50, px=28)
    draw_text_line(picture, TEXT[20:40], 40, 80, px=28)
    box = Box(40, 46, own.right, 96)
    corners = tuple((float(x), float(y)) for x, y in ((40, 46), (own.right, 46), (own.right, 96), (40, 96)))

    cut = narrowed(Measured(Line(box, corners), 50.0, 2.0), 28, np.asarray(picture))

    assert abs(cut.line.box.top - own.top) <= 3
    assert cut.line.box.height == 28


def test_a_line_cut_at_a_rule_stays_on_its_side() -> None:
    picture = blank_page(700, 100)
    draw_text_line(picture, TEXT[:9], 40, 40, px=28)
    draw_text_line(picture, TEXT[9:18], 305, 40, px=28)
    rule = Box(296, 10, 300, 90)
    draw_rule(picture, rule)
    quad = np.array([[[38, 38], [560, 38], [560, 70], [38, 70]]], dtype=np.float32)

    left, right = find_text_lines(quad, np.asarray(picture), [Rule(rule, False)])

    assert left.line.box.right <= rule.left
    assert right.line.box.left >= rule.right


def test_a_rule_at_a_lines_end_is_no_part_of_it() -> None:
    """The detector's box reaches over it, into the next tier."""
    picture = blank_page(700, 100)
    own = draw_text_line(picture, TEXT[:9], 40, 40, px=28)
    rule = Box(own.right + 3, 10, own.right + 8, 90)
    draw_rule(picture, rule)
    quad = np.array([[[38, 38], [rule.right + 5, 38], [rule.right + 5, 70], [38, 70]]], dtype=np.float32)

    (line,) = find_text_lines(quad, np.asarray(picture), [Rule(rule, False)], turned=True)

    assert line.line.box.right <= rule.left


def test_a_kicker_hardly_smaller_than_a_headline_is_no_part_of_it() -> None:
    kicker = text_line("晚饭后有人散步", 40 + 3.5 * EM, 100, size=1.2, weight=1.5)
    halves = [
        text_line(half, left, 100 + PITCH, size=1.46, weight=1.6)
        for half, left in (("河堤上的灯", 40), ("又亮了起来", 40 + 8 * EM))
    ]
    alike = replace(kicker, size=1.4)

    (block,), _ = gather_titles([kicker, *halves, *tier(170, 5)], (), CHAR, turned=True)
    (in_one_size,), _ = gather_titles([alike, *halves, *tier(170, 5)], (), CHAR, turned=True)

    assert (block.kicker, block.headline) == ((kicker,), tuple(halves))
    assert in_one_size.headline == (alike, *halves)


def test_a_line_that_goes_with_two_parts_of_a_headline_makes_them_one() -> None:
    halves = [text_line("又亮了", left, 100, size=2, weight=1.6) for left in (40, 40 + 9 * EM)]
    lower = text_line("河堤上的灯又亮", 40, 150, size=2, weight=1.6)

    apart, _ = gather_titles(halves, (), CHAR)
    (block,), _ = gather_titles([*halves, lower], (), CHAR)

    assert len(apart) == 2
    assert block.headline == (*halves, lower)
