"""What names say: page numbers, titles, dates, natural order, ids."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.intake.names import find_date, find_title, natural_key, page_mark, readable, safe_id
from ocr.language.numerals import number_of


@pytest.mark.parametrize(
    ("stem", "number", "label", "shared"),
    [
        ("01", 1, None, ""),
        ("江南晨报_2021-03-25_p01", 1, None, "江南晨报_2021-03-25"),
        ("宝山社区-02", 2, None, "宝山社区"),
        ("江南晨报 第3版", 3, "第3版", "江南晨报"),
        ("江南晨报（第３版）", 3, "第3版", "江南晨报"),
        ("第十二版", 12, "第十二版", ""),
        ("晨报第A05版", 5, "第A05版", "晨报"),
        ("A5", 5, "A5", ""),
        ("a05", 5, "a05", ""),
        ("晨报A05要闻", 5, "A05", "晨报_要闻"),
        ("A4_scan_07", 7, None, "A4_scan"),
        ("Page 7", 7, None, ""),
        ("scan12", 12, None, "scan"),
        ("2021032502", 2, None, "20210325"),
        ("20210325_02", 2, None, "20210325"),
        ("晨报 2021年3月25日 第4版", 4, "第4版", "晨报 2021年3月25日"),
        ("总第2187期_3", 3, None, "总第2187期"),
        ("03_300dpi", 3, None, "300dpi"),
        ("十二", 12, None, ""),
        ("晨报（二）", 2, None, "晨报"),
        ("晨报_2021-03-25", None, None, "晨报_2021-03-25"),
        ("20210325", None, None, "20210325"),
        ("2018年第4期", None, None, "2018年第4期"),
        ("封面", None, None, "封面"),
    ],
)
def test_page_numbers_in_names(stem: str, number: int | None, label: str | None, shared: str) -> None:
    mark = page_mark(stem)
    assert (mark.number, mark.label, mark.shared) == (number, label, shared)


@pytest.mark.parametrize(
    "name",
    [
        "江南晨报_2021-03-25",
        "江南晨报20210325",
        "江南晨报 2021年3月25日",
        "2021.3.25 江南晨报",
        "江南晨报_2021_03_25_p01",
        "江南晨报2021032501",
        "江南晨报 二〇二一年三月二十五日",
        "江南晨报 ２０２１年０３月２５日 总第2187期",
    ],
)
def test_titles_and_dates_in_names(name: str) -> None:
    found = find_date(readable(name))
    assert found is not None
    assert (found[0], find_title(readable(name))) == ("2021-03-25", "江南晨报")


@pytest.mark.parametrize(
    "name", ["晨报", "2021-13-01", "20210230", "1234-05-06", "IMG_20210325123000", "scan_20210325"]
)
def test_names_that_give_no_title(name: str) -> None:
    assert find_title(name) is None


def in_chinese(number: int) -> str:
    """Chinese numerals of a number below 1000; nothing for 0."""
    digits, ones, rest = "零一二三四五六七八九", number % 10, number % 100
    last = digits[ones] if ones else ""
    if number < 20:
        return ("十" if number >= 10 else "") + last
    if number < 100:
        return f"{digits[number // 10]}十{last}"
    between = "零" if 0 < rest < 10 else "一" if 10 <= rest < 20 else ""
    return f"{digits[number // 100]}百{between}{in_chinese(rest)}"


@given(st.integers(1, 999))
def test_chinese_numerals_mean_the_same_number(number: int) -> None:
    assert number_of(in_chinese(number)) == number
    assert page_mark(f"晨报 第{in_chinese(number)}版").number == number


TITLES = st.text("江南晨报宝山社区 _-", max_size=8)


@given(
    title=TITLES,
    number=st.integers(1, 999),
    pattern=st.sampled_from(
        ["_p{}", "-{}", " 第{}版", "_{}", " Page {}", "({})", " A{}", "_2021-03-25_{}", "p{}_300dpi"]
    ),
    zeros=st.integers(0, 2),
    wide=st.booleans(),
)
def test_the_number_is_found_and_the_rest_is_shared(
    title: str, number: int, pattern: str, zeros: int, wide: bool
) -> None:
    """Whatever stands around it; two pages of an issue share the same rest."""
    digits = str(number).zfill(min(3, len(str(number)) + zeros))
    if wide:
        digits = digits.translate({ord(digit): ord(digit) + 0xFEE0 for digit in string.digits})
    mark = page_mark(title + pattern.format(digits))
    assert mark.number == number
    assert mark.shared == page_mark(title + pattern.format("1")).shared


@given(title=TITLES, numbers=st.lists(st.integers(0, 99999), unique=True), seed=st.integers())
def test_natural_order_is_the_order_of_the_numbers(title: str, numbers: list[int], seed: int) -> None:
    names = [f"{title}{number}.jpg" for number in numbers]
    random.Random(seed).shuffle(names)
    assert sorted(names, key=natural_key) == [f"{title}{number}.jpg" for number in sorted(numbers)]


@given(st.lists(st.text(max_size=6), max_size=6), st.randoms(use_true_random=False))
def test_natural_order_does_not_hang_on_the_order_given(names: list[str], shuffler: random.Random) -> None:
    shuffled = list(names)
    shuffler.shuffle(shuffled)
    assert sorted(names, key=natural_key) == sorted(shuffled, key=natural_key)


@given(st.text(max_size=300))
def test_names_of_any_kind_are_read_and_made_safe(name: str) -> None:
    mark = page_mark(name)
    assert mark.number is None or mark.number >= 0
    safe = safe_id(name)
    assert safe == safe_id(safe)
    assert safe not in ("", ".", "..")
    assert not set(safe) & set('/\\:*?"<>|\0\n')
    assert len(safe.encode()) <= 160
