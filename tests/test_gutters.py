"""Lines that a detector drew through a gutter, or short of their ends, and what it took for one, on drawn pages."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.geometry import Box, union
from ocr.image import ink_of
from ocr.layout import find_layout
from ocr.model import Image
from tests.drawer import blank_page, draw_text_line

PX, PITCH = 28, 41
LEFT = ("灯亮了以后，散步的人一天", "比一天多，下棋的也都来了", "桥头添了六张长椅，谁也不", "妨碍谁，一直坐到九点多钟")
RIGHT = ("种子站的门口排着长队，农", "户背着口袋问今年该种哪样", "站长把稻谷摊在竹匾里，让", "大家自己闻，咬得动的是旧")


def corners(box: Box) -> list[tuple[int, int]]:
    return [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]


def lines_of(page: Image, found: Sequence[Box]) -> list[Box]:
    """The lines of a page on which a detector found these boxes, from the top and the left."""
    quads: NDArray[np.float32] = np.array([corners(box) for box in found], dtype=np.float32)
    lines = (m.line.box for m in find_layout(page, ink_of(page), quads, PX).lines)
    return sorted(lines, key=lambda box: (round(box.cy / PITCH), box.left))


def two_columns(page: Image, rows: int, gutter: float) -> tuple[list[Box], list[Box]]:
    start = 40 + round((12 + gutter) * PX)
    return (
        [draw_text_line(page, text, 40, 140 + k * PITCH, PX) for k, text in enumerate(LEFT[:rows])],
        [draw_text_line(page, text, start, 140 + k * PITCH, PX) for k, text in enumerate(RIGHT[:rows])],
    )


def near(found: Sequence[Box], printed: Sequence[Box]) -> bool:
    return len(found) == len(printed) and all(
        abs(a.left - b.left) < PX / 4 and abs(a.right - b.right) < PX / 4 for a, b in zip(found, printed, strict=True)
    )


@pytest.mark.parametrize("rows", [2, 4])
@pytest.mark.parametrize("gutter", [1.1, 1.8])
def test_every_row_was_drawn_through_the_gutter(rows: int, gutter: float) -> None:
    page = blank_page(860, 340)
    left, right = two_columns(page, rows, gutter)
    drawn = [union(pair) for pair in zip(left, right, strict=True)]
    assert near(lines_of(page, drawn), [box for pair in zip(left, right, strict=True) for box in pair])


def test_the_first_row_under_a_title_over_both_columns() -> None:
    page = blank_page(860, 340)
    deck = draw_text_line(page, "住在河边的老人说，这条路黑了整整三年，如今有人出来散步", 90, 90, PX - 4)
    left, right = two_columns(page, 4, 1.2)
    found = lines_of(page, [deck, union([left[0], right[0]]), *left[1:], *right[1:]])
    assert near(found, [deck, *(box for pair in zip(left, right, strict=True) for box in pair)])


def test_a_byline_over_two_columns_stays_whole() -> None:
    page = blank_page(860, 340)
    left, right = two_columns(page, 4, 1.2)
    middle = (left[0].right + right[0].left) // 2
    byline = union(
        [
            draw_text_line(page, "□通讯员", middle - round(0.6 * PX) - 4 * PX, 95, PX),
            draw_text_line(page, "陶令仪", middle + round(0.6 * PX), 95, PX),
        ]
    )
    assert near(lines_of(page, [byline, *left, *right])[:1], [byline])


def test_commas_one_above_the_other_are_no_gutter() -> None:
    page = blank_page(860, 400)
    texts = (
        "灯亮了以后，散步的人一天",
        "比一天多的，下棋的也来了",
        "桥头有长椅，谁也不妨碍谁",
        "一直坐到晚，再各自回了家",
    )
    lines = [draw_text_line(page, text, 40, 60 + k * PITCH, PX) for k, text in enumerate(texts)]
    lines.append(draw_text_line(page, "住在河边的老人说这条路黑", 40, 60 + 4 * PITCH, PX))
    assert near(lines_of(page, lines), lines)


def test_a_line_drawn_over_the_end_of_the_one_before_it() -> None:
    page = blank_page(860, 340)
    left, right = two_columns(page, 4, 1.4)
    clipped = left[1]._replace(right=left[1].right - 2)
    reaching = right[1]._replace(left=left[1].right - PX // 4)
    found = lines_of(page, [left[0], clipped, *left[2:], right[0], reaching, *right[2:]])
    assert near(found, [box for pair in zip(left, right, strict=True) for box in pair])


def test_a_line_that_runs_into_the_next_column_is_cut_off_there() -> None:
    page = blank_page(860, 340)
    left, right = two_columns(page, 3, 1.8)
    found = lines_of(page, [left[0]._replace(right=right[0].left + PX), *left[1:], *right])
    assert near(found, [box for pair in zip(left, right, strict=True) for box in pair])


@pytest.mark.parametrize("grey", [190, 205])
def test_a_pale_character_at_a_line_s_end_is_kept(grey: int) -> None:
    page = blank_page(600, 200)
    line = draw_text_line(page, LEFT[0], 40, 60, PX)
    last = draw_text_line(page, "一", line.right + 3, 60, PX, "hei")
    part = page[last.top : last.bottom, last.left : last.right]
    part[part < grey] = grey
    (found,) = lines_of(page, [line._replace(right=last.right + 6)])
    assert found.right >= last.right - 3


def test_pale_print_is_measured_as_high_as_black() -> None:
    black, pale = blank_page(600, 200), blank_page(600, 200)
    line = draw_text_line(black, LEFT[0], 40, 60, PX)
    pale[:] = 255 - (255 - cv2.GaussianBlur(black, (0, 0), 1.2)) * 0.4
    (one,), (other,) = lines_of(black, [line]), lines_of(pale, [line])
    assert abs(one.height - other.height) <= 3


def test_a_speck_at_a_line_s_end_is_not() -> None:
    page = blank_page(600, 200)
    line = draw_text_line(page, LEFT[0], 40, 60, PX)
    page[line.bottom - 5 : line.bottom - 3, line.right + 12 : line.right + 14] = 200
    (found,) = lines_of(page, [line._replace(right=line.right + 20)])
    assert found.right <= line.right + 3


def test_print_that_comes_through_from_the_back_is_no_line() -> None:
    page = blank_page(600, 300)
    printed = [draw_text_line(page, text, 40, 60 + k * PITCH, PX) for k, text in enumerate(LEFT[:3])]
    ghost = draw_text_line(page, LEFT[3], 40, 60 + 3 * PITCH, PX)
    part = page[ghost.top : ghost.bottom, ghost.left : ghost.right]
    part[:] = 255 - (255 - part[:, ::-1]) * 0.2
    assert near(lines_of(page, [*printed, ghost]), printed)


def test_upright_lines_are_not_joined_over_their_gutter() -> None:
    """Columns in two tiers, hardly more than a character apart; the parts of a heading are as far from each other."""
    level = blank_page(900, 400)
    rows = [
        [draw_text_line(level, text, left, 60 + k * PITCH, PX) for left, text in ((60, a), (60 + 13 * PX, b))]
        for k, (a, b) in enumerate(zip(LEFT, RIGHT, strict=True))
    ]
    heading = [draw_text_line(level, text, left, 300, PX) for left, text in ((60, "天气预报"), (60 + 5 * PX, "晴"))]
    page = np.ascontiguousarray(np.rot90(level, -1))
    upright = [Box(400 - b.bottom, b.left, 400 - b.top, b.right) for b in (*(b for row in rows for b in row), *heading)]

    lines = [box for box in lines_of(page, [box.grown(3) for box in upright]) if box.height > PX]

    assert len([box for box in lines if box.cx > 130]) == 8
    assert len([box for box in lines if box.cx < 130]) == 1
