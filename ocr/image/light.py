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
_DARKEST = 12
"""What is darker than this is no paper in a shadow."""
_EVEN, _FLAT = 0.08, 0.35
"""More than this share of a cell with text on it is within so much of its paper's brightness, ..."""
_INK_OF_CELL, _INKED = 0.62, (0.03, 0.5)
"""... and of the rest some is darker than this share of it."""
_ALIKE, _FEWEST_ALIKE = 0.2, 9
"""Of the 25 cells around it so many are as bright, but for this share."""
_NO_TINT = 0.72
"""Ground darker than this share of the paper under dark text lies in a shadow; lighter ground may be a tint, ..."""
_BLANK, _ALL = 0.06, 0.9
"""... but where it shades off from paper. A blank cell has nearly all its pixels within so much of each other."""
_SHOWN = 0.1
"""On a page that shows paper in fewer of its cells there is little but pictures."""
_DARKER = 0.88
"""A cell darker than this share of the paper around it is not paper."""
_TONES = 1000
"""The tones of so many pixels along the longer side are looked at, about."""
_OF_INK = 0.5
"""Of a page's pixels, in percent, so many at least are ink."""
_PALE, _DEEP, _NO_INK = 140, 50, 215
"""Ink paler than the first is made as dark as the second; what is paler than the third is none."""
_MOST_DRAWN = 3.0
"""Grain would be drawn out with the ink."""
_TOLD = 0.05
"""The least weight of cells that tell how bright others are."""


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

    ``grey`` is H x W. The paper's brightness is the 90th percentile of each cell. Cells with text on them show it, how
    ever deep they lie in a shadow, and blank ones that shade off from those; what is darker than the paper around it
    (photos, dark panels) takes that, so a panel stays dark.
    """
    height, width = grey.shape
    cell, step = _cell_sides(max(height, width))
    cells = _cells(grey, cell, step)
    level = _level(cells)
    shown = _paper_shown(cells, level)
    paper = _between(level, shown) if shown.mean() > _SHOWN else _lit(level)
    # Rounded before it grows, the surface takes a byte a pixel: a large page's would take as much again as its work.
    smooth = np.clip(np.round(cv2.GaussianBlur(paper, (0, 0), 1.2)), _DARKEST, 255).astype(np.uint8)
    covered = (level.shape[1] * cell, level.shape[0] * cell)
    surface = cv2.resize(smooth, covered, interpolation=cv2.INTER_LINEAR)[:height, :width]
    return np.asarray(cv2.divide(grey, surface, scale=_WHITE), dtype=np.uint8)


def _cell_sides(longer: int) -> tuple[int, int]:
    """The side of a cell on a page whose longer side is ``longer``, and the step at which its pixels are sampled."""
    cell = max(8, longer // _CELLS)
    step = max(1, cell // _SAMPLES)
    return cell // step * step, step


def _cells(grey: Image, cell: int, step: int) -> Image:
    """The pixels looked at of each ``cell`` x ``cell`` pixels of the picture: rows x columns x samples."""
    rows, columns = (-(-side // cell) for side in grey.shape)
    fine = cell // step
    thin = grey[::step, ::step]
    beyond = ((0, rows * fine - thin.shape[0]), (0, columns * fine - thin.shape[1]))
    cells = np.pad(thin, beyond, mode="edge").reshape(rows, fine, columns, fine).transpose(0, 2, 1, 3)
    return cells.reshape(rows, columns, -1)


def _level(cells: Image) -> NDArray[np.float32]:
    """The 90th percentile of each cell."""
    nth = round(0.9 * (cells.shape[2] - 1))
    return np.partition(cells, nth, axis=2)[:, :, nth].astype(np.float32)


def _paper_shown(cells: Image, level: NDArray[np.float32]) -> NDArray[np.bool_]:
    """The cells that show paper: with text on it, as others near them that are as bright; and blank ones that shade off
    from those. A tint under text has an edge."""
    relative = cells / np.maximum(level, 1)[..., np.newaxis]
    flat = (np.abs(relative - 1) < _EVEN).mean(axis=2)
    ink = (relative < _INK_OF_CELL).mean(axis=2)
    worded = (flat > _FLAT) & (ink > _INKED[0]) & (ink < _INKED[1])
    # Summed over all shifts by up to two cells; a shift brings round the page's other side, where little is alike.
    shifts = [(down, right) for down in range(-2, 3) for right in range(-2, 3)]
    alike = [np.roll(worded, s, (0, 1)) & (np.abs(np.roll(level, s, (0, 1)) - level) < _ALIKE * level) for s in shifts]
    worded = np.asarray(worded & (np.sum(alike, axis=0) >= _FEWEST_ALIKE), dtype=np.bool_)
    if not worded.any():
        return worded
    paper = np.percentile(level[worded], 90)
    shown = np.asarray(worded & ((level > _DARKER * paper) | (level < _NO_TINT * paper)), dtype=np.bool_)
    spread = np.abs(relative - np.median(relative, axis=2, keepdims=True))
    open_ = worded | ((spread < _BLANK).mean(axis=2) > _ALL)
    near = np.ones((3, 3), np.uint8)
    for _ in range(_CELLS):
        darkest = cv2.erode(np.where(shown, level, np.float32(np.inf)), near)
        brightest = cv2.dilate(np.where(shown, level, np.float32(0)), near)
        more = open_ & ~shown & (level > _DARKER * darkest) & (level * _DARKER < brightest)
        if not more.any():
            break
        shown |= more
    return shown


def _between(level: NDArray[np.float32], shown: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The paper's brightness in all cells, of those that do not show it from those that do: the nearer the more."""
    paper = np.full_like(level, np.median(level[shown]))
    open_ = np.ones_like(shown)
    for reach in (1, 2, 4, 8, 16):
        weight = cv2.GaussianBlur(shown.astype(np.float32), (0, 0), reach)
        sums = cv2.GaussianBlur(np.where(shown, level, np.float32(0)), (0, 0), reach)
        told = open_ & (weight > _TOLD)
        paper[told] = sums[told] / weight[told]
        open_ &= ~told
    return np.where(shown | (level > _DARKER * paper), level, paper)


def _lit(level: NDArray[np.float32]) -> NDArray[np.float32]:
    """The paper's brightness on a page of pictures, where hardly a cell shows it: the brightest cells near one that is
    much darker."""
    wide = np.ones((5, 5), np.uint8)
    around = cv2.dilate(cv2.medianBlur(level, 5), wide)
    paper = np.where(level < 0.85 * around, around, level)
    for _ in range(3):
        lighter = cv2.dilate(paper, wide)
        paper = np.where(paper < _DARKER * lighter, lighter, paper)
    return paper


def deepened(evened: Image) -> Image:
    """An evened picture, H x W, whose ink is as dark as on a sound page: of pale print, faded, or of a scan without
    contrast, all greys are drawn apart. A picture without ink is left alone."""
    step = max(1, max(evened.shape) // _TONES)
    darkest = float(np.percentile(evened[::step, ::step], _OF_INK))
    if not _PALE < darkest < _NO_INK:
        return evened
    drawn = min(_MOST_DRAWN, (_WHITE - _DEEP) / (_WHITE - darkest))
    tones = np.clip(_WHITE - (_WHITE - np.arange(256.0)) * drawn, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(evened, tones), dtype=np.uint8)


def ink_of(grey: Image) -> Image:
    """255 where an evened picture (paper near 250) has ink, else 0; H x W."""
    return np.asarray(cv2.threshold(grey, _INK * _WHITE, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
