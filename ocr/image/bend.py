"""Bent pages: how far the text lines of a level page rise and fall on their way across it, and making them flat.

Near the spine of a bound volume, over a fold and in a photograph neighbouring lines bend alike. What they say together
is a smooth field of displacements, by which the whole page is made flat, so that rules and pictures follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Bend, Transform
from ocr.model import Image

Points = NDArray[np.float64]
"""N x 2, x and y, pixels of the page."""

_NODES = (6, 24)
"""Rows and columns of the field's grid."""
_LONG = 6.0
"""Lines this many times as long as high tell the bend; ..."""
_STEEPEST = 0.15
"""... one that rises or falls faster is no line of the text."""
_FEWEST = 8
"""Fewer such lines may lie as they like."""
_BENT = 1.0
"""In body characters: a page whose lines rise or fall by more is made flat; less than that is followed line by
line, and the print stays as sharp as it was."""
_WINDOW = 1.25
"""In body characters: the middle of a line's ink is taken over so much of its length, ..."""
_HALF = 0.6
"""... looked for so far above and below where it should be."""
_PASSES = 2
_STIFF_ALONG, _STIFF_ACROSS = 0.05, 0.03
"""How much the field withstands bending along the lines, and from line to line."""
_OFF = 0.2
"""In body characters: what lies farther off the field counts less."""
_ROUNDS = 3
_BAND = 256
"""Rows that are flattened at a time: the places of all pixels take eight times the page's memory."""


def find_bend(ink: Image, quads: NDArray[np.float32], char_px: float) -> Bend | None:
    """The bend of a page whose lines are level on the whole, in its pixels; None for one that is as good as flat.

    ``ink`` is H x W, 255 where there is ink; ``quads`` the text lines, N x 4 x 2. Where the lines lie tells at little
    cost whether there is a bend at all; only then is their ink followed.
    """
    lines = _long_lines(quads)
    if len(lines) < _FEWEST:
        return None
    size = (ink.shape[1], ink.shape[0])
    bend = _fitted(lines, size, char_px)
    for _ in range(_PASSES):
        if _reach(bend, lines) < _BENT * char_px:
            return None
        bend = _fitted([_middles(ink, line, bend, char_px) for line in lines], size, char_px)
    return bend


def _long_lines(quads: NDArray[np.float32]) -> list[Points]:
    """The left and the right end of each long line, 2 x 2, of lines N x 4 x 2."""
    ends = np.stack([quads[:, [0, 3]].mean(axis=1), quads[:, [1, 2]].mean(axis=1)], axis=1).astype(np.float64)
    wide, rise = (ends[:, 1] - ends[:, 0]).T
    high = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    return list(ends[(wide > _LONG * high) & (np.abs(rise) < _STEEPEST * wide)])


def _reach(bend: Bend, lines: Sequence[Points]) -> float:
    """By how many pixels a line right across the text would rise or fall, at most."""
    left, right = min(line[0, 0] for line in lines), max(line[1, 0] for line in lines)
    places = np.linspace(left, right, _NODES[1])
    heights = np.quantile([line[0, 1] for line in lines], np.linspace(0, 1, _NODES[0]))
    fields = [bend.at(np.column_stack([places, np.full_like(places, y)])) for y in heights]
    return max(float(np.ptp(field)) for field in fields)


def _middles(ink: Image, line: Points, bend: Bend, char_px: float) -> Points:
    """The middle of a line's ink from place to place, looked for along the bend."""
    height, width = ink.shape
    columns = np.arange(max(0, round(line[0, 0])), min(width, round(line[1, 0])), 2)
    step = max(1, round(_WINDOW * char_px / 2))
    columns = columns[: len(columns) // step * step]
    centre = line.mean(axis=0)
    expected = centre[1] + bend.at(np.column_stack([columns, np.full(len(columns), centre[1])])) - bend.at(centre[None])
    reach = np.arange(-round(_HALF * char_px), round(_HALF * char_px) + 1)
    rows = np.clip(np.round(expected).astype(int)[:, None] + reach, 0, height - 1)
    inked = ink[rows, columns[:, None]] > 0
    mass, moment = (per_column.reshape(-1, step).sum(axis=1) for per_column in (inked.sum(axis=1), inked @ reach))
    x, y = (places.reshape(-1, step).mean(axis=1) for places in (columns, expected))
    full = mass > 0.5 * np.median(mass) if len(mass) else np.zeros(0, bool)
    middles = np.column_stack([x, y + moment / np.maximum(mass, 1)])
    return np.asarray(middles[full], dtype=np.float64)


def _fitted(lines: Sequence[Points], size: tuple[int, int], char_px: float) -> Bend:
    """The smooth field that makes the points of each line level as well as it goes: least squares, in which points
    that lie far off lose weight (Huber)."""
    rows, columns = _NODES
    flat = Bend(size, ((0.0,) * columns,) * rows)
    # Where a line lies is its own; only how its points differ says something about the bend.
    told = [line for line in lines if len(line)]
    heights = [np.full(len(line), line[:, 1].mean()) for line in told]
    target = np.concatenate([line[:, 1] - height for line, height in zip(told, heights, strict=True)])
    places = np.column_stack([np.concatenate([line[:, 0] for line in told]), np.concatenate(heights)])
    starts = np.cumsum([0, *(len(line) for line in told[:-1])])
    lengths = np.array([len(line) for line in told])
    weights = flat.weights(places)
    design = weights - np.repeat(np.add.reduceat(weights, starts) / lengths[:, None], lengths, axis=0)
    stiff = _stiffness() * len(target) / (rows * columns)
    trust = np.ones(len(target))
    for _ in range(_ROUNDS):
        trusted = (design * trust[:, None]).T
        field = np.linalg.solve(trusted @ design + stiff, trusted @ target)
        trust = 1 / np.maximum(1.0, np.abs(target - design @ field) / (_OFF * char_px))
    return Bend(size, tuple(tuple(row) for row in field.reshape(rows, columns).tolist()))


@cache
def _stiffness() -> NDArray[np.float64]:
    """What a field's bends cost, as a quadratic form over its numbers, row by row. Where no line tells, it is 0."""
    rows, columns = _NODES
    along = np.kron(np.eye(rows), np.diff(np.eye(columns), n=2, axis=0))
    across = np.kron(np.diff(np.eye(rows), n=2, axis=0), np.eye(columns))
    cost = _STIFF_ALONG * along.T @ along + _STIFF_ACROSS * across.T @ across + 1e-3 * np.eye(rows * columns)
    return np.asarray(cost, dtype=np.float64)


def flatten(image: Image, to_image: Transform, paper: int = 255) -> Image:
    """The flat page that a picture, H x W, shows bent and turned; ``to_image`` maps the flat page to the picture.

    Each pixel is taken from the picture as it was delivered: turned first and flattened then, fine marks would fade.
    What lies outside is ``paper``. Raises ValueError for a map without a bend.
    """
    if to_image.bend is None:
        raise ValueError("there is no bend to flatten")
    width, height = to_image.bend.size
    (a, b, c), (d, e, f) = to_image.array()[:2].astype(np.float32)
    flat = np.empty((height, width), np.uint8)
    x = np.arange(width, dtype=np.float32)
    for top in range(0, height, _BAND):
        rows = range(top, min(top + _BAND, height))
        y = to_image.bend.along(rows) + np.array(rows, np.float32)[:, None]
        places = a * x + b * y + c, d * x + e * y + f
        cv2.remap(image, *places, cv2.INTER_LINEAR, flat[top : rows.stop], cv2.BORDER_CONSTANT, (paper,))
    return flat
