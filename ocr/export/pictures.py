"""Page pictures for the reader: WebP in two sizes, and a small one of the front page."""

from __future__ import annotations

import io

import cv2
from PIL import Image as PillowImage

from ocr.model import Image

LARGE_PX = 3000
"""Longest side: body type of a broadsheet stays legible."""
SMALL_PX = 1100
"""A whole page on a screen."""
COVER_PX = 320
_QUALITY = 60
_EFFORT = 2
"""libwebp's method: a page in 0.2 s; the default takes twice as long for 6 % fewer bytes, 0 gives 30 % more."""


def large_name(page: int) -> str:
    """The file's name, beside the other page pictures."""
    return f"p{page:02d}-large.webp"


def small_name(page: int) -> str:
    """The file's name, beside the other page pictures."""
    return f"p{page:02d}-small.webp"


COVER_NAME = "cover.webp"


def picture_width(width: int, height: int, longest: int) -> int:
    """How wide the picture of a scan of that size is."""
    return max(1, round(width * min(1.0, longest / max(width, height, 1))))


def webp(scan: Image, longest: int) -> bytes:
    """The scan, H x W or H x W x 3, as a WebP no longer than ``longest`` pixels on any side."""
    scale = longest / max(scan.shape[:2])
    picture = cv2.resize(scan, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else scan
    order = cv2.COLOR_BGR2RGB if picture.ndim == 3 else cv2.COLOR_GRAY2RGB
    content = io.BytesIO()
    PillowImage.fromarray(cv2.cvtColor(picture, order)).save(content, "WEBP", quality=_QUALITY, method=_EFFORT)
    return content.getvalue()
