"""Wavy rules, drawn without an engine."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.geometry import Box, x_covered, y_covered
from ocr.layout.rules import find_rules
from ocr.layout.waves import is_wave
from ocr.model import Image

CHAR = 40.0


def wave(ink: Image, left: int, y: int, right: int, swing: int, period: int = 28, thick: int = 5) -> None:
    xs = np.arange(left, right, period // 4)
    ys = y + swing / 2 * np.array([(0, 1, 0, -1)[k % 4] for k in range(len(xs))])
    points = np.stack([xs, ys.round()], axis=1).astype(np.int32)
    cv2.polylines(ink, [points], False, (255,), thick)


def blank() -> Image:
    return np.zeros((900, 1400), np.uint8)


@pytest.mark.parametrize("swing", [6, 12, 20])
@pytest.mark.parametrize("upright", [False, True])
def test_a_wavy_rule_is_a_rule(swing: int, upright: bool) -> None:
    ink = blank()
    wave(ink, 100, 450, 1300, swing)
    page = np.ascontiguousarray(ink.T) if upright else ink
    (rule,) = find_rules(page, CHAR, [])
    assert rule.horizontal is not upright
    along = (y_covered if upright else x_covered)(
        Box(450, 100, 1300, 1300) if upright else Box(100, 450, 1300, 451), rule.box
    )
    assert along > 0.95
    assert min(rule.box.width, rule.box.height) <= swing + 8


def test_print_close_to_a_wavy_rule_hides_nothing_of_it() -> None:
    ink = blank()
    wave(ink, 100, 450, 1300, 10)
    cv2.rectangle(ink, (700, 478), (1200, 482), (255,), -1)
    cv2.rectangle(ink, (700, 480), (704, 800), (255,), -1)
    rules = find_rules(ink, CHAR, [])
    assert any(rule.horizontal and abs(rule.box.cy - 450) < 6 and rule.box.width > 1100 for rule in rules)


def test_what_was_read_of_a_wavy_rule_is_no_text() -> None:
    ink = blank()
    wave(ink, 100, 450, 1300, 12)
    line = Box(90, 430, 900, 470)
    (rule,) = find_rules(ink, CHAR, [line])
    assert rule.box.width > 1100
    assert is_wave(ink, line, rule.box)


def test_narrow_characters_that_touch_are_no_rule() -> None:
    ink = blank()
    for left in range(100, 1300, 26):
        cv2.rectangle(ink, (left, 436), (left + 26, 462), (255,), 3)
        cv2.line(ink, (left, 449), (left + 26, 449), (255,), 2)
    for y in (436, 449, 462):
        for left in range(113, 1300, 52):
            cv2.rectangle(ink, (left, y - 3), (left + 6, y + 3), (0,), -1)
    assert not find_rules(ink, CHAR, [Box(100, 434, 1300, 464)])
