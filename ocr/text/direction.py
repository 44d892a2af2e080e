"""Which way the horizontal lines of a vertical page are read: from the left today, from the right in old papers.

A single title is too short to tell. So the lines of a page vote together, but for those in a box that are
sure of their own: an old paper's advertisement may be set the modern way. A vote is a pair of neighbouring hanzi
that belong together in one order and not in the other, because a dictionary word or a formula holds them, or because
they stand so in the page's own columns, whose direction is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from ocr import language
from ocr.model import Reading
from ocr.text.glyphs import CLOSING, OPENING

_LEAST = 3
"""So many more votes for the right than for the left ..."""
_CLEARLY = 1.6
"""... and so many times as many turn a page's lines round; ..."""
_OWN_LEAST = 6
"""... a box goes its own way, either one, by so many more ..."""
_OWN_CLEARLY = 3.0
"""... and so many times as many."""
_MIRRORED = str.maketrans(OPENING + CLOSING + "()[]", CLOSING + OPENING + ")(][")
_UNTURNED = re.compile(r"[0-9A-Za-z]+(?:[ .,:'&-]+[0-9A-Za-z]+)*|.", re.DOTALL)
"""Figures and foreign words run to the right in either direction."""


@dataclass(frozen=True, slots=True)
class _Votes:
    """Pairs of characters that speak for reading from the left, and from the right."""

    left: int
    right: int

    @property
    def from_right(self) -> bool:
        return self.right >= self.left + _LEAST and self.right > _CLEARLY * self.left

    @property
    def sure(self) -> bool:
        low, high = sorted((self.left, self.right))
        return high >= low + _OWN_LEAST and high > _OWN_CLEARLY * low


def read_from_right(lines: Sequence[str], boxes: Sequence[object], columns: Iterable[str]) -> list[bool]:
    """For each horizontal line of a vertical page whether it is read from the right.

    ``lines`` are as read from the left, ``boxes`` names for each the box it stands in (None: none), ``columns`` are
    the page's vertical lines.
    """
    known = {pair for text in columns for pair in pairwise(text) if language.hanzi("".join(pair)) == 2}
    inside = {box: _votes([one for one, b in zip(lines, boxes, strict=True) if b == box], known) for box in set(boxes)}
    sure = {box: votes.from_right for box, votes in inside.items() if box is not None and votes.sure}
    page = _Votes(
        sum(votes.left for box, votes in inside.items() if box not in sure),
        sum(votes.right for box, votes in inside.items() if box not in sure),
    )
    return [sure.get(box, page.from_right) for box in boxes]


def _votes(lines: Iterable[str], known: Set[tuple[str, str]]) -> _Votes:
    texts = list(lines)
    return _Votes(*(sum(_bonds(text[::step], known) for text in texts) for step in (1, -1)))


def _bonds(text: str, known: Set[tuple[str, str]]) -> int:
    """Neighbouring hanzi that belong together in this order."""
    return language.bonds(text) + sum(pair in known for pair in pairwise(text))


def turned_round(reading: Reading) -> Reading:
    """A line read from the left as it is read from the right; places are then counted from its right end."""
    order = [k for word in reversed(list(_UNTURNED.finditer(reading.text))) for k in range(*word.span())]
    return replace(
        reading,
        text="".join(reading.text[k] for k in order).translate(_MIRRORED),
        chars=tuple(reading.chars[k] for k in order) if reading.chars else (),
        positions=tuple(1 - reading.positions[k] for k in order) if reading.positions else (),
    )
