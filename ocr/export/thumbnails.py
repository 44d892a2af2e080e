"""Page pictures made small, for places that take little."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import cv2
import numpy as np

from ocr.model import Image

_HEIGHTS = (800, 640, 500, 400, 300, 200, 120)
"""Pixels, tried from the largest."""
_QUALITY = 60


def small_pictures(files: Sequence[Path], most_bytes: int) -> tuple[tuple[str, bytes], ...]:
    """The pictures as JPEGs with their names, all of one height: the largest at which they take ``most_bytes``
    together at most. Where even the smallest take more, as many of them as fit.

    Raises OSError for a file that cannot be read.
    """
    pictures = [(file.stem, _half_size(file)) for file in files]
    small: tuple[tuple[str, bytes], ...] = ()
    for height in _HEIGHTS:
        small = tuple((name, _jpeg(picture, height)) for name, picture in pictures if picture is not None)
        if sum(len(content) for _, content in small) <= most_bytes:
            return small
    sizes = accumulate(len(content) for _, content in small)
    return tuple(picture for picture, size in zip(small, sizes, strict=True) if size <= most_bytes)


def _half_size(file: Path) -> Image | None:
    """The picture at half its size, H x W x 3, BGR, which a JPEG gives quickly; None for what is no picture."""
    picture = cv2.imdecode(np.frombuffer(file.read_bytes(), np.uint8), cv2.IMREAD_REDUCED_COLOR_2)
    return None if picture is None else picture.astype(np.uint8)


def _jpeg(picture: Image, height: int) -> bytes:
    rows, columns = picture.shape[:2]
    scale = min(1.0, height / rows)
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    scaled = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", scaled, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
