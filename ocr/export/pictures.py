"""Page pictures for the reader: WebP in two sizes, and a small one of the front page."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image as PillowImage

from ocr.model import Image

LARGE_PX = 2400
"""Longest side: body type of a broadsheet, 14 pixels high then, stays legible."""
SMALL_PX = 1100
"""A whole page on a screen."""
COVER_PX = 320
_QUALITY = 60
_EFFORT = 1
"""libwebp's method: half the time of 2 for a tenth more bytes; 0 is hardly quicker."""


def picture_width(width: int, height: int, longest: int) -> int:
    """How wide the picture of a scan of that size is."""
    return max(1, round(width * min(1.0, longest / max(width, height, 1))))


def scaled(scan: Image, longest: int) -> Image:
    """The scan, H x W or H x W x 3, no longer than ``longest`` pixels on any side."""
    scale = longest / max(scan.shape[:2])
    if scale >= 1:
        return scan
    return np.asarray(cv2.resize(scan, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def webp(picture: Image) -> bytes:
    """A picture, H x W or H x W x 3 (BGR), as WebP."""
    order = cv2.COLOR_BGR2RGB if picture.ndim == 3 else cv2.COLOR_GRAY2RGB
    content = io.BytesIO()
    PillowImage.fromarray(cv2.cvtColor(picture, order)).save(content, "WEBP", quality=_QUALITY, method=_EFFORT)
    return content.getvalue()
