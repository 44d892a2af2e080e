"""Rules and the boxes they make."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Box, contains, covered, iou, union, x_covered, x_overlap, y_covered, y_overlap
from ocr.layout.waves import level_waves
from ocr.model import Frame, Image, Rule

_BESIDE = 2
"""Pixels from a rule to what is looked at beside it, and so many rows of that, ..."""
_CLEAR = 0.3
"""... of which ink covers no more than this share where the rule stands clear."""

# Multiples of the body character's height.
_RUN = 1.6
"""A rule's ink runs on for this long; strokes of body characters do not."""
_SHORTEST = 3.0
_THICKEST = 0.45
_BREAK = 0.6
"""Pieces of one rule stand no farther apart, along it, ..."""
_STEP = 0.3
"""... and no farther across."""
_IN_PICTURE = 0.7
"""A rule of which a picture covers more than this share may be the picture's own, ..."""
_ALL = 0.9
"""... and a box of which it covers more than this share is."""
_RIM = 0.4
_CORNER = 1.5
"""Rules that make a box miss each other at its corners by no more."""


def find_rules(ink: Image, char_px: float, lines: Sequence[Box]) -> tuple[Rule, ...]:
    """Straight printed lines, horizontal then vertical, each from the top and the left.

    ``ink`` is H x W, 255 where there is ink; ``lines`` the boxes of text lines: strokes inside one are no rules.
    Boxes are in the same pixels.
    """
    text = np.array(lines, dtype=np.int64).reshape(-1, 4)
    level = _level_rules(ink, char_px, text)
    turned = _level_rules(np.asarray(cv2.transpose(ink), dtype=np.uint8), char_px, text[:, [1, 0, 3, 2]])
    rules = [Rule(b, True) for b in level] + [Rule(b.transposed(), False) for b in turned]
    return tuple(sorted(rules, key=lambda r: (not r.horizontal, r.box.top, r.box.left)))


def _level_rules(ink: Image, char_px: float, text: NDArray[np.int64]) -> list[Box]:
    run = max(9, round(_RUN * char_px))
    # A rule of a hair's breadth, a little slanted, breaks into steps one pixel apart: thicken before opening.
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    opened = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    # Outlines of the few runs that are left cost a thirtieth of labelling all pixels.
    outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    thickest = _THICKEST * char_px + 3
    pieces = []
    for left, top, width, height in (cv2.boundingRect(outline) for outline in outlines):
        area = cv2.countNonZero(opened[top : top + height, left : left + width])
        level = area / width <= thickest and height <= max(thickest, 0.02 * width + 4)
        box = Box(left, top + 1, left + width, top + max(2, height - 1))
        if level and not _in_text(text, ink, box):
            pieces.append(box)
    straight = [b for b in _chained(pieces, char_px) if b.width >= _SHORTEST * char_px]
    waves = [w for w in level_waves(ink, char_px, text) if not any(x_covered(w, b) and _meet(w, b) for b in straight)]
    return [*straight, *_chained(waves, char_px)]


def _meet(wave: Box, rule: Box) -> bool:
    """Whether a band has most of a straight rule's breadth in it: a wave's crests, or the rule itself."""
    return y_covered(rule, wave) > 0.5


def _in_text(text: NDArray[np.int64], ink: Image, box: Box) -> bool:
    """Whether a level stroke belongs to text: to one of the lines, N x 4, or to several and not standing clear.

    A column rule may run through lines that the detector drew over a gutter, but it has paper at both sides; the
    dark ground between two white characters has none.
    """
    if len(text) == 0:
        return False
    sides = np.minimum(text[:, 2:], box[2:]) - np.maximum(text[:, :2], box[:2])
    shared = np.maximum(sides, 0).prod(axis=1) / max(1, box.area)
    if shared.max() > 0.5 or shared.sum() <= 0.5:
        return bool(shared.max() > 0.5)
    above = ink[max(0, box.top - 2 * _BESIDE) : max(0, box.top - _BESIDE), box.left : box.right]
    below = ink[box.bottom + _BESIDE : box.bottom + 2 * _BESIDE, box.left : box.right]
    return any(part.size > 0 and float((part > 0).mean()) > _CLEAR for part in (above, below))


def _chained(pieces: Sequence[Box], char_px: float) -> list[Box]:
    """Joins the pieces of one rule that damage or a slant broke."""
    ended: list[Box] = []
    chains: list[Box] = []
    for piece in sorted(pieces):
        # From the left: what ends too far before this piece ends too far before all that follow.
        reach = piece.left - _BREAK * char_px
        ended += [chain for chain in chains if chain.right < reach]
        chains = [chain for chain in chains if chain.right >= reach]
        for i, chain in enumerate(chains):
            if _goes_on(chain, piece, char_px):
                chains[i] = union([chain, piece])
                break
        else:
            chains.append(piece)
    return ended + chains


def _goes_on(chain: Box, piece: Box, char_px: float) -> bool:
    """A chain grows along itself; two rules one above the other stay two."""
    if -y_overlap(chain, piece) > _STEP * char_px:
        return False
    along = -0.5 * piece.width < -x_overlap(chain, piece) <= _BREAK * char_px
    return along and union([chain, piece]).height <= 0.6 * char_px + 0.02 * chain.width


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


def printed_rules(
    rules: Sequence[Rule], pictures: Sequence[Box], char_px: float
) -> tuple[tuple[Rule, ...], tuple[Frame, ...]]:
    """The rules that are no lines of a picture, and the boxes they make.

    A rule along a picture's edge is printed beside it, unless rules run along three of its edges: then they are
    its own. A box around a photo and its text keeps all its sides.
    """
    boxes = [f for f in find_boxes(rules, char_px) if not any(covered(f.box, p) > _ALL for p in pictures)]
    own = {rule for picture in pictures for rule in _lines_of(picture, rules, char_px)}
    sides = {rule for rule in own if any(_along(rule, frame.box, char_px) for frame in boxes)}
    return tuple(rule for rule in rules if rule not in own or rule in sides), tuple(boxes)


def _lines_of(picture: Box, rules: Sequence[Rule], char_px: float) -> list[Rule]:
    inside = [rule for rule in rules if covered(rule.box, picture) > _IN_PICTURE]
    edges = {rule: edge for rule in inside if (edge := _along(rule, picture, _RIM * char_px))}
    return inside if len(set(edges.values())) >= 3 else [rule for rule in inside if rule not in edges]


def _along(rule: Rule, box: Box, slack: float) -> str:
    """Which edge of the box a rule runs along, within ``slack`` pixels; empty for none."""
    if (x_covered if rule.horizontal else y_covered)(box, rule.box) < 0.8:
        return ""
    edges = ("top", "bottom") if rule.horizontal else ("left", "right")
    return next((edge for edge in edges if abs(getattr(rule.box, edge) - getattr(box, edge)) <= slack), "")
