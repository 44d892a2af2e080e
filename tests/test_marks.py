"""Vertical lines: marks told by their ink, neighbouring columns taken out of the crop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.layout import without_neighbours
from ocr.model import Image, Reading
from ocr.recognize import Engine, open_engine
from ocr.recognize.marks import mend_marks
from ocr.recognize.twins import mend_speech
from ocr.settings import Settings
from tests.drawer import blank_page
from tests.drawer.downward import draw_vertical_line

PX = 40
MARGIN = 12
FACES = ("song", "song_tc", "ming_tw", "kai_tw")


def column(text: str, face: str = "song", mark_cell: float = 1.0) -> Image:
    """One column with a margin of 0.3 of its width, as the layout cuts it."""
    page = blank_page(PX + 2 * MARGIN, PX * len(text) + 2 * MARGIN)
    box = draw_vertical_line(page, text, MARGIN, MARGIN, PX, face, mark_cell)
    return page[: box.bottom + MARGIN]


def half_read(text: str, said: str) -> tuple[Reading, Image]:
    """The column of ``text`` lying on its side, and a reading of ``said``, where · stands for a cell not read."""
    lying = np.ascontiguousarray(np.rot90(column(text)))
    places = [(MARGIN + (k + 0.5) * PX) / lying.shape[1] for k in range(len(said))]
    read = [(char, at) for char, at in zip(said, places, strict=True) if char != "·"]
    return Reading("".join(c for c, _ in read), 0.9, (0.9,) * len(read), tuple(at for _, at in read)), lying


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine(Settings())


@pytest.mark.parametrize("mark", "，。、：；「」（）")
def test_a_mark_that_was_not_read_is_told_by_its_ink(mark: str) -> None:
    reading = mend_marks(*half_read(f"堤上的灯{mark}又亮了", "堤上的灯·又亮了"))
    assert reading.text == f"堤上的灯{mark}又亮了"
    assert len(reading.chars) == len(reading.positions) == len(reading.text)
    assert list(reading.positions) == sorted(reading.positions)


def test_two_marks_in_one_gap_and_the_last_stop() -> None:
    assert (
        mend_marks(*half_read("他说：「走吧。」大家走了。", "他说··走吧··大家走了·")).text
        == "他说：「走吧。」大家走了。"
    )


def test_what_the_network_takes_for_a_quote_is_a_comma_and_what_it_knows_stays() -> None:
    assert mend_marks(*half_read("灯亮了，人回来", "灯亮了’人回来")).text == "灯亮了，人回来"
    assert mend_marks(*half_read("灯亮了！人回来", "灯亮了！人回来")).text == "灯亮了！人回来"
    assert mend_marks(*half_read("灯亮了『人回来", "灯亮了『人回来")).text == "灯亮了『人回来"


def test_strokes_of_hanzi_are_no_marks() -> None:
    text = "六点心灯小二三下之火"
    assert mend_marks(*half_read(text, text)).text == text


def test_an_empty_cell_is_no_mark() -> None:
    assert mend_marks(*half_read("筑牢防线　守卫家园", "筑牢防线·守卫家园")).text == "筑牢防线守卫家园"


@given(
    st.lists(st.tuples(st.sampled_from("一心，'」 a"), st.floats(0, 1)), max_size=12),
    st.integers(1, 40),
    st.integers(1, 120),
    st.integers(0, 9),
)
def test_whatever_the_ink_hanzi_stay(read: list[tuple[str, float]], height: int, width: int, seed: int) -> None:
    read.sort(key=lambda one: one[1])
    text = "".join(char for char, _ in read)
    crop = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    mended = mend_marks(Reading(text, 0.5, (0.5,) * len(read), tuple(at for _, at in read)), crop)
    assert [c for c in mended.text if c in "一心a"] == [c for c in text if c in "一心a"]
    assert len(mended.chars) == len(mended.positions) == len(mended.text)


@pytest.mark.parametrize("face", FACES)
def test_columns_are_read_with_their_marks(engine: Engine, face: str) -> None:
    texts = [
        "東門外的老橋修了三個月，上星期通車。",
        "館長道：「書是給人看的，不是鎖的。」",
        "米、鹽、油、布四項；惟茶葉反見跌落，",
        "問之曰：「汝家何在」童子笑而不答，",
    ]
    assert [one.text for one in engine.read_lines([column(text, face) for text in texts], vertical=True)] == texts


def test_marks_of_half_a_cell_are_read(engine: Engine) -> None:
    text = "本月初七日，鄰村舉行賽會、來往行人不絕。"
    (reading,) = engine.read_lines([column(text, mark_cell=0.6)], vertical=True)
    assert reading.text == text


@pytest.mark.parametrize("face", FACES)
def test_classical_text_stays_without_marks(engine: Engine, face: str) -> None:
    text = "古之學者必有師師者所以傳道受業解惑也"
    (reading,) = engine.read_lines([column(text, face)], vertical=True)
    assert reading.text == text


def test_only_a_broad_sun_before_a_colon_says() -> None:
    for text, told in (("答曰：", "答曰："), ("明日：", "明日："), ("曰人", "日人")):
        assert mend_speech(*half_read(text, text.replace("曰", "日"))).text == told


def test_neighbouring_columns_are_taken_out_of_a_crop() -> None:
    text, left = "前日陡漲一尺有奇沿岸", 2 * PX
    page, alone = blank_page(5 * PX, 12 * PX), blank_page(5 * PX, 12 * PX)
    for aside in (-PX, 0, PX):
        draw_vertical_line(page, text, left + aside, PX, PX)
    draw_vertical_line(alone, text, left, PX, PX)
    inside = slice(left - MARGIN, left + PX + MARGIN)
    wanted = np.ascontiguousarray(np.rot90(alone[:, inside]))
    crop = without_neighbours(np.ascontiguousarray(np.rot90(page[:, inside])))
    assert np.count_nonzero((crop < 128) != (wanted < 128)) < 0.02 * np.count_nonzero(wanted < 128)
    assert np.array_equal(without_neighbours(wanted), wanted)
