"""Lines that were found twice."""

from __future__ import annotations

from dataclasses import replace

from ocr.geometry import Box
from ocr.layout import Measured, without_echoes
from ocr.model import Line, Reading
from tests.layouts import CHAR


def line(top: float, height: float) -> Measured:
    return Measured(Line(Box(100, round(top), 400, round(top + height))), height, 3)


def test_a_sliver_that_repeats_its_neighbour_is_no_line() -> None:
    lines = [line(100, CHAR), line(100 + 0.65 * CHAR, 0.45 * CHAR), line(100 + 1.5 * CHAR, 0.45 * CHAR)]
    texts = ["河堤上的灯又亮了", "河堤上的打又亮了", "今晚七点"]
    readings = [Reading(text, 0.9, (0.9,) * len(text)) for text in texts]
    kept, read = without_echoes(lines, readings, CHAR)
    assert kept == [lines[0], lines[2]]
    assert [reading.text for reading in read] == [texts[0], texts[2]]
    readings[1] = replace(readings[1], text="修好了")
    assert without_echoes(lines, readings, CHAR) == (lines, readings)


def test_a_part_of_a_line_that_was_found_whole_as_well_is_no_line() -> None:
    part = Measured(Line(Box(160, 98, 260, 100 + CHAR)), CHAR, 3)
    lines = [line(100, CHAR), part]
    texts = ["河堤上的灯又亮了", "上的打又亮"]
    readings = [Reading(text, 0.9, (0.9,) * len(text)) for text in texts]
    kept, read = without_echoes(lines, readings, CHAR)
    assert kept == lines[:1]
    assert [reading.text for reading in read] == texts[:1]
    readings[1] = replace(readings[1], text="本报讯今日")
    assert without_echoes(lines, readings, CHAR) == (lines, readings)
    cell = replace(part, cell=True)
    readings[1] = replace(readings[1], text=texts[1])
    assert without_echoes([lines[0], cell], readings, CHAR) == ([lines[0], cell], readings)
