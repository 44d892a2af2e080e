"""The least-cost assignment of rows to columns, each column taken once at most, and the chains that links make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray


def assign(costs: NDArray[np.float64]) -> list[int]:
    """For each row of ``costs`` (N x M, N <= M, finite) its column, so that their sum is least.

    Shortest augmenting paths (Jonker and Volgenant, 1987): row after row finds its way to a free column, those before
    it giving way where that costs less.
    """
    rows, columns = costs.shape
    row_price = np.zeros(rows)
    # The last place is the row that is looking for a column.
    column_price = np.zeros(columns + 1)
    row_of = np.full(columns + 1, -1)
    for row in range(rows):
        row_of[columns] = row
        at, least = columns, np.full(columns, np.inf)
        came_from, done = np.full(columns, columns), np.zeros(columns + 1, dtype=bool)
        while row_of[at] >= 0:
            done[at] = True
            open_ones = ~done[:columns]
            reduced = costs[row_of[at]] - row_price[row_of[at]] - column_price[:columns]
            nearer = open_ones & (reduced < least)
            least[nearer], came_from[nearer] = reduced[nearer], at
            following = int(np.where(open_ones, least, np.inf).argmin())
            step = least[following]
            row_price[row_of[done]] += step
            column_price[done] -= step
            least[open_ones] -= step
            at = following
        while at != columns:
            before = int(came_from[at])
            row_of[at], at = row_of[before], before
    columns_of = [0] * rows
    for column in range(columns):
        if row_of[column] >= 0:
            columns_of[row_of[column]] = column
    return columns_of


def open_rings(before: dict[int, int], gains: NDArray[np.float64]) -> None:
    """Takes the weakest link out of every ring."""
    for start in list(before):
        ring = list(back_from(start, before))
        if before.get(ring[-1]) is not None:
            ring = ring[ring.index(before[ring[-1]]) :]
            del before[min(ring, key=lambda i: gains[i, before[i]])]


def first_of(i: int, before: Mapping[int, int]) -> int:
    """The element that the chain of ``i`` begins with."""
    return list(back_from(i, before))[-1]


def back_from(i: int, before: Mapping[int, int]) -> Iterator[int]:
    """An element and those before it, up to the first or, in a ring, to the last that is new."""
    seen: set[int] = set()
    while i not in seen:
        seen.add(i)
        yield i
        if i not in before:
            return
        i = before[i]
