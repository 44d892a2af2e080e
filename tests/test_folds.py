"""Folds and scratches of the paper or film, and the printed rules that are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.image import deepened, even_light, without_folds
from ocr.model import Image
from tests.drawer import OFFICE, Photo, Story, draw_page, scan

LINES = ("清晨六点，河堤上的灯还没有熄，环卫工人已经把最后一段步道扫净。街道办事处说，这条步道修了两年。",)


@pytest.fixture(scope="module")
def evened() -> Image:
    photo = Photo("灯下", "hall", rows=10)
    page = draw_page(
        [Story("a", "河堤上的灯又亮了", LINES * 24, photos=(photo,), columns=3)], width=1500, char_px=24, seed=1
    )
    picture, _ = scan(page.printed, OFFICE, seed=2)
    return even_light(picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8))


def folded(grey: Image, at: float, upright: bool, slope: float = 0.0) -> Image:
    """The picture, H x W, with a dark crease through all of it, at this share of its height or width."""
    across, along = (grey.shape[1], grey.shape[0]) if upright else grey.shape
    line = at * across + slope * (np.arange(along) - along / 2)
    off = (np.arange(across)[:, np.newaxis] - line) / (0.002 * across)
    shade: NDArray[np.float64] = 1 - 0.45 * np.exp(-(off**2))
    return np.asarray(grey * (shade.T if upright else shade), dtype=np.uint8)


@pytest.mark.parametrize("upright", [False, True])
@pytest.mark.parametrize("slope", [0.0, 0.01])
def test_a_fold_is_evened_and_what_is_printed_on_it_stays(evened: Image, upright: bool, slope: float) -> None:
    creased = folded(evened, 0.45, upright, slope)

    mended = without_folds(creased)

    at = np.abs(creased.astype(int) - evened) > 8
    assert np.abs(creased[at].astype(int) - evened[at]).mean() > 35
    assert np.abs(mended[at].astype(int) - evened[at]).mean() < 12
    far = np.abs(np.arange(evened.shape[upright]) / evened.shape[upright] - 0.45) > 0.05
    untouched = (slice(None), far) if upright else far
    assert np.array_equal(mended[untouched], creased[untouched])


def test_a_scratch_is_filled_from_its_sides(evened: Image) -> None:
    scratched = evened.copy()
    scratched[:, 700:703] = 0

    mended = without_folds(scratched)

    lost, left = (np.abs(grey[:, 700:703].astype(int) - evened[:, 700:703]).mean() for grey in (scratched, mended))
    assert (lost > 190, left < 35) == (True, True)
    assert np.array_equal(mended[:, :690], evened[:, :690])


def test_a_printed_rule_stays(evened: Image) -> None:
    ruled = evened.copy()
    blank = int(np.flatnonzero((evened > 200).all(axis=1))[0]) + 8
    ruled[blank : blank + 3] = 20

    assert np.array_equal(without_folds(ruled), ruled)
    assert np.array_equal(without_folds(evened), evened)


def test_faded_print_is_drawn_out(evened: Image) -> None:
    faded = np.asarray(250 - (250 - np.minimum(evened, 250).astype(float)) * 0.35, dtype=np.uint8)

    assert np.percentile(faded, 0.5) > 150
    assert np.percentile(deepened(faded), 0.5) == pytest.approx(50, abs=3)
    assert np.array_equal(deepened(evened), evened)


def test_a_blank_page_is_not_drawn_out() -> None:
    blank = np.random.default_rng(1).integers(236, 252, (900, 700)).astype(np.uint8)

    assert np.array_equal(deepened(blank), blank)
