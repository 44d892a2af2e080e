"""Doubtful characters find their places in the text that their lines became."""

from __future__ import annotations

from dataclasses import replace

from ocr import language
from ocr.model import TextLine
from ocr.stories.doubts import doubts_apart, doubts_in
from ocr.stories.paragraphs import pieces_of
from tests.layouts import CHAR, LAMP, pour, run_of, text_line


def read_as(line: TextLine, unsure: str) -> TextLine:
    """The line, sure of all characters but those of ``unsure``."""
    chars = tuple(0.5 if char in unsure else 0.99 for char in line.text)
    return replace(line, reading=replace(line.reading, chars=chars))


def lines(*texts: str, unsure: str) -> list[TextLine]:
    return [read_as(text_line(text, 100, 100 * k), unsure) for k, text in enumerate(texts)]


def test_spaces_and_hyphens_that_went_or_came_move_nothing() -> None:
    read = lines("本报讯 灯 inter-", "national亮", "The", "End", unsure="灯-亮E")
    text = ""
    for line in read:
        text, _ = language.joined(text, line.text)
    text = language.compact(text)
    assert text == "本报讯　灯international亮The End"
    assert [text[at] for at, _ in doubts_in(text, read)] == ["灯", "亮", "E"]


def test_line_of_which_the_engine_says_nothing_has_no_doubts() -> None:
    first, second = lines("灯亮了", "又灭了", unsure="亮灭")
    silent = replace(first, reading=replace(first.reading, chars=()))
    assert doubts_in("灯亮了又灭了", [silent, second]) == ((4, 0.5),)


def test_texts_that_a_line_was_parted_into_have_their_own() -> None:
    read = lines("成立年份：1963 類型：直資", "學校", unsure="3直校")
    apart = doubts_apart(["成立年份：1963", "類型：直資學校"], read)
    assert apart == [((8, 0.5),), ((3, 0.5), (6, 0.5))]


def test_paragraph_tells_its_doubtful_characters() -> None:
    poured = [read_as(line, LAMP[0][7]) for line in pour(LAMP, (100,), 100)]
    first, *_ = pieces_of([run_of(poured, 100)], CHAR)
    assert {first.text[at] for at, _ in first.doubts} == {LAMP[0][7]}
    assert len(first.doubts) == LAMP[0].count(LAMP[0][7])
