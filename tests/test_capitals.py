"""Drop capitals on drawn pages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.geometry import Box, iou
from ocr.image import ink_of
from ocr.layout import Layout, find_layout
from ocr.model import Image
from tests.drawer import blank_page, draw_text_line

PX, PITCH = 28, 41
BESIDE = ("色一暗，桥头的路灯就亮了起来。", "住在河边的老人说，这条路黑")
BELOW = ("了三年，如今晚饭后总算有人出来散", "步。工人只用了九个晚上，没有占用", "一天的白班，灯下添了六张长椅。")


def corners(box: Box) -> list[tuple[int, int]]:
    return [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]


def layout_of(page: Image, found: Sequence[Box]) -> Layout:
    """The layout of a page on which a detector found these lines."""
    quads: NDArray[np.float32] = np.array([corners(box) for box in found], dtype=np.float32)
    return find_layout(page, ink_of(page), quads, PX)


def paragraph(page: Image, grey_page: bool = False) -> tuple[Box, list[Box]]:
    """A paragraph that a capital of two lines opens: its place, and the other lines."""
    cap = Box(40, 40, 40 + 68, 40 + 68) if grey_page else draw_text_line(page, "天", 40, 38, 68, "hei_bold")
    lines = [draw_text_line(page, text, 120, 40 + k * PITCH, PX, white=grey_page) for k, text in enumerate(BESIDE)]
    lines += [draw_text_line(page, text, 40, 40 + (2 + k) * PITCH, PX, white=grey_page) for k, text in enumerate(BELOW)]
    return cap, lines


@pytest.mark.parametrize("reach", [0, PX, 2 * PX], ids=["passed over", "boxed with a neighbour", "with two"])
def test_a_drop_capital_is_a_line_of_its_own(reach: int) -> None:
    page = blank_page(640, 320)
    cap, lines = paragraph(page)
    wide = [cap._replace(right=cap.right + reach)] if reach else []
    boxes = [m.line.box for m in layout_of(page, [*lines, *wide]).lines]
    assert len(boxes) == len(lines) + 1
    assert max(iou(box, cap.grown(-4)) for box in boxes) > 0.7


def test_nothing_in_the_room_of_a_capital() -> None:
    page = blank_page(640, 320, grey=90)
    _, lines = paragraph(page, grey_page=True)
    assert len(layout_of(page, lines).lines) == len(lines)


def test_paragraphs_of_one_line_each_leave_no_room_for_a_capital() -> None:
    page = blank_page(640, 320)
    texts = ("灯亮了，人也多了。", "下棋的都来了。", *BELOW)
    lefts = (96, 96, 40, 40, 40)
    lines = [
        draw_text_line(page, text, left, 40 + k * PITCH, PX)
        for k, (text, left) in enumerate(zip(texts, lefts, strict=True))
    ]
    assert len(layout_of(page, lines).lines) == len(lines)
