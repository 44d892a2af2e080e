"""Headlines: which lines are one, and which are two."""

from __future__ import annotations

import pytest

from ocr.geometry import Box
from ocr.model import Frame, TextLine
from tests.layouts import (
    BELL,
    EM,
    HEAD_RULE,
    LAMP,
    PITCH,
    RUNNING_HEAD,
    SEED,
    columns,
    headline,
    level_rule,
    page,
    pour,
    text_line,
    the_story,
)
from tests.title_blocks import LEFT, body, centred, texts, titles_of


def test_headline_in_two_lines_is_one() -> None:
    lines = (centred("桥头河堤上的灯", 100, 2.2, 1.6), centred("一夜之间又亮了", 156, 2.2, 1.6))
    (title,), _ = titles_of([*lines, *body(230)])
    assert texts(title.headline) == ["桥头河堤上的灯", "一夜之间又亮了"]


def test_headline_in_two_halves_reads_from_the_left() -> None:
    left, right = headline("河堤上的灯亮了", LEFT, 100), headline("孩子们都来了", LEFT + 380, 101)
    zone = the_story(page(right, left, body(170)))
    assert zone.headline == "河堤上的灯亮了 孩子们都来了"


def test_a_word_broken_between_two_lines_of_a_headline_is_whole() -> None:
    zone = the_story(page(centred("城东街道办事", 100, 2.2, 1.6), centred("处换上新灯了", 156, 2.2, 1.6), body(230)))
    assert zone.headline == "城东街道办事处换上新灯了"


def test_a_rule_parts_two_headlines() -> None:
    lines = (centred("桥头河堤上的灯", 100, 2.2, 1.6), centred("一夜之间又亮了", 166, 2.2, 1.6))
    titles, _ = titles_of([*lines, *body(240)], [level_rule(LEFT, 154, LEFT + 30 * EM)])
    assert [texts(title.headline) for title in titles] == [["桥头河堤上的灯"], ["一夜之间又亮了"]]


def test_unlike_sizes_are_two_headlines() -> None:
    lines = (centred("桥头的灯又亮了", 100, 3.2, 1.6), centred("种子站里排长队", 172, 2.0, 1.6))
    titles, _ = titles_of([*lines, *body(240)])
    assert len(titles[0].headline) == 1


def briefs(size: float) -> list[TextLine]:
    """Three briefs under each other, each a bold line and its text."""
    lines: list[TextLine] = []
    y = 100
    for name, copy in (("桥头换上新灯", LAMP), ("种子站里排长队", SEED), ("学校老钟停了", BELL)):
        lines += [text_line(name, LEFT + 3 * EM, y, size, 1.6), *pour(copy, (LEFT,), y + 40)]
        y = lines[-1].box.bottom + 60
    return lines


def test_briefs_have_headlines_hardly_larger_than_their_text() -> None:
    titles, _ = titles_of(briefs(1.25))
    assert [title.headline[0].text for title in titles] == ["桥头换上新灯", "种子站里排长队", "学校老钟停了"]


def test_a_bold_line_of_the_body_s_own_size_is_no_headline() -> None:
    titles, _ = titles_of(briefs(1.0))
    assert titles == ()


def test_a_subhead_at_the_top_of_a_column_is_no_brief_s_headline() -> None:
    lefts = columns(LEFT, 2)
    subhead = text_line("下棋的都来了", lefts[1] + 3 * EM, 160, 1.2, 1.6)
    text = (*pour(LAMP, lefts[:1], 160), *pour(SEED, lefts[1:], 160 + PITCH))
    (title,), rest = titles_of([centred("河堤上的灯又亮了", 100, 2.4, 1.6), subhead, *text])
    assert title.headline[0].text == "河堤上的灯又亮了"
    assert rest == len(text) + 1


def test_a_headline_white_on_a_panel() -> None:
    head = text_line("河堤上的灯又亮了", LEFT + 40, 110, 1.8, 1.6, reverse=True)
    panel = Frame(Box(LEFT, 96, LEFT + 30 * EM, 156), "panel")
    assert the_story(page(head, body(180), frames=[panel])).headline == "河堤上的灯又亮了"


def test_a_headline_set_in_two_sizes_is_one() -> None:
    first, second = centred("修椅子的老师", 100, 2.7, 2.7), centred("一把藤椅坐出百家情", 180, 3.7, 3.7)
    (title,), _ = titles_of([first, second, *body(290)])
    assert (texts(title.headline), title.kicker) == ([first.text, second.text], ())


def test_halves_of_a_headline_over_one_text_are_one_however_wide_their_space() -> None:
    gap = 1.25 * 2.2 * EM
    first = headline("河堤上的灯", LEFT, 100)
    second = headline("又亮了", LEFT + 5 * 2.2 * EM + gap, 100)
    wide = pour(LAMP + SEED, columns(LEFT, 2, 22), 180, 22)
    titles, _ = titles_of((first, second, *wide))
    assert [texts(title.headline) for title in titles] == [["河堤上的灯", "又亮了"]]


def test_halves_with_a_gutter_between_are_one_where_the_second_stands_over_the_middle_of_a_paragraph() -> None:
    left, right = columns(LEFT, 2, 11)
    first = headline("河堤上的灯", left, 100)
    second = headline("又亮了", right + 1.2 * EM, 100)
    lines = pour(LAMP[:1] + LAMP, (left, right), 180, 11, 5)
    goes_on = titles_of((first, second, *lines[:5], *pour(SEED[:1], (right,), 180 - PITCH, 11)[1:]))[0]
    assert [texts(title.headline) for title in goes_on] == [["河堤上的灯", "又亮了"]]
    begins = titles_of((first, second, *lines[:5], *pour(SEED[:1], (right,), 180, 11)))[0]
    assert [texts(title.headline) for title in begins] == [["河堤上的灯"], ["又亮了"]]


@pytest.mark.parametrize(("apart", "inset", "one"), [(1.3, 1.0, True), (1.6, 1.0, False), (1.3, 0.0, False)])
def test_halves_are_one_where_the_second_begins_over_no_columns_edge(apart: float, inset: float, one: bool) -> None:
    """The text under it begins with a paragraph, as that of another headline would."""
    first = headline("河堤上的灯", LEFT, 100)
    second = headline("又亮了", first.box.right + apart * first.box.height, 100)
    right = second.box.left - inset * EM
    titles, _ = titles_of((first, second, *pour(LAMP, (LEFT,), 180, 11), *pour(SEED, (right,), 180, 16)))
    assert len(titles) == (1 if one else 2)


def test_a_rule_right_under_a_headline_parts_it_not_from_its_text() -> None:
    lines = pour(LAMP + SEED, columns(LEFT, 2), 190)
    layout = page(
        RUNNING_HEAD,
        headline("三座老桥今起大修", LEFT, 120),
        lines,
        rules=[HEAD_RULE, level_rule(LEFT, 170, LEFT + 30 * EM)],
    )
    zone = the_story(layout)
    assert (zone.headline, "".join(piece.text for piece in zone.pieces)) == ("三座老桥今起大修", "".join(LAMP + SEED))


def test_heavy_words_behind_a_square_are_a_headline_and_light_ones_a_name() -> None:
    story = (headline("■糖炒栗子", 100, 100, 1.75, 2.6), pour(LAMP, columns(100, 2), 160))
    named = text_line("■傅桂芬", 100, 140, 1.5, 1.1)
    assert the_story(page(*story)).headline == "糖炒栗子"
    signed = the_story(page(headline("一盏灯的来历", 100, 80), named, pour(LAMP, columns(100, 2), 190)))
    assert (signed.headline, signed.byline) == ("一盏灯的来历", "■傅桂芬")
