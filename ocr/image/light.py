"""Light: where the paper ends, and how bright it is from place to place."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box
from ocr.model import Image

_CELLS = 48
"""The paper's brightness is measured in this many cells along the page's longer side."""
_SAMPLES = 24
"""Of a cell so many rows and columns of pixels are looked at, about."""
_BORDER = 0.45
"""Darker than this share of the paper's brightness, and joined to the picture's edge: the scanner's lid."""
_ALONG = 0.3
"""Of one side at least it takes so much; dark parts of a picture that runs off the page take less."""
_DEEPEST = 0.15
"""The border is no deeper than this share of the page."""
_SLIVER = 0.02
"""What a slight turn leaves of it at the other sides is a sliver, this share of the page deep at most, ..."""
_RIM = 4
"""... or so thin that it is no longer black: pixels of the page at a longer side of 1000."""
_FAR = 0.1
"""This share of a border may be deeper: a crease, a shadow at the spine."""
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
    black = (small < _BORDER * paper).astype(np.uint8)
    dark = cv2.morphologyEx(black, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    whole = Box(0, 0, width, height)
    if max(side.mean() for side in (dark[0], dark[-1], dark[:, 0], dark[:, -1])) < _ALONG:
        return whole, None
    border = _joined_to_edge(np.asarray(dark, dtype=np.uint8), _DEEPEST)
    if max(side.mean() for side in (border[0], border[-1], border[:, 0], border[:, -1])) < _ALONG:
        return whole, None
    border |= _joined_to_edge(black, _SLIVER)
    kept_rows = np.flatnonzero(border.mean(axis=1) < 0.6)
    kept_columns = np.flatnonzero(border.mean(axis=0) < 0.6)
    if len(kept_rows) < 0.3 * len(border) or len(kept_columns) < 0.3 * border.shape[1]:
        return whole, None
    for side in (border, border[::-1], border.T, border.T[::-1]):
        side[:_RIM] = True
    mask = cv2.dilate(border.astype(np.uint8), np.ones((7, 7), np.uint8))
    full = cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST).astype(bool)
    area = Box(
        round(kept_columns[0] / scale),
        round(kept_rows[0] / scale),
        round((kept_columns[-1] + 1) / scale),
        round((kept_rows[-1] + 1) / scale),
    )
    return area.within(width, height), full


def _joined_to_edge(dark: Image, deepest: float) -> NDArray[np.bool_]:
    """What of ``dark`` (H x W, 1 where dark) is joined to the picture's edge and no deeper than this share of it: a
    picture that runs off the page is deeper."""
    count, labels = cv2.connectedComponents(dark, connectivity=4)
    deep = np.zeros(dark.shape, bool)
    y, x = (max(1, round(deepest * side)) for side in dark.shape)
    deep[y:-y, x:-x] = True
    touching = np.zeros(count, bool)
    touching[np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])] = True
    area = np.bincount(labels.ravel(), minlength=count)
    far = np.bincount(labels[deep], minlength=count)
    bordering = touching & (far < _FAR * area)
    bordering[0] = False
    return np.asarray(bordering[labels], dtype=np.bool_)


def even_light(grey: Image) -> Image:
    """The picture divided by the brightness of its paper, so that paper is near 250 everywhere.

    ``grey`` is H x W. The paper's brightness is the 90th percentile of each cell; cells much darker than their
    surroundings (photos, dark panels) take their neighbours' instead, so a panel stays dark.
    """
    height, width = grey.shape
    cell, step = _cell_sides(max(height, width))
    level = _cell_levels(grey, cell, step)
    wide = np.ones((5, 5), np.uint8)
    around = cv2.dilate(cv2.medianBlur(level, 5), wide)
    paper = np.where(level < 0.85 * around, around, level)
    for _ in range(3):
        lighter = cv2.dilate(paper, wide)
        paper = np.where(paper < 0.88 * lighter, lighter, paper)
    # Rounded before it grows, the surface takes a byte a pixel: a large page's would take as much again as its work.
    smooth = np.clip(np.round(cv2.GaussianBlur(paper, (0, 0), 1.2)), 30, 255).astype(np.uint8)
    covered = (level.shape[1] * cell, level.shape[0] * cell)
    surface = cv2.resize(smooth, covered, interpolation=cv2.INTER_LINEAR)[:height, :width]
    return np.asarray(cv2.divide(grey, surface, scale=_WHITE), dtype=np.uint8)


def _cell_sides(longer: int) -> tuple[int, int]:
    """The side of a cell on a page whose longer side is ``longer``, and the step at which its pixels are sampled."""
    cell = max(8, longer // _CELLS)
    step = max(1, cell // _SAMPLES)
    return cell // step * step, step


def _cell_levels(grey: Image, cell: int, step: int) -> NDArray[np.float32]:
    """The 90th percentile of each ``cell`` x ``cell`` pixels of the picture, one number a cell."""
    rows, columns = (-(-side // cell) for side in grey.shape)
    fine = cell // step
    thin = grey[::step, ::step]
    beyond = ((0, rows * fine - thin.shape[0]), (0, columns * fine - thin.shape[1]))
    cells = np.pad(thin, beyond, mode="edge").reshape(rows, fine, columns, fine).transpose(0, 2, 1, 3)
    nth = round(0.9 * (fine * fine - 1))
    return np.partition(cells.reshape(rows, columns, -1), nth, axis=2)[:, :, nth].astype(np.float32)


def ink_of(grey: Image) -> Image:
    """255 where an evened picture (paper near 250) has ink, else 0; H x W."""
    return np.asarray(cv2.threshold(grey, _INK * _WHITE, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
