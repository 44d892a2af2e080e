"""What belongs to a headline: kicker, subtitle, byline and note above and under it."""

from __future__ import annotations

from tests.layouts import (
    EM,
    LAMP,
    PITCH,
    SEED,
    columns,
    headline,
    level_rule,
    page,
    pour,
    text_line,
    the_story,
)
from tests.title_blocks import LEFT, MIDDLE, body, centred, texts, titles_of


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


def test_a_small_line_on_a_bar_of_its_own_is_a_kicker() -> None:
    bar = text_line("街道见闻", MIDDLE - 70, 100, 1.5, 1.6, reverse=True)
    zone = the_story(page(bar, centred("河堤上的灯又亮了", 146, 2.4, 1.6), body(220)))
    assert (zone.kicker, zone.headline) == ("街道见闻", "河堤上的灯又亮了")


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


def test_a_subtitle_may_be_wider_than_its_headline() -> None:
    parts = (centred("末班车", 100, 2.2, 1.6), centred("全长二十八公里设站二十七座", 162, 1.06))
    (title,), _ = titles_of((*parts, *body(210)))
    assert texts(title.subtitle) == ["全长二十八公里设站二十七座"]


def test_a_light_word_as_large_as_the_headline_under_it_is_its_kicker() -> None:
    label = centred("行走", 90, 1.9, 1.0)
    (title,), _ = titles_of((label, centred("一碗面的路程", 140, 1.85, 1.9), *body(220)))
    assert (texts(title.kicker), texts(title.headline)) == (["行走"], ["一碗面的路程"])
