"""Small pages and the files made of them, for the tests of intake."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from ocr.intake import open_scan
from ocr.model import PageSource, Scan
from ocr.settings import IntakeSettings

SETTINGS = IntakeSettings(pdf_dpi=300, max_megapixels=250)
HEIGHT, WIDTH = 240, 160
INK = (slice(20, 60), slice(16, 96))
"""Where the page's one headline stands: near its top left corner, so that every turn and mirror shows."""
RED_INK = (30, 40, 200)


def page_grey() -> np.ndarray:
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    page[INK] = 0
    page[200:210, :] = 128
    return page


def page_bgr() -> np.ndarray:
    page = np.dstack([page_grey()] * 3)
    page[120:150, 16:48] = RED_INK
    return page


def page_rgb() -> Pillow.Image:
    return Pillow.fromarray(page_bgr()[..., ::-1])


def opened(file: Path, frame: int = 0, settings: IntakeSettings = SETTINGS) -> Scan:
    return open_scan(PageSource(1, file, frame), settings)


def close_to(image: np.ndarray, wanted: np.ndarray, levels: float = 3) -> bool:
    """Whether two pictures agree in type and shape, and on average within some grey levels."""
    if image.dtype != np.uint8 or image.shape != wanted.shape:
        return False
    return float(np.abs(image.astype(int) - wanted.astype(int)).mean()) <= levels


def picture_bytes(format_: str, pages: int = 1, level: int = 200) -> bytes:
    """Empty pages of this grey level."""
    buffer = io.BytesIO()
    picture = Pillow.new("L", (120, 160), level)
    options = {"save_all": True, "append_images": [picture] * (pages - 1)} if pages > 1 else {}
    picture.save(buffer, format_, **options)
    return buffer.getvalue()


def pdf_of(picture: Pillow.Image, file: Path, dpi: float = 150) -> Path:
    picture.save(file, format="PDF", resolution=dpi)
    return file


def minimal_pdf(page: bytes, *objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of one page from the page dictionary's entries and more objects, numbered from 4."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R " + page + b">>",
        *objects,
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    xref = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(bodies) + 1, table)
    return (
        out
        + xref
        + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, trailer, len(out))
    )


def encrypted_pdf() -> bytes:
    key = b"0" * 64
    security = b"<</Filter/Standard/V 1/R 2/P -4/O<" + key + b">/U<" + key + b">>>"
    return minimal_pdf(
        b"/MediaBox[0 0 72 72]", security, trailer=b"/Encrypt 4 0 R/ID[<" + b"1" * 32 + b"><" + b"1" * 32 + b">]"
    )
