"""Grey pictures drawn from numbers alone, in place of photos: nobody's work, and never twice the same.

Scenes: ``hills``, ``street``, ``river``, ``field``, ``hall``, ``people``, ``gate``. Light from above, sky never as
white as paper, so that a picture's edge can be seen.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.drawer.shapes import Tones, draw_boat, draw_house, draw_person, draw_tree, fill, oval

Grey = NDArray[np.uint8]


def _sky(width: int, height: int, rng: Generator) -> Tones:
    rows = np.linspace(rng.uniform(125, 145), rng.uniform(190, 208), height, dtype=np.float32)
    clouds = rng.normal(0, 1, (max(2, height // 40), max(2, width // 70))).astype(np.float32)
    soft = cv2.resize(clouds, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.repeat(rows[:, None], width, axis=1) + 11 * soft


def _light(width: int, height: int, rng: Generator) -> Tones:
    """Uneven light, about 0.75 to 1.1: flat surfaces get a shade, corners darken."""
    coarse = rng.uniform(0.82, 1.12, (6, 8)).astype(np.float32)
    patches = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    x = np.linspace(-1, 1, width, dtype=np.float32)
    y = np.linspace(-1, 1, height, dtype=np.float32)
    lit: Tones = patches * (1 - 0.10 * (x[None, :] ** 2 + y[:, None] ** 2))
    return lit


def _ground(picture: Tones, level: float, tone: float) -> None:
    height, width = picture.shape
    picture[round(level * height) :] = tone
    fade = np.linspace(14, -14, height - round(level * height), dtype=np.float32)
    picture[round(level * height) :] += np.repeat(fade[:, None], width, axis=1)


def _ridge(picture: Tones, level: float, swing: float, tone: float, rng: Generator) -> None:
    """A hill's outline across the picture, and all below it."""
    height, width = picture.shape
    x = np.arange(width, dtype=np.float64)
    tops = np.full(width, level * height)
    for k in (1.5, 3.0, 7.0, 19.0):
        tops += np.sin(x / width * k * 2.2 + rng.uniform(0, 6)) * swing * height / k
    outline = list(zip(x.tolist(), tops.tolist(), strict=True))
    fill(picture, tone, (0, height), *outline, (width, height))


def _crowd(picture: Tones, base: float, tall: float, count: int, rng: Generator) -> None:
    height, width = picture.shape
    for i in range(count):
        x = width * (i + 0.5 + rng.uniform(-0.2, 0.2)) / count
        foot = height * (base + rng.uniform(-0.02, 0.04))
        draw_person(picture, x, foot, height * tall * rng.uniform(0.9, 1.08), rng)


def _hills(picture: Tones, rng: Generator) -> None:
    for level, tone in ((0.40, 160), (0.50, 124), (0.62, 92)):
        _ridge(picture, level, 0.07, tone + rng.uniform(-8, 8), rng)
    height, width = picture.shape
    _ground(picture, 0.76, 138)
    for i in range(9):
        draw_tree(
            picture, width * (i + rng.uniform(0.1, 0.9)) / 9, height * 0.80, height * rng.uniform(0.16, 0.26), rng
        )
    _crowd(picture, 0.97, 0.48, 3, rng)


def _street(picture: Tones, rng: Generator) -> None:
    height, width = picture.shape
    x = -0.03 * width
    while x < width:
        wide = width * rng.uniform(0.15, 0.24)
        draw_house(picture, x, height * 0.80, wide, height * rng.uniform(0.34, 0.52), rng)
        x += wide * 1.06
    _ground(picture, 0.80, 128)
    for i in range(3):
        draw_tree(picture, width * (0.18 + 0.33 * i), height * 0.83, height * 0.42, rng)
    _crowd(picture, 0.95, 0.40, 7, rng)


def _river(picture: Tones, rng: Generator) -> None:
    height, width = picture.shape
    _ridge(picture, 0.36, 0.05, 132, rng)
    _ridge(picture, 0.43, 0.03, 96, rng)
    _ground(picture, 0.50, 158)
    for _ in range(height):
        y, x = rng.uniform(0.51, 1), rng.uniform(-0.1, 1) * width
        long = width * rng.uniform(0.01, 0.05) * (y * 2)
        ripple = ((int(x), int(y * height)), (int(x + long), int(y * height)))
        cv2.line(picture, *ripple, (float(rng.uniform(118, 205)),), 1 + int(y * 2), cv2.LINE_AA)
    for x, y, long in ((0.52, 0.58, 0.30), (0.06, 0.66, 0.40), (0.38, 0.82, 0.52)):
        draw_boat(picture, width * x, height * y, width * long, rng)


def _field(picture: Tones, rng: Generator) -> None:
    height, width = picture.shape
    _ridge(picture, 0.30, 0.05, 128, rng)
    for i in range(12):
        draw_tree(picture, width * (i + rng.uniform(0, 1)) / 12, height * 0.47, height * rng.uniform(0.1, 0.18), rng)
    _ground(picture, 0.46, 168)
    for row in range(26):
        depth = (row / 26) ** 1.6
        y = height * (0.47 + 0.53 * depth)
        for x in np.arange(rng.uniform(0, 14), width, 9 + 26 * depth):
            blade = (round(x + rng.normal(0, 2)), round(y - height * (0.012 + 0.05 * depth)))
            cv2.line(
                picture, (round(x), round(y)), blade, (float(rng.uniform(55, 110)),), 1 + int(3 * depth), cv2.LINE_AA
            )
    for depth in np.sort(rng.uniform(0.08, 1, 34)):
        x, y, size = rng.uniform(0, width), height * (0.46 + 0.5 * depth), height * 0.03 * (0.4 + depth)
        oval(picture, rng.uniform(30, 70), (x, y), size * 1.5, size * 0.8)
        oval(picture, rng.uniform(30, 70), (x + size * 1.5, y - size * 0.9), size * 0.5, size * 0.5)
        fill(
            picture, 205, (x + size * 1.9, y - size), (x + size * 2.4, y - size * 0.8), (x + size * 1.9, y - size * 0.6)
        )
    _crowd(picture, 0.78, 0.42, 1, rng)


def _hall(picture: Tones, rng: Generator) -> None:
    height, width = picture.shape
    picture[:] = np.linspace(62, 165, height, dtype=np.float32)[:, None]
    far, middle = height * 0.40, width / 2
    fill(
        picture,
        200,
        (middle - width * 0.08, far),
        (middle + width * 0.08, far),
        (width * 0.8, height),
        (width * 0.2, height),
    )
    for i in range(7):
        y, drop = height * (0.03 + 0.05 * i), width * (0.42 - 0.052 * i)
        for side in (-1, 1):
            oval(picture, 215, (middle + side * drop, y), width * (0.03 - 0.003 * i), height * (0.022 - 0.002 * i))
    for side in (-1, 1):
        for i in range(7):
            near, away = 0.12 + 0.15 * i, 0.25 + 0.15 * i
            x0, x1 = middle + side * width * (0.08 + 0.42 * near), middle + side * width * (0.08 + 0.42 * away)
            y0, y1 = far + height * 0.42 * near, far + height * 0.42 * away
            fill(picture, rng.uniform(40, 90), (x0, y0), (x1, y1), (x1, y1 + height * 0.2), (x0, y0 + height * 0.16))
            for _ in range(30):
                t = rng.uniform(0, 1)
                spot = (x0 + (x1 - x0) * t, y0 + (y1 - y0) * t - height * rng.uniform(-0.02, 0.03))
                oval(picture, rng.uniform(70, 210), spot, width * 0.004 * (1 + i), width * 0.003 * (1 + i))
    _crowd(picture, 0.97, 0.5, 6, rng)


def _people(picture: Tones, rng: Generator) -> None:
    height, width = picture.shape
    _ridge(picture, 0.5, 0.03, 120, rng)
    draw_house(picture, width * 0.52, height * 0.74, width * 0.42, height * 0.42, rng)
    draw_tree(picture, width * 0.2, height * 0.76, height * 0.62, rng)
    _ground(picture, 0.74, 142)
    _crowd(picture, 0.97, 0.68, 4, rng)


def _gate(picture: Tones, rng: Generator) -> None:
    height, width = picture.shape
    draw_tree(picture, width * 0.1, height * 0.8, height * 0.7, rng)
    draw_tree(picture, width * 0.9, height * 0.8, height * 0.6, rng)
    left, right, top, foot = width * 0.24, width * 0.76, height * 0.2, height * 0.84
    fill(picture, 112, (left, foot), (left, top), (right, top), (right, foot))
    course = max(6, int(height * 0.028))
    for row, y in enumerate(range(int(top), int(foot), course)):
        for x in range(int(left) - course * (row % 2), int(right), 2 * course):
            brick = ((max(x, left) + 1, y + 1), (min(x + 2 * course, right) - 1, y + course - 1))
            fill(
                picture,
                rng.uniform(95, 135),
                brick[0],
                (brick[1][0], brick[0][1]),
                brick[1],
                (brick[0][0], brick[1][1]),
            )
    fill(picture, 50, (left - 20, top), (width / 2, top - height * 0.1), (right + 20, top))
    oval(picture, 40, (width / 2, height * 0.56), width * 0.13, height * 0.17)
    fill(
        picture,
        40,
        (width * 0.37, height * 0.56),
        (width * 0.63, height * 0.56),
        (width * 0.63, foot),
        (width * 0.37, foot),
    )
    _ground(picture, 0.84, 150)
    _crowd(picture, 0.97, 0.34, 5, rng)


_SCENES: dict[str, Callable[[Tones, Generator], None]] = {
    "hills": _hills,
    "street": _street,
    "river": _river,
    "field": _field,
    "hall": _hall,
    "people": _people,
    "gate": _gate,
}
SCENES = tuple(_SCENES)


def draw_picture(width: int, height: int, scene: str, seed: int = 0) -> Grey:
    """A picture, uint8, height x width; the same numbers give the same picture."""
    rng = np.random.default_rng([zlib.crc32(scene.encode()), seed, width, height])
    picture = _sky(width, height, rng)
    _SCENES[scene](picture, rng)
    grain = cv2.GaussianBlur(rng.normal(0, 15, (height, width)).astype(np.float32), (0, 0), 1.1)
    lit = cv2.GaussianBlur(picture, (0, 0), 1.2) * _light(width, height, rng)
    printed: Grey = np.clip(lit + grain, 12, 222).astype(np.uint8)
    return printed
