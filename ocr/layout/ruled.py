"""Rules that run through the detector's lines, or stand at their ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box

TALL = 1.55
"""A quadrangle this many times as high as wide is a vertical line."""
_BESIDE, _BESIDE_LONG = 0.6, 0.3
"""A rule parts a line that it runs beside for this share of its height; a long one may begin or end there."""
_RULE_EDGE = 2
"""Pixels beside a rule that its blurred edge may darken."""


def cut_level(
    quad: NDArray[np.float64], upright: Sequence[Box], closed: tuple[bool, bool] = (False, False)
) -> list[tuple[NDArray[np.float64], tuple[bool, bool]]]:
    """The parts of a level line between the rules that run through it, and which of their ends are at a rule."""
    left, right = float(quad[:, 0].min()), float(quad[:, 0].max())
    top, bottom = float(quad[:, 1].min()), float(quad[:, 1].max())
    height = bottom - top
    for rule in upright:
        through = left + 0.5 * height < rule.cx < right - 0.5 * height
        beside = (min(rule.bottom, bottom) - max(rule.top, top)) / height
        if through and beside >= (_BESIDE_LONG if rule.height >= 3 * height else _BESIDE):
            before, after = rule.left - _RULE_EDGE, rule.right + _RULE_EDGE
            ends = [(x - left) / (right - left) for x in (before, after)]
            upper, lower = ([start + e * (end - start) for e in ends] for start, end in (quad[:2], quad[[3, 2]]))
            first = np.array([quad[0], upper[0], lower[0], quad[3]])
            second = np.array([upper[1], quad[1], quad[2], lower[1]])
            return cut_level(first, upright, (closed[0], True)) + cut_level(second, upright, (True, closed[1]))
    return [(quad, closed)]


def is_tall(quad: NDArray[np.float64]) -> bool:
    """Whether a quadrangle, 4 x 2, is that of an upright line."""
    wide, high = np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])
    return bool(high > TALL * wide)


def cut_upright(quad: NDArray[np.float64], level: Sequence[Box]) -> list[tuple[NDArray[np.float64], tuple[bool, bool]]]:
    """The parts of an upright line between level rules, whose boxes are ``level``, transposed."""
    return [(_flipped(part), closed) for part, closed in cut_lying(_flipped(quad), level)]


def cut_lying(quad: NDArray[np.float64], upright: Sequence[Box]) -> list[tuple[NDArray[np.float64], tuple[bool, bool]]]:
    """The parts of a level line between upright rules. A rule at one of its ends is cut off, too: a frame's would make
    a column as broad as its box, and a wavy one between tiers a part of its first character."""
    left, right = float(quad[:, 0].min()), float(quad[:, 0].max())
    top, bottom = float(quad[:, 1].min()), float(quad[:, 1].max())
    half, ends = 0.5 * (bottom - top), [left, right]
    for rule in upright:
        if min(rule.bottom, bottom) - max(rule.top, top) < _BESIDE * (bottom - top):
            continue
        if left <= rule.right < left + half:
            ends[0] = max(ends[0], rule.right + _RULE_EDGE)
        elif right - half < rule.left <= right:
            ends[1] = min(ends[1], rule.left - _RULE_EDGE)
    if ends[0] >= ends[1]:
        return []
    shares = [(x - left) / (right - left) for x in ends]
    upper, lower = ([start + e * (end - start) for e in shares] for start, end in (quad[:2], quad[[3, 2]]))
    cut = np.array([upper[0], upper[1], lower[1], lower[0]])
    return cut_level(cut, upright, (ends[0] > left, ends[1] < right))


def _flipped(quad: NDArray[np.float64]) -> NDArray[np.float64]:
    """A quadrangle with its axes swapped, still from the top left clockwise."""
    return np.ascontiguousarray(quad[[0, 3, 2, 1]][:, ::-1])
