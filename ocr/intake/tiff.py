"""TIFF of every kind, through tifffile.

Pillow reads fewer kinds and loses the lower half of 16-bit colours, and its libtiff writes a line on stderr for
each damaged row of a fax.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from tifffile import PHOTOMETRIC, TiffFile, TiffFrame, TiffPage

from ocr.errors import UnreadableScan
from ocr.intake.pixels import believable_dpi, check_size, cmyk_to_bgr, decoding, over_white, to_8_bit, turn
from ocr.model import Image, Scan

# What it would log about a damaged file is said once, by the page's error.
logging.getLogger("tifffile").setLevel(logging.CRITICAL)

_ORIENTATION = 274
_NOT_A_PAGE = 0b101
"""Bits of NewSubfileType: a smaller copy of another picture, and a transparency mask."""
_ALPHA_PREMULTIPLIED, _ALPHA = 1, 2


def full_frames(file: Path) -> tuple[int, ...]:
    """The pictures of a TIFF that are whole pages, from 0; thumbnails and masks left out.

    Raises UnreadableScan.
    """
    with decoding(file, "the TIFF"), TiffFile(file) as tiff:
        pages = [_page(tiff, index) for index in range(len(tiff.pages))]
        return tuple(index for index, page in enumerate(pages) if not page.subfiletype & _NOT_A_PAGE)


def read_tiff(file: Path, frame: int, max_megapixels: int) -> Scan:
    """One picture of a TIFF, upright by its orientation tag.

    Raises UnreadableScan and OversizedScan.
    """
    with decoding(file, f"page {frame + 1} of the TIFF"), TiffFile(file) as tiff:
        if not len(tiff.pages):
            raise UnreadableScan(file, "the TIFF is damaged or cut short", "copy or scan it again")
        if frame >= len(tiff.pages):
            raise UnreadableScan(file, f"the TIFF has no page {frame + 1}", "give a file that has it")
        page = _page(tiff, frame)
        check_size(file, page.imagewidth, page.imagelength, max_megapixels)
        dpi = believable_dpi(*page.get_resolution("inch"), page.imagewidth, page.imagelength)
        orientation = page.tags.valueof(_ORIENTATION, default=1)
        return Scan(np.ascontiguousarray(turn(_pixels(page), orientation)), dpi)


def _page(tiff: TiffFile, index: int) -> TiffPage:
    page = tiff.pages[index]
    return page.aspage() if isinstance(page, TiffFrame) else page


def _pixels(page: TiffPage) -> Image:
    """Grey, H x W, or BGR, H x W x 3."""
    samples = _samples(page)
    if page.photometric == PHOTOMETRIC.PALETTE and page.colormap is not None:
        rgb = to_8_bit(page.colormap).T[samples[..., 0]]
        return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), dtype=np.uint8)
    pixels = to_8_bit(samples, page.bitspersample if page.bitspersample < 8 else None)
    extra = page.extrasamples
    inks = pixels.shape[2] - len(extra)
    if page.photometric == PHOTOMETRIC.MINISWHITE:
        image = np.uint8(255) - pixels[..., 0]
    elif page.photometric == PHOTOMETRIC.SEPARATED and inks >= 4:
        image = cmyk_to_bgr(pixels[..., :4])
    elif page.photometric in (PHOTOMETRIC.RGB, PHOTOMETRIC.YCBCR) and inks >= 3:
        image = pixels[..., 2::-1]
    else:
        image = pixels[..., 0]
    if extra and extra[0] in (_ALPHA, _ALPHA_PREMULTIPLIED):
        image = over_white(image, pixels[..., inks], premultiplied=extra[0] == _ALPHA_PREMULTIPLIED)
    return image


def _samples(page: TiffPage) -> NDArray[Any]:
    """The samples as stored, H x W x channels."""
    stored = page.asarray(maxworkers=1)
    for axis in sorted((i for i, name in enumerate(page.axes) if name not in "YXS"), reverse=True):
        stored = stored.take(0, axis=axis)
    axes = [name for name in page.axes if name in "YXS"]
    if "S" not in axes:
        return stored[..., None]
    return np.moveaxis(stored, axes.index("S"), -1)
