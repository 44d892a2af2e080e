"""JPEG, PNG, WebP, JPEG 2000 and BMP through Pillow; a plain JPEG's pixels through imagecodecs, in half the time."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import cv2
import imagecodecs
import numpy as np
from PIL import ExifTags, ImageChops
from PIL import Image as Pillow

from ocr.errors import UnreadableScan
from ocr.intake.pixels import believable_dpi, check_size, decoding, over_white, to_8_bit, turn
from ocr.model import Image, Scan

_FORMATS = ("JPEG", "PNG", "WEBP", "JPEG2000", "BMP")
_JPEG_END = b"\xff\xd9"
_CM_PER_INCH = 2.54
_one_at_a_time = threading.RLock()


@contextmanager
def _quiet_pillow() -> Iterator[None]:
    """Pillow without its warnings and without its own pixel limit, one thread at a time.

    ``warnings.catch_warnings`` and the limit belong to the process, hence the lock. Our own limit is checked
    on the header's size and may be higher than Pillow's.
    """
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limit, Pillow.MAX_IMAGE_PIXELS = Pillow.MAX_IMAGE_PIXELS, None
        try:
            yield
        finally:
            Pillow.MAX_IMAGE_PIXELS = limit


def read_raster(file: Path, frame: int, max_megapixels: int) -> Scan:
    """The pixels of a single-picture file, upright by its EXIF tag.

    Raises UnreadableScan and OversizedScan.
    """
    with decoding(file, "the picture"):
        data = file.read_bytes()
        with _quiet_pillow(), Pillow.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if frame:
                raise UnreadableScan(file, f"the file has no page {frame + 1}", "give a file that has it")
            check_size(file, picture.width, picture.height, max_megapixels)
            plain = _is_plain_jpeg(picture, data)
            mode = picture.mode
            image = None if plain else _pillow_pixels(picture)
            dpi, orientation = _header_dpi(picture), _exif_of(picture).get(ExifTags.Base.Orientation)
        if image is None:
            image = _decode_jpeg(data, grey=mode == "L")
        return Scan(turn(image, orientation), dpi)


def _is_plain_jpeg(picture: Pillow.Image, data: bytes) -> bool:
    """Whether it is 8-bit grey or colour, and whole: only Pillow tells of a missing end."""
    return picture.format in ("JPEG", "MPO") and picture.mode in ("L", "RGB") and data.endswith(_JPEG_END)


def _decode_jpeg(data: bytes, grey: bool) -> Image:
    """Grey, H x W, or BGR, H x W x 3, pixel for pixel what Pillow and OpenCV decode.

    As quick as OpenCV's decoder, which writes a line on stderr for damage that it reads over.
    """
    decoded = imagecodecs.jpeg8_decode(data, outcolorspace="GRAYSCALE" if grey else "RGB")
    return np.asarray(decoded if grey else cv2.cvtColor(decoded, cv2.COLOR_RGB2BGR), dtype=np.uint8)


def _exif_of(picture: Pillow.Image) -> Mapping[int, object]:
    """The file's EXIF data; none where they are damaged, since the pixels may be whole."""
    try:
        return dict(picture.getexif())
    except Exception:  # it raises nearly anything on damaged bytes
        return {}


def _header_dpi(picture: Pillow.Image) -> int | None:
    """The resolution in the file's own header, or in its EXIF data; None where neither is believable."""
    said, per_inch = picture.info.get("dpi"), 1.0
    if not (isinstance(said, tuple) and len(said) == 2):
        exif = _exif_of(picture)
        said = exif.get(ExifTags.Base.XResolution), exif.get(ExifTags.Base.YResolution)
        per_inch = _CM_PER_INCH if exif.get(ExifTags.Base.ResolutionUnit) == 3 else 1.0
    return believable_dpi(said[0], said[1], picture.width, picture.height, per_inch)


def _pillow_pixels(picture: Pillow.Image) -> Image:
    """Decodes a picture of any of Pillow's modes: grey, H x W, or BGR, H x W x 3.

    Raises what Pillow raises on damaged data.
    """
    picture.load()
    if picture.mode in ("1", "L") and "transparency" not in picture.info:
        return np.array(picture.convert("L"), dtype=np.uint8)
    if picture.mode.startswith("I"):
        return to_8_bit(np.asarray(picture))
    if picture.has_transparency_data:
        bgra = cv2.cvtColor(np.asarray(picture.convert("RGBA")), cv2.COLOR_RGBA2BGRA).astype(np.uint8, copy=False)
        return np.ascontiguousarray(over_white(bgra[..., :3], bgra[..., 3]))
    if picture.mode == "CMYK" and picture.format == "JPEG" and "adobe" not in picture.info:
        # Pillow takes every CMYK JPEG for one of Adobe's, which store 255 for no ink; others store 0.
        picture = ImageChops.invert(picture)
    rgb = np.asarray(picture.convert("RGB"))
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), dtype=np.uint8)
