"""Draws marks. The primitives serve tests of a single stage as well: a line, a photo, a rule on any grey array."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ocr.geometry import Box
from tests.drawer.fonts import load_font
from tests.drawer.marks import Mark, PhotoMark, RuleMark, TextMark, TintMark, text_mark
from tests.drawer.pictures import draw_picture
from tests.drawer.setting import set_line

Grey = NDArray[np.uint8]
INK = 28
"""Newspaper black, 0 to 255."""


def blank_page(width: int, height: int, grey: int = 255) -> Grey:
    """An empty page, uint8, height x width."""
    return np.full((height, width), grey, dtype=np.uint8)


def draw_text_line(
    page: Grey,
    text: str,
    left: int,
    top: int,
    px: int = 28,
    face: str = "song",
    tracking: float = 0.0,
    white: bool = False,
) -> Box:
    """Prints one line on ``page``, in place, and returns its box: the whole squares of its characters."""
    mark = text_mark(set_line(text, face, px, tracking), left, top, face, px, "body", white=white)
    _draw_text(page, mark)
    return mark.box


def draw_photo(page: Grey, box: Box, scene: str = "street", seed: int = 0) -> None:
    """Prints a picture into ``box``, in place. Scenes: see ``pictures.SCENES``."""
    page[box.top : box.bottom, box.left : box.right] = draw_picture(box.width, box.height, scene, seed)


def draw_rule(page: Grey, box: Box, grey: int = INK) -> None:
    """Prints a rule, or any other solid box, in place."""
    page[box.top : box.bottom, box.left : box.right] = grey


def draw_marks(page: Grey, marks: Iterable[Mark], seed: int = 0) -> None:
    """Prints marks on ``page``, in place: grounds first, then pictures and rules, then text."""
    order = {TintMark: 0, PhotoMark: 1, RuleMark: 2, TextMark: 3}
    for mark in sorted(marks, key=lambda m: order[type(m)]):
        if isinstance(mark, TextMark):
            _draw_text(page, mark)
        elif isinstance(mark, PhotoMark):
            draw_photo(page, mark.box, mark.scene, seed + zlib.crc32(mark.caption.encode()))
        else:
            draw_rule(page, mark.box, mark.grey if isinstance(mark, TintMark) else INK)


def _draw_text(page: Grey, mark: TextMark) -> None:
    """Inks the glyphs through a mask, so that text lies on whatever is there."""
    pad = mark.px
    height, width = page.shape
    frame = mark.box.grown(pad).within(width, height)
    stencil = Image.new("L", (frame.width, frame.height), 0)
    pen = ImageDraw.Draw(stencil)
    font = load_font(mark.face, mark.px)
    x0, y0 = mark.box.left - frame.left, mark.baseline - frame.top
    for at, token in mark.glyphs:
        spot = (x0, y0 + at) if mark.vertical else (x0 + at, y0)
        pen.text(spot, token, fill=255, font=font, anchor="ls")
    part = page[frame.top : frame.bottom, frame.left : frame.right]
    cover = np.asarray(stencil, dtype=np.float32) / 255
    tone = 245.0 if mark.white else float(INK)
    part[:] = np.round(part * (1 - cover) + tone * cover).astype(np.uint8)
