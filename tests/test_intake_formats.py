"""Every format and depth in, the same page out; every damaged file a failure of its own page."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
import tifffile
from PIL import Image as Pillow
from PIL import ImageChops

from ocr.errors import EncryptedDocument, OversizedScan, PageError, UnreadableScan
from ocr.intake import open_scan, page_count
from ocr.intake.pixels import to_8_bit
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


@pytest.mark.parametrize("ending", ["jpg", "png", "tif", "webp", "jp2", "bmp"])
def test_colour_and_grey_of_every_format(tmp_path: Path, ending: str) -> None:
    colour, grey = tmp_path / f"第1版 彩色.{ending}", tmp_path / f"grey.{ending}"
    page_rgb().save(colour)
    Pillow.fromarray(page_grey()).save(grey)
    assert close_to(opened(colour).image, page_bgr())
    image = opened(grey).image
    assert close_to(image if image.ndim == 2 else image[..., 0], page_grey())


def test_content_and_not_the_name_decides_the_format(tmp_path: Path) -> None:
    file = tmp_path / "page.jpg"
    page_rgb().save(file, format="PNG")
    assert np.array_equal(opened(file).image, page_bgr())


def test_nothing_is_said_on_the_way(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    for ending in ("jpg", "png", "tif", "webp", "jp2", "bmp", "pdf"):
        file = tmp_path / f"page.{ending}"
        page_rgb().save(file)
        opened(file)
        page_count(file)
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_damage_that_can_be_read_over_is_read_in_silence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    jpeg, fax = tmp_path / "page.jpg", tmp_path / "fax.tif"
    noise = Pillow.fromarray(np.random.default_rng(5).integers(0, 255, (HEIGHT, WIDTH), dtype=np.uint8))
    noise.save(jpeg)
    noise.convert("1").save(fax, compression="group4")
    for file in (jpeg, fax):
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2] + bytes(200) + whole[len(whole) // 2 + 200 :])
        assert opened(file).image.shape == (HEIGHT, WIDTH)
    assert capfd.readouterr() == ("", "")


def test_a_plain_jpeg_is_decoded_as_opencv_does(tmp_path: Path) -> None:
    for place, options in enumerate(({}, {"subsampling": 0}, {"progressive": True}, {"keep_rgb": True})):
        file = tmp_path / f"{place}.jpg"
        page_rgb().save(file, **options)
        assert np.array_equal(opened(file).image, cv2.imread(str(file)))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
def test_turned_upright_by_its_exif_tag(tmp_path: Path, ending: str, orientation: int) -> None:
    stored = {
        1: lambda p: p,
        2: lambda p: p[:, ::-1],
        3: lambda p: p[::-1, ::-1],
        4: lambda p: p[::-1],
        5: lambda p: p.transpose(1, 0, 2),
        6: lambda p: np.rot90(p, 1),
        7: lambda p: np.rot90(p, 2).transpose(1, 0, 2),
        8: lambda p: np.rot90(p, 3),
    }[orientation](page_bgr()[..., ::-1])
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    file = tmp_path / f"turned.{ending}"
    Pillow.fromarray(np.ascontiguousarray(stored)).save(file, exif=exif)
    assert close_to(opened(file).image, page_bgr())


def cmyk_page() -> Pillow.Image:
    return page_rgb().convert("CMYK")


def without_adobe_marker(jpeg: bytes) -> bytes:
    start = jpeg.index(b"\xff\xee")
    return jpeg[:start] + jpeg[start + 2 + struct.unpack(">H", jpeg[start + 2 : start + 4])[0] :]


def test_cmyk_jpeg_with_adobes_inverted_inks(tmp_path: Path) -> None:
    file = tmp_path / "cmyk.jpg"
    cmyk_page().save(file)
    assert b"Adobe" in file.read_bytes()[:200]
    assert close_to(opened(file).image, page_bgr())


def test_cmyk_jpeg_without_adobes_marker_is_not_inverted(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    ImageChops.invert(cmyk_page()).save(buffer, "JPEG")
    file = tmp_path / "cmyk.jpg"
    file.write_bytes(without_adobe_marker(buffer.getvalue()))
    assert close_to(opened(file).image, page_bgr())


def test_cmyk_tiff(tmp_path: Path) -> None:
    eight, sixteen = tmp_path / "8.tif", tmp_path / "16.tif"
    cmyk_page().save(eight)
    tifffile.imwrite(sixteen, np.asarray(cmyk_page()).astype(np.uint16) * 257, photometric="separated")
    assert close_to(opened(eight).image, page_bgr())
    assert close_to(opened(sixteen).image, page_bgr())


@pytest.mark.parametrize("depth", [8, 10, 12, 16])
def test_sixteen_bits_are_scaled_by_what_they_hold(tmp_path: Path, depth: int) -> None:
    deep = np.rint(page_grey().astype(float) / 255 * (2**depth - 1)).astype(np.uint16)
    png, tiff, colour = tmp_path / "g.png", tmp_path / "g.tif", tmp_path / "c.tif"
    cv2.imwrite(str(png), deep)
    tifffile.imwrite(tiff, deep, photometric="minisblack")
    tifffile.imwrite(colour, np.dstack([deep] * 3), photometric="rgb")
    assert close_to(opened(png).image, page_grey(), levels=1)
    assert close_to(opened(tiff).image, page_grey(), levels=1)
    assert close_to(opened(colour).image, np.dstack([page_grey()] * 3), levels=1)


def test_sixteen_bit_colour_png(tmp_path: Path) -> None:
    file = tmp_path / "deep.png"
    cv2.imwrite(str(file), page_bgr().astype(np.uint16) * 257)
    assert close_to(opened(file).image, page_bgr(), levels=1)


def test_transparent_paper_is_white(tmp_path: Path) -> None:
    rgba = np.dstack([page_bgr()[..., ::-1], 255 - page_grey()])
    rgba[rgba[..., 3] == 0] = 0
    rgba[120:150, 16:48, 3] = 255
    la, palette, keyed = tmp_path / "la.png", tmp_path / "p.png", tmp_path / "key.png"
    for ending in ("png", "webp", "tif"):
        file = tmp_path / f"rgba.{ending}"
        Pillow.fromarray(rgba).save(file)
        paper = opened(file).image
        assert (paper[0, 0] == 255).all()
        assert paper[40, 40].max() < 8
        assert paper[205, 80, 0] == pytest.approx(255 - 127 + 128 * 127 / 255, abs=8)
    Pillow.fromarray(np.dstack([np.zeros_like(page_grey()), 255 - page_grey()])).save(la)
    assert close_to(opened(la).image[..., 0], page_grey(), levels=1)
    indexed = page_rgb().quantize(8)
    indexed.save(palette, transparency=indexed.getpixel((0, 0)))
    assert (opened(palette).image[0, 0] == 255).all()
    Pillow.fromarray(page_grey()).save(keyed, transparency=0)
    assert opened(keyed).image.min() > 100


def test_an_alpha_that_hides_the_whole_page_is_ignored(tmp_path: Path) -> None:
    file = tmp_path / "hidden.png"
    Pillow.fromarray(np.dstack([page_bgr()[..., ::-1], np.zeros_like(page_grey())])).save(file)
    assert np.array_equal(opened(file).image, page_bgr())


@pytest.mark.parametrize("ending", ["png", "tif", "bmp"])
def test_palette(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"palette.{ending}"
    page_rgb().quantize(16).save(file)
    assert close_to(opened(file).image, page_bgr(), levels=1)


@pytest.mark.parametrize("compression", ["group4", "group3", "tiff_lzw", "packbits", None])
@pytest.mark.parametrize("white_is_zero", [False, True])
def test_one_bit_keeps_black_black(tmp_path: Path, compression: str | None, white_is_zero: bool) -> None:
    buffer, file = io.BytesIO(), tmp_path / "fax.tif"
    one_bit = Pillow.fromarray(page_grey() > 127)
    (ImageChops.invert(one_bit) if white_is_zero else one_bit).save(buffer, "TIFF", compression=compression)
    photometric = struct.pack("<HHIHH", 262, 3, 1, 1, 0)
    assert buffer.getvalue().count(photometric) == 1
    file.write_bytes(buffer.getvalue().replace(photometric, struct.pack("<HHIHH", 262, 3, 1, not white_is_zero, 0)))
    assert np.array_equal(opened(file).image, np.where(page_grey() > 127, 255, 0))
    assert opened(file).image.dtype == np.uint8


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_white_is_zero_at_any_depth(tmp_path: Path, dtype: type) -> None:
    file = tmp_path / "negative.tif"
    top = np.iinfo(dtype).max
    tifffile.imwrite(file, (top - page_grey().astype(dtype) * (top // 255)).astype(dtype), photometric="miniswhite")
    assert np.array_equal(opened(file).image, page_grey())


@pytest.mark.parametrize(
    ("dtype", "top"),
    [(np.float32, 1.0), (np.float64, 255.0), (np.float16, 1.0), (np.int16, 32767), (np.uint32, 2**32 - 1), (bool, 1)],
)
def test_odd_sample_types(tmp_path: Path, dtype: type, top: float) -> None:
    file = tmp_path / "odd.tif"
    page = (page_grey().astype(np.float64) / 255 * top).astype(dtype)
    tifffile.imwrite(file, page, photometric="minisblack")
    wanted = (page_grey() > 0) * np.uint8(255) if dtype is bool else page_grey()
    assert close_to(opened(file).image, wanted, levels=1)


@pytest.mark.parametrize("compression", ["lzw", "zlib", "zstd", "jpeg", "jpeg2000", "packbits"])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_tiff_compressions_and_layouts(tmp_path: Path, compression: str, planar: str) -> None:
    file = tmp_path / "page.tif"
    rgb = np.ascontiguousarray(page_bgr()[..., ::-1])
    stored = np.moveaxis(rgb, 2, 0) if planar == "separate" else rgb
    tifffile.imwrite(file, stored, photometric="rgb", planarconfig=planar, compression=compression, tile=(64, 64))
    assert close_to(opened(file).image, page_bgr())


def test_the_lightness_of_a_lab_tiff(tmp_path: Path) -> None:
    file = tmp_path / "lab.tif"
    flat = Pillow.new("L", (WIDTH, HEIGHT), 128)
    Pillow.merge("LAB", (Pillow.fromarray(page_grey()), flat, flat)).save(file)
    assert np.array_equal(opened(file).image, page_grey())


def test_big_tiff_in_either_byte_order(tmp_path: Path) -> None:
    for order in "<>":
        file = tmp_path / f"big{ord(order)}.tif"
        tifffile.imwrite(file, page_grey(), bigtiff=True, byteorder=order, photometric="minisblack")
        assert np.array_equal(opened(file).image, page_grey())


def test_each_page_of_a_tiff_and_no_thumbnail(tmp_path: Path) -> None:
    file = tmp_path / "issue.tif"
    with tifffile.TiffWriter(file) as writer:
        writer.write(page_grey(), photometric="minisblack")
        writer.write(page_grey()[::8, ::8], photometric="minisblack", subfiletype=1)
        writer.write(page_bgr()[..., ::-1], photometric="rgb")
    assert page_count(file) == 2
    assert np.array_equal(opened(file, frame=0).image, page_grey())
    assert np.array_equal(opened(file, frame=2).image, page_bgr())
    with pytest.raises(UnreadableScan, match="no page 4"):
        opened(file, frame=3)


@pytest.mark.parametrize(
    ("ending", "dpi", "believed"),
    [("jpg", 300, 300), ("png", 200, 200), ("tif", 240, 240), ("bmp", 600, 600), ("jpg", 1, None), ("tif", 4800, None)],
)
def test_resolution_where_it_is_believable(tmp_path: Path, ending: str, dpi: int, believed: int | None) -> None:
    file = tmp_path / f"page.{ending}"
    page_rgb().save(file, dpi=(dpi, dpi))
    assert opened(file).dpi == believed


def test_a_great_page_at_a_programs_default_resolution_has_none(tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    Pillow.new("1", (100, 4000)).save(file, dpi=(72, 72))
    assert opened(file).dpi is None


def pdf_of(picture: Pillow.Image, file: Path, dpi: float = 150) -> Path:
    picture.save(file, format="PDF", resolution=dpi)
    return file


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
    assert page_count(file) == 2
    assert close_to(opened(file, frame=1).image, page_grey())
    with pytest.raises(UnreadableScan, match="no page 3"):
        opened(file, frame=2)


def test_an_empty_pdf_page_is_white(tmp_path: Path) -> None:
    file = tmp_path / "blank.pdf"
    file.write_bytes(minimal_pdf(b"/MediaBox[0 0 72 144]"))
    assert opened(file).image.shape == (600, 300, 3)
    assert opened(file).image.min() == 255


def encrypted_pdf() -> bytes:
    key = b"0" * 64
    security = b"<</Filter/Standard/V 1/R 2/P -4/O<" + key + b">/U<" + key + b">>>"
    return minimal_pdf(
        b"/MediaBox[0 0 72 72]", security, trailer=b"/Encrypt 4 0 R/ID[<" + b"1" * 32 + b"><" + b"1" * 32 + b">]"
    )


def test_an_encrypted_pdf_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    locked, damaged = tmp_path / "加密.pdf", tmp_path / "damaged.pdf"
    locked.write_bytes(encrypted_pdf())
    damaged.write_bytes(b"%PDF-1.7\nnothing of a document")
    with pytest.raises(EncryptedDocument, match=r"加密\.pdf: the PDF is locked with a password; replace it"):
        opened(locked)
    with pytest.raises(UnreadableScan, match=r"damaged\.pdf: the PDF is damaged"):
        opened(damaged)
    assert (page_count(locked), page_count(damaged)) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.jpg", b"", "the file is empty; copy or scan it again"),
        ("letter.jpg", "这是一封信。".encode() * 20, "this is not an image; replace it"),
        ("phone.jpg", b"\0\0\0\x18ftypheic" + bytes(40), "this is an HEIC photo, which is not read"),
        ("stub.png", b"\x89PNG\r\n\x1a\n", "damaged or cut short"),
        ("stub.tif", b"II*\0\x08\0\0\0", "damaged or cut short"),
    ],
)
def test_what_is_no_image(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(UnreadableScan) as caught:
        opened(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(UnreadableScan, match="cannot be read"):
        opened(tmp_path / "gone.jpg")


@pytest.mark.parametrize(
    ("ending", "options"),
    [
        ("jpg", {}),
        ("jpg", {"progressive": True}),
        ("png", {}),
        ("webp", {"lossless": True}),
        ("jp2", {}),
        ("bmp", {}),
        ("tif", {"compression": "tiff_lzw"}),
        ("tif", {}),
    ],
)
def test_a_file_cut_short_fails_quietly(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], ending: str, options: dict[str, object]
) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    file = tmp_path / f"cut.{ending}"
    Pillow.fromarray(noise).save(file, **options)
    whole = file.read_bytes()
    for share in (0.3, 0.8):
        file.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(UnreadableScan, match="damaged or cut short"):
            opened(file)
    assert capfd.readouterr() == ("", "")


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(png_header(100_000, 100_000))
    with pytest.raises(OversizedScan, match="100000 x 100000 pixels are more than the limit of 250 megapixels"):
        opened(bomb)


def test_the_limit_holds_for_every_way_in(tmp_path: Path) -> None:
    big = Pillow.new("L", (1200, 1000), 255)
    deep = tmp_path / "deep.tif"
    tifffile.imwrite(deep, np.zeros((1000, 1200), np.uint16), photometric="minisblack")
    files = [deep, pdf_of(big, tmp_path / "scan.pdf")]
    for ending in ("jpg", "tif", "webp"):
        big.save(tmp_path / f"big.{ending}")
        files.append(tmp_path / f"big.{ending}")
    drawn = tmp_path / "poster.pdf"
    drawn.write_bytes(minimal_pdf(b"/MediaBox[0 0 720 720]"))
    for file in [*files, drawn]:
        with pytest.raises(OversizedScan, match=r"raise intake\.max_megapixels"):
            opened(file, settings=IntakeSettings(max_megapixels=1))
    assert opened(files[-1], settings=IntakeSettings(max_megapixels=2)).image.shape[:2] == (1000, 1200)


def test_pillows_own_limit_and_warnings_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pillow, "MAX_IMAGE_PIXELS", 100)
    file = tmp_path / "page.png"
    page_rgb().save(file)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert opened(file).image.shape == (HEIGHT, WIDTH, 3)
    assert caught == []
    assert Pillow.MAX_IMAGE_PIXELS == 100


def test_damaged_exif_does_not_spoil_a_whole_page(tmp_path: Path) -> None:
    file = tmp_path / "page.jpg"
    page_rgb().save(file, exif=b"Exif\0\0II*\0\xff\xff\xff\xff nonsense")
    assert close_to(opened(file).image, page_bgr())


def test_bytes_gone_wrong_fail_as_the_page_or_not_at_all(tmp_path: Path) -> None:
    """Forty damaged copies of each format: a scan or a PageError, and nothing else."""
    random = np.random.default_rng(11)
    for ending in ("jpg", "png", "tif", "webp", "bmp", "pdf"):
        whole = tmp_path / f"whole.{ending}"
        page_rgb().save(whole)
        clean = np.frombuffer(whole.read_bytes(), np.uint8)
        for copy in range(40):
            broken = clean.copy()
            places = random.integers(8, len(clean) if copy % 2 else min(400, len(clean)), 6)
            broken[places] = random.integers(0, 256, 6)
            file = tmp_path / f"broken.{ending}"
            file.write_bytes(broken.tobytes())
            assert page_count(file) >= 1
            with suppress(PageError):
                assert opened(file).image.dtype == np.uint8


def test_scans_are_never_touched(tmp_path: Path) -> None:
    for ending in ("jpg", "tif", "pdf"):
        file = tmp_path / f"page.{ending}"
        page_rgb().save(file)
        file.chmod(0o444)
        before = file.read_bytes(), file.stat().st_mtime_ns
        opened(file)
        page_count(file)
        assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32, np.int32, np.float32])
def test_the_range_is_kept_whole(dtype: type) -> None:
    top = 1.0 if dtype is np.float32 else float(np.iinfo(dtype).max)
    ramp = np.linspace(0, top, 256).astype(np.float64).clip(0, top).astype(dtype)[None]
    scaled = to_8_bit(ramp).astype(int)
    assert (scaled[0, 0], scaled[0, -1]) == (0, 255)
    assert (np.diff(scaled[0]) >= 0).all()
