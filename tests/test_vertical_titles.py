"""Headlines that run down the page, those of pages that are turned, and what belongs to them."""

from __future__ import annotations

from ocr.stories.titles import gather_titles
from tests.layouts import (
    CHAR,
    EM,
    HEAD_RULE,
    LAMP,
    PITCH,
    RUNNING_HEAD,
    SEED,
    columns,
    headline,
    page,
    pour,
    text_line,
    the_story,
    upright_rule,
)
from tests.title_blocks import LEFT, texts, titles_of


def test_a_vertical_headline_takes_its_vertical_subtitle() -> None:
    head = text_line("河堤上的灯又亮了", LEFT, 100, 2.2, 1.6, vertical=True)
    deck = text_line("晚饭后有人散步了", LEFT + 60, 120, 1.3, vertical=True)
    zone = the_story(page(head, deck, pour(LAMP + SEED, columns(LEFT + 110, 2), 100)))
    assert (zone.headline, zone.subtitle) == ("河堤上的灯又亮了", "晚饭后有人散步了")


def test_a_vertical_kicker_stands_at_the_right_of_its_headline_and_the_subtitle_at_its_left() -> None:
    head = text_line("老城换新灯又亮了", 440, 100, 2.2, 1.6, vertical=True)
    kicker = text_line("夜光杯", head.box.right + 8, 102, 1.1, vertical=True)
    subtitle = text_line("晚饭后有人散步", 410, 180, 1.1, vertical=True)
    (title,), _ = titles_of((head, kicker, subtitle, *pour(LAMP + SEED, columns(600, 2), 100)))
    assert (texts(title.kicker), texts(title.subtitle)) == (["夜光杯"], ["晚饭后有人散步"])


def test_a_vertical_headline_in_two_columns_reads_from_the_right() -> None:
    right = text_line("桥头河堤上", LEFT + 56, 100, 2.2, 1.6, vertical=True)
    left = text_line("灯又亮起来", LEFT, 100, 2.2, 1.6, vertical=True)
    (title,), _ = titles_of([left, right])
    assert texts(title.headline) == ["桥头河堤上", "灯又亮起来"]


def test_a_deck_stands_over_a_story_whose_headline_is_vertical() -> None:
    head = text_line("河堤上的灯又亮了", LEFT, 100, 2.2, 1.6, vertical=True)
    lefts = columns(LEFT + 80, 2)
    byline = text_line("本报记者 林书言", lefts[0] + 220, 100)
    zone = the_story(page(RUNNING_HEAD, head, byline, pour(LAMP + SEED, lefts, 150), rules=[HEAD_RULE]))
    assert (zone.headline, zone.byline) == ("河堤上的灯又亮了", "本报记者 林书言")


def test_a_byline_at_the_foot_of_a_tier_is_a_deck() -> None:
    text = pour(LAMP, (LEFT,), 300)
    foot = text_line("记者　林书言", LEFT + 8 * EM, 300 - PITCH)
    (title,), rest = gather_titles([foot, *text], [], CHAR, turned=True)
    assert title.byline == (foot,)
    assert list(rest) == list(text)


def test_a_byline_at_the_head_of_a_tier_or_in_its_text_is_no_deck() -> None:
    text = pour(LAMP, (LEFT,), 300)
    head = text_line("记者　林书言", LEFT, 300 - PITCH)
    end = text_line("记者　林书言", LEFT + 8 * EM, text[-1].box.top + PITCH)
    after = pour(SEED, (LEFT,), end.box.top + PITCH)
    titles, _ = gather_titles([head, *text, end, *after], [], CHAR, turned=True)
    assert not titles


def test_a_subtitle_over_two_tiers_and_a_name_alone_under_a_headline() -> None:
    head = headline("河堤上的灯又亮了", LEFT, 100)
    wide = text_line("这条路黑了三年换上新灯", LEFT + 2 * EM, 152)
    tiers = pour(LAMP, columns(LEFT, 2, chars=7, gutter=1), 152 + 2 * PITCH, chars=7)
    (title,), _ = gather_titles([head, wide, *tiers], [], CHAR, turned=True)
    assert title.subtitle == (wide,)

    name = text_line("林书言", LEFT + 3 * EM, 170)
    (title,), rest = gather_titles([head, name, *pour(LAMP, (LEFT,), 230)], [], CHAR, turned=True)
    assert title.byline == (name,)
    assert len(rest) == len(pour(LAMP, (LEFT,), 230))


def test_headlines_whose_boxes_touch_the_rule_between_them_are_two() -> None:
    one = headline("河堤上的灯又亮了", LEFT, 100)
    other = headline("学校老钟停了", one.box.right - 3, 100)
    rule = upright_rule(one.box.right - 1, 50, 900)
    titles, _ = gather_titles([one, other], [rule], CHAR, turned=True)
    assert [title.headline for title in titles] == [(one,), (other,)]


def test_what_stands_before_a_headline_set_across_a_vertical_page_is_its_kicker() -> None:
    head = text_line("河堤上的灯又亮了", 200, 100, size=2.2, weight=1.6, vertical=True)
    kicker = text_line("晚饭后的人", 170, 180, size=1.2, vertical=True)
    subtitle = text_line("居民说人人满意", head.box.right + 10, 180, size=1.2, vertical=True)
    lines = [head, kicker, subtitle]
    (title,), _ = gather_titles(lines, [], CHAR, turned=True)
    assert (title.kicker, title.subtitle) == ((kicker,), (subtitle,))


def test_a_short_line_in_from_both_ends_of_its_tier_is_a_kicker() -> None:
    above = pour(LAMP, (LEFT,), 100)
    kicker = text_line("街道见闻", LEFT + 5 * EM, above[-1].box.bottom + 2 * CHAR)
    head = headline("种子站里排队", LEFT + 2 * EM, kicker.box.bottom + 8, size=1.5)
    below = pour(SEED, (LEFT,), head.box.bottom + 14)
    (title,), _ = gather_titles([*above, kicker, head, *below], [], CHAR, turned=True)
    assert title.kicker == (kicker,)

    end = text_line("这条路。", LEFT, kicker.box.top)
    (title,), _ = gather_titles([*above, end, head, *below], [], CHAR, turned=True)
    assert title.kicker == ()


def test_a_name_alone_over_a_column_is_a_byline() -> None:
    name = text_line("林书言", LEFT + 8 * EM, 100, size=1.13)
    text = pour(LAMP, (LEFT,), 100 + 3.2 * CHAR)
    (title,), _ = gather_titles([name, *text], [], CHAR, turned=True)
    assert title.byline == (name,)


def test_a_byline_in_brackets_that_a_column_breaks_stays_with_its_text() -> None:
    head = headline("老市场夜里重新亮灯", LEFT, 100)
    text = pour(
        ("本报记者简惠如／专题报道】入夜八点，南门市场的铁卷门一扇一扇拉起，不是打烊，而是开张。",),
        (LEFT,),
        150,
        chars=8,
    )
    (title,), rest = gather_titles([head, *text], [], CHAR, turned=True)
    assert title.byline == ()
    assert list(rest) == list(text)


def test_a_vertical_headline_in_two_staggered_columns_is_one() -> None:
    right = text_line("老楼加梯", 400, 100, 2.2, 1.6, vertical=True)
    left = text_line("一票难不倒", 350, right.box.bottom + 4, 2.2, 1.6, vertical=True)
    (title,), _ = titles_of((right, left, *pour(LAMP + SEED, columns(480, 2), 100)))
    assert texts(title.headline) == ["老楼加梯", "一票难不倒"]


def test_a_name_alone_beside_a_vertical_headline_is_its_byline() -> None:
    head = text_line("望远镜为什么", LEFT, 100, 2.2, 1.6, vertical=True)
    left, right = columns(LEFT + 80, 2)
    name = text_line("俞念慈", left, 100)
    lines = pour(LAMP + SEED, (left, right), 100 + PITCH)
    zone = the_story(page(RUNNING_HEAD, head, name, lines, rules=[HEAD_RULE]))
    assert zone.byline == "俞念慈"
    assert zone.pieces[0].text.startswith(LAMP[0][:5])
