"""Line quads out of the detector's map. No network is run."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.recognize.detection import UNCLIP_RATIO, detector_input, quads_of


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
