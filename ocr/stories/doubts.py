"""Which characters of a text that was put together from lines may well be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from ocr.model import Doubts, TextLine

DOUBTFUL = 0.9
"""Below it lie 5.7 % of the characters of the samples and 79 % of the wrong ones; one in six of them is wrong."""


def doubts_in(text: str, lines: Sequence[TextLine]) -> Doubts:
    """The doubtful characters of ``text``, which is that of the lines but for its spaces and the hyphens it lost.

    Lines of whose characters the engine says nothing have no doubts.
    """
    places = [k for k, char in enumerate(text) if not char.isspace()]
    doubts = []
    at = 0
    for char, sure in _read(lines):
        if at < len(places) and text[places[at]] == char:
            if sure < DOUBTFUL:
                doubts.append((places[at], sure))
            at += 1
    return tuple(doubts)


def doubts_apart(texts: Sequence[str], lines: Sequence[TextLine]) -> list[Doubts]:
    """The same of several texts that the lines were parted into, in their order."""
    doubts = doubts_in("".join(texts), lines)
    ends = list(accumulate(map(len, texts)))
    return [
        tuple((at - end + len(text), sure) for at, sure in doubts if end - len(text) <= at < end)
        for text, end in zip(texts, ends, strict=True)
    ]


def _read(lines: Sequence[TextLine]) -> Iterator[tuple[str, float]]:
    for line in lines:
        chars = line.reading.chars if len(line.reading.chars) == len(line.text) else (1.0,) * len(line.text)
        yield from (pair for pair in zip(line.text, chars, strict=True) if not pair[0].isspace())
