"""Reading lines: the arithmetic around the networks, and both engines on drawn lines."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytesseract
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture
from PIL import ImageDraw

from ocr.errors import EngineMissing
from ocr.model import Image, Reading
from ocr.recognize import Engine, open_engine, rapidocr, tesseract
from ocr.recognize.certainty import with_certainty
from ocr.recognize.ctc import BATCH_COLUMNS, STRIP_PX, WIDTH_STEP_PX, Steps, decode, group, stack, strip
from ocr.recognize.detection import UNCLIP_RATIO, detector_input, quads_of
from ocr.recognize.gaps import mark_gaps
from ocr.settings import RecognizeSettings, Settings
from tests.drawer.fonts import load_font

ALPHABET = ("", "报", "刊", "‘", "■", "按", "1")


def drawn(text: str, px: int = 36, spread: float = 0.0) -> Image:
    """One line of text, grey, black on white, with a margin of a sixth; ``spread`` ems are added after each
    character, and | is a space of a quarter em."""
    font = load_font("song", px)
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


def said(*kinds_and_sure: tuple[int, float]) -> Steps:
    """Time steps of which each names its likeliest class and how likely it is."""
    kinds, sure = zip(*kinds_and_sure, strict=True)
    likely = np.array(sure, np.float32)
    return Steps(np.array(kinds, np.intp), likely, 1 - likely, 8 * len(kinds))


def hanzi_with_gap(gap: int, kind: int, sure: float) -> Steps:
    """Four hanzi 4 steps apart, a gap of so many steps with one faint thought in its middle, and another hanzi."""
    quiet, loud = (1, 0.01), (1, 0.99)
    row = [loud, quiet, quiet, quiet] * 4
    thoughts = [quiet] * gap
    thoughts[gap // 2] = (kind, sure)
    return said(*row, *thoughts, (2, 0.98), quiet, quiet)


@given(st.lists(st.integers(8, 6000), max_size=40), st.integers(1, 16))
def test_groups_hold_each_strip_once_and_keep_their_bounds(widths: list[int], size: int) -> None:
    groups = group(widths, size)
    assert sorted(index for one in groups for index in one) == list(range(len(widths)))
    for one in groups:
        assert len(one) <= size
        assert len(one) == 1 or len(one) * max(widths[i] for i in one) <= BATCH_COLUMNS
    widest = [max(widths[i] for i in one) for one in groups]
    assert all(narrow <= wide for narrow, wide in pairwise(widest))


def test_a_batch_is_padded_with_mid_grey() -> None:
    strips = [strip(np.full((40, 200), 255, np.uint8)), strip(np.zeros((96, 50, 3), np.uint8))]
    assert [one.shape for one in strips] == [(STRIP_PX, 240), (STRIP_PX, 25, 3)]
    batch = stack(strips)
    assert batch.shape == (2, 3, STRIP_PX, 256)
    assert batch.shape[3] % WIDTH_STEP_PX == 0
    assert (batch[0, :, :, :240] == 1).all()
    assert (batch[1, :, :, :25] == -1).all()
    assert (batch[0, :, :, 240:] == 0).all()


def test_a_character_twice_needs_a_blank_between() -> None:
    reading = decode(said((1, 0.9), (1, 0.8), (1, 0.1), (1, 0.7)), ALPHABET)
    assert (reading.text, reading.chars) == ("报报", (0.9, 0.7))
    assert reading.positions == (0.25, 0.875)


def test_nothing_seen_is_an_empty_reading() -> None:
    assert decode(said((1, 0.1), (2, 0.2)), ALPHABET) == Reading("", 0.0)


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (hanzi_with_gap(5, 3, 0.35), "报报报报‘刊"),
        (hanzi_with_gap(5, 3, 0.05), "报报报报刊"),
        (hanzi_with_gap(5, 5, 0.35), "报报报报刊"),
        (hanzi_with_gap(5, 6, 0.35), "报报报报刊"),
        (hanzi_with_gap(1, 3, 0.35), "报报报报刊"),
    ],
    ids=["a mark in a gap", "too faint", "a hanzi", "a digit", "no gap"],
)
def test_only_a_faint_mark_is_read_from_a_gap(steps: Steps, text: str) -> None:
    reading = decode(steps, ALPHABET)
    assert reading.text == text
    assert len(reading.chars) == len(reading.positions) == len(text)
    assert list(reading.positions) == sorted(reading.positions)


def test_a_square_before_a_name_is_read() -> None:
    quiet, loud = (1, 0.01), (1, 0.99)
    steps = said(quiet, quiet, (4, 0.16), quiet, quiet, quiet, *[loud, quiet, quiet, quiet] * 4)
    assert decode(steps, ALPHABET).text == "■报报报报"


@given(st.floats(-8, 8), st.integers(60, 160), st.integers(8, 20))
def test_a_core_grows_back_along_its_own_axes(angle: float, length: int, thick: int) -> None:
    likely = np.zeros((256, 256), np.float32)
    corners = cv2.boxPoints(((128.0, 128.0), (float(length), float(thick)), angle))
    cv2.fillPoly(likely, [np.round(corners).astype(np.int32)], 0.9)
    (quad,), (score,) = quads_of(likely, 512, 512)
    along, across = np.linalg.norm(quad[1] - quad[0]) / 2, np.linalg.norm(quad[3] - quad[0]) / 2
    grown = length * thick * UNCLIP_RATIO / (length + thick)
    assert abs(along - (length + grown)) < 8
    assert abs(across - (thick + grown)) < 8
    assert score == pytest.approx(0.9, abs=0.15)
    assert np.degrees(np.arctan2(*(quad[1] - quad[0])[::-1])) == pytest.approx(angle, abs=2)


def test_dust_and_doubt_are_no_lines() -> None:
    likely = np.zeros((128, 128), np.float32)
    likely[10:11, 10:11] = 0.9
    likely[40:60, 20:100] = 0.4
    quads, scores = quads_of(likely, 128, 128)
    assert (quads.shape, scores.shape) == ((0, 4, 2), (0,))


def test_the_detector_takes_multiples_of_32() -> None:
    assert detector_input(np.zeros((100, 300), np.uint8), 0.5).shape == (1, 3, 64, 160)
    assert detector_input(np.zeros((5, 5, 3), np.uint8), 1.0).shape == (1, 3, 32, 32)


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


def test_a_small_line_keeps_its_shape_with_paper_around_it() -> None:
    small = np.full((20, 100), 255, np.uint8)
    small[8:12, 10:90] = 0
    one = strip(small)
    assert one.shape == (STRIP_PX, math.ceil(STRIP_PX * 100 / 26))
    # Cubic interpolation would ring: darker than black and lighter than white are cut off, but rows beside are not.
    assert set(np.unique(one[:, one.shape[1] // 2])) >= {0, 255}
    assert list(np.flatnonzero(one[:, one.shape[1] // 2] < 128)) == list(range(20, 28))


def test_certainty_rises_with_what_the_network_gives() -> None:
    for char, height in (("报", 40), ("，", 16), ("—", 40)):
        shares = [with_certainty(Reading(char, 0.9, (sure / 100,), (0.5,)), height).chars[0] for sure in range(101)]
        assert shares == sorted(shares)
        assert 0 <= shares[0] < shares[-1] < 1


def test_no_stop_in_small_print_is_certain() -> None:
    line = Reading("报刊，报刊", 1.0, (1.0,) * 5, (0.1, 0.3, 0.5, 0.7, 0.9))
    assert with_certainty(line, 16).chars[2] < 0.95 < with_certainty(line, 40).chars[2]


def test_a_line_with_room_for_a_character_is_not_certain() -> None:
    places = [(k + 0.5) / 12 for k in range(12)]
    whole = Reading("报刊" * 6, 1.0, (1.0,) * 12, tuple(places))
    assert min(with_certainty(whole, 40).chars) > 0.95
    for missing in (1, 5, 10):
        rest = [k for k in range(12) if k != missing]
        holed = Reading("报刊报刊报刊报刊报刊报", 1.0, (1.0,) * 11, tuple(places[k] for k in rest))
        sure = with_certainty(holed, 40).chars
        assert max(sure) < 0.95
        assert {k for k, one in zip(rest, sure, strict=True) if one < 0.9} <= {missing - 1, missing + 1}
