"""Print that shows through from the other side of the paper, read by the real engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from rapidfuzz import fuzz

from ocr.back import without_back
from ocr.image import even_light
from ocr.model import Article, Image
from ocr.recognize import open_engine
from ocr.sheets import find_lines
from tests.conftest import STORY
from tests.drawer import draw_page
from tests.layouts import SEED
from tests.test_sheets import BESIDE, SETTINGS, horizontal_page, read, vertical_page


def grey_of(picture: Image) -> Image:
    return np.asarray(picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def shown_through(front: Image, back: Image, strength: float) -> Image:
    """The front, H x W, with the back mirrored, blurred and so much paler on it."""
    ghost = np.full(front.shape, 255, np.uint8)
    high, wide = min(back.shape[0], front.shape[0]), min(back.shape[1], front.shape[1])
    ghost[:high, :wide] = cv2.GaussianBlur(back[:high, :wide], (0, 0), 1.2)
    return np.asarray(front * (1 - strength * (1 - np.fliplr(ghost) / 255)), dtype=np.uint8)


def text_of(article: Article) -> str:
    return "".join(block.text for block in article.body)


@pytest.mark.parametrize("strength", [0.25, 0.4])
def test_what_shows_through_is_no_text(strength: float, tmp_path: Path) -> None:
    """The other side has more lines than this one, and they run the other way."""
    front = grey_of(vertical_page())
    back = grey_of(draw_page([STORY, replace(BESIDE, body=SEED * 4)], width=1000, seed=2).image)

    (alone,) = read(front, tmp_path).articles
    (with_back,) = read(shown_through(front, back, strength), tmp_path).articles

    assert with_back.headline == alone.headline
    assert fuzz.ratio(text_of(with_back), text_of(alone)) > 97


def test_nothing_shows_through_a_clean_page() -> None:
    engine = open_engine(SETTINGS)
    evened = even_light(grey_of(horizontal_page()))
    assert without_back(evened, find_lines(evened, engine), engine) is evened
