"""The things in the drawn pictures: trees, houses, people, boats, in greys on a float32 picture, in place.

Lengths and places are pixels of the picture, y downwards; a thing stands with its foot at its place.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Tones = NDArray[np.float32]
Point = tuple[float, float]


def fill(picture: Tones, tone: float, *points: Point) -> None:
    """A filled polygon."""
    cv2.fillPoly(picture, [np.array(points, dtype=np.int32)], (float(tone),), lineType=cv2.LINE_AA)


def oval(picture: Tones, tone: float, centre: Point, wide: float, tall: float, start: int = 0) -> None:
    """A filled oval from ``start`` degrees (clockwise from the right) to the full turn."""
    middle = (round(centre[0]), round(centre[1]))
    axes = (max(1, round(wide)), max(1, round(tall)))
    cv2.ellipse(picture, middle, axes, 0, start, 360, (float(tone),), -1, cv2.LINE_AA)


def draw_tree(picture: Tones, x: float, foot: float, tall: float, rng: Generator) -> None:
    fill(picture, 48, (x - tall * 0.03, foot), (x - tall * 0.02, foot - tall * 0.6), (x + tall * 0.03, foot))
    for _ in range(26):
        spot = (x + rng.normal(0, 0.13) * tall, foot - tall * (0.68 + rng.normal(0, 0.11)))
        oval(picture, rng.uniform(40, 105), spot, tall * rng.uniform(0.05, 0.1), tall * rng.uniform(0.04, 0.08))


def draw_house(picture: Tones, left: float, base: float, wide: float, tall: float, rng: Generator) -> None:
    wall, roof = rng.uniform(125, 215), rng.uniform(35, 85)
    top, right = base - tall, left + wide
    fill(picture, wall, (left, base), (left, top), (right, top), (right, base))
    fill(picture, wall - 35, (right - wide * 0.2, base), (right - wide * 0.2, top), (right, top), (right, base))
    eaves, peak = wide * 0.07, top - wide * rng.uniform(0.12, 0.2)
    slope = ((left - eaves, top), (left + wide * 0.15, peak), (left + wide * 0.85, peak), (right + eaves, top))
    fill(picture, roof, *slope)
    rows, columns = max(1, int(tall // 52)), max(2, int(wide // 50))
    w, h = wide * 0.42 / columns, tall * 0.45 / rows
    for row in range(rows):
        for column in range(columns):
            x, y = left + wide * (column + 0.28) / columns, top + tall * (row + 0.28) / rows
            fill(picture, 225, (x - 3, y - 3), (x + w + 3, y - 3), (x + w + 3, y + h + 3), (x - 3, y + h + 3))
            fill(picture, rng.uniform(30, 95), (x, y), (x + w, y), (x + w, y + h), (x, y + h))


def draw_person(picture: Tones, x: float, foot: float, tall: float, rng: Generator) -> None:
    coat, skin = rng.uniform(25, 190), rng.uniform(160, 200)
    head, wide = tall * 0.07, tall * 0.115
    shoulder, hip = foot - tall * 0.81, foot - tall * 0.42
    trousers = rng.uniform(22, 70)
    for side in (-1, 1):
        stride = x + side * wide * rng.uniform(0.35, 0.75)
        fill(
            picture,
            trousers,
            (x, hip),
            (x + side * wide * 0.85, hip),
            (stride + wide * 0.25, foot),
            (stride - wide * 0.25, foot),
        )
        elbow = (x + side * wide * rng.uniform(1.2, 1.6), foot - tall * rng.uniform(0.55, 0.62))
        hand = (x + side * wide * rng.uniform(0.7, 1.5), foot - tall * rng.uniform(0.40, 0.6))
        for start, end in (((x + side * wide * 0.85, shoulder + wide * 0.25), elbow), (elbow, hand)):
            a, b = (round(start[0]), round(start[1])), (round(end[0]), round(end[1]))
            cv2.line(picture, a, b, (max(15.0, coat - 22),), max(2, round(tall * 0.05)), cv2.LINE_AA)
        oval(picture, skin, hand, tall * 0.024, tall * 0.024)
    fill(
        picture,
        coat,
        (x - wide * 0.55, shoulder),
        (x + wide * 0.55, shoulder),
        (x + wide, shoulder + wide * 0.4),
        (x + wide * 0.85, hip),
        (x - wide * 0.85, hip),
        (x - wide, shoulder + wide * 0.4),
    )
    fill(picture, skin - 25, (x - head * 0.4, shoulder - head), (x + head * 0.4, shoulder - head), (x, shoulder + head))
    oval(picture, 28, (x, shoulder - head * 1.25), head * 0.92, head * 1.15)
    oval(picture, skin, (x + head * rng.uniform(-0.15, 0.15), shoulder - head * 0.98), head * 0.78, head * 0.95)


def draw_boat(picture: Tones, x: float, y: float, long: float, rng: Generator) -> None:
    """A long boat with seven rowers; (x, y) is its stern."""
    for seat in range(7):
        at = x + long * (0.16 + 0.11 * seat)
        draw_person(picture, at, y + long * 0.13, long * 0.30, rng)
        oar = ((round(at - long * 0.01), round(y)), (round(at - long * 0.06), round(y + long * 0.17)))
        cv2.line(picture, *oar, (215.0,), max(2, round(long * 0.008)), cv2.LINE_AA)
    deck, keel = y + long * 0.06, y + long * 0.13
    bow = ((x + long * 0.95, deck), (x + long, y - long * 0.03), (x + long * 0.93, keel))
    fill(picture, 36, (x, y), (x + long * 0.06, deck), *bow, (x + long * 0.06, keel))
