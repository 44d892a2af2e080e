"""PDF pages: a scan inside taken as it is, everything else drawn."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from PIL import Image as Pillow

from ocr.errors import UnreadableScan
from ocr.intake.formats import page_frames
from ocr.settings import IntakeSettings
from tests.page_files import (
    HEIGHT,
    WIDTH,
    close_to,
    minimal_pdf,
    opened,
    page_bgr,
    page_grey,
    page_rgb,
    pdf_of,
)


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
def test_a_pdf_pages_only_image_is_taken_as_it_is(tmp_path: Path, mode: str) -> None:
    picture = page_rgb().quantize(16) if mode == "P" else page_rgb().convert(mode)
    scan = opened(pdf_of(picture, tmp_path / "scan.pdf"))
    wanted = page_bgr() if mode in ("RGB", "P") else np.asarray(picture.convert("L"))
    assert close_to(scan.image, wanted)
    assert scan.dpi == 150


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
def test_an_embedded_scan_is_turned_as_its_page_turns_it(tmp_path: Path, rotation: int, mirrored: bool) -> None:
    file = pdf_of(page_rgb(), tmp_path / "scan.pdf")
    with pdfium.PdfDocument(file) as document:
        page = document[0]
        page.set_rotation(rotation)
        if mirrored:
            picture = next(page.get_objects())
            picture.set_matrix(
                pdfium.PdfMatrix(-page.get_mediabox()[2], 0, 0, page.get_mediabox()[3], page.get_mediabox()[2])
            )
            page.gen_content()
        turned = tmp_path / "turned.pdf"
        document.save(turned)
    wanted = np.rot90(page_bgr()[:, ::-1] if mirrored else page_bgr(), -rotation // 90)
    scan = opened(turned)
    assert scan.dpi == 150
    assert close_to(scan.image, np.ascontiguousarray(wanted))


def add_text(file: Path, result: Path, render_mode: int) -> Path:
    """Writes a big word over the lower half of the page, drawn in a text render mode of PDF."""
    with pdfium.PdfDocument(file) as document:
        page = document[0]
        font = pdfium_c.FPDFText_LoadStandardFont(document, b"Helvetica-Bold")
        text = pdfium_c.FPDFPageObj_CreateTextObj(document, font, 30)
        letters = ("HELLO" + "\0").encode("utf-16-le")
        pdfium_c.FPDFText_SetText(text, (pdfium_c.FPDF_WCHAR * (len(letters) // 2)).from_buffer_copy(letters))
        pdfium_c.FPDFTextObj_SetTextRenderMode(text, render_mode)
        page.insert_obj(pdfium.PdfObject(text, pdf=document))
        page.gen_content()
        document.save(result)
    return result


def test_a_page_with_more_than_an_image_is_drawn(tmp_path: Path) -> None:
    plain = pdf_of(page_rgb(), tmp_path / "scan.pdf", dpi=100)
    drawn = opened(add_text(plain, tmp_path / "text.pdf", pdfium_c.FPDF_TEXTRENDERMODE_FILL))
    assert drawn.dpi == 300
    assert drawn.image.shape == (HEIGHT * 3, WIDTH * 3, 3)
    assert drawn.image[120, 120].max() < 30
    hidden = opened(add_text(plain, tmp_path / "layer.pdf", pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE))
    assert hidden.dpi == 100
    assert close_to(hidden.image, page_bgr())


def test_an_image_that_does_not_fill_the_page_is_drawn_in_its_place(tmp_path: Path) -> None:
    file = pdf_of(page_rgb(), tmp_path / "scan.pdf", dpi=72)
    with pdfium.PdfDocument(file) as document:
        document[0].set_mediabox(0, 0, WIDTH * 2, HEIGHT * 2)
        document[0].set_cropbox(0, 0, WIDTH * 2, HEIGHT * 2)
        document.save(tmp_path / "margin.pdf")
    scan = opened(tmp_path / "margin.pdf", settings=IntakeSettings(pdf_dpi=72))
    assert scan.image.shape == (HEIGHT * 2, WIDTH * 2, 3)
    assert close_to(scan.image[HEIGHT:, :WIDTH], page_bgr(), levels=6)
    assert scan.image[: HEIGHT - 2].min() == 255


def test_a_stencil_is_drawn_and_not_taken_for_a_negative(tmp_path: Path) -> None:
    """Fax software paints a 1-bit mask in black: its bits are ink, not light."""
    bits = np.packbits(page_grey() < 100, axis=1)
    stream = zlib.compress(bits.tobytes())
    mask = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ImageMask true/BitsPerComponent 1" % (WIDTH, HEIGHT)
    mask += b"/Decode[1 0]/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(stream), stream)
    content = b"q %d 0 0 %d 0 0 cm /I Do Q" % (WIDTH, HEIGHT)
    file = tmp_path / "stencil.pdf"
    file.write_bytes(
        minimal_pdf(
            b"/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>" % (WIDTH, HEIGHT),
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
            mask,
        )
    )
    image = opened(file, settings=IntakeSettings(pdf_dpi=72)).image
    grey = image if image.ndim == 2 else image[..., 0]
    assert close_to(grey, np.where(page_grey() < 100, 0, 255).astype(np.uint8), levels=2)


def test_pages_of_a_pdf(tmp_path: Path) -> None:
    file = tmp_path / "issue.pdf"
    page_rgb().save(file, save_all=True, append_images=[Pillow.fromarray(page_grey())], resolution=150)
    assert len(page_frames(file)) == 2
    assert close_to(opened(file, frame=1).image, page_grey())
    with pytest.raises(UnreadableScan, match="no page 3"):
        opened(file, frame=2)


def test_an_empty_pdf_page_is_white(tmp_path: Path) -> None:
    file = tmp_path / "blank.pdf"
    file.write_bytes(minimal_pdf(b"/MediaBox[0 0 72 144]"))
    assert opened(file).image.shape == (600, 300, 3)
    assert opened(file).image.min() == 255
