"""Single lines: measured, cut out of their page, and parted where two stand in one box."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.geometry import Box, iou
from ocr.image import ink_of
from ocr.layout import Measured, crop_line, find_layout, split_double
from ocr.model import Image
from tests.drawer import (
    blank_page,
    draw_rule,
    draw_text_line,
)
from tests.drawer.downward import draw_vertical_line


def line_at(box: Box, grey: Image, vertical: bool = False) -> Measured:
    """A line as it is measured in a quadrangle a little larger than its box."""
    around = box.grown(4)
    corners = [(around.left, around.top), (around.right, around.top)]
    corners += [(around.right, around.bottom), (around.left, around.bottom)]
    found = find_layout(grey, ink_of(grey), np.array([corners], dtype=np.float32), 30).lines
    assert [m.line.vertical for m in found] == [vertical]
    return found[0]


def dark_rows(crop: Image) -> NDArray[np.intp]:
    return np.flatnonzero((crop < 128).any(axis=1))


@pytest.mark.parametrize(
    ("dark", "halved"),
    [((78, 227), True), ((272, 370), True), (None, False), ((78, 370), False)],
    ids=["dark first", "dark last", "in a box", "all dark"],
)
@pytest.mark.parametrize("paper", [255, 225])
def test_a_label_is_half_white_on_dark(dark: tuple[int, int] | None, halved: bool, paper: int) -> None:
    page = blank_page(500, 200, paper)
    box = draw_text_line(page, "基层监管必读", 90, 80, 40, face="hei_bold", tracking=0.15)
    if dark is not None:
        part = page[box.top : box.bottom, dark[0] : dark[1]]
        part[:] = np.bitwise_not(part).clip(10)
    for edge in (box.top - 2, box.bottom):
        draw_rule(page, Box(78, edge, 370, edge + 2))
    for edge in (78, 368):
        draw_rule(page, Box(edge, box.top - 2, edge + 2, box.bottom + 2))
    assert line_at(box, page).line.half_reverse == halved


def test_a_crop_shows_its_line_alone() -> None:
    page, alone = blank_page(900, 300), blank_page(900, 300)
    box = draw_text_line(page, "中间这一行要读的", 100, 100, 40)
    draw_text_line(alone, "中间这一行要读的", 100, 100, 40)
    line = line_at(box, alone).line
    draw_text_line(page, "上面一行靠得很近", 100, 55, 40)
    draw_text_line(page, "下面一行靠得很近", 100, 145, 40)
    draw_rule(page, Box(line.box.right + 8, 20, line.box.right + 11, 280))
    assert np.array_equal(crop_line(page, line) < 128, crop_line(alone, line) < 128)
    assert len(crop_line(page, line)) == pytest.approx(1.6 * line.box.height, abs=3)


def test_a_crop_of_white_text_is_dark_on_light() -> None:
    page = blank_page(900, 200, grey=60)
    box = draw_text_line(page, "反白的一行字", 100, 80, 40, face="hei", white=True)
    measured = line_at(box, page)
    assert measured.line.reverse
    crop = crop_line(page, measured.line)
    assert np.median(crop) > 180
    assert crop.min() < 30


def test_a_crop_of_a_vertical_line_lies_on_its_side() -> None:
    level = blank_page(600, 120)
    box = draw_text_line(level, "竖着排的一行", 40, 30, 40, face="hei")
    page = np.ascontiguousarray(np.rot90(level, -1))
    upright = Box(120 - box.bottom, box.left, 120 - box.top, box.right)
    lying = crop_line(page, line_at(upright, page, vertical=True).line)
    standing = crop_line(level, line_at(box, level).line)
    assert lying.shape == pytest.approx(standing.shape, abs=3)
    assert dark_rows(lying)[0] == pytest.approx(dark_rows(standing)[0], abs=2)
    rows, columns = (min(a, b) for a, b in zip(lying.shape, standing.shape, strict=True))
    assert np.corrcoef(lying[:rows, :columns].ravel(), standing[:rows, :columns].ravel())[0, 1] > 0.8


def test_two_tight_lines_in_one_box_are_parted() -> None:
    page = blank_page(700, 300)
    first = draw_text_line(page, "两行挤在一起的标题", 60, 100, 40, face="hei")
    second = draw_text_line(page, "检测器当成了一行字", 60, 142, 40, face="hei")
    both = line_at(Box(first.left, first.top + 2, first.right, second.bottom - 2), page)
    halves = split_double(both, page)
    assert [max(iou(m.line.box, one) for one in (first, second)) > 0.6 for m in halves] == [True, True]
    single = line_at(first, page)
    assert split_double(single, page) == (single,)


def test_lines_set_across_in_one_box_are_parted() -> None:
    level = blank_page(700, 300)
    first = draw_text_line(level, "两行挤在一起的标题", 60, 100, 40, face="hei")
    second = draw_text_line(level, "检测器当成了一行字", 60, 142, 40, face="hei")
    page = np.ascontiguousarray(np.rot90(level, -1))
    upright = [Box(300 - box.bottom, box.left, 300 - box.top, box.right) for box in (first, second)]
    both = line_at(Box(upright[1].left + 2, first.left, upright[0].right - 2, first.right), page, vertical=True)
    halves = sorted(split_double(both, page), key=lambda m: -m.line.box.left)
    assert [iou(m.line.box, one) > 0.6 for m, one in zip(halves, upright, strict=True)] == [True, True]


def test_a_frame_at_the_end_of_an_upright_line_is_no_part_of_it() -> None:
    page = blank_page(400, 700)
    alone = draw_vertical_line(page, "竖着排的一行字在框里", 180, 80, 30)
    plain = line_at(alone, page, vertical=True)
    draw_rule(page, Box(60, 70, 340, 73))
    around = Box(alone.left, 66, alone.right, alone.bottom)
    framed = line_at(around, page, vertical=True)
    assert framed.height == pytest.approx(plain.height, abs=2)
    assert framed.line.box.top == pytest.approx(plain.line.box.top, abs=3)


def test_a_line_of_a_dash_keeps_the_height_of_its_box() -> None:
    page = blank_page(400, 200)
    draw_rule(page, Box(100, 98, 180, 102))
    measured = line_at(Box(90, 80, 190, 120), page)
    assert 24 < measured.height < 44
