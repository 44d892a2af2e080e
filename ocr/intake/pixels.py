"""Pixels of any depth and colour model made into what the stages read, and the checks that come before."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.errors import OversizedScan, PageError, UnreadableScan
from ocr.model import Image

DPI_BELIEVABLE = (50, 1600)
PAGE_INCHES_MAX = 48
"""A longer page than any newspaper spread: its resolution is a program's default (72, 96), not measured."""
DPI_AGREE = 0.1
"""Share by which the resolutions across and down may differ and still be one number."""
SMALLEST_SIDE_PX = 32
"""A picture with a shorter side is an icon, a bullet or a ruler's edge, and no page."""
LONGEST_SHAPE = 40
"""A picture this many times as long as wide is a strip, and no page."""
BAND_ROWS = 256
_DEPTHS, _SIGNED_DEPTHS = (8, 10, 12, 14, 16, 24, 32), (8, 10, 12, 14, 15, 16, 24, 31)


@contextmanager
def decoding(file: Path, what: str) -> Iterator[None]:
    """Turns whatever a decoder raises on damaged bytes into the failure of this page.

    Decoders raise nearly anything on damaged bytes (struct.error, KeyError, ZeroDivisionError ...), so
    nothing narrower than Exception would keep the rest of the issue going.
    """
    try:
        yield
    except PageError:
        raise
    except MemoryError as error:
        raise OversizedScan(file, "there is not enough memory for it", "scan it at a lower resolution") from error
    except Exception as error:
        raise UnreadableScan(file, f"{what} is damaged or cut short", "copy or scan it again") from error


def check_size(file: Path, width: int, height: int, max_megapixels: int) -> None:
    """Refuses a picture by its header's size, before any of it is decoded.

    Raises OversizedScan, or UnreadableScan for a picture that is too small or too narrow for a page.
    """
    if min(width, height) < SMALLEST_SIDE_PX:
        raise UnreadableScan(file, f"{width} x {height} pixels are too few for a page", "scan it again or remove it")
    if max(width, height) > LONGEST_SHAPE * min(width, height):
        raise UnreadableScan(
            file, f"{width} x {height} pixels are too long and narrow for a page", "cut it into pages or remove it"
        )
    if width * height > max_megapixels * 1_000_000:
        raise OversizedScan(
            file,
            f"{width} x {height} pixels are more than the limit of {max_megapixels} megapixels",
            "scan it at a lower resolution or raise intake.max_megapixels",
        )


def believable_dpi(across: Any, down: Any, width: int, height: int, per_inch: float = 1.0) -> int | None:
    """One resolution, dots an inch, from what a header says; None when it cannot be true of a page of this size.

    A header may hold anything. ``per_inch`` is how many of its units an inch has. ``width`` and ``height`` are pixels.

    >>> believable_dpi(300, 299.9994, 3000, 4200), believable_dpi(72, 72, 3000, 4200), believable_dpi(1, 1, 30, 40)
    (300, None, None)
    """
    try:
        x, y = float(across) * per_inch, float(down) * per_inch
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    low, high = DPI_BELIEVABLE
    if not (math.isfinite(x) and math.isfinite(y) and low <= min(x, y) and max(x, y) <= high):
        return None
    if abs(x - y) > DPI_AGREE * max(x, y) or max(width / x, height / y) > PAGE_INCHES_MAX:
        return None
    return round((x + y) / 2)


def to_8_bit(values: NDArray[Any], bits: int | None = None) -> Image:
    """Samples of any type as uint8 of the same shape.

    ``bits`` is the samples' depth; where the file does not say it, integers take the least usual depth that
    holds their greatest value (scanners write 12 bits into 16), and floats run to 1, to 255, to 65535 or to
    their own greatest value.
    """
    if values.dtype == np.bool_:
        return values.astype(np.uint8) * np.uint8(255)
    if values.dtype == np.uint8 and bits in (None, 8):
        return np.asarray(values, dtype=np.uint8)
    if values.dtype.kind == "f":
        values = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    if values.dtype.kind in "if" and values.size and values.min() < 0:
        values = values.astype(np.float32) - np.float32(values.min())
    per_step = 255 / (2.0**bits - 1 if bits else _full_scale(values))
    if values.dtype == np.uint16:
        return np.asarray(cv2.convertScaleAbs(values, alpha=per_step), dtype=np.uint8).reshape(values.shape)
    scaled = values.astype(np.float32)
    scaled *= np.float32(per_step)
    np.clip(np.rint(scaled, out=scaled), 0, 255, out=scaled)
    return scaled.astype(np.uint8)


def _full_scale(values: NDArray[Any]) -> float:
    """What white is in samples of unknown depth."""
    greatest = float(values.max()) if values.size else 0.0
    if values.dtype.kind == "f":
        return next((top for top in (1.0, 255.0, 65535.0) if greatest <= top), greatest)
    depths = _SIGNED_DEPTHS if values.dtype.kind == "i" else _DEPTHS
    return next((2.0**depth - 1 for depth in depths if greatest < 2**depth), greatest)


def over_white(colour: Image, alpha: Image, premultiplied: bool = False) -> Image:
    """A picture laid on white paper: H x W x 3 or H x W, and alpha H x W.

    An alpha that is 0 everywhere hides the whole page: a writer's slip, and no transparency is meant.
    """
    if alpha.size == 0 or alpha.min() == 255 or alpha.max() == 0:
        return colour
    laid = np.empty_like(colour)
    for band in _bands(colour):
        share = alpha[band].astype(np.uint16)
        if colour.ndim == 3:
            share = share[..., None]
        ink = colour[band].astype(np.uint16) * (np.uint16(255) if premultiplied else share)
        laid[band] = np.minimum((ink + np.uint16(127)) // np.uint16(255) + (np.uint16(255) - share), 255)
    return laid


def cmyk_to_bgr(cmyk: Image) -> Image:
    """BGR, H x W x 3, from inks, H x W x 4, where 0 is no ink: each ink darkens what the black leaves."""
    bgr = np.empty((*cmyk.shape[:2], 3), dtype=np.uint8)
    for band in _bands(cmyk):
        light = np.uint16(255) - cmyk[band][..., [2, 1, 0]].astype(np.uint16)
        paper = np.uint16(255) - cmyk[band][..., 3:4].astype(np.uint16)
        bgr[band] = (light * paper + np.uint16(127)) // np.uint16(255)
    return bgr


def _bands(image: Image) -> Iterator[slice]:
    """Rows in bands: arithmetic in 16 bits on a whole broadsheet would take half a gigabyte."""
    return (slice(top, top + BAND_ROWS) for top in range(0, image.shape[0], BAND_ROWS))


def turn(image: Image, orientation: object) -> Image:
    """The picture upright, by EXIF's orientation 1 to 8; anything else that a header says leaves it."""
    match orientation:
        case 2:
            turned = cv2.flip(image, 1)
        case 3:
            turned = cv2.rotate(image, cv2.ROTATE_180)
        case 4:
            turned = cv2.flip(image, 0)
        case 5:
            turned = cv2.transpose(image)
        case 6:
            turned = cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE)
        case 7:
            turned = cv2.rotate(cv2.transpose(image), cv2.ROTATE_180)
        case 8:
            turned = cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE)
        case _:
            return image
    return np.asarray(turned, dtype=np.uint8)
