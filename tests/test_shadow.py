"""What the fold and the scanner's lid leave along a page's edge is no photo."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.layout.regions import find_regions

CHAR = 20.0
NO_LINES = np.zeros((0, 4, 2), np.float32)


@pytest.mark.parametrize(
    ("rows", "columns", "photos"),
    [
        (slice(0, 1200), slice(0, 90), 0),
        (slice(0, 1200), slice(710, 800), 0),
        (slice(1100, 1200), slice(0, 800), 0),
        (slice(0, 1200), slice(200, 290), 1),
        (slice(300, 700), slice(0, 90), 1),
        (slice(0, 1200), slice(400, 800), 1),
    ],
)
def test_a_shadow_runs_along_a_whole_edge_and_is_narrow(rows: slice, columns: slice, photos: int) -> None:
    page = np.full((1200, 800), 250, np.uint8)
    page[rows, columns] = np.random.default_rng(1).integers(40, 150, page[rows, columns].shape)
    assert len(find_regions(page, CHAR, NO_LINES).illustrations) == photos
