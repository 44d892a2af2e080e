"""Every format and depth in, the same page out."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow
from PIL import ImageChops

from ocr.errors import UnreadableScan
from ocr.intake.formats import page_frames
from ocr.intake.pixels import to_8_bit
from tests.page_files import HEIGHT, WIDTH, close_to, opened, page_bgr, page_grey, page_rgb


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
        page_frames(file)
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


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
    assert len(page_frames(file)) == 2
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


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32, np.int32, np.float32])
def test_the_range_is_kept_whole(dtype: type) -> None:
    top = 1.0 if dtype is np.float32 else float(np.iinfo(dtype).max)
    ramp = np.linspace(0, top, 256).astype(np.float64).clip(0, top).astype(dtype)[None]
    scaled = to_8_bit(ramp).astype(int)
    assert (scaled[0, 0], scaled[0, -1]) == (0, 255)
    assert (np.diff(scaled[0]) >= 0).all()
