"""Light: where the paper ends, and how bright it is from place to place."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box
from ocr.model import Image

_CELLS = 48
"""The paper's brightness is measured in this many cells along the page's longer side."""
_BORDER = 0.45
"""Darker than this share of the paper's brightness, and joined to the picture's edge: the scanner's lid."""
_INK = 0.72
"""Darker than this share of the paper's brightness is ink."""
_WHITE = 250


def page_area(grey: Image) -> tuple[Box, NDArray[np.bool_] | None]:
    """The paper without the scanner's black border.

    ``grey`` is H x W. Returns the upright box around the paper and, where there is a border, a mask (H x W,
    True on the border, dilated a little) to paint over what a slanted page leaves of it in that box.
    """
    height, width = grey.shape
    scale = min(1.0, 1000 / max(height, width))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = float(np.percentile(small, 80))
    dark = cv2.morphologyEx((small < _BORDER * paper).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    edge = np.concatenate([dark[0], dark[-1], dark[:, 0], dark[:, -1]])
    whole = Box(0, 0, width, height)
    if edge.mean() < 0.04:
        return whole, None
    _, labels = cv2.connectedComponents(dark, connectivity=4)
    touching = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    border = np.isin(labels, touching[touching > 0])
    kept_rows = np.flatnonzero(border.mean(axis=1) < 0.6)
    kept_columns = np.flatnonzero(border.mean(axis=0) < 0.6)
    if len(kept_rows) < 0.3 * len(border) or len(kept_columns) < 0.3 * border.shape[1]:
        return whole, None
    mask = cv2.dilate(border.astype(np.uint8), np.ones((7, 7), np.uint8))
    full = cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST).astype(bool)
    area = Box(
        round(kept_columns[0] / scale),
        round(kept_rows[0] / scale),
        round((kept_columns[-1] + 1) / scale),
        round((kept_rows[-1] + 1) / scale),
    )
    return area.within(width, height), full


def even_light(grey: Image) -> Image:
    """The picture divided by the brightness of its paper, so that paper is near 255 everywhere.

    ``grey`` is H x W. The paper's brightness is the 90th percentile of each cell; cells much darker than their
    surroundings (photos, dark panels) take their neighbours' instead, so a panel stays dark.
    """
    height, width = grey.shape
    cell = max(8, max(height, width) // _CELLS)
    rows, columns = -(-height // cell), -(-width // cell)
    step = max(1, cell // 24)
    thin = grey[::step, ::step]
    fine = cell // step
    padded = cv2.copyMakeBorder(
        thin, 0, max(0, rows * fine - thin.shape[0]), 0, max(0, columns * fine - thin.shape[1]), cv2.BORDER_REPLICATE
    )[: rows * fine, : columns * fine]
    cells = padded.reshape(rows, fine, columns, fine).transpose(0, 2, 1, 3).reshape(rows, columns, -1)
    level = np.percentile(cells, 90, axis=2).astype(np.float32)
    around = cv2.dilate(cv2.medianBlur(level, 5), np.ones((5, 5), np.uint8))
    paper = np.where(level < 0.85 * around, around, level).astype(np.float32)
    for _ in range(3):
        wide = cv2.dilate(paper, np.ones((5, 5), np.uint8))
        paper = np.where(paper < 0.88 * wide, wide, paper).astype(np.float32)
    smooth = cv2.GaussianBlur(paper, (0, 0), 1.2)
    surface = cv2.resize(smooth, (width, height), interpolation=cv2.INTER_CUBIC)
    return cv2.divide(grey, np.clip(surface, 30, 255).astype(np.uint8), scale=_WHITE)


def ink_of(grey: Image) -> Image:
    """255 where an evened picture (paper near 250) has ink, else 0; H x W."""
    return cv2.threshold(grey, _INK * _WHITE, 255, cv2.THRESH_BINARY_INV)[1].astype(np.uint8)
