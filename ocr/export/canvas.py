"""A picture to draw on: tints, hatching, outlines, arrows, labels, all smooth and sized for the picture's height.

Colours are BGR. Points are float pixels of the picture, x right, y down. Sizes are multiples of ``em``, a
hundredth of the picture's height. Labels are Latin letters and digits, in the font that Pillow carries: no font
need be installed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from ocr.model import Image

Colour = tuple[int, int, int]
Points = NDArray[np.float64]
"""N x 2, float64, pixels of the picture."""
Mask = NDArray[np.bool_]
"""H x W."""

WHITE: Colour = (255, 255, 255)
GREY: Colour = (120, 120, 120)
_SHIFT = 4
"""Fractional bits of OpenCV's coordinates: sixteenths of a pixel."""


class _Text(NamedTuple):
    text: str
    x: float
    y: float
    anchor: str
    px: int
    colour: Colour


class Canvas:
    """Owns its picture, H x W x 3; ``finished`` gives it with all labels set."""

    def __init__(self, picture: Image) -> None:
        self.picture = picture
        self.em: float = picture.shape[0] / 100
        self._texts: list[_Text] = []
        self._taken: list[tuple[float, float, float, float]] = []

    def tint(self, mask: Mask, colour: Colour, strength: float) -> None:
        """Colours the paper under ``mask`` and leaves the ink dark, as a highlighter does. ``strength``: 0 to 1."""
        through = 1 - strength * (1 - np.array(colour) / 255)
        inside = mask.astype(np.uint8)
        left, top, width, height = cv2.boundingRect(inside)
        crop = (slice(top, top + height), slice(left, left + width))
        if width:
            tinted = cv2.LUT(self.picture[crop], np.round(np.arange(256)[:, None, None] * through).astype(np.uint8))
            self.picture[crop] = np.where(inside[crop][..., None] > 0, tinted, self.picture[crop])

    def grey_out(self, outline: Points) -> None:
        """Fades what lies in a polygon and hatches it."""
        left, top, right, bottom = self._extent(outline)
        if right <= left or bottom <= top:
            return
        inside = np.zeros((bottom - top, right - left), np.uint8)
        cv2.fillPoly(inside, [np.round(outline - (left, top)).astype(np.int32)], 1)
        rows, columns = np.indices(inside.shape)
        pitch = max(4, round(0.7 * self.em))
        stripe = (rows + columns + left + top) % pitch < max(1, pitch // 7)
        region = self.picture[top:bottom, left:right]
        faded = np.where(stripe[..., None], 185, region * 0.45 + 0.55 * 238)
        region[inside > 0] = faded[inside > 0].astype(np.uint8)

    def outline(self, points: Points, colour: Colour, width: float) -> None:
        """A closed polygon; ``width`` in ems."""
        cv2.polylines(self.picture, [_fixed(points)], True, colour, self._stroke(width), cv2.LINE_AA, _SHIFT)

    def line(self, points: Points, colour: Colour, width: float, dashed: bool = False) -> None:
        """An open line on a white casing, so that it shows on text and photos; ``width`` in ems."""
        casing, stroke = self._stroke(width) + 2 * self._stroke(0.1), self._stroke(width)
        pieces = _dashes(points, 0.7 * self.em) if dashed else [points]
        for shade, thickness in ((WHITE, casing), (colour, stroke)):
            lines = [_fixed(piece) for piece in pieces]
            cv2.polylines(self.picture, lines, False, shade, thickness, cv2.LINE_AA, _SHIFT)

    def arrow(self, points: Points, colour: Colour, width: float, dashed: bool = False) -> None:
        """A line with a head at its last point."""
        self.line(points, colour, width, dashed)
        self._taken += [(x - self.em / 4, y - self.em / 4, x + self.em / 4, y + self.em / 4) for x, y in points[::4]]
        tip = points[-1]
        along = tip - points[-min(8, len(points))]
        along = along / max(float(np.hypot(*along)), 1e-6) * (0.45 + width) * self.em
        across = np.array([-along[1], along[0]]) * 0.55
        head = np.array([tip + 0.35 * along, tip - along + across, tip - 0.7 * along, tip - along - across])
        cv2.polylines(self.picture, [_fixed(head)], True, WHITE, self._stroke(0.2), cv2.LINE_AA, _SHIFT)
        cv2.fillPoly(self.picture, [_fixed(head)], colour, cv2.LINE_AA, _SHIFT)

    def dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A disc; ``radius`` in ems."""
        centre, r = _fixed(np.array([[x, y]]))[0], round(radius * self.em * 2**_SHIFT)
        cv2.circle(self.picture, (int(centre[0]), int(centre[1])), r, colour, -1, cv2.LINE_AA, _SHIFT)

    def badge(self, x: float, y: float, text: str, colour: Colour, radius: float) -> None:
        """A disc, or a pill where the text is long, with a white ring and white text; its middle at x, y."""
        px = max(8, round(1.25 * radius * self.em))
        half = max(0.0, _text_width(text, px) / 2 - 0.62 * radius * self.em)
        reach = half + radius * self.em
        self._taken.append((x - reach, y - radius * self.em, x + reach, y + radius * self.em))
        for shade, r in ((WHITE, radius + 0.14), (colour, radius)):
            self._pill(x - half, x + half, y, r * self.em, shade)
        self._texts.append(_Text(text, x, y, "mm", px, WHITE))

    def tag(self, x: float, y: float, text: str, colour: Colour, filled: bool = False) -> None:
        """A small label, its left end's middle at x, y: white on colour where ``filled``, else colour on white."""
        width, height = self.tag_size(text)
        r = height / 2
        left, right = x + r, x + width - r
        self._taken.append((x, y - r, x + width, y + r))
        self._pill(left, right, y, r, colour)
        if not filled:
            self._pill(left, right, y, r - max(1.0, 0.09 * self.em), WHITE)
        self._texts.append(_Text(text, (left + right) / 2, y, "mm", self._tag_px, WHITE if filled else colour))

    def tag_size(self, text: str) -> tuple[float, float]:
        """Width and height of a tag, pixels."""
        return _text_width(text, self._tag_px) + 1.0 * self.em, 1.2 * self.em

    def text(self, x: float, y: float, text: str, colour: Colour, size: float) -> float:
        """Sets plain text, its left end's middle at x, y; ``size`` in ems. Returns where it ends."""
        px = max(8, round(size * self.em))
        self._texts.append(_Text(text, x, y, "lm", px, colour))
        return x + _text_width(text, px)

    def crowding(self, left: float, top: float, right: float, bottom: float) -> float:
        """How much a label in a rectangle would hide: ink or reverse type, 0 to 1, and 1 for each mark already there.

        Infinite where it leaves the picture.
        """
        height, width = self.picture.shape[:2]
        if left < 0 or top < 0 or right > width or bottom > height:
            return float("inf")
        region = self.picture[int(top) : int(bottom) + 1, int(left) : int(right) + 1]
        marks = sum(x0 < right and left < x1 and y0 < bottom and top < y1 for x0, y0, x1, y1 in self._taken)
        return 1 - float(region.mean()) / max(1.0, float(np.percentile(region, 90))) + marks

    def finished(self) -> Image:
        """The picture with its labels, H x W x 3."""
        pillow = PillowImage.fromarray(cv2.cvtColor(self.picture, cv2.COLOR_BGR2RGB))
        draw = ImageDraw.Draw(pillow)
        for text, x, y, anchor, px, (blue, green, red) in self._texts:
            draw.text((x, y), text, fill=(red, green, blue), font=_font(px), anchor=anchor)
        return np.asarray(cv2.cvtColor(np.asarray(pillow), cv2.COLOR_RGB2BGR), dtype=np.uint8)

    def _pill(self, left: float, right: float, y: float, radius: float, colour: Colour) -> None:
        ends = _fixed(np.array([[left, y], [right, y]]))
        r = max(0, round(radius * 2**_SHIFT))
        for x, middle in ends:
            cv2.circle(self.picture, (int(x), int(middle)), r, colour, -1, cv2.LINE_AA, _SHIFT)
        if right > left:
            corners = np.array([[left, y - radius], [right, y - radius], [right, y + radius], [left, y + radius]])
            cv2.fillPoly(self.picture, [_fixed(corners)], colour, cv2.LINE_AA, _SHIFT)

    @property
    def _tag_px(self) -> int:
        return max(8, int(0.78 * self.em + 0.5))

    def _stroke(self, width: float) -> int:
        return max(1, int(width * self.em + 0.5))

    def _extent(self, points: Points) -> tuple[int, int, int, int]:
        height, width = self.picture.shape[:2]
        left, top = np.floor(points.min(axis=0)).astype(int)
        right, bottom = np.ceil(points.max(axis=0)).astype(int) + 1
        return max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(bottom))


def s_curve(start: Points, end: Points, axis: int) -> Points:
    """A curve from ``start`` to ``end`` (2 each) that leaves and arrives along ``axis``: 0 for x, 1 for y. 65 x 2."""
    t = np.linspace(0, 1, 65)[:, None]
    middle = (start + end) / 2
    first, second = start.copy(), end.copy()
    first[axis], second[axis] = middle[axis], middle[axis]
    curve: Points = (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t**2 * second + t**3 * end
    return curve


def _dashes(points: Points, length: float) -> list[Points]:
    """A line cut into dashes of ``length`` pixels with gaps of the same length."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    walked = np.concatenate([[0.0], np.cumsum(steps)])
    starts = np.arange(0, walked[-1], 2 * length)
    ends = np.minimum(starts + length, walked[-1])
    at = [np.interp(walks, walked, points[:, axis]) for walks in (starts, ends) for axis in (0, 1)]
    return [np.array([[x0, y0], [x1, y1]]) for x0, y0, x1, y1 in zip(*at, strict=True)]


def _fixed(points: Points) -> NDArray[np.int32]:
    fixed: NDArray[np.int32] = np.round(points * 2**_SHIFT).astype(np.int32)
    return fixed


@lru_cache(maxsize=32)
def _font(px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(px)


@lru_cache(maxsize=512)
def _text_width(text: str, px: int) -> float:
    return float(_font(px).getlength(text))
