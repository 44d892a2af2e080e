"""Reading lines: both engines on drawn lines, and the spaces that were set on them."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytesseract
import pytest
from PIL import Image as Picture
from PIL import ImageDraw

from ocr.errors import EngineMissing
from ocr.model import Image, Reading
from ocr.recognize import Engine, open_engine, rapidocr, tesseract
from ocr.recognize.gaps import mark_gaps
from ocr.recognize.twins import mend_dashes
from ocr.settings import RecognizeSettings, Settings
from tests.drawer.fonts import load_font


def drawn(text: str, px: int = 36, spread: float = 0.0, face: str = "song") -> Image:
    """One line of text, grey, black on white, with a margin of a sixth; ``spread`` ems are added after each
    character, and | is a space of a quarter em."""
    font = load_font(face, px)
    widths = [px * 0.25 if char == "|" else font.getlength(char) + spread * px for char in text]
    margin = px // 6
    page = Picture.new("L", (math.ceil(sum(widths)) + 2 * margin, round(px * 1.35)), 255)
    pen, x = ImageDraw.Draw(page), float(margin)
    for char, width in zip(text, widths, strict=True):
        if char != "|":
            pen.text((x, page.height / 2), char, fill=0, font=font, anchor="lm")
        x += width
    return np.asarray(page, np.uint8)


def engine(name: str) -> Engine:
    return open_engine(Settings().with_engine(name, "the test"))


@pytest.fixture(params=["rapidocr", "tesseract"])
def reader(request: pytest.FixtureRequest) -> Engine:
    return engine(str(request.param))


def placed(text: str, crop: Image, px: int, spread: float = 0.0) -> Reading:
    """What an engine would say of a drawn line without its quarter spaces: places to a quarter of a character."""
    font = load_font("song", px)
    x, places = px / 6, []
    for char in text:
        width = px * 0.25 if char == "|" else font.getlength(char) + spread * px
        places.append(round((x + (width - spread * px) / 2) / px * 4) / 4 * px / crop.shape[1])
        x += width
    kept = [k for k, char in enumerate(text) if char != "|"]
    return Reading("".join(text[k] for k in kept), 0.9, (0.9,) * len(kept), tuple(places[k] for k in kept))


@pytest.mark.parametrize("px", [24, 60])
@pytest.mark.parametrize(
    ("text", "spread"),
    [
        ("筑牢防线守好家园|共建平安街道", 0.0),
        ("本报记者|林书言|实习生|周可", 0.0),
        ("校园里的“小菜场”|孩子们的大课堂", 0.0),
        ("夜读滨江添新点|“四个书亭”今起开放", 0.0),
        ("风雨同舟渡难关", 0.0),
        ("拉开间距的标题", 0.6),
    ],
)
def test_a_quarter_space_in_a_title_is_found(text: str, spread: float, px: int) -> None:
    crop = drawn(text, px, spread)
    marked = mark_gaps(placed(text, crop, px, spread), crop)
    assert marked.text == text.replace("|", " ")
    assert len(marked.chars) == len(marked.positions) == len(marked.text)
    assert list(marked.positions) == sorted(marked.positions)


def test_spaces_at_every_number_are_no_words_ends() -> None:
    text = "建党|100|周年与|2021|年的春天"
    crop = drawn(text)
    assert mark_gaps(placed(text, crop, 36), crop).text == "建党100周年与2021年的春天"


def test_loose_spaces_go_and_spaces_between_latin_words_stay() -> None:
    crop = np.full((40, 400), 255, np.uint8)
    reading = Reading("报 刊New York ", 0.9, (0.9,) * 12, tuple(k / 12 for k in range(12)))
    assert mark_gaps(reading, crop).text == "报刊New York"
    assert mark_gaps(Reading(" ", 0.5, (0.5,), (0.5,)), crop) == Reading("", 0.0)


LINES = ("今年前三季度全区进出口总值", "晚上七点，河堤路灯重新亮起。", "街道办事处介绍", "共有一百二十四户")


def test_lines_are_read_in_the_order_given(reader: Engine) -> None:
    crops = [drawn(text, px) for text, px in zip(LINES, (36, 20, 90, 48), strict=True)]
    readings = reader.read_lines(crops)
    assert [one.text for one in readings] == list(LINES)
    for one in readings:
        assert len(one.chars) == len(one.positions) == len(one.text)
        assert list(one.positions) == sorted(one.positions)
        assert all(0 <= value <= 1 for value in (*one.chars, *one.positions, one.confidence))
        middles = [(k + 0.5) / len(one.text) for k in range(len(one.text))]
        assert all(abs(place - middle) < 0.12 for place, middle in zip(one.positions, middles, strict=True))


def test_colour_and_grey_crops_read_alike(reader: Engine) -> None:
    grey = drawn(LINES[0])
    colour = np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)
    first, second = reader.read_lines([grey, colour])
    assert first.text == second.text == LINES[0]


def test_crops_without_text_read_empty(reader: Engine) -> None:
    empty = np.full((40, 300), 255, np.uint8)
    assert reader.read_lines([empty, np.full((3, 2), 255, np.uint8)]) == (Reading("", 0.0), Reading("", 0.0))
    assert reader.read_lines([]) == ()


def test_a_title_keeps_its_two_halves_apart() -> None:
    (reading,) = engine("rapidocr").read_lines([drawn("筑牢防线守好家园|共建平安街道", 60)])
    assert reading.text == "筑牢防线守好家园 共建平安街道"


@pytest.mark.parametrize("name", ["rapidocr", "tesseract"])
def test_latin_words_keep_their_space(name: str) -> None:
    (reading,) = engine(name).read_lines([drawn("New York Times")])
    assert reading.text == "New York Times"


def test_very_long_and_very_short_lines_are_read() -> None:
    long = "".join(LINES) * 2
    readings = engine("rapidocr").read_lines([drawn(long), drawn("报")])
    assert drawn(long).shape[1] > 40 * drawn(long).shape[0]
    assert [one.text for one in readings] == [long, "报"]


@pytest.mark.parametrize("name", ["rapidocr", "tesseract"])
def test_vertical_lines_are_read_from_the_top(name: str) -> None:
    cells = [np.asarray(cv2.resize(drawn(char, 40), (52, 48)), np.uint8) for char in "河堤路灯重新亮起"]
    (reading,) = engine(name).read_lines([np.vstack(cells)], vertical=True)
    assert sum(one == other for one, other in zip(reading.text, "河堤路灯重新亮起", strict=True)) >= 6
    assert list(reading.positions) == sorted(reading.positions)


def test_lines_are_found_where_they_stand(reader: Engine) -> None:
    page = np.full((700, 1000), 255, np.uint8)
    boxes = []
    for k, text in enumerate(LINES):
        line = drawn(text, 40)
        left, top = 60 + 40 * k, 80 + 150 * k
        page[top : top + line.shape[0], left : left + line.shape[1]] = line
        boxes.append((left, top, left + line.shape[1], top + line.shape[0]))
    quads, scores = reader.find_lines(page, 1.0)
    assert quads.dtype == scores.dtype == np.float32
    assert quads.shape == (len(LINES), 4, 2)
    assert scores.shape == (len(LINES),)
    for quad, (left, top, right, bottom) in zip(quads[np.argsort(quads[:, 0, 1])], boxes, strict=True):
        assert np.abs(quad[:, 0] - (left, right, right, left)).max() < 40
        assert np.abs(quad[:, 1] - (top, top, bottom, bottom)).max() < 24


def test_an_empty_page_has_no_lines(reader: Engine) -> None:
    quads, scores = reader.find_lines(np.full((320, 320, 3), 255, np.uint8), 1.0)
    assert (quads.shape, scores.shape) == ((0, 4, 2), (0,))


def test_several_threads_read_the_same(reader: Engine) -> None:
    crops = [drawn(text) for text in LINES]
    alone = reader.read_lines(crops)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: reader.read_lines(crops), range(4)))
    assert together == [alone] * 4


def test_an_engine_loads_once_and_says_its_version(reader: Engine) -> None:
    name = reader.name.split()[0]
    assert engine(name) is reader
    assert any(char.isdigit() for char in reader.name.split()[1])
    other = Settings(recognize=RecognizeSettings(engine=name, threads=1, batch=3))
    assert open_engine(other) is not reader


RECORDED_READING = """
import sys
sent = []
sys.addaudithook(lambda event, told: sent.append(told) if event in ("socket.connect", "socket.getaddrinfo") else None)
import numpy as np
from ocr.recognize import open_engine
from ocr.settings import Settings
open_engine(Settings()).read_lines([np.full((40, 300), 255, np.uint8)])
print([name for name in sys.modules if name in ("rapidocr", "openvino", "openvino_telemetry.main")], sent)
"""


def test_openvino_sends_no_usage_data_and_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RECORDED_READING],
        env={**os.environ, "HOME": str(tmp_path)},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "['rapidocr', 'openvino'] []\n"
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_is_not_in_the_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rapidocr, "RECOGNIZER_MODEL", "no_such_model.onnx")
    with pytest.raises(EngineMissing, match=r"no_such_model\.onnx is missing; install RapidOCR again"):
        rapidocr.open_rapidocr(1, 4)


def test_a_program_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "no-such-tesseract")
    with pytest.raises(EngineMissing, match="apt-get install tesseract-ocr"):
        tesseract.open_tesseract(1)


def test_language_data_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "LANGUAGES", ("chi_sim", "tlh_vert"))
    with pytest.raises(EngineMissing, match=r"no data for tlh_vert; .*tesseract-ocr-tlh-vert"):
        tesseract.open_tesseract(1)


@pytest.mark.parametrize("face", ["song", "kai", "ming"])
@pytest.mark.parametrize("said", ["一一", "一—", "—一"])
def test_two_even_strokes_are_a_dash_and_two_hanzi_stay(face: str, said: str) -> None:
    for printed in ("——", "一一"):
        line = f"风雨不止{printed}说与众人"
        crop = drawn(line, face=face)
        read = mend_dashes(placed(line.replace(printed, said), crop, 36), crop)
        assert read.text == (line if said == "一一" or printed == "——" else line.replace(printed, "——"))
        assert len(read.chars) == len(read.positions) == len(read.text)
