"""What stands on a page before it is drawn: text, rules, photos and tints, each with its box.

Boxes are pixels of the printed page, before the scanner turns it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ocr.geometry import Box
from tests.drawer.fonts import load_font
from tests.drawer.setting import SetLine, set_line

_ABOVE, _BELOW = 0.94, 0.2
"""A line's box over and under its baseline, in ems: every Chinese glyph of the faces fits in it."""


@dataclass(frozen=True, slots=True)
class TextMark:
    """A line of type. ``glyphs`` are offsets along the line from the box's left (or top, when vertical)."""

    box: Box
    text: str
    glyphs: tuple[tuple[float, str], ...]
    face: str
    px: int
    role: str
    article: str = ""
    block: int = -1
    """Which block of its article's body it belongs to; -1 for what is not body."""
    broken_by: str = ""
    """What cut the paragraph just before this line: "column", "figure", "page" or nothing."""
    vertical: bool = False
    white: bool = False

    @property
    def baseline(self) -> int:
        return self.box.top + round(_ABOVE * self.px)


@dataclass(frozen=True, slots=True)
class RuleMark:
    """A printed line."""

    box: Box


@dataclass(frozen=True, slots=True)
class TintMark:
    """A grey or dark ground under text; ``grey`` is 0 (black) to 255 (paper)."""

    box: Box
    grey: int


@dataclass(frozen=True, slots=True)
class PhotoMark:
    """A picture."""

    box: Box
    scene: str
    caption: str
    article: str


Mark = TextMark | RuleMark | TintMark | PhotoMark


def shifted(marks: Iterable[Mark], dx: int, dy: int) -> list[Mark]:
    """The same marks elsewhere."""
    return [replace(m, box=Box(m.box.left + dx, m.box.top + dy, m.box.right + dx, m.box.bottom + dy)) for m in marks]


def line_height(px: int) -> int:
    """Pixels from the top to the bottom of a line's box."""
    return round(_ABOVE * px) + round(_BELOW * px)


def text_mark(
    line: SetLine, x: float, y: float, face: str, px: int, role: str, article: str = "", white: bool = False
) -> TextMark:
    """The set line with its box's top left corner at (x, y); an indent stays outside the box."""
    indent = line.glyphs[0][0]
    left = round(x + indent)
    box = Box(left, round(y), round(x + line.width + 0.5), round(y) + line_height(px))
    glyphs = tuple((at - indent, token) for at, token in line.glyphs)
    return TextMark(box, line.text, glyphs, face, px, role, article, white=white)


def fitted_line(text: str, face: str, px: int, width: float) -> tuple[SetLine, int]:
    """The line, and the size at which it fits into ``width`` pixels: ``px`` or less."""
    line = set_line(text, face, px)
    while line.width > width and px > 8:
        px -= 1
        line = set_line(text, face, px)
    return line, px


def vertical_mark(text: str, x: float, y: float, face: str, px: int, role: str, article: str) -> TextMark:
    """Hanzi set downwards, top left corner at (x, y); for text without punctuation, whose forms would differ."""
    pitch = px * 1.12
    glyphs = tuple((i * pitch, character) for i, character in enumerate(text))
    width = round(load_font(face, px).getlength(text[0]))
    box = Box(round(x), round(y), round(x) + width, round(y + pitch * (len(text) - 1)) + line_height(px))
    return TextMark(box, text, glyphs, face, px, role, article, vertical=True)


def frame_marks(box: Box, thickness: int) -> list[Mark]:
    """Four rules around a box, inside its edges."""
    t = thickness
    return [
        RuleMark(Box(box.left, box.top, box.right, box.top + t)),
        RuleMark(Box(box.left, box.bottom - t, box.right, box.bottom)),
        RuleMark(Box(box.left, box.top, box.left + t, box.bottom)),
        RuleMark(Box(box.right - t, box.top, box.right, box.bottom)),
    ]
