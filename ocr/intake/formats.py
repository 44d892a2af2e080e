"""Which files are scans: by their ending when issues are put together, by their first bytes when one is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from ocr.errors import PageError, UnreadableScan
from ocr.intake.pdf import count_pdf_pages
from ocr.intake.tiff import full_frames

Format = Literal["jpeg", "png", "tiff", "webp", "jpeg2000", "bmp", "pdf"]

TAKEN = "JPEG, PNG, TIFF, WebP, JPEG 2000, BMP and PDF"
"""The formats that are taken, for messages."""

_JPEG_2000_ENDINGS = frozenset((".jp2", ".j2k", ".jpf", ".jpx", ".j2c", ".jpc"))
SCAN_ENDINGS = _JPEG_2000_ENDINGS | frozenset(
    (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".webp", ".bmp", ".dib", ".pdf")
)
FOREIGN_ENDINGS = {
    ".gif": "GIF",
    ".heic": "HEIC",
    ".heif": "HEIF",
    ".avif": "AVIF",
    ".jxl": "JPEG XL",
    ".djvu": "DjVu",
    ".djv": "DjVu",
    ".psd": "Photoshop",
    ".dng": "camera raw",
    ".cr2": "camera raw",
    ".nef": "camera raw",
    ".arw": "camera raw",
    ".ppm": "PPM",
    ".pgm": "PGM",
    ".pbm": "PBM",
    ".tga": "TGA",
    ".pcx": "PCX",
    ".eps": "EPS",
    ".ps": "PostScript",
    ".xps": "XPS",
    ".caj": "CAJ",
    ".ofd": "OFD",
}
ARCHIVE_ENDINGS = frozenset((".zip", ".rar", ".7z", ".tar", ".tgz", ".gz", ".cbz", ".cbr"))

HEAD_BYTES = 1024
"""How much of a file's beginning its format is told from: a PDF's header may stand anywhere in it."""

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jpeg2000"),
    (b"\xff\x4f\xff\x51", "jpeg2000"),
)
_FOREIGN_MAGIC = (
    (0, b"GIF8", "a GIF"),
    (4, b"ftyphei", "an HEIC photo"),
    (4, b"ftypmif", "an HEIF photo"),
    (4, b"ftypavif", "an AVIF picture"),
    (0, b"8BPS", "a Photoshop file"),
    (0, b"AT&TFORM", "a DjVu document"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"Rar!", "a RAR archive"),
)
_BMP_HEADER_SIZES = frozenset((12, 40, 52, 56, 64, 108, 124))


def head_of(file: Path) -> bytes:
    """The first bytes of a file. Raises OSError."""
    with file.open("rb") as stream:
        return stream.read(HEAD_BYTES)


def format_of(head: bytes) -> Format | None:
    """The format that a file's first bytes tell, whatever its name says.

    >>> format_of(b"%PDF-1.7 ..."), format_of(b"BM is a text")
    ('pdf', None)
    """
    for magic, format_ in _MAGIC:
        if head.startswith(magic):
            return format_
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES:
        return "bmp"
    return "pdf" if b"%PDF-" in head else None


def foreign_name(head: bytes) -> str | None:
    """What a file is that is no scan of ours, when its first bytes tell: ``a GIF``."""
    for start, magic, name in _FOREIGN_MAGIC:
        if head[start : start + len(magic)] == magic:
            return name
    return None


def page_frames(file: Path) -> tuple[int, ...]:
    """The pages of a PDF or the pictures of a TIFF that are whole pages (no thumbnails), from 0.

    ``(0,)`` for anything else, and for a file that cannot be opened: opening its page then says why.
    """
    try:
        match format_of(head_of(file)):
            case "pdf":
                return tuple(range(count_pdf_pages(file))) or (0,)
            case "tiff":
                return full_frames(file) or (0,)
            case _:
                return (0,)
    except (PageError, OSError):
        return (0,)


def known_format(file: Path) -> Format:
    """The format of a scan, told from its content.

    Raises UnreadableScan for an empty file, for one that is no image, and for one that may not be read.
    """
    try:
        head = head_of(file)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UnreadableScan(
            file, f"the file cannot be read ({reason})", "check that it is there and readable"
        ) from error
    if not head:
        raise UnreadableScan(file, "the file is empty", "copy or scan it again")
    format_ = format_of(head)
    if format_ is None:
        what = foreign_name(head)
        problem = f"this is {what}, which is not read" if what else "this is not an image"
        raise UnreadableScan(file, problem, f"replace it with a scan in one of {TAKEN}, or remove it")
    return format_
