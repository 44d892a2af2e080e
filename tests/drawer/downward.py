"""Prints text from top to bottom, its marks in their vertical forms."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from ocr.geometry import Box
from tests.drawer.fonts import load_font
from tests.drawer.render import INK, Grey

_TURNED = frozenset("「」『』（）《》〈〉【】—…")
_MOVED = frozenset("，。、：；")


def draw_vertical_line(
    page: Grey, text: str, left: int, top: int, px: int = 28, face: str = "song", mark_cell: float = 1.0
) -> Box:
    """Prints one column on ``page``, in place, and returns its box: the whole squares of its characters.

    Brackets and dashes are turned; a stop that stands in the lower left corner of its square goes to the upper right
    one, as all vertical faces have it. ``mark_cell`` is how much of a square a stop takes; it stands in the middle of
    less than one.
    """
    y, pad = float(top), _pad(px)
    for char in text:
        cell, high = _cell(char, face, px), float(px)
        shift = 0.0
        if char in _MOVED and mark_cell < 1:
            high *= mark_cell
            inked = np.flatnonzero(cell.any(axis=1))
            shift = high / 2 + pad - (inked[0] + inked[-1]) / 2
        _ink(page, cell, left - pad, round(y + shift) - pad)
        y += high
    return Box(left, top, left + px, round(y))


def _pad(px: int) -> int:
    """How far a glyph may reach beyond its square, pixels: the tail of a comma does."""
    return px // 4


def _cell(char: str, face: str, px: int) -> Grey:
    """A character's square with its pad around it, 255 where there is ink."""
    pad = _pad(px)
    square = Image.new("L", (px + 2 * pad, px + 2 * pad), 0)
    pen = ImageDraw.Draw(square)
    pen.text((pad, pad + round(0.88 * px)), char, fill=255, font=load_font(face, px), anchor="ls")
    cell = np.asarray(square, dtype=np.uint8)
    if char in _TURNED:
        return np.rot90(cell, -1)
    if char in _MOVED:
        down, right = np.nonzero(cell)
        dy, dx = len(cell) - int(down.min() + down.max()), len(cell) - int(right.min() + right.max())
        within = (max(dy, pad + px // 16 - int(down.min())), min(dx, pad + px - px // 16 - int(right.max())))
        return np.roll(cell, within, axis=(0, 1))
    return cell


def _ink(page: Grey, cell: Grey, left: int, top: int) -> None:
    """Inks a cell that lies inside the page."""
    part = page[top : top + len(cell), left : left + len(cell)]
    cover = cell.astype(np.float32) / 255
    part[:] = np.minimum(part, np.round(255 * (1 - cover) + INK * cover).astype(np.uint8))
