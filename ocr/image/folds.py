"""Folds and creases: dark lines from one edge of the paper to the other, through text and pictures."""

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
    return np.ascontiguousarray(_without_level(np.ascontiguousarray(_without_level(evened).T)).T)


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
    dark -= cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((widest, 1), np.uint8))
    _, labels = cv2.connectedComponents(cv2.dilate(dark, np.ones((5, 5), np.uint8)))
    labels[: 2 * widest] = labels[-2 * widest :] = 0
    found = [_in_line((labels == k) & (dark > 0), widest) for k in range(1, int(labels.max()) + 1)]
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
    blocks = np.flatnonzero(dark.any(axis=0))
    if len(blocks) < _ALONG * _BLOCKS or blocks[0] != 0 or blocks[-1] != _BLOCKS - 1:
        return False
    depth = np.array([rows.share[dark[:, k], k].min() for k in blocks])
    middle = np.median(depth)
    if middle < _DARKEST or np.mean(np.abs(depth - middle) < _EVEN) < _MOSTLY:
        return False
    printed_on = sum(_is_printed_on(dark[:, k], k, rows) for k in blocks)
    return bool(np.median(dark.sum(axis=0)[blocks]) >= _SOFT or printed_on > _CROSSED * _BLOCKS)


def _is_printed_on(dark: NDArray[np.bool_], k: int, rows: _Rows) -> bool:
    part = rows.grey[dark, rows.edges[k] : rows.edges[k + 1]]
    return bool((part < _INK * rows.paper[dark, k][:, np.newaxis]).mean() > _INKED)


def _brightened(rows: _Rows, folds: NDArray[np.bool_]) -> Image:
    """The picture with each row of a fold divided by its paper's share, from block to block as that changes."""
    out = rows.grey.copy()
    near = cv2.dilate(folds.astype(np.uint8), np.ones((5, 1), np.uint8)) > 0
    factors = np.where(near, 1 / np.maximum(rows.share, _DARKEST / 2), 1)
    middles = (rows.edges[:-1] + rows.edges[1:]) / 2
    for y in np.flatnonzero(near.any(axis=1)):
        row = out[y] * np.interp(np.arange(out.shape[1]), middles, factors[y])
        out[y] = np.minimum(row, 255).astype(np.uint8)
    return out
