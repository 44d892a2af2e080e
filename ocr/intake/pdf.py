"""PDF pages: the scan inside taken as it is where a page is nothing else, and drawn otherwise."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ocr.errors import EncryptedDocument, UnreadableScan
from ocr.intake.pixels import believable_dpi, check_size, decoding
from ocr.model import Image, Scan
from ocr.settings import IntakeSettings

POINTS_PER_INCH = 72
ROUNDING = 1e-6
"""Page sizes are 32-bit floats: without it a page of 720 pixels may come out at 721."""
COVER_SLACK = 0.01
"""Share of the page's side by which a full-page image may miss or overrun the page's edge."""
SQUARE_SLACK = 0.02
"""Share by which its pixels may be wider than high, or the reverse."""
SCAN_MIN_PX = 100
"""A smaller picture stretched over a page is a background."""
PROOF_PX = 128
PROOF_MAX_DIFFERENCE = 40
"""Mean difference in grey levels, of 255, between the image taken out and the page drawn small. A stencil, a soft
mask or a negative taken for a scan differs by more than 100."""

_one_at_a_time = threading.RLock()


@contextmanager
def _opened(file: Path) -> Iterator[pdfium.PdfDocument]:
    """A PDF, open. PDFium allows one thread in the process at a time.

    Raises EncryptedDocument and UnreadableScan.
    """
    with _one_at_a_time, decoding(file, "the PDF"):
        try:
            document = pdfium.PdfDocument(file)
        except pdfium.PdfiumError as error:
            if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
                raise EncryptedDocument(
                    file, "the PDF is locked with a password", "replace it with a copy that has none"
                ) from error
            raise
        try:
            yield document
        finally:
            document.close()


def count_pdf_pages(file: Path) -> int:
    """How many pages. Raises EncryptedDocument and UnreadableScan."""
    with _opened(file) as document:
        return len(document)


def read_pdf_page(file: Path, frame: int, settings: IntakeSettings) -> Scan:
    """A page of a PDF as pixels: its one full-page image at that image's own resolution, else the page drawn.

    Raises EncryptedDocument, UnreadableScan and OversizedScan.
    """
    with _opened(file) as document:
        if frame >= len(document):
            raise UnreadableScan(file, f"the PDF has no page {frame + 1}", "give a file that has it")
        with decoding(file, f"page {frame + 1} of the PDF"):
            page = document[frame]
            return _embedded_scan(file, page, settings.max_megapixels) or _draw(file, page, settings)


def _draw(file: Path, page: pdfium.PdfPage, settings: IntakeSettings) -> Scan:
    scale = settings.pdf_dpi / POINTS_PER_INCH * (1 - ROUNDING)
    width, height = page.get_size()
    check_size(file, math.ceil(width * scale), math.ceil(height * scale), settings.max_megapixels)
    return Scan(_pixels(page.render(scale=scale)), settings.pdf_dpi)


def _embedded_scan(file: Path, page: pdfium.PdfPage, max_megapixels: int) -> Scan | None:
    """The page's one full-page image, turned as the page shows it; None where the page is more than that."""
    picture = _only_picture(page)
    if picture is None or not _covers(picture, page):
        return None
    columns, rows = picture.get_px_size()
    if min(columns, rows) < SCAN_MIN_PX:
        return None
    check_size(file, columns, rows, max_megapixels)
    image = _upright(_pixels(picture.get_bitmap()), picture, page.get_rotation())
    width, height = page.get_size()
    across, down = image.shape[1] / width, image.shape[0] / height
    if abs(across - down) > SQUARE_SLACK * across or not _looks_like(image, page):
        return None
    dpi = believable_dpi(across * POINTS_PER_INCH, down * POINTS_PER_INCH, image.shape[1], image.shape[0])
    return Scan(image, dpi)


def _only_picture(page: pdfium.PdfPage) -> pdfium.PdfImage | None:
    """The page's image, when nothing else on the page can be seen: the text layer of an OCR program cannot."""
    seen = list(islice((thing for thing in page.get_objects(max_depth=1) if not _is_invisible(thing)), 2))
    return seen[0] if len(seen) == 1 and isinstance(seen[0], pdfium.PdfImage) else None


def _is_invisible(thing: pdfium.PdfObject) -> bool:
    if thing.type != pdfium_c.FPDF_PAGEOBJ_TEXT:
        return False
    return bool(pdfium_c.FPDFTextObj_GetTextRenderMode(thing.raw) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)


def _covers(picture: pdfium.PdfImage, page: pdfium.PdfPage) -> bool:
    """Whether the image fills the visible page, no less and hardly more, at a right angle."""
    a, b, c, d, _, _ = picture.get_matrix().get()
    straight = max(abs(b), abs(c)) < COVER_SLACK * max(abs(a), abs(d))
    quarter = max(abs(a), abs(d)) < COVER_SLACK * max(abs(b), abs(c))
    left, bottom, right, top = page.get_cropbox()
    slack = COVER_SLACK * max(right - left, top - bottom)
    edges = zip(picture.get_bounds(), (left, bottom, right, top), strict=True)
    return (straight or quarter) and all(abs(edge - wanted) <= slack for edge, wanted in edges)


def _upright(image: Image, picture: pdfium.PdfImage, page_rotation: int) -> Image:
    """The image as the page shows it: by its own matrix (y upwards), then by the page's turn (clockwise, degrees)."""
    a, b, c, d, _, _ = picture.get_matrix().get()
    along_row, up_column = (a, b), (c, d)
    for _ in range(page_rotation // 90 % 4):
        along_row, up_column = (along_row[1], -along_row[0]), (up_column[1], -up_column[0])
    if abs(along_row[0]) >= abs(along_row[1]):
        turned, mirrored, upended = image, along_row[0] < 0, up_column[1] < 0
    else:
        turned, mirrored, upended = image.swapaxes(0, 1), up_column[0] > 0, along_row[1] > 0
    turned = turned[:, ::-1] if mirrored else turned
    return np.ascontiguousarray(turned[::-1] if upended else turned)


def _looks_like(image: Image, page: pdfium.PdfPage) -> bool:
    """Whether the image is what the page shows: no stencil, mask, inversion or clip lies between."""
    proof = _pixels(page.render(scale=PROOF_PX / max(page.get_size()), grayscale=True))
    small = cv2.resize(image, (proof.shape[1], proof.shape[0]), interpolation=cv2.INTER_AREA)
    grey = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    return float(np.mean(cv2.absdiff(grey, proof))) <= PROOF_MAX_DIFFERENCE


def _pixels(bitmap: pdfium.PdfBitmap) -> Image:
    """A copy of a bitmap's pixels, grey, H x W, or BGR, H x W x 3; the bitmap is closed."""
    bitmap.warn_on_close = False
    try:
        view = bitmap.to_numpy()
        return np.array(view[..., :3] if view.ndim == 3 else view, dtype=np.uint8, order="C")
    finally:
        bitmap.close()
