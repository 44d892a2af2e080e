"""Text as printed: what each rule does, and what none may ever do."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ocr.model import Reading
from ocr.text.normalize import MOST_PASSES, normalize_reading, normalize_text

ALPHABET = "报刊一江南晨〇Aa9０ｚ①²,.:;?!()（），。、：；？！“”‘’\"'＂「」《》…·・-—－～~█■ \u3000%％￥¥/"


def spaced(text: str, pitch: float = 0.05, sure: float = 0.99) -> Reading:
    """A reading whose characters stand a pitch apart."""
    places = tuple(round(pitch * (k + 0.5), 4) for k in range(len(text)))
    return Reading(text, sure, (sure,) * len(text), places)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    text = draw(st.text(st.sampled_from(ALPHABET), max_size=14))
    sure = draw(st.lists(st.floats(0, 1), min_size=len(text), max_size=len(text)))
    places = draw(st.lists(st.floats(0, 1), min_size=len(text), max_size=len(text)))
    return Reading(text, 0.9, tuple(sure), tuple(sorted(places)))


def letters(text: str) -> Counter[str]:
    """Hanzi, digits and letters; 一 apart, since a piece of a dash reads as one."""
    return Counter(char for char in unicodedata.normalize("NFKC", text) if char.isalnum() and char != "一")


@given(readings(), st.booleans())
@example(spaced("图①：7月"), False)
@example(spaced("一—一对"), True)
def test_normalizing_twice_is_normalizing_once(reading: Reading, keep_gaps: bool) -> None:
    once = normalize_reading(reading, keep_gaps=keep_gaps)
    assert normalize_reading(once, keep_gaps=keep_gaps) == once


@given(readings(), st.booleans())
def test_no_hanzi_digit_or_letter_comes_or_goes(reading: Reading, keep_gaps: bool) -> None:
    assert letters(normalize_reading(reading, keep_gaps=keep_gaps).text) == letters(reading.text)


@given(st.text(st.sampled_from(ALPHABET), max_size=20))
def test_without_positions_even_a_one_stays(text: str) -> None:
    assert normalize_text(text).count("一") == text.count("一")


@given(readings(), st.booleans())
def test_confidences_and_positions_stay_aligned(reading: Reading, keep_gaps: bool) -> None:
    done = normalize_reading(reading, keep_gaps=keep_gaps)
    assert len(done.text) == len(done.chars) == len(done.positions)
    assert list(done.positions) == sorted(done.positions)


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("他说,好;你呢?好!", "他说，好；你呢？好！"),
        ("增长３.４%,22:00收工", "增长3.4%，22:00收工"),
        ("17：30，共清运", "17:30，共清运"),
        ("1:0，3：1！", "1:0，3:1！"),
        ("图①:7月8日", "图①：7月8日"),
        ("编者按:连日来", "编者按：连日来"),
        ("雨停了.", "雨停了。"),
        ("单位(μm)", "单位（μm）"),
        ("颗粒物(PM2.5)", "颗粒物（PM2.5）"),
        ("U.S. Bank, Inc. (NY)", "U.S. Bank, Inc. (NY)"),
        ("约50~70微米", "约50～70微米"),
        ("￥12，８％", "¥12，8%"),
        ("█陆子昂", "■陆子昂"),
        ("约翰・史密斯", "约翰·史密斯"),
    ],
)
def test_widths_are_as_printed(read: str, printed: str) -> None:
    assert normalize_text(read) == printed


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("热气…", "热气……"),
        ("热气......", "热气……"),
        ("热气………", "热气……"),
        ("像点卤--不能", "像点卤——不能"),
        ("0.6—0.8", "0.6—0.8"),
        ("18-21、21-19", "18-21、21-19"),
        ("京—沪", "京—沪"),
        ("-机电产品", "——机电产品"),
        ("-5℃", "-5℃"),
    ],
)
def test_dashes_and_ellipses(read: str, printed: str) -> None:
    assert normalize_text(read) == printed


def test_a_dash_with_room_for_two_cells_is_the_long_one() -> None:
    reading = Reading("水库京—沪高铁", 0.9, (0.9,) * 7, (0.05, 0.15, 0.25, 0.40, 0.55, 0.65, 0.75))
    assert normalize_reading(reading, keep_gaps=False).text == "水库京——沪高铁"


def test_a_one_that_touches_a_dash_is_a_piece_of_it() -> None:
    places = (0.05, 0.15, 0.25, 0.38, 0.42, 0.55, 0.65)
    touching = Reading("我点卤一—不能", 0.9, (0.9,) * 7, places)
    assert normalize_reading(touching, keep_gaps=False).text == "我点卤——不能"
    assert normalize_reading(spaced("这是唯一——的"), keep_gaps=False).text == "这是唯一——的"


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ('"通"心战疫', "“通”心战疫"),
        ('他说:"好。"', "他说：“好。”"),
        ("叫'急件'的", "叫‘急件’的"),
        ("it's 9 o'clock", "it's 9 o'clock"),
        ("”红色堡垒”", "“红色堡垒”"),
        ("“红色堡垒“，", "“红色堡垒”，"),
        ("「新界」東北", "「新界」東北"),
    ],
)
def test_quotes_find_their_direction(read: str, printed: str) -> None:
    assert normalize_text(read) == printed


def test_a_lone_straight_quote_in_mid_line_stays_as_read() -> None:
    assert normalize_text('叫"急件的') == '叫"急件的'


def test_a_doubtful_quote_takes_its_sure_partners_kind() -> None:
    def quoted(opening: float, closing: float) -> str:
        reading = Reading("“懂’的", 0.9, (opening, 0.99, closing, 0.99), (0.1, 0.3, 0.5, 0.7))
        return normalize_reading(reading, keep_gaps=False).text

    assert quoted(0.44, 0.98) == "‘懂’的"
    assert quoted(0.95, 0.98) == "“懂’的"
    assert quoted(0.95, 0.40) == "“懂’的"


def test_of_two_stops_the_surer_stays() -> None:
    reading = Reading("岁，·最", 0.9, (0.99, 0.97, 0.56, 0.99), (0.1, 0.3, 0.4, 0.5))
    done = normalize_reading(reading, keep_gaps=False)
    assert (done.text, done.chars, done.positions) == ("岁，最", (0.99, 0.97, 0.99), (0.1, 0.3, 0.5))


def test_spaces_are_kept_in_titles_and_between_latin_words_only() -> None:
    assert normalize_text(" 筑牢防线　 守卫家园 ", keep_gaps=True) == "筑牢防线 守卫家园"
    assert normalize_text("筑牢防线 守卫家园") == "筑牢防线守卫家园"
    assert normalize_text("第 3 版 New York 时报") == "第3版New York时报"


def test_blank_text_is_no_reading() -> None:
    assert normalize_reading(spaced(" \u3000"), keep_gaps=True) == Reading("", 0.0)


def test_long_text_settles_long_before_the_bound() -> None:
    text = "a:" * 40 + "中" + ":a" * 40
    assert normalize_text(text) == normalize_text(normalize_text(text))
    assert MOST_PASSES >= 4
