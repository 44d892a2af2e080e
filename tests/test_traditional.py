"""Simplified characters that slip into the reading of a Traditional page."""

from __future__ import annotations

from ocr.model import Reading
from ocr.text.traditional import as_traditional

PRINTED = "學校邀請專業學術顧問，為學生講課，並會親身來港與學生傾談，說明經濟理論的應用與實際發展。"
PAGE = tuple(Reading(PRINTED, 0.99, (0.99,) * len(PRINTED)) for _ in range(6))


def reading(text: str, *sure: float) -> Reading:
    return Reading(text, 0.9, sure or (0.7,) * len(text))


def test_unsure_characters_that_only_simplified_has() -> None:
    *_, mended = as_traditional([*PAGE, reading("约翰爱阅讀", 0.7, 0.99, 0.8, 0.6, 0.99)])
    assert mended == reading("約翰愛閱讀", 0.7, 0.99, 0.8, 0.6, 0.99)


def test_what_was_read_surely_stands_as_printed() -> None:
    sure = reading("恒生", 0.99, 0.99)
    assert as_traditional([*PAGE, sure])[-1] == sure


def test_characters_that_both_have_or_that_stand_for_two_are_left_alone() -> None:
    both = reading("皇后大道里的台北发")
    assert as_traditional([*PAGE, both])[-1] == both


def test_a_simplified_page_stays_simplified() -> None:
    lines = [reading("学校邀请专业学术顾问，为学生讲课。")] * 20
    assert as_traditional(lines) == tuple(lines)
    assert as_traditional([*PAGE, *lines])[-1] == lines[-1]
