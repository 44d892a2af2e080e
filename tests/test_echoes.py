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
