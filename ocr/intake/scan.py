"""Opening a page: from a file of any format to pixels."""

from __future__ import annotations

from ocr.intake.formats import known_format
from ocr.intake.pdf import read_pdf_page
from ocr.intake.raster import read_raster
from ocr.intake.tiff import read_tiff
from ocr.model import PageSource, Scan
from ocr.settings import IntakeSettings


def open_scan(page: PageSource, settings: IntakeSettings) -> Scan:
    """The pixels of a page as delivered: uint8, grey, H x W, or BGR, H x W x 3, upright by its own EXIF tag.

    The file's content decides its format, not its name; the file is only read.

    Raises UnreadableScan, EncryptedDocument and OversizedScan.
    """
    match known_format(page.file):
        case "pdf":
            return read_pdf_page(page.file, page.frame, settings)
        case "tiff":
            return read_tiff(page.file, page.frame, settings.max_megapixels)
        case _:
            return read_raster(page.file, page.frame, settings.max_megapixels)
