"""Every damaged, oversized or foreign file: a failure of its own page that says why, and nothing else."""

from __future__ import annotations

import struct
import warnings
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from ocr.errors import EncryptedDocument, OversizedScan, PageError, UnreadableScan
from ocr.intake.formats import page_frames
from ocr.settings import IntakeSettings
from tests.page_files import (
    HEIGHT,
    WIDTH,
    close_to,
    encrypted_pdf,
    minimal_pdf,
    opened,
    page_bgr,
    page_rgb,
    pdf_of,
)


def test_an_encrypted_pdf_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    locked, damaged = tmp_path / "加密.pdf", tmp_path / "damaged.pdf"
    locked.write_bytes(encrypted_pdf())
    damaged.write_bytes(b"%PDF-1.7\nnothing of a document")
    with pytest.raises(EncryptedDocument, match=r"加密\.pdf: the PDF is locked with a password; replace it"):
        opened(locked)
    with pytest.raises(UnreadableScan, match=r"damaged\.pdf: the PDF is damaged"):
        opened(damaged)
    assert (len(page_frames(locked)), len(page_frames(damaged))) == (1, 1)


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
            assert len(page_frames(file)) >= 1
            with suppress(PageError):
                assert opened(file).image.dtype == np.uint8


def test_scans_are_never_touched(tmp_path: Path) -> None:
    for ending in ("jpg", "tif", "pdf"):
        file = tmp_path / f"page.{ending}"
        page_rgb().save(file)
        file.chmod(0o444)
        before = file.read_bytes(), file.stat().st_mtime_ns
        opened(file)
        page_frames(file)
        assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert len(list(tmp_path.iterdir())) == 3
