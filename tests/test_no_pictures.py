"""What was taken for a picture and is text."""

from __future__ import annotations

import pytest

from ocr.geometry import Box
from ocr.stories.no_pictures import without_text
from tests.layouts import EM, LAMP, PITCH, SEED, page, pour, text_line

PICTURE = Box(90, 160, 420, 330)


def test_dense_text_is_no_picture() -> None:
    layout = page(pour((*LAMP, *SEED), (100,), 100), photos=[PICTURE])
    assert max(layout.pictured) > 0.9

    told = without_text(layout)

    assert told.illustrations == ()
    assert set(told.pictured) == {0.0}


@pytest.mark.parametrize(("size", "confidence"), [(2.0, 0.99), (1.0, 0.4)], ids=["titles", "hardly read"])
def test_other_lines_on_a_picture_leave_it_one(size: float, confidence: float) -> None:
    lines = [text_line("桥头的路灯亮了", 100, 160 + k * PITCH, size, confidence=confidence) for k in range(5)]
    layout = page(lines, photos=[PICTURE])
    assert without_text(layout) == layout


def test_a_caption_on_a_photo_leaves_it_one() -> None:
    photo = Box(90, 100, 90 + round(16 * EM), 400)
    layout = page(pour(LAMP[:1], (100,), 300), photos=[photo])
    assert without_text(layout) == layout
