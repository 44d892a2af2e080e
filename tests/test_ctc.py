"""Strips for the network, text out of its time steps, and how sure that is. No network is run."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.model import Reading
from ocr.recognize.certainty import with_certainty
from ocr.recognize.ctc import BATCH_COLUMNS, STRIP_PX, WIDTH_STEP_PX, Steps, decode, group, stack, strip

ALPHABET = ("", "报", "刊", "‘", "■", "按", "1")


def said(*kinds_and_sure: tuple[int, float]) -> Steps:
    """Time steps of which each names its likeliest class and how likely it is."""
    kinds, sure = zip(*kinds_and_sure, strict=True)
    likely = np.array(sure, np.float32)
    return Steps(np.array(kinds, np.intp), likely, 1 - likely, 8 * len(kinds))


def hanzi_with_gap(gap: int, kind: int, sure: float) -> Steps:
    """Four hanzi 4 steps apart, a gap of so many steps with one faint thought in its middle, and another hanzi."""
    quiet, loud = (1, 0.01), (1, 0.99)
    row = [loud, quiet, quiet, quiet] * 4
    thoughts = [quiet] * gap
    thoughts[gap // 2] = (kind, sure)
    return said(*row, *thoughts, (2, 0.98), quiet, quiet)


@given(st.lists(st.integers(8, 6000), max_size=40), st.integers(1, 16))
def test_groups_hold_each_strip_once_and_keep_their_bounds(widths: list[int], size: int) -> None:
    groups = group(widths, size)
    assert sorted(index for one in groups for index in one) == list(range(len(widths)))
    for one in groups:
        assert len(one) <= size
        assert len(one) == 1 or len(one) * max(widths[i] for i in one) <= BATCH_COLUMNS
    widest = [max(widths[i] for i in one) for one in groups]
    assert all(narrow <= wide for narrow, wide in pairwise(widest))


def test_a_batch_is_padded_with_mid_grey() -> None:
    strips = [strip(np.full((40, 200), 255, np.uint8)), strip(np.zeros((96, 50, 3), np.uint8))]
    assert [one.shape for one in strips] == [(STRIP_PX, 240), (STRIP_PX, 25, 3)]
    batch = stack(strips)
    assert batch.shape == (2, 3, STRIP_PX, 256)
    assert batch.shape[3] % WIDTH_STEP_PX == 0
    assert (batch[0, :, :, :240] == 1).all()
    assert (batch[1, :, :, :25] == -1).all()
    assert (batch[0, :, :, 240:] == 0).all()


def test_a_character_twice_needs_a_blank_between() -> None:
    reading = decode(said((1, 0.9), (1, 0.8), (1, 0.1), (1, 0.7)), ALPHABET)
    assert (reading.text, reading.chars) == ("报报", (0.9, 0.7))
    assert reading.positions == (0.25, 0.875)


def test_nothing_seen_is_an_empty_reading() -> None:
    assert decode(said((1, 0.1), (2, 0.2)), ALPHABET) == Reading("", 0.0)


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (hanzi_with_gap(5, 3, 0.35), "报报报报‘刊"),
        (hanzi_with_gap(5, 3, 0.05), "报报报报刊"),
        (hanzi_with_gap(5, 5, 0.35), "报报报报刊"),
        (hanzi_with_gap(5, 6, 0.35), "报报报报刊"),
        (hanzi_with_gap(1, 3, 0.35), "报报报报刊"),
    ],
    ids=["a mark in a gap", "too faint", "a hanzi", "a digit", "no gap"],
)
def test_only_a_faint_mark_is_read_from_a_gap(steps: Steps, text: str) -> None:
    reading = decode(steps, ALPHABET)
    assert reading.text == text
    assert len(reading.chars) == len(reading.positions) == len(text)
    assert list(reading.positions) == sorted(reading.positions)


def test_a_square_before_a_name_is_read() -> None:
    quiet, loud = (1, 0.01), (1, 0.99)
    steps = said(quiet, quiet, (4, 0.16), quiet, quiet, quiet, *[loud, quiet, quiet, quiet] * 4)
    assert decode(steps, ALPHABET).text == "■报报报报"


def test_a_small_line_keeps_its_shape_with_paper_around_it() -> None:
    small = np.full((20, 100), 255, np.uint8)
    small[8:12, 10:90] = 0
    one = strip(small)
    assert one.shape == (STRIP_PX, math.ceil(STRIP_PX * 100 / 26))
    # Cubic interpolation would ring: darker than black and lighter than white are cut off, but rows beside are not.
    assert set(np.unique(one[:, one.shape[1] // 2])) >= {0, 255}
    assert list(np.flatnonzero(one[:, one.shape[1] // 2] < 128)) == list(range(20, 28))


def test_certainty_rises_with_what_the_network_gives() -> None:
    for char, height in (("报", 40), ("，", 16), ("—", 40)):
        shares = [with_certainty(Reading(char, 0.9, (sure / 100,), (0.5,)), height).chars[0] for sure in range(101)]
        assert shares == sorted(shares)
        assert 0 <= shares[0] < shares[-1] < 1


def test_no_stop_in_small_print_is_certain() -> None:
    line = Reading("报刊，报刊", 1.0, (1.0,) * 5, (0.1, 0.3, 0.5, 0.7, 0.9))
    assert with_certainty(line, 16).chars[2] < 0.95 < with_certainty(line, 40).chars[2]


def test_a_line_with_room_for_a_character_is_not_certain() -> None:
    places = [(k + 0.5) / 12 for k in range(12)]
    whole = Reading("报刊" * 6, 1.0, (1.0,) * 12, tuple(places))
    assert min(with_certainty(whole, 40).chars) > 0.95
    for missing in (1, 5, 10):
        rest = [k for k in range(12) if k != missing]
        holed = Reading("报刊报刊报刊报刊报刊报", 1.0, (1.0,) * 11, tuple(places[k] for k in rest))
        sure = with_certainty(holed, 40).chars
        assert max(sure) < 0.95
        assert {k for k, one in zip(rest, sure, strict=True) if one < 0.9} <= {missing - 1, missing + 1}
