"""Rules and the boxes they make."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, contains, covered, iou, union, x_covered, x_overlap, y_covered, y_overlap
from ocr.model import Frame, Image, Rule

# Multiples of the body character's height.
_RUN = 1.6
"""A rule's ink runs on for this long; strokes of body characters do not."""
_SHORTEST = 3.0
_THICKEST = 0.45
_BREAK = 0.6
"""Pieces of one rule stand no farther apart, along it, ..."""
_STEP = 0.3
"""... and no farther across."""
_CORNER = 1.5
"""Rules that make a box miss each other at its corners by no more."""


def find_rules(ink: Image, char_px: float, text: NDArray[np.uint8]) -> tuple[Rule, ...]:
    """Straight printed lines, horizontal then vertical, each from the top and the left.

    ``ink`` is H x W, 255 where there is ink; ``text`` H x W, 255 where text lines stand: strokes inside them are
    no rules. Boxes are in the same pixels.
    """
    rules = []
    for horizontal in (True, False):
        canvas, words = (ink, text) if horizontal else (cv2.transpose(ink), cv2.transpose(text))
        boxes = _level_rules(canvas.astype(np.uint8), char_px, words.astype(np.uint8))
        rules += [Rule(b if horizontal else Box(b.top, b.left, b.bottom, b.right), horizontal) for b in boxes]
    return tuple(sorted(rules, key=lambda r: (not r.horizontal, r.box.top, r.box.left)))


def _level_rules(ink: Image, char_px: float, text: Image) -> list[Box]:
    run = max(9, round(_RUN * char_px))
    # A rule of a hair's breadth, a little slanted, breaks into steps one pixel apart: thicken before opening.
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    opened = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    pieces = []
    for left, top, width, height, area in stats[1:count]:
        box = Box(int(left), int(top), int(left + width), int(top + height))
        if area / width > _THICKEST * char_px + 3 or height > max(_THICKEST * char_px + 3, 0.02 * width + 4):
            continue
        if _in_text(text, box):
            continue
        pieces.append(box)
    return [b for b in _chained(pieces, char_px) if b.width >= _SHORTEST * char_px]


def _in_text(text: Image, box: Box) -> bool:
    return float(text[box.top : box.bottom, box.left : box.right].mean()) > 0.5 * 255


def _chained(pieces: Sequence[Box], char_px: float) -> list[Box]:
    """Joins the pieces of one rule that damage or a slant broke."""
    chains: list[Box] = []
    for piece in sorted(pieces):
        for i, chain in enumerate(chains):
            gap = -x_overlap(chain, piece)
            if gap <= _BREAK * char_px and -y_overlap(chain, piece) <= _STEP * char_px:
                # A chain grows along itself; two rules one above the other stay two.
                if gap > -0.5 * piece.width and union([chain, piece]).height <= 0.6 * char_px + 0.02 * chain.width:
                    chains[i] = union([chain, piece])
                    break
        else:
            chains.append(piece)
    return chains


def find_boxes(rules: Sequence[Rule], char_px: float) -> tuple[Frame, ...]:
    """The boxes that four rules make, the largest first. A double rule makes one box."""
    corner = _CORNER * char_px
    level = [r.box for r in rules if r.horizontal and r.box.width >= 5 * char_px]
    upright = [r.box for r in rules if not r.horizontal and r.box.height >= 2.5 * char_px]
    found: list[Box] = []
    for top in level:
        for bottom in level:
            if bottom.top - top.bottom < 2.5 * char_px:
                continue
            if abs(top.left - bottom.left) > corner or abs(top.right - bottom.right) > corner:
                continue
            whole = union([top, bottom])
            if all(_side(upright, x, whole, corner) for x in (whole.left, whole.right)):
                found.append(whole)
    found.sort(key=lambda b: -b.area)
    kept: list[Box] = []
    for box in found:
        if not any(iou(box, other) > 0.85 or _hugs(box, other, char_px) for other in kept):
            kept.append(box)
    return tuple(Frame(b, "box") for b in kept)


def _side(upright: Sequence[Box], x: int, whole: Box, corner: float) -> bool:
    near = [r for r in upright if abs(r.cx - x) <= corner and y_overlap(r, whole) > 0]
    return bool(near) and sum(y_covered(whole, r) for r in near) >= 0.8


def _hugs(inner: Box, outer: Box, char_px: float) -> bool:
    """A double rule's inner box, or one made of one side of it."""
    return contains(outer, inner, char_px) and all(
        abs(a - b) <= 1.2 * char_px for a, b in zip(inner, outer, strict=True)
    )


def spans(rule: Rule, box: Box) -> float:
    """The share of the box's extent that the rule runs along."""
    return x_covered(box, rule.box) if rule.horizontal else y_covered(box, rule.box)


def rules_outside(rules: Sequence[Rule], boxes: Sequence[Box]) -> tuple[Rule, ...]:
    """The rules that lie in none of the boxes: lines in a photo are no rules."""
    return tuple(r for r in rules if not any(covered(r.box, b) > 0.7 for b in boxes))
