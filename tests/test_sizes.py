"""How large a line's characters are: by their ink, and by how far apart they stand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ocr.geometry import Box
from ocr.layout.lines import Measured
from ocr.layout.sizes import body_by_pitch, size_of
from ocr.model import Line, Reading
from tests.layouts import CHAR, EM

OFF = 0.3
"""Of a character's width, by which the engine may miss its middle."""


def line_of(text: str, size: float, misses: Sequence[float], ink: float = 0.0, sure: float = 0.99) -> float:
    """The size told for a line on a turned page whose characters are ``size`` times the body's, each read so far from
    its middle; ``ink`` body characters of something else stand over it."""
    em = EM * size
    length = em * len(text)
    places = tuple((k + 0.5 + miss) * em / length for k, miss in enumerate(misses))
    measured = Measured(
        Line(Box(40, 100, 40 + round(length), 100 + round(CHAR * (size + ink)))), CHAR * (size + ink), 3
    )
    return size_of(measured, Reading(text, sure, (sure,) * len(text), places), CHAR, turned=True)


@pytest.mark.parametrize("misses", [(0, 0), (OFF, -OFF), (-OFF, OFF)])
@pytest.mark.parametrize("ink", [0.0, 0.6])
def test_two_characters_are_as_large_wherever_the_engine_saw_them(misses: Sequence[float], ink: float) -> None:
    assert line_of("说雷", 1.9, misses, ink) == pytest.approx(1.95, abs=0.1)


def test_a_short_line_read_unsurely_is_as_large_as_its_steps_allow() -> None:
    # What is not read between them makes two characters of the body's size as long as large ones.
    assert line_of("灯亮", 1.0, (0, 0), ink=0.8, sure=0.5) == pytest.approx(1.0, abs=0.1)
    assert line_of("说雷", 1.9, (OFF, -OFF), sure=0.5) < 1.5


def test_what_stands_over_a_long_line_makes_it_no_larger() -> None:
    text = "河堤上的灯又亮了"

    assert line_of(text, 1.0, [OFF * (-1) ** (k // 2) for k in range(len(text))], ink=0.8) < 1.2


def columns_of(pitch: float, ink: float, count: int = 6) -> tuple[list[Measured], list[Reading]]:
    """Columns of ten hanzi ``pitch`` pixels apart, whose ink is ``ink`` pixels broad."""
    text = "河堤上的灯又亮了起来"
    places = tuple((k + 0.5) / len(text) for k in range(len(text)))
    box = Box(40, 100, 40 + round(pitch * len(text)), 100 + round(ink))
    return [Measured(Line(box), ink, 3)] * count, [Reading(text, 0.9, (0.9,) * len(text), places)] * count


def test_columns_that_touch_are_no_broader_than_their_hanzi_stand_apart() -> None:
    measured, readings = columns_of(pitch=24, ink=42)
    assert body_by_pitch(measured, readings, 42) == pytest.approx(24 / 1.04)
    assert body_by_pitch(measured[:4], readings[:4], 42) == 42


@pytest.mark.parametrize("pitch", [23, 26, 40])
def test_columns_set_as_they_are_elsewhere_have_the_size_of_their_ink(pitch: float) -> None:
    measured, readings = columns_of(pitch, ink=25)
    assert body_by_pitch(measured, readings, 25) == 25
