"""Tesseract with its Simplified Chinese data: the second engine, complete by itself.

It is a program that starts anew for each call, so many lines go into one call: a list of pictures, each read as a
single line (page segmentation mode 7), with a hOCR page for each in return. That is five times as quick as a call
a line, and reads the same.
"""

from __future__ import annotations

import math
import os
import re
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np

from ocr.errors import EngineMissing
from ocr.model import Image, Reading
from ocr.recognize.engine import Quads, Scores

try:
    import pytesseract
except ImportError as error:
    raise EngineMissing(
        f"pytesseract cannot be loaded ({error}); install it with pip install 'pytesseract>=0.3.13,<0.4'"
    ) from error

LANGUAGES = ("chi_sim", "chi_sim_vert")
LINE_PX = 48
"""Height that crops are scaled to: characters of some 36 px, what the models were trained on."""
MARGIN_PX = 12
"""White around a crop. Without it Tesseract drops characters that touch the edge."""
INK_PERCENTILE, PAPER_PERCENTILE = 2, 75
"""Of a crop's greys: what is taken for full ink and for clean paper."""
DARK = 128
"""Ink on a framed picture is darker than this."""
LEAST_CONTRAST = 40.0
"""Greys closer together than this are paper, and no ink is made of them."""
LINES_A_CALL = 40
"""Starting Tesseract takes as long as 4 lines, so this many make it cheap; more would idle the other threads."""
GAP_HEIGHTS = 1.5
"""Tesseract runs lines over gutters; a gap between words this many line heights wide parts them."""

_XHTML = "{http://www.w3.org/1999/xhtml}"
_CONFIDENCE = re.compile(r"x_conf ([\d.]+)")


class TesseractEngine:
    """The second engine. Its processes are single-threaded; ``threads`` of them run at most, whoever calls."""

    def __init__(self, tesseract_version: str, threads: int) -> None:
        self.name = f"tesseract {tesseract_version} {LANGUAGES[0]}"
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="tesseract")

    def find_lines(self, image: Image, scale: float) -> tuple[Quads, Scores]:
        boxes = self._pool.submit(_page_lines, image, scale).result()
        if not boxes:
            return np.zeros((0, 4, 2), np.float32), np.zeros(0, np.float32)
        corners = [[(x0, y0), (x1, y0), (x1, y1), (x0, y1)] for x0, y0, x1, y1, _ in boxes]
        return np.array(corners, np.float32), np.array([sure for *_, sure in boxes], np.float32)

    def read_lines(self, crops: Sequence[Image], vertical: bool = False) -> tuple[Reading, ...]:
        calls = max(self._threads, math.ceil(len(crops) / LINES_A_CALL))
        # Every calls-th crop: lines of a page come in runs of alike length, so each call gets as much to do.
        parts = [crops[k::calls] for k in range(min(calls, len(crops)))]
        answers = self._pool.map(lambda part: _read(part, vertical), parts)
        readings = [Reading("", 0.0)] * len(crops)
        for k, part in enumerate(answers):
            readings[k::calls] = part
        return tuple(readings)


def open_tesseract(threads: int) -> TesseractEngine:
    """The engine, if the program and its data are there.

    Raises EngineMissing that says which package brings what is missing.
    """
    # Tesseract spreads each call over all cores; several calls at once then slow each other down.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        found = str(pytesseract.get_tesseract_version()).split()[0]
        languages = pytesseract.get_languages()
    except (pytesseract.TesseractNotFoundError, SystemExit) as error:
        raise EngineMissing(
            "Tesseract is not installed; on Debian or Ubuntu: apt-get install tesseract-ocr tesseract-ocr-chi-sim"
            " tesseract-ocr-chi-sim-vert"
        ) from error
    missing = [language for language in LANGUAGES if language not in languages]
    if missing:
        packages = " ".join(f"tesseract-ocr-{language.replace('_', '-')}" for language in missing)
        raise EngineMissing(
            f"Tesseract has no data for {' and '.join(missing)}; on Debian or Ubuntu: apt-get install {packages}"
        )
    return TesseractEngine(found, threads)


def _read(crops: Sequence[Image], vertical: bool) -> list[Reading]:
    """Readings of crops, all in one call of the program."""
    language, mode = (LANGUAGES[1], 5) if vertical else (LANGUAGES[0], 7)
    with tempfile.TemporaryDirectory(prefix="baokan-") as folder:
        files = [Path(folder, f"{index:04}.png") for index in range(len(crops))]
        pictures = [_framed(crop, vertical) for crop in crops]
        for file, picture in zip(files, pictures, strict=True):
            cv2.imwrite(str(file), picture)
        listing = Path(folder, "lines.txt")
        listing.write_text("".join(f"{file}\n" for file in files), encoding="utf-8")
        hocr = pytesseract.image_to_pdf_or_hocr(
            str(listing), lang=language, config=f"--psm {mode} -c hocr_char_boxes=1", extension="hocr"
        )
    pages = _hocr_pages(hocr)
    return [_reading(page, picture, vertical) for page, picture in zip(pages, pictures, strict=True)]


def _framed(crop: Image, vertical: bool) -> Image:
    """A crop scaled to LINE_PX across the line, grey, its paper white and its ink black, with white around it.

    Stretching the greys halved Tesseract's errors on yellowed paper; thresholding did not help as much.
    """
    grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), np.uint8) if crop.ndim == 3 else crop
    scaled = _scaled(grey, LINE_PX / crop.shape[1 if vertical else 0])
    ink, paper = np.percentile(scaled, (INK_PERCENTILE, PAPER_PERCENTILE))
    darker = (paper - scaled.astype(np.float64)) / max(LEAST_CONTRAST, paper - ink)
    stretched = (255 * (1 - np.clip(darker, 0, 1))).astype(np.uint8)
    sides = (MARGIN_PX,) * 4
    return np.asarray(cv2.copyMakeBorder(stretched, *sides, cv2.BORDER_CONSTANT, value=255), np.uint8)


def _scaled(image: Image, scale: float) -> Image:
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=interpolation), np.uint8)


def _hocr_pages(hocr: bytes) -> list[ElementTree.Element]:
    """The pages of a hOCR document."""
    return [one for one in ElementTree.fromstring(hocr).iter(f"{_XHTML}div") if one.get("class") == "ocr_page"]


def _reading(page: ElementTree.Element, picture: Image, vertical: bool) -> Reading:
    """The characters of a hOCR page, which is one line on ``picture``, as framed for Tesseract.

    Spaces between words are left out, for they are where Tesseract cuts Chinese into words; between Latin words
    they are kept. The boxes of its characters wander by a character and more, so their places are those of a line
    set evenly over its ink: no good for finding set spaces.
    """
    text: list[str] = []
    chars: list[float] = []
    for word in page.iter(f"{_XHTML}span"):
        if word.get("class") != "ocrx_word":
            continue
        for index, glyph in enumerate(word.findall(f".//{_XHTML}span[@class='ocrx_cinfo']")):
            char, sure = glyph.text, _CONFIDENCE.search(glyph.get("title", ""))
            if not char or sure is None:
                continue
            confidence = min(1.0, float(sure[1]) / 100)
            if text and index == 0 and _latin(text[-1]) and _latin(char):
                text.append(" ")
                chars.append(confidence)
            text.append(char)
            chars.append(confidence)
    if not text:
        return Reading("", 0.0)
    return Reading("".join(text), sum(chars) / len(chars), tuple(chars), _even_places(text, picture, vertical))


def _even_places(text: Sequence[str], picture: Image, vertical: bool) -> tuple[float, ...]:
    """Where characters stand that are set evenly over a framed picture's ink, as shares of the crop's length."""
    ink = np.flatnonzero((picture < DARK).any(axis=1 if vertical else 0)) - MARGIN_PX
    length = picture.shape[0 if vertical else 1] - 2 * MARGIN_PX
    start, end = (float(ink[0]), float(ink[-1] + 1)) if len(ink) else (0.0, float(length))
    widths = np.array([0.5 if char.isascii() else 1.0 for char in text])
    middles = np.cumsum(widths) - widths / 2
    places = (start + (end - start) * middles / widths.sum()) / length
    return tuple(float(place) for place in np.clip(places, 0, 1))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _page_lines(image: Image, scale: float) -> list[tuple[float, float, float, float, float]]:
    """Line boxes (left, top, right, bottom, in pixels of ``image``) and how sure Tesseract is of their words, 0-1."""
    scaled = _scaled(image, scale)
    rgb = scaled if scaled.ndim == 2 else cv2.cvtColor(scaled, cv2.COLOR_BGR2RGB)
    table = pytesseract.image_to_data(rgb, lang=LANGUAGES[0], config="--psm 11", output_type=pytesseract.Output.DICT)
    lines: dict[tuple[int, ...], list[tuple[int, int, int, int, float]]] = {}
    for row, level in enumerate(table["level"]):
        if level == 5 and table["text"][row].strip():
            key = tuple(table[part][row] for part in ("block_num", "par_num", "line_num"))
            left, top, width, height = (table[part][row] for part in ("left", "top", "width", "height"))
            lines.setdefault(key, []).append((left, top, left + width, top + height, float(table["conf"][row]) / 100))
    runs = [run for words in lines.values() for run in _parted(words)]
    return [_around(run, image.shape[1] / scaled.shape[1], image.shape[0] / scaled.shape[0]) for run in runs]


def _parted(words: list[tuple[int, int, int, int, float]]) -> list[list[tuple[int, int, int, int, float]]]:
    """Words of a line in runs that no wide gap parts."""
    words = sorted(words)
    height = float(np.median([bottom - top for _, top, _, bottom, _ in words]))
    runs = [[words[0]]]
    for before, after in pairwise(words):
        if after[0] - before[2] > GAP_HEIGHTS * height:
            runs.append([])
        runs[-1].append(after)
    return runs


def _around(
    words: list[tuple[int, int, int, int, float]], x_scale: float, y_scale: float
) -> tuple[float, float, float, float, float]:
    """The box around words, scaled, and the mean of how sure they are."""
    left, top = min(w[0] for w in words) * x_scale, min(w[1] for w in words) * y_scale
    right, bottom = max(w[2] for w in words) * x_scale, max(w[3] for w in words) * y_scale
    return left, top, right, bottom, sum(w[4] for w in words) / len(words)
