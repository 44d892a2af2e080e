"""Paragraphs: where they begin and end, and what is no prose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr.model import Piece, TextLine
from ocr.stories.elements import Run
from ocr.stories.paragraphs import is_verse, pieces_of
from ocr.stories.runs import gather_runs
from tests.layouts import BELL, CHAR, EM, LAMP, PITCH, SEED, columns, pour, run_of, text_line

POEM = (
    "灯亮了",
    "河水还在往东走",
    "下棋的人收起棋盘",
    "拉琴的人",
    "把最后一个音",
    "留给看门的师傅",
    "他敲一下锣",
    "小鸟醒了",
)


def pieces(*paragraphs: str) -> tuple[Piece, ...]:
    """The pieces of paragraphs poured into one column."""
    return pieces_of([run_of(pour(paragraphs, (100,), 100), 100)], CHAR)


def over(lines: Sequence[TextLine], cut: int, second: tuple[float, float]) -> list[Run]:
    """Lines of a column of which those from ``cut`` on stand at another place, ``second`` being left and top."""
    left, top = second
    rest = [text_line(x.text, left + x.box.left - 100, top + k * PITCH) for k, x in enumerate(lines[cut:])]
    return [run_of(lines[:cut], 100), run_of(rest, left)]


def test_each_indent_begins_a_paragraph() -> None:
    assert [p.text for p in pieces(*LAMP, *SEED)] == [*LAMP, *SEED]


def test_text_that_wraps_round_a_cut_out_is_whole() -> None:
    """The lines' left ends follow the picture's outline; only what stands in over both its neighbours begins one."""
    outline = (0, 0, 0, 1, 2, 2.8, 3.5, 4, 4.2, 4, 3.3, 2, 0.8, 0, 0, 0)
    placed, text, at = [], list(LAMP), 0
    rows = iter(enumerate(outline))
    for paragraph in text:
        rest, indent = paragraph, 2
        while rest:
            at, left = next(rows)
            cells = round(18 - left - indent)
            placed.append(text_line(rest[:cells], 100 + (left + indent) * EM, 100 + at * PITCH))
            rest, indent = rest[cells:], 0
    assert at == 8
    runs = gather_runs(placed, (), (), CHAR)
    assert [p.text for p in pieces_of(runs, CHAR)] == text


def test_a_short_last_line_with_a_full_stop_ends_a_paragraph_that_has_no_indent_after_it() -> None:
    first = pour(("桥头的路灯亮了起来，散步的人又多了。",), (100,), 100)
    second = [
        text_line("老人说，这条路黑了三年，如今", 100, 100 + 2 * PITCH),
        text_line("有人了。", 100, 100 + 3 * PITCH),
    ]
    texts = [p.text for p in pieces_of([run_of((*first, *second), 100)], CHAR)]
    assert texts == ["桥头的路灯亮了起来，散步的人又多了。", "老人说，这条路黑了三年，如今有人了。"]


def test_a_quotation_mark_at_a_line_s_head_is_no_indent() -> None:
    lines = [text_line("灯亮了以后散步的人越来越多了", 100, 100)]
    lines.append(text_line("“真亮”，老人说，这条路黑了三", 100 + 0.6 * EM, 100 + PITCH))
    assert len(pieces_of([run_of(lines, 100)], CHAR)) == 1


def test_subheads_stand_between_paragraphs() -> None:
    found = pieces(LAMP[0], "## 下棋的人", LAMP[1], LAMP[2])
    assert [(p.kind, p.text) for p in found] == [
        ("paragraph", LAMP[0]),
        ("subhead", "下棋的人"),
        ("paragraph", LAMP[1]),
        ("paragraph", LAMP[2]),
    ]


def test_a_larger_line_set_off_at_a_column_s_head_is_a_subhead() -> None:
    head = text_line("灯是怎样亮起来的", 100 + 3 * EM, 100, 1.15)
    for line, kind in ((head, "subhead"), (text_line(head.text, 100 + 3 * EM, 100), "paragraph")):
        first = pieces_of([run_of((line, *pour(LAMP, (100,), 100 + PITCH + 12)), 100)], CHAR)[0]
        assert first.kind == kind


def test_a_bold_sentence_is_no_subhead() -> None:
    lines = [text_line("灯亮了，人也多了。", 100 + 2 * EM, 100, weight=1.6), *pour(LAMP, (100,), 100 + PITCH)]
    assert {p.kind for p in pieces_of([run_of(lines, 100)], CHAR)} == {"paragraph"}


def test_a_subhead_in_two_lines_is_one() -> None:
    heads = [
        text_line(text, 100 + 3 * EM, 100 + k * 26, weight=1.6)
        for k, text in enumerate(("下棋的都来了", "拉琴的也来了"))
    ]
    found = pieces_of([run_of((*heads, *pour(LAMP, (100,), 170)), 100)], CHAR)
    assert found[0].text == "下棋的都来了拉琴的也来了"


def test_a_paragraph_over_a_gutter_goes_on() -> None:
    lines = pour(LAMP, (100,), 100)
    left, right = pieces_of(over(lines, 2, (columns(100, 2)[1], 100)), CHAR)[:2]
    assert (left.text + right.text, right.starts, right.break_before) == (LAMP[0], False, "column")
    assert right.evidence
    assert 0.5 < right.join_confidence <= 1


def test_a_paragraph_past_a_photo_goes_on() -> None:
    lines = pour(LAMP, (100,), 100)
    upper, lower = pieces_of(over(lines, 2, (100, 410)), CHAR)[:2]
    assert (upper.text + lower.text, lower.starts, lower.break_before) == (LAMP[0], False, "illustration")


def test_a_paragraph_that_ends_with_its_column_stays_ended() -> None:
    first = len(pour(LAMP[:1], (100,), 100))
    found = pieces_of(over(pour(LAMP, (100,), 100), first, (columns(100, 2)[1], 100)), CHAR)
    assert [(p.text, p.starts) for p in found] == [(text, True) for text in LAMP]


def test_the_words_decide_where_the_column_s_foot_is_silent() -> None:
    """Full last line with a full stop, no indent after it: nothing says that a paragraph ended."""
    left, right = columns(100, 2)
    before = run_of(pour(("灯下的人都说，这条路如今比白天还亮，还多了不少孩子。",), (left,), 100), left)
    after = run_of([text_line("，老人们也都出来了，", right, 100)], right)
    assert [p.starts for p in pieces_of([before, after], CHAR)] == [True, False]


def test_pieces_hold_every_character() -> None:
    lines = pour((*LAMP, "## 下棋的人", *SEED, *BELL), columns(100, 3), 100)
    lefts = columns(100, 3)
    runs = [run_of([x for x in lines if left <= x.box.left < left + 15 * EM], left) for left in lefts]
    assert "".join(p.text for p in pieces_of(runs, CHAR)) == "".join(x.text for x in lines)


def verse_run(texts: Sequence[str], left: float = 100, top: float = 100) -> Run:
    return run_of([text_line(text, left, top + k * PITCH) for k, text in enumerate(texts)], left)


def test_each_line_of_a_poem_is_a_verse() -> None:
    found = pieces_of([verse_run(POEM)], CHAR)
    assert [(p.kind, p.text) for p in found] == [("verse", text) for text in POEM]


def test_a_poem_in_two_columns_is_a_poem() -> None:
    runs = [verse_run(POEM[:4]), verse_run(POEM[4:], columns(100, 2)[1])]
    assert [p.text for p in pieces_of(runs, CHAR)] == list(POEM)


def test_a_verse_turned_over_is_one() -> None:
    lines = [text_line(text, 100 + 2 * EM, 100 + k * PITCH) for k, text in enumerate(POEM)]
    turned = text_line("向南走", 100, 100 + len(POEM) * PITCH)
    after = text_line("锣也睡了", 100 + 2 * EM, 100 + (len(POEM) + 1) * PITCH)
    found = pieces_of([run_of((*lines, turned, after), 100)], CHAR)
    assert [p.text for p in found] == [*POEM[:-1], "小鸟醒了向南走", "锣也睡了"]


def test_prose_is_no_poem() -> None:
    assert not is_verse([run_of(pour(LAMP + SEED + BELL, (100,), 100), 100)], CHAR)


def test_prose_in_columns_of_two_widths_is_no_poem() -> None:
    wide = run_of([text_line("全长一百八十二公尺　明年底完工　两岸居民盼了两代人", 100, 40)], 100, chars=30)
    narrow = run_of(pour(LAMP + SEED, (100,), 100, chars=11), 100, chars=11)
    assert not is_verse([wide, narrow], CHAR)


def test_old_prose_that_has_no_full_stop_is_no_poem() -> None:
    telegram = (
        "江北電、堤岸昨夜",
        "修復、電燈重明、居",
        "民扶老攜幼、前往",
        "觀看、路旁小販",
        "亦得生意云、又訊",
        "橋面下月動工、約",
        "三月可成",
    )
    assert not is_verse([verse_run(telegram)], CHAR)


def test_questions_and_answers_are_paragraphs() -> None:
    talk = ("问：灯是谁换的？", f"答：{LAMP[1]}", "问：钱从哪里来？", f"答：{SEED[1]}")
    assert [p.text for p in pieces(*talk)] == list(talk)


def test_a_numbered_heading_is_a_subhead_and_a_list_keeps_its_items() -> None:
    heading = text_line("3.2 换灯的原因", 100, 100)
    body = pour(LAMP, (100,), 100 + PITCH)
    items = [text_line(f"（{k}）修好第{k}盏路灯", 100, 100 + (k - 1) * PITCH) for k in range(1, 5)]

    headed = pieces_of([run_of((heading, *body), 100)], CHAR)
    listed = pieces_of([run_of(items, 100)], CHAR)

    assert [piece.kind for piece in headed] == ["subhead", *["paragraph"] * len(LAMP)]
    assert [piece.kind for piece in listed] == ["list_item"] * 4


def test_a_numbered_heading_may_fill_its_column_and_end_in_the_next_line() -> None:
    """On a tint its strokes look thin; the second one is bold, but its last character hardly."""
    lines = [
        *pour(LAMP[:1], (100,), 100),
        text_line("3 桥头路灯近来全部熄灭的原", 100 + 0.8 * EM, 240, weight=0.6),
        text_line("因分析", 100 + 0.8 * EM, 240 + PITCH, weight=0.6),
        text_line("3.1 近年来发生的路灯熄灭事", 100, 320, weight=1.45),
        text_line("故", 100, 320 + PITCH, weight=1.15),
        *pour(LAMP[1:], (100,), 320 + 2 * PITCH),
    ]
    found = pieces_of([run_of(lines, 100)], CHAR)
    assert [(p.kind, p.text) for p in found] == [
        ("paragraph", LAMP[0]),
        ("subhead", "3 桥头路灯近来全部熄灭的原因分析"),
        ("subhead", "3.1 近年来发生的路灯熄灭事故"),
        ("paragraph", LAMP[1]),
        ("paragraph", LAMP[2]),
    ]


def test_items_of_two_lines_are_no_headings() -> None:
    texts = ("1 修好桥头的七盏路灯换下", "旧灯泡", "2 添六张长椅给下棋的人坐", "下歇脚", "3 种一排桂花树")
    lines = [text_line(text, 100, 100 + k * PITCH) for k, text in enumerate(texts)]
    assert not [p for p in pieces_of([run_of(lines, 100)], CHAR) if p.kind == "subhead"]


def test_without_stops_a_short_line_ends_a_paragraph() -> None:
    bare = [re.sub("[，。、？！：”“]", "", text)[:38] for text in (LAMP[0], LAMP[1], SEED[1])]
    lines, k = [], 0
    for text in bare:
        for start in range(0, len(text), 10):
            lines.append(text_line(text[start : start + 10], 100, 100 + k * PITCH))
            k += 1
    assert [p.text for p in pieces_of([run_of(lines, 100, chars=10)], CHAR)] == bare
    other = pieces_of([run_of(lines[:4], 100, chars=10), run_of(lines[4:], 100, chars=10)], CHAR)
    assert [p.starts for p in other[1:]] == [True, True]
