"""How advertisements are set: each line in its own size or spacing or amid the others, some again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ocr import language
from ocr.geometry import Box
from ocr.model import TextLine

_HANZI, _OF_HANZI = 5, 0.8
"""A line that tells something has so many hanzi, and hardly anything else."""
_OFF = 0.1
"""Its characters' pitch is farther off the others' by this share, ..."""
_ALIKE = 0.7
"""... or another line has this share of its characters, ..."""
_NAMED = 0.2
"""... or this share of its characters are words of trade."""
_AMID, _INSET = 0.5, 0.8
"""In line heights: a line amid the others has its middle this near theirs, and begins farther off than this."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How lines are set; shares are of those that have enough hanzi."""

    lines: int
    set_out: float
    """The share of lines of a pitch of their own, that stand amid the others, or that come again."""
    marked: float
    """The share of lines that are set out or name goods."""
    unmarked_run: int
    """The most lines one after the other that are neither."""


def setting_of(lines: Sequence[TextLine]) -> Setting:
    """How lines are set. A story's, a poem's and a table's have one pitch and begin in line."""
    told = [line for line in lines if _is_text(line.text)]
    if not told:
        return Setting(0, 0.0, 0.0, 0)
    pitches = [max(line.box.width, line.box.height) / len(_bare(line.text)) for line in told]
    middle, again = median(pitches), _come_again([line.text for line in told])
    amid = _amid([line.box for line in told])
    set_out = [abs(p / middle - 1) > _OFF or i in again or i in amid for i, p in enumerate(pitches)]
    marked = [out or language.trade([line.text])[0] >= _NAMED for out, line in zip(set_out, told, strict=True)]
    longest = run = 0
    for one in marked:
        run = 0 if one else run + 1
        longest = max(longest, run)
    return Setting(len(told), sum(set_out) / len(told), sum(marked) / len(told), longest)


def _amid(boxes: Sequence[Box]) -> set[int]:
    """The places of lines that begin and end elsewhere than the others, and have their middle where those have it."""
    level = sum(box.width > box.height for box in boxes) >= len(boxes) / 2
    sides = [(box.left, box.right, box.height) if level else (box.top, box.bottom, box.width) for box in boxes]
    start, middle = median(a for a, _, _ in sides), median((a + b) / 2 for a, b, _ in sides)
    return {
        i
        for i, (a, b, high) in enumerate(sides)
        if abs((a + b) / 2 - middle) < _AMID * high and abs(a - start) > _INSET * high
    }


def _come_again(texts: Sequence[str]) -> set[int]:
    """The places of the texts that come more than once, however they were read."""
    counts = [Counter(_bare(text)) for text in texts]
    return {
        i
        for i, one in enumerate(counts)
        if _is_text(texts[i])
        and any(
            (one & other).total() >= _ALIKE * max(one.total(), other.total())
            for j, other in enumerate(counts)
            if j != i
        )
    }


def _is_text(text: str) -> bool:
    words = language.hanzi(text)
    return words >= _HANZI and words >= _OF_HANZI * len(_bare(text))


def _bare(text: str) -> str:
    return "".join(text.split())
