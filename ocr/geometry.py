"""Boxes, and every bit of arithmetic on them; nothing else computes overlaps.

All boxes are half-open: ``left <= x < right`` and ``top <= y < bottom``, origin top left, in pixels of
whatever frame their owner says (the deskewed page, unless it says the scan).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

_BACK_STEPS = 8
"""The way back from a bent page is found in so many steps, each nearer by how steep the bend is: a few hundredths."""
_ALONG_BEND = 9
"""A box's upper and lower edges are followed at so many places along a bend."""


class Box(NamedTuple):
    """A half-open integer rectangle."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def area(self) -> int:
        return max(0, self.width) * max(0, self.height)

    @property
    def cx(self) -> float:
        return (self.left + self.right) / 2

    @property
    def cy(self) -> float:
        return (self.top + self.bottom) / 2

    def grown(self, dx: float, dy: float | None = None) -> Box:
        """The box with ``dx`` more on its left and right and ``dy`` (or ``dx``) more above and below.

        >>> Box(10, 10, 20, 20).grown(2, 1)
        Box(left=8, top=9, right=22, bottom=21)
        """
        dy = dx if dy is None else dy
        return Box(round(self.left - dx), round(self.top - dy), round(self.right + dx), round(self.bottom + dy))

    def moved(self, dx: int, dy: int) -> Box:
        """The box so many pixels to the right and farther down.

        >>> Box(1, 2, 3, 4).moved(10, 20)
        Box(left=11, top=22, right=13, bottom=24)
        """
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def transposed(self) -> Box:
        """The box with its axes swapped: what runs down runs to the right.

        >>> Box(1, 2, 3, 4).transposed()
        Box(left=2, top=1, right=4, bottom=3)
        """
        return Box(self.top, self.left, self.bottom, self.right)

    def corners(self) -> NDArray[np.float64]:
        """Clockwise from the top left, 4 x 2, x and y."""
        left, top, right, bottom = self
        return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float64)

    def within(self, width: int, height: int) -> Box:
        """The part of the box on a page of ``width`` x ``height``; never of negative size.

        >>> Box(-5, 3, 40, 9).within(30, 30)
        Box(left=0, top=3, right=30, bottom=9)
        """
        left, top = min(max(self.left, 0), width), min(max(self.top, 0), height)
        return Box(left, top, max(left, min(self.right, width)), max(top, min(self.bottom, height)))


def x_overlap(a: Box, b: Box) -> int:
    """How many columns of pixels two boxes share; negative is the gap between them.

    >>> x_overlap(Box(0, 0, 10, 5), Box(7, 9, 20, 12)), x_overlap(Box(0, 0, 10, 5), Box(14, 0, 20, 5))
    (3, -4)
    """
    return min(a.right, b.right) - max(a.left, b.left)


def y_overlap(a: Box, b: Box) -> int:
    """How many rows of pixels two boxes share; negative is the gap between them."""
    return min(a.bottom, b.bottom) - max(a.top, b.top)


def intersection(a: Box, b: Box) -> int:
    """Pixels that two boxes share."""
    return max(0, x_overlap(a, b)) * max(0, y_overlap(a, b))


def iou(a: Box, b: Box) -> float:
    """Intersection over union, 0 to 1.

    >>> iou(Box(0, 0, 10, 10), Box(0, 0, 10, 10)), iou(Box(0, 0, 1, 1), Box(1, 0, 2, 1))
    (1.0, 0.0)
    """
    shared = intersection(a, b)
    return shared / (a.area + b.area - shared) if shared else 0.0


def covered(a: Box, b: Box) -> float:
    """The share of ``a`` that lies in ``b``, 0 to 1."""
    return intersection(a, b) / a.area if a.area else 0.0


def x_covered(a: Box, b: Box) -> float:
    """The share of ``a``'s width that ``b`` spans, 0 to 1."""
    return max(0, x_overlap(a, b)) / a.width if a.width > 0 else 0.0


def y_covered(a: Box, b: Box) -> float:
    """The share of ``a``'s height that ``b`` spans, 0 to 1."""
    return max(0, y_overlap(a, b)) / a.height if a.height > 0 else 0.0


def contains(outer: Box, inner: Box, slack: float = 0) -> bool:
    """Whether ``inner`` lies in ``outer``, give or take ``slack`` pixels at each side."""
    return (
        inner.left >= outer.left - slack
        and inner.top >= outer.top - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all.

    >>> union([Box(0, 4, 2, 6), Box(1, 1, 5, 5)])
    Box(left=0, top=1, right=5, bottom=6)

    Raises ValueError for no boxes.
    """
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


class Boxed(Protocol):
    """Anything that has its place."""

    @property
    def box(self) -> Box: ...


AnyBoxed = TypeVar("AnyBoxed", bound=Boxed)


def in_rows(items: Iterable[AnyBoxed]) -> list[AnyBoxed]:
    """Things from the top, those side by side from the left."""
    rows: list[list[AnyBoxed]] = []
    for item in sorted(items, key=lambda item: item.box.cy):
        if rows and item.box.cy < rows[-1][0].box.bottom:
            rows[-1].append(item)
        else:
            rows.append([item])
    return [item for row in rows for item in sorted(row, key=lambda item: item.box.left)]


@dataclass(frozen=True, slots=True)
class Bend:
    """How many pixels lower on a bent page lies what the flat one shows at a place: a grid, bilinear in between."""

    size: tuple[int, int]
    """Width and height of the page, which bending keeps."""
    field: tuple[tuple[float, ...], ...]
    """Row by row; each number stands at the middle of its cell of the page."""

    def weights(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much each number of the field, row by row, has to say at points of the flat page (N x 2)."""
        across, down = self._shares(xy[:, 0], 0), self._shares(xy[:, 1], 1)
        return np.asarray((down[:, :, None] * across[:, None, :]).reshape(len(xy), -1), dtype=np.float64)

    def _shares(self, places: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
        """How much each column (axis 0) or row (axis 1) of the field has to say at these places along the page."""
        count = len(self.field) if axis else len(self.field[0])
        cells = np.clip((places + 0.5) / self.size[axis] * count - 0.5, 0, count - 1)
        return np.asarray(np.maximum(0.0, 1 - np.abs(cells[:, None] - np.arange(count))), dtype=np.float64)

    def along(self, rows: range) -> NDArray[np.float32]:
        """The displacement at every pixel of these rows of the flat page, rows x width, float32."""
        across = self._shares(np.arange(self.size[0], dtype=np.float64), 0)
        down = self._shares(np.array(rows, dtype=np.float64), 1)
        return np.asarray(down @ (np.array(self.field) @ across.T), dtype=np.float32)

    def at(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """The displacement at points of the flat page (N x 2), N."""
        return np.asarray(self.weights(xy) @ np.array(self.field).ravel(), dtype=np.float64)

    def points(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where points of the flat page (N x 2) lie on the bent one."""
        return np.column_stack([xy[:, 0], xy[:, 1] + self.at(xy)])

    def back(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where points of the bent page (N x 2) lie on the flat one, to a thousandth of the field's steepness."""
        flat = xy
        for _ in range(_BACK_STEPS):
            flat = np.column_stack([xy[:, 0], xy[:, 1] - self.at(flat)])
        return flat


@dataclass(frozen=True, slots=True)
class Transform:
    """A map between two pixel frames: a projective one, kept as the nine numbers of its 3 x 3 matrix, row by row,
    after what bends a flat page, if that is where it starts from."""

    matrix: tuple[float, ...]
    bend: Bend | None = None

    @classmethod
    def of(cls, matrix: NDArray[np.float64]) -> Transform:
        """From a 2 x 3 (affine) or 3 x 3 (projective) matrix, float64."""
        full = np.vstack([matrix, np.array([[0.0, 0.0, 1.0]])]) if matrix.shape == (2, 3) else matrix
        return cls(tuple(float(v) for v in full.ravel()))

    def array(self) -> NDArray[np.float64]:
        """The matrix, 3 x 3, float64."""
        return np.array(self.matrix, dtype=np.float64).reshape(3, 3)

    def after(self, first: Transform) -> Transform:
        """The map that does ``first`` and then this. Raises ValueError where this starts from a flat page."""
        if self.bend is not None:
            raise ValueError("nothing comes before a flat page")
        return Transform(Transform.of(self.array() @ first.array()).matrix, first.bend)

    def inverse(self) -> Transform:
        """The map back. Raises ValueError where this starts from a flat page: ask ``back`` for points."""
        if self.bend is not None:
            raise ValueError("a bent page's map has no inverse of its kind")
        return Transform.of(np.linalg.inv(self.array()).astype(np.float64))

    def points(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Maps points, N x 2."""
        level = xy if self.bend is None else self.bend.points(xy)
        homogeneous = np.hstack([level, np.ones((len(level), 1))]) @ self.array().T
        mapped: NDArray[np.float64] = homogeneous[:, :2] / homogeneous[:, 2:]
        return mapped

    def back(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """The points that these (N x 2) are the map of."""
        level = Transform(self.matrix).inverse().points(xy)
        return level if self.bend is None else self.bend.back(level)

    def box(self, box: Box) -> Box:
        """The upright box around a mapped box."""
        corners = box.corners()
        if self.bend is not None:
            across = np.linspace(corners[:2], corners[[3, 2]], 2).reshape(-1, 2)
            corners = np.linspace(across[0::2], across[1::2], _ALONG_BEND).reshape(-1, 2)
        mapped = self.points(corners)
        left, top = np.floor(mapped.min(axis=0) + 0.5).astype(int)
        right, bottom = np.floor(mapped.max(axis=0) + 0.5).astype(int)
        return Box(int(left), int(top), int(right), int(bottom))


IDENTITY = Transform((1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
