"""Captions told from the body text under and around a photo."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.geometry import Box, covered
from ocr.model import TextLine
from ocr.stories import find_stories
from ocr.stories.captions import tie_captions
from ocr.stories.charts import numbered_under
from tests.layouts import (
    BELL,
    CHAR,
    EM,
    LAMP,
    PITCH,
    SEED,
    blocks_of,
    columns,
    headline,
    page,
    pour,
    text_line,
    the_story,
)

PHOTO = Box(100, 100, 100 + 14 * EM, 300)


def caption_of(lines: Sequence[TextLine], photo: Box = PHOTO, printed_on: Sequence[TextLine] = ()) -> list[str]:
    (figure,), _, rest = tie_captions([photo], lines, printed_on, CHAR)
    assert len(figure.caption) + len(rest) == len(lines)
    return [line.text for line in figure.caption]


def small(text: str, left: float, top: float) -> TextLine:
    """A line as captions are set."""
    return text_line(text, left, top, 0.86, 1.1)


def test_a_caption_with_its_credit() -> None:
    lines = (small("灯下下棋的人。 陶令仪 摄", 104, 308), *pour(LAMP, (100,), 350))
    assert caption_of(lines) == ["灯下下棋的人。 陶令仪 摄"]


def test_a_caption_has_the_whole_of_its_row() -> None:
    """The detector may make three pieces of one line."""
    texts = ("图①：灯下", "坐满了", "人。陶令仪 摄")
    starts = (104, 104 + 5.4 * 0.86 * EM, 104 + 8.8 * 0.86 * EM)
    lines = [small(text, left, 308) for text, left in zip(texts, starts, strict=True)]
    assert caption_of((*lines, *pour(LAMP, (100,), 350))) == list(texts)


def test_the_credit_beside_a_caption_s_last_word_costs_it_nothing() -> None:
    first = small("晚饭后，灯下坐满了下棋的人和看", 104, 308)
    last, credit = small("棋的", 104, 330), small("陶令仪 摄", 100 + 9.5 * EM, 329)
    assert caption_of((first, last, credit, *pour(LAMP, (100,), 375))) == [first.text, "棋的", "陶令仪 摄"]


def test_a_caption_whose_first_line_is_indented_has_its_last_word() -> None:
    step = 0.86 * EM
    first = small("晚饭后，灯下坐满了下棋的人和", 104 + 2 * step, 308)
    second = small("看棋的人，从六点一直坐到了十点敲", 104, 330)
    last, credit = small("钟。", 104, 352), small("陶令仪 摄", 100 + 9.5 * EM, 351)
    lines = (first, second, last, credit, *pour(LAMP, (100,), 400))
    assert caption_of(lines) == [first.text, second.text, last.text, credit.text]


def test_a_caption_in_two_lines() -> None:
    lines = (small("晚饭后，灯下坐满了下棋的人和", 104, 308), small("看棋的人。陶令仪 摄", 104, 330))
    assert caption_of((*lines, *pour(LAMP, (100,), 375))) == [line.text for line in lines]


def test_a_centred_caption_without_a_credit() -> None:
    lines = (text_line("灯下下棋的人", 100 + 4 * EM, 308, 0.95), *pour(LAMP, (100,), 352))
    assert caption_of(lines) == ["灯下下棋的人"]


def test_a_centred_line_with_the_text_right_below_it_is_a_caption() -> None:
    lines = (text_line("灯下下棋的人", 100 + 4 * EM, 308), *pour(LAMP, (100,), 308 + PITCH))
    assert caption_of(lines) == ["灯下下棋的人"]


def test_a_caption_does_not_go_on_below_a_short_line() -> None:
    caption = text_line("图为灯下下棋的人", 100 + 0.8 * EM, 308, 1.0, 1.2)
    lines = (caption, text_line("住在河边的老人说，这条路黑了", 100, 308 + PITCH))
    assert caption_of(lines) == ["图为灯下下棋的人"]


def test_the_first_verse_under_a_photo_is_no_caption() -> None:
    verses = ("灯亮了", "下棋的人回来了", "小鸟醒了", "向南飞去了")
    lines = [text_line(verse, 102, 308 + k * PITCH) for k, verse in enumerate(verses)]
    assert caption_of(lines) == []


def test_a_caption_in_another_face_of_the_body_s_size() -> None:
    lines = (text_line("图为灯下下棋的人。", 100, 308, 0.99, 1.15), *pour(LAMP, (100,), 352))
    assert caption_of(lines) == ["图为灯下下棋的人。"]


def test_a_caption_printed_on_the_photo() -> None:
    lines = (text_line("灯下下棋的人", 110, 270, 0.9, reverse=True), *pour(LAMP, (100,), 320))
    assert caption_of(lines, printed_on=lines[:1]) == ["灯下下棋的人"]


def test_body_text_under_a_photo_is_no_caption() -> None:
    assert caption_of(pour(LAMP, (100,), 308)) == []


def test_body_text_that_flows_past_a_photo_is_no_caption() -> None:
    above = pour(LAMP[:1], (100,), 100 - 62, rows=99)[:2]
    below = pour(LAMP[:1], (100,), 308, rows=99)[2:]
    assert caption_of((*above, *(line for line in below if line.box.top >= 308))) == []


def test_text_far_below_a_photo_is_no_caption() -> None:
    assert caption_of((small("灯下下棋的人。 陶令仪 摄", 104, 345),)) == []


def test_text_beside_a_photo_is_no_caption() -> None:
    assert caption_of((small("灯下下棋的人。 陶令仪 摄", 600, 308),)) == []


def test_two_photos_have_a_caption_each() -> None:
    other = Box(600, 100, 600 + 14 * EM, 300)
    lines = (small("图①：桥头的灯。", 100, 308), small("图②：河堤的灯。", 600, 308), *pour(LAMP, (100, 600), 360))
    figures, _, rest = tie_captions([other, PHOTO], lines, (), CHAR)
    assert [(f.picture, f.caption[0].text) for f in figures] == [(PHOTO, "图①：桥头的灯。"), (other, "图②：河堤的灯。")]
    assert rest == lines[2:]


def test_a_photo_over_another_keeps_its_own_caption() -> None:
    lower = Box(100, 360, 100 + 14 * EM, 560)
    lines = (small("图①：桥头的灯。", 100, 308), small("图②：河堤的灯。", 100, 568))
    figures, _, _ = tie_captions([PHOTO, lower], lines, (), CHAR)
    assert [[line.text for line in f.caption] for f in figures] == [["图①：桥头的灯。"], ["图②：河堤的灯。"]]


def test_a_photo_story_is_its_title_and_its_long_caption() -> None:
    wide = Box(100, 100, 100 + 30 * EM, 480)
    title = text_line("灯下", 100 + 12 * EM, 490, 1.6, 1.8)
    zone = the_story(page(title, pour(LAMP[:2], (100,), 536, 30), photos=[wide]))
    assert zone.headline == "灯下"
    assert "".join(block.text for block in blocks_of(zone)) == "".join(LAMP[:2])
    assert [(figure.box, figure.caption) for figure in zone.figures] == [(wide, None)]


def test_a_photo_of_no_story_keeps_its_caption() -> None:
    far = Box(900, 1500, 900 + 14 * EM, 1700)
    lines = (headline("种子站里排长队", 150, 100), *pour(SEED + BELL, columns(100, 2), 170))
    stories = find_stories(page(lines, photos=[far]))
    assert sum(len(zone.figures) for zone in stories.zones) + len(stories.loose_figures) == 1


def test_the_caption_of_a_photo_in_a_story_is_in_no_body() -> None:
    lefts = columns(100, 2)
    photo = Box(round(lefts[1]), 260, round(lefts[1]) + 14 * EM, 440)
    text = pour(LAMP + SEED, (lefts[0], lefts[1]), 170, rows=18)
    left = [line for line in text if line.box.left < lefts[1] - EM]
    right = pour(("最后一盏灯熄灭以前，看门的师傅总要到桥头走一趟，数一数还有几个人没有回家。",), lefts[1:], 510)
    zone = the_story(
        page(
            headline("河堤上的灯又亮了", 200, 100),
            left,
            small("灯下下棋的人。 陶令仪 摄", lefts[1], 448),
            right,
            photos=[photo],
        )
    )
    assert [figure.caption for figure in zone.figures] == ["灯下下棋的人。 陶令仪 摄"]
    assert "陶令仪" not in "".join(block.text for block in blocks_of(zone))


def test_the_photo_of_a_box_of_facts_keeps_the_caption_above_it() -> None:
    photo = Box(100, 200, 100 + 14 * EM, 420)
    caption = small("▼季阿姨在豆花摊前。（资料图片）", 100, 170)
    title = text_line("季春兰小档案", 100 + 3 * EM, 430, 1.4, 1.5)
    facts = [
        text_line(text, 104, 470 + k * PITCH) for k, text in enumerate(("出生：1957年", "职业：摊主", "爱好：听戏"))
    ]
    (figure,), titles, rest = tie_captions([photo], [caption, title, *facts], (), CHAR)
    assert ([line.text for line in figure.caption], titles, list(rest)) == ([caption.text], (title,), [title, *facts])


def test_a_caption_beside_a_cut_out_is_whole() -> None:
    """The photo's box reaches over the caption's short last line, and the cut-out itself over another."""
    photo = Box(100, 100, 700, 420)
    texts = ("▲单秋白和", "邻居们坐在", "巷口的百家", "椅上，孩子", "也来", "（资料图片）")
    lines = [small(text, 660, 260 + k * 24) for k, text in enumerate(texts)]
    assert caption_of(lines, photo, printed_on=[lines[3]]) == list(texts)


def test_small_lines_alone_beside_a_photo_are_its_caption() -> None:
    left = PHOTO.right + EM
    beside = (small("消防员在演", left, 104), small("练中攀登。", left, 126))
    under = pour(LAMP, columns(100, 2), 330)
    assert caption_of((*beside, *under)) == [line.text for line in beside]
    text = pour(BELL[:1], (left,), 160, chars=8)
    assert caption_of((*beside, *text, *under)) == []


def test_a_headline_on_a_photo_is_no_caption() -> None:
    lines = (headline("村里的田保姆", 120, 230), *pour(LAMP, (100,), 330))
    assert caption_of(lines, printed_on=lines[:1]) == []


def test_a_figure_s_number_opens_its_caption_and_what_is_around_it_are_labels() -> None:
    """The nearest line under the chart is a label, and so is the one beside it."""
    labels = [text_line("宁夏，", 180, 306, 0.75), text_line("5.3%", 182, 326, 0.6), text_line("河南，", 64, 160, 0.75)]
    texts = ("图6-3-1 各省", "沟道面积比例")
    caption = [
        text_line(text, PHOTO.cx - 0.425 * EM * cells, 362 + 26 * k, 0.85)
        for k, (text, cells) in enumerate(zip(texts, (5.5, 6), strict=True))
    ]
    text = pour(LAMP, (PHOTO.right + 2 * EM,), 100)
    (figure,), _, rest = tie_captions([PHOTO], [*labels, *caption, *text], (), CHAR)
    assert [line.text for line in figure.caption] == list(texts)
    assert {line.text for line in figure.labels} == {line.text for line in labels}
    assert all(covered(label.box, figure.picture) == 1 for label in labels)
    assert tuple(rest) == text


def test_the_number_of_the_next_figure_is_no_label() -> None:
    lower, upper = Box(100, 100, 400, 400), Box(410, 100, 700, 300)
    numbers = [text_line("图1 各县", 180, 412, 0.85), text_line("图2 比例", 420, 308, 0.85)]
    figures, _, rest = tie_captions([lower, upper], numbers, (), CHAR)
    assert [[line.text for line in figure.caption] for figure in figures] == [["图1 各县"], ["图2 比例"]]
    assert [figure.picture for figure in figures] == [lower, upper]
    assert rest == ()


def test_a_sentence_about_a_figure_is_no_caption() -> None:
    lines = [text_line("图6-3-1。按类型统计，共三万条", 100, 310), text_line("图6-3-1", 900, 310)]
    assert numbered_under(PHOTO, lines, CHAR) is None


def test_the_last_words_of_a_caption_on_a_photo_are_no_lettering_in_it() -> None:
    """Short words on a photo go with the line over them, or beside them; alone they are a shop's sign."""
    photo = Box(100, 100, 100 + 14 * EM, 300)
    texts = ("灯下下棋的人围了三层，", "都不肯", "走。")
    on_it = [
        text_line(text, left, top, 0.8, reverse=True)
        for text, left, top in zip(texts, (110, 110, 110 + 3.4 * 0.8 * EM), (240, 264, 264), strict=True)
    ]
    sign = text_line("茶馆", 300, 130, 0.8, reverse=True)
    zone = the_story(
        page(headline("一盏灯的来历", 100, 40), *on_it, sign, pour(LAMP + SEED, columns(100, 2), 320), photos=[photo])
    )
    assert [figure.caption for figure in zone.figures] == ["".join(texts)]


def test_a_long_caption_on_a_shallow_photo_begins_over_its_middle() -> None:
    photo = Box(100, 100, 100 + 14 * EM, 200)
    lines = [text_line(text, 110, 122 + 25 * k, 0.8) for k, text in enumerate(("灯下下棋的人", "围了三层不", "肯走。"))]
    assert caption_of(lines, photo, printed_on=lines) == [line.text for line in lines]


def test_small_lines_beside_a_photo_are_surer_than_larger_ones_under_it() -> None:
    """The last of them is a little larger as read, and the end of a paragraph stands right under the photo."""
    left = PHOTO.right + EM
    texts = ("消防员在演", "练中攀登。", "资料图片")
    beside = [text_line(text, left, 104 + 24 * k, 1.0 if k == 2 else 0.85) for k, text in enumerate(texts)]
    under = text_line("三天。", PHOTO.left, PHOTO.bottom + 12)
    assert caption_of([*beside, under, *pour(LAMP, (100,), 420)]) == list(texts)


def test_lines_on_both_sides_of_a_photo_are_not_one_caption() -> None:
    photo = Box(500, 100, 900, 400)
    left = (small("球迷。 傅建国 摄", 500 - 9 * EM, 196),)
    right = [small(text, 920, 104 + 24 * k) for k, text in enumerate(("灯下下棋的人", "围了三层。", "陶令仪 摄"))]
    (figure,), _, rest = tie_captions([photo], [*left, *right], (), CHAR)
    assert [line.text for line in figure.caption] == [line.text for line in right]
    assert tuple(rest) == left


def test_a_text_beside_a_photo_under_its_own_headline_is_no_caption() -> None:
    title = headline("春茶开采", PHOTO.right + EM, 102, 1.6)
    text = [
        small(line, PHOTO.right + EM, 150 + 24 * k)
        for k, line in enumerate(("茶农在采今", "年头一批春茶。", "陶令仪 摄"))
    ]
    assert caption_of([title, *text]) == []
    assert caption_of(text) == [line.text for line in text]


def test_a_caption_a_little_narrower_than_its_photo_has_its_last_words() -> None:
    """Its lines stand under the photo's middle, and its credit at the end of the last one."""
    texts = ("灯下下棋的人围了三层不", "肯走，看门的师傅把灯留", "到十点。")
    lines = [small(text, PHOTO.left + 1.6 * EM, 306 + 24 * k) for k, text in enumerate(texts)]
    credit = small("陶令仪 摄", PHOTO.left + 7.6 * EM, 306 + 48)
    assert caption_of([*lines, credit]) == [*texts, credit.text]


def test_a_byline_under_a_photo_with_its_headline_on_it_is_no_caption() -> None:
    byline = text_line("通讯员 石青禾", PHOTO.cx - 3.2 * EM, PHOTO.bottom + 10, 0.9)
    assert caption_of([byline, *pour(LAMP, (100,), PHOTO.bottom + 60)]) == []
    credit = text_line("本报记者 石青禾 摄", PHOTO.cx - 4 * EM, PHOTO.bottom + 10, 0.9)
    assert caption_of([credit, *pour(LAMP, (100,), PHOTO.bottom + 60)]) == [credit.text]
