"""Grids of squares are pictures, and their figures no text. Read by the real engine."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from ocr.geometry import Box, iou
from ocr.image import ink_of
from ocr.layout.puzzles import square_grids
from ocr.model import Image
from tests.drawer import blank_page, draw_rule, draw_text_line
from tests.test_sheets import read, told

GRID = Box(200, 170, 200 + 12 * 58, 170 + 12 * 58)
CLUES = (
    "一、唐代诗人，有“诗仙”之称。",
    "二、我国最长的内陆河。",
    "三、世界上最高的山峰。",
    "四、二十四节气之一，在清明之后。",
)


def draw_grid(page: Image, box: Box, squares: int, black: float = 0.0) -> None:
    side, random = box.width // squares, np.random.default_rng(3)
    for k in range(squares + 1):
        draw_rule(page, Box(box.left, box.top + k * side, box.right + 2, box.top + k * side + 2))
        draw_rule(page, Box(box.left + k * side, box.top, box.left + k * side + 2, box.bottom + 2))
    for row, column in np.argwhere(random.random((squares, squares)) < black).tolist():
        left, top = box.left + column * side, box.top + row * side
        draw_rule(page, Box(left, top, left + side, top + side))


def crossword() -> Image:
    page = blank_page(1100, 1300)
    draw_text_line(page, "每周填字", 380, 50, px=80, face="hei_bold")
    draw_grid(page, GRID, 12, 0.3)
    for k in range(18):
        place = GRID.left + 58 * (5 * k % 12) + 6, GRID.top + 58 * (7 * k % 12) + 5
        draw_text_line(page, str(k + 1), *place, px=16)
    for k, clue in enumerate(CLUES):
        draw_text_line(page, clue, 200, 950 + 44 * k, px=28)
    return page


def grids(page: Image) -> tuple[Box, ...]:
    return square_grids(ink_of(page), 26, np.zeros((0, 4, 2), np.float32))


def test_a_crossword_is_a_picture_over_its_clues(tmp_path: Path) -> None:
    issue = read(crossword(), tmp_path)
    assert [told(article) for article in issue.articles] == [("每周填字", CLUES)]
    (picture,) = issue.illustrations
    assert iou(picture.bbox, GRID) > 0.95


def test_tables_and_halftones_are_no_grids_of_squares() -> None:
    page = blank_page(1100, 1300)
    for k in range(13):
        draw_rule(page, Box(100, 100 + 40 * k, 1000, 102 + 40 * k))
        draw_rule(page, Box(100 + 75 * k, 100, 102 + 75 * k, 582))
    assert grids(page) == ()
    page[700:1200:6, 100:1000] = page[700:1200, 100:1000:6] = 0
    assert grids(page) == ()


def test_squared_paper_that_is_written_on_is_text() -> None:
    page = blank_page(1100, 1300)
    draw_grid(page, Box(100, 100, 100 + 20 * 44, 100 + 20 * 44), 20)
    lines = [Box(110, 110 + 44 * k, 960, 140 + 44 * k) for k in range(20)]
    quads = np.array([cv2.boxPoints(((b.cx, b.cy), (b.width, b.height), 0))[[1, 2, 3, 0]] for b in lines], np.float32)
    assert len(grids(page)) == 1
    assert square_grids(ink_of(page), 26, quads) == ()
