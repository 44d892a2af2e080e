"""Title blocks: which lines are a headline, and which of the lines around it belong to it."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.geometry import Box
from ocr.model import Frame, Role, Rule, TextLine
from ocr.stories import find_stories
from ocr.stories.elements import TitleBlock
from ocr.stories.titles import gather_titles
from tests.layouts import (
    BELL,
    CHAR,
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
    upright_rule,
)

LEFT = 100
MIDDLE = LEFT + 15 * EM
"""Of two columns."""


def centred(text: str, top: float, size: float = 1.0, weight: float = 1.0) -> TextLine:
    """A line in the middle over two columns."""
    return text_line(text, MIDDLE - len(text) * EM * size / 2, top, size, weight)


def body(top: float, count: int = 2) -> tuple[TextLine, ...]:
    return pour(LAMP + SEED, columns(LEFT, count), top)


def titles_of(lines: Sequence[TextLine], rules: Sequence[Rule] = ()) -> tuple[tuple[TitleBlock, ...], int]:
    """The title blocks and how many lines are left over."""
    titles, rest = gather_titles(lines, rules, CHAR)
    assert len(rest) + sum(len(title.lines) for title in titles) == len(lines)
    return titles, len(rest)


def texts(lines: Sequence[TextLine]) -> list[str]:
    return [line.text for line in lines]


def test_headline_with_all_its_parts() -> None:
    text = body(330)
    parts = (
        centred("城东街道换上新灯", 100, 1.25),
        centred("河堤上的灯又亮了", 142, 2.4, 1.6),
        centred("——晚饭后有人散步了", 204, 1.15),
        centred("本报记者 林书言", 240),
    )
    (title,), rest = titles_of([*text, *parts])
    assert texts(title.kicker) == ["城东街道换上新灯"]
    assert texts(title.headline) == ["河堤上的灯又亮了"]
    assert texts(title.subtitle) == ["——晚饭后有人散步了"]
    assert texts(title.byline) == ["本报记者 林书言"]
    assert rest == len(text)


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


def test_note_over_two_columns_is_gathered_to_its_end() -> None:
    note = pour(
        ("编者按：连日来，城东街道换上新灯，孩子们晚饭后都来了，本报今天说一说这些灯的来历。",), (LEFT,), 180, 28
    )
    (title,), rest = titles_of([centred("河堤上的灯又亮了", 100, 2.4, 1.6), *note, *body(280)])
    assert title.note == note
    assert rest == len(body(280))


def test_a_byline_broken_over_two_lines() -> None:
    lines = (
        centred("河堤上的灯又亮了", 100, 2.4, 1.6),
        centred("本报记者 林书言 通讯员", 164),
        centred("蔡颖琛 周可", 190),
    )
    (title,), _ = titles_of([*lines, *body(240)])
    assert texts(title.byline) == ["本报记者 林书言 通讯员", "蔡颖琛 周可"]


def test_the_first_line_of_a_body_is_no_subtitle() -> None:
    (title,), rest = titles_of([centred("河堤上的灯又亮了", 100, 2.4, 1.6), *body(160)])
    assert title.subtitle == title.byline == title.note == ()
    assert rest == len(body(160))


def test_the_last_line_of_the_story_above_is_no_kicker() -> None:
    above = pour(LAMP, (LEFT,), 100)
    below = above[-1].box.bottom + 14
    titles, rest = titles_of([*above, headline("种子站里排队", LEFT + 20, below), *pour(SEED, (LEFT,), below + 60)])
    assert [title.kicker for title in titles] == [()]
    assert rest == len(above) + len(pour(SEED, (LEFT,), 0))


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


def test_a_small_line_on_a_bar_of_its_own_is_a_kicker() -> None:
    bar = text_line("街道见闻", MIDDLE - 70, 100, 1.5, 1.6, reverse=True)
    zone = the_story(page(bar, centred("河堤上的灯又亮了", 146, 2.4, 1.6), body(220)))
    assert (zone.kicker, zone.headline) == ("街道见闻", "河堤上的灯又亮了")


def test_a_headline_set_in_two_sizes_is_one() -> None:
    first, second = centred("修椅子的老师", 100, 2.7, 2.7), centred("一把藤椅坐出百家情", 180, 3.7, 3.7)
    (title,), _ = titles_of([first, second, *body(290)])
    assert (texts(title.headline), title.kicker) == ([first.text, second.text], ())


def test_a_lighter_line_over_a_headline_stays_its_kicker() -> None:
    kicker, head = centred("修椅子的老师", 100, 2.7, 1.2), centred("一把藤椅坐出百家情", 180, 3.7, 3.7)
    (title,), _ = titles_of([kicker, head, *body(290)])
    assert (texts(title.kicker), texts(title.headline)) == ([kicker.text], [head.text])


def test_a_byline_with_its_address() -> None:
    byline, address = text_line("撰文：陶令仪", LEFT, 180, 1.5), text_line("taolingyi@chengwan.com", LEFT, 214)
    story = the_story(page(headline("一把藤椅坐出百家情", LEFT, 100), byline, address, pour(LAMP, (LEFT,), 260)))
    assert story.headline == "一把藤椅坐出百家情"
    assert story.byline == "撰文：陶令仪 taolingyi@chengwan.com"


def test_names_and_sources_at_a_story_s_end_are_its_byline() -> None:
    text = pour(LAMP, (LEFT,), 180)
    foot = text[-1].box.bottom + 12
    names = text_line("陶令仪 单秋白 邬彤", LEFT + 5 * EM, foot)
    source = (text_line("摘编自《澄湾地方志与河道", LEFT + 2 * EM, foot), text_line("疏浚史》", LEFT, foot + PITCH))
    for tail, byline in (((names,), names.text), (source, "摘编自《澄湾地方志与河道疏浚史》")):
        story = the_story(page(headline("桥头的灯", LEFT, 100), text, tail))
        assert (story.byline, story.pieces[-1].text) == (byline, LAMP[-1])


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
    foot = max(line.box.bottom for line in text)
    motto = text_line("灯下的人比灯走得更远，路也比灯照得更长。——澄湾谚语 澄湾月刊 37", LEFT, foot + 2 * PITCH, 0.85)
    layout = page(headline("桥头的灯", LEFT, 100), text, (motto,))
    stories = find_stories(layout)
    assert [(item.role, item.text) for item in stories.furniture] == [(Role.FOOTER, motto.text)]


def test_a_byline_at_the_foot_of_a_tier_is_a_deck() -> None:
    text = pour(LAMP, (LEFT,), 300)
    foot = text_line("记者　林书言", LEFT + 8 * EM, 300 - PITCH)
    (title,), rest = gather_titles([foot, *text], [], CHAR, turned=True)
    assert title.byline == (foot,)
    assert list(rest) == list(text)


def test_one_at_its_head_or_in_the_text_is_none() -> None:
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


def test_a_vertical_headline_in_two_staggered_columns_is_one() -> None:
    right = text_line("老楼加梯", 400, 100, 2.2, 1.6, vertical=True)
    left = text_line("一票难不倒", 350, right.box.bottom + 4, 2.2, 1.6, vertical=True)
    (title,), _ = titles_of((right, left, *pour(LAMP + SEED, columns(480, 2), 100)))
    assert texts(title.headline) == ["老楼加梯", "一票难不倒"]


def test_a_subtitle_and_a_name_flush_with_their_headline() -> None:
    parts = (
        headline("河堤上的灯又亮了", LEFT, 100),
        text_line("晚饭后有人散步", LEFT, 162, 1.15, 1.3),
        text_line("体育组　费小军", LEFT, 198),
    )
    (title,), rest = titles_of((*parts, *body(240)))
    assert (texts(title.subtitle), texts(title.byline)) == (["晚饭后有人散步"], ["体育组　费小军"])
    assert rest == len(body(240))


def test_a_letter_s_address_is_no_subtitle() -> None:
    text = pour(LAMP, columns(LEFT, 2), 200)
    (title,), _ = titles_of((headline("灯能不能早点关", LEFT, 100), text_line("编辑同志：", LEFT, 168), *text))
    assert title.subtitle == title.byline == ()


def test_a_name_alone_under_a_title_is_its_byline() -> None:
    under = centred("柳秀英", 168, 0.95)
    (title,), _ = titles_of((centred("把故事修好", 100, 2.2, 1.6), under, *body(220)))
    assert (texts(title.byline), title.subtitle) == (["柳秀英"], ())


def test_a_name_alone_beside_a_vertical_headline_is_its_byline() -> None:
    head = text_line("望远镜为什么", LEFT, 100, 2.2, 1.6, vertical=True)
    left, right = columns(LEFT + 80, 2)
    name = text_line("俞念慈", left, 100)
    lines = pour(LAMP + SEED, (left, right), 100 + PITCH)
    zone = the_story(page(RUNNING_HEAD, head, name, lines, rules=[HEAD_RULE]))
    assert zone.byline == "俞念慈"
    assert zone.pieces[0].text.startswith(LAMP[0][:5])


def test_a_byline_takes_no_dateline_s_line_with_it() -> None:
    parts = (centred("租房的年轻人", 100, 2.2, 1.6), centred("本报记者　沈晚晴　文/图", 168))
    (title,), _ = titles_of(
        (*parts, *pour(("新华社石塘6月4日电　“这里的灯又亮了，”她说。", *LAMP), columns(LEFT, 2), 204))
    )
    assert texts(title.byline) == ["本报记者　沈晚晴　文/图"]


def test_a_few_words_over_a_headline_with_nothing_over_them_are_its_kicker() -> None:
    head = headline("一个人的博物馆", LEFT + 36, 160)
    kicker = text_line("城市记忆", LEFT, 126)
    (title,), _ = titles_of((kicker, head, *body(230)))
    assert texts(title.kicker) == ["城市记忆"]
    ends = text_line("他说还早", LEFT, 126)
    above = text_line("天色一暗，桥头的路灯就亮了。", LEFT, 126 - PITCH)
    (title,), _ = titles_of((above, ends, head, *body(230)))
    assert title.kicker == ()


def test_rules_as_wide_as_a_kicker_do_not_part_it_off() -> None:
    kicker = centred("生态文明建设在城东", 112, 1.1)
    rules = [level_rule(kicker.box.left - 8, top, kicker.box.right + 8) for top in (104, 142)]
    (title,), _ = titles_of((kicker, centred("河长的背包", 160, 3.0, 2.0), *body(260)), rules)
    assert texts(title.kicker) == ["生态文明建设在城东"]


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


def test_a_subtitle_may_be_wider_than_its_headline() -> None:
    parts = (centred("末班车", 100, 2.2, 1.6), centred("全长二十八公里设站二十七座", 162, 1.06))
    (title,), _ = titles_of((*parts, *body(210)))
    assert texts(title.subtitle) == ["全长二十八公里设站二十七座"]


def test_a_page_wide_headline_under_a_later_page_s_folio_is_no_masthead() -> None:
    name = centred("小人物大日子", 70, 3.6, 2.4)
    rules = [HEAD_RULE, level_rule(LEFT, 150, 1500)]
    lines = pour((LAMP + SEED) * 5, columns(LEFT, 2), 170)
    second = find_stories(page(RUNNING_HEAD, name, lines, rules=rules))
    assert [item.role for item in second.furniture if item.text == name.text] == []
    first = (text_line("第1版", 100, 20), *RUNNING_HEAD[1:])
    front = find_stories(page(first, name, lines, rules=rules))
    assert [item.role for item in front.furniture if item.text == name.text] == [Role.MASTHEAD]


def test_a_light_word_as_large_as_the_headline_under_it_is_its_kicker() -> None:
    label = centred("行走", 90, 1.9, 1.0)
    (title,), _ = titles_of((label, centred("一碗面的路程", 140, 1.85, 1.9), *body(220)))
    assert (texts(title.kicker), texts(title.headline)) == (["行走"], ["一碗面的路程"])
