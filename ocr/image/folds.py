"""Folds and scratches: dark lines from one edge of the paper or film to the other, through text and pictures."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.model import Image

_BLOCKS = 24
"""The paper's brightness along a fold is looked at in so many blocks."""
_SAMPLES = 30
"""... in about so many pixels of a block's row, ..."""
_PAPER = 0.85
"""... of which this quantile is paper, also between the strokes of text."""
_WIDEST = 0.015
"""A fold is no wider than this share of the page, and no nearer to its edge than twice that."""
_DARKER = 0.94
"""It is darker than this share of the paper beside it, ..."""
_DARKEST = 0.3
"""... but not so dark as ink, ..."""
_EVEN, _MOSTLY = 0.12, 0.5
"""... and in so much of it as dark, but for this."""
_ALONG = 0.75
"""It is seen in this share of the blocks, the first and the last among them; in the others a photo hides it."""
_SOFT = 5
"""A printed rule so grey is thinner than this, in pixels. What is thinner is a fold only ..."""
_CROSSED = 0.15
"""... where there is something printed on it in this share of the blocks; ..."""
_INK, _INKED = 0.55, 0.04
"""... so much of a block is darker then than this share of the paper in the fold."""
_THIN = 0.002
"""A scratch is as dark as ink and no wider than this share of the page, or than a thin fold, ..."""
_BESIDE, _THROUGH = 3, 0.12
"""... and in so many of its blocks print stands so near to both its sides, in pixels."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """A picture (H x W) in blocks side by side. Arrays are H x 24."""

    grey: Image
    edges: NDArray[np.intp]
    """Where blocks begin and end, 25 places."""
    paper: NDArray[np.float32]
    """How bright the paper is in a row of a block, ..."""
    share: NDArray[np.float32]
    """... over how bright it is above and below."""


def without_folds(evened: Image) -> Image:
    """An evened picture, H x W, paper near 250, with its folds made as bright as the paper beside them; what is printed
    on them stays. A fold runs level or upright, but for a slight turn."""
    level = _without_level(evened)
    lying = level.T
    unfolded = _without_level(lying)
    return level if unfolded is lying else np.ascontiguousarray(unfolded.T)


def _without_level(grey: Image) -> Image:
    height, width = grey.shape
    widest = round(_WIDEST * height)
    if width < 4 * _BLOCKS or widest < 3:
        return grey
    edges = np.linspace(0, width, _BLOCKS + 1).round().astype(np.intp)
    step = max(1, width // (_BLOCKS * _SAMPLES))
    paper = np.stack([_paper_of(part[:, ::step]) for part in np.split(grey, edges[1:-1], axis=1)], axis=1)
    beside = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, np.ones((2 * widest + 1, 1), np.uint8))
    rows = _Rows(grey, edges, paper, np.asarray(paper / np.maximum(beside, 1), dtype=np.float32))
    dark = (rows.share < _DARKER).astype(np.uint8)
    thick = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((widest, 1), np.uint8))
    thin = cv2.dilate(cv2.subtract(dark, thick), np.ones((5, 5), np.uint8))
    _, labels, extents, _ = cv2.connectedComponentsWithStats(thin)
    labels[: 2 * widest] = labels[-2 * widest :] = 0
    long = np.flatnonzero(extents[1:, cv2.CC_STAT_WIDTH] >= _ALONG * _BLOCKS) + 1
    found = [_in_line((labels == k) & (dark > thick), widest) for k in long]
    folds = [fold for fold in found if _is_fold(fold, rows)]
    return _brightened(rows, np.logical_or.reduce(folds)) if folds else grey


def _paper_of(part: Image) -> NDArray[np.float32]:
    nth = round(_PAPER * (part.shape[1] - 1))
    return np.partition(part, nth, axis=1)[:, nth].astype(np.float32)


def _in_line(dark: NDArray[np.bool_], widest: int) -> NDArray[np.bool_]:
    """What of a dark part (H x 24) lies along one line, the one most of its blocks lie on."""
    blocks = np.flatnonzero(dark.any(axis=0))
    if len(blocks) < _ALONG * _BLOCKS:
        return np.zeros_like(dark)
    middles = np.array([np.median(np.flatnonzero(dark[:, k])) for k in blocks])
    best, most = np.zeros(len(blocks)), -1
    for i in range(0, len(blocks) // 2):
        for j in range(len(blocks) // 2, len(blocks)):
            line = middles[i] + (middles[j] - middles[i]) / (blocks[j] - blocks[i]) * (blocks - blocks[i])
            if (near := int((np.abs(line - middles) < widest / 2).sum())) > most:
                best, most = line, near
    at = np.full(_BLOCKS, -1e6)
    at[blocks] = best
    return np.asarray(dark & (np.abs(np.arange(len(dark))[:, np.newaxis] - at) <= widest), dtype=np.bool_)


def _is_fold(dark: NDArray[np.bool_], rows: _Rows) -> bool:
    blocks = np.flatnonzero(dark.any(axis=0)).tolist()
    if len(blocks) < _ALONG * _BLOCKS or blocks[0] != 0 or blocks[-1] != _BLOCKS - 1:
        return False
    depth = np.array([rows.share[dark[:, k], k].min() for k in blocks])
    middle = np.median(depth)
    wide = np.median(dark.sum(axis=0)[blocks])
    if np.mean(np.abs(depth - middle) < _EVEN) < _MOSTLY:
        return False
    if middle < _DARKEST:
        through = sum(_is_amid_print(dark[:, k], k, rows) for k in blocks)
        return bool(wide <= max(_SOFT, _THIN * len(dark)) and through > _THROUGH * _BLOCKS)
    printed_on = sum(_is_printed_on(dark[:, k], k, rows) for k in blocks)
    return bool(wide >= _SOFT or printed_on > _CROSSED * _BLOCKS)


def _is_printed_on(dark: NDArray[np.bool_], k: int, rows: _Rows) -> bool:
    part = rows.grey[dark, rows.edges[k] : rows.edges[k + 1]]
    return bool((part < _INK * rows.paper[dark, k][:, np.newaxis]).mean() > _INKED)


def _is_amid_print(dark: NDArray[np.bool_], k: int, rows: _Rows) -> bool:
    """Whether print stands close at both sides, as at no printed rule's."""
    at = np.flatnonzero(dark)
    block = rows.grey[:, rows.edges[k] : rows.edges[k + 1]] < _INK * rows.grey.max()
    sides = block[at[0] - _BESIDE : at[0]], block[at[-1] + 1 : at[-1] + 1 + _BESIDE]
    return all(bool(side.mean() > _INKED) for side in sides)


def _brightened(rows: _Rows, folds: NDArray[np.bool_]) -> Image:
    """The picture with each row of a fold divided by its paper's share, from block to block as that changes, and what
    is under a scratch taken from above and below it."""
    out = rows.grey.copy()
    near = cv2.dilate(folds.astype(np.uint8), np.ones((5, 1), np.uint8)) > 0
    factors = np.where(near, 1 / np.maximum(rows.share, _DARKEST), 1)
    middles = (rows.edges[:-1] + rows.edges[1:]) / 2
    for y in np.flatnonzero(near.any(axis=1)):
        row = out[y] * np.interp(np.arange(out.shape[1]), middles, factors[y])
        out[y] = np.minimum(row, 255).astype(np.uint8)
    scratched = folds & (rows.share < _DARKEST)
    for k in np.flatnonzero(scratched.any(axis=0)):
        part, source = np.s_[rows.edges[k] : rows.edges[k + 1]], rows.grey
        _, labels = cv2.connectedComponents(near[:, k : k + 1].astype(np.uint8))
        for label in np.unique(labels[scratched[:, k]]):
            at = np.flatnonzero(labels[:, 0] == label)
            top, bottom = source[at[0] - 1, part].astype(float), source[at[-1] + 1, part].astype(float)
            weights = (np.arange(1, len(at) + 1) / (len(at) + 1))[:, np.newaxis]
            out[at, part] = np.round(top + (bottom - top) * weights).astype(np.uint8)
    return out
