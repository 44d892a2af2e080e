"""Characters of a line with their place on it: what the rules of normalization work on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

STOPS = "，。、；："
OPENING, CLOSING = "“‘「『《〈（【", "”’」』》〉）】"
_CHINESE_MARKS = frozenset(STOPS + OPENING + CLOSING + "？！…—·")
_HANZI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of a reading."""

    char: str
    sure: float
    """The share of such characters that are right, 0 to 1; the line's confidence where the engine was not measured."""
    place: float | None
    """The middle of the character as a share of the line's length; None where the engine does not say."""


def replaced_runs(
    glyphs: list[Glyph],
    pattern: re.Pattern[str],
    text_of: Callable[[list[Glyph], Glyph | None, Glyph | None], str],
) -> list[Glyph]:
    """Glyphs with each run that matches ``pattern`` replaced by other text, spread over the run's own places.

    ``text_of`` is given the run and its neighbours.
    """
    result: list[Glyph] = []
    done = 0
    for match in pattern.finditer("".join(one.char for one in glyphs)):
        start, end = match.span()
        run = glyphs[start:end]
        before = glyphs[start - 1] if start else None
        after = glyphs[end] if end < len(glyphs) else None
        text = text_of(run, before, after)
        sources = [run[min(k * len(run) // len(text), len(run) - 1)] for k in range(len(text))]
        result += glyphs[done:start]
        result += [replace(one, char=char) for one, char in zip(sources, text, strict=True)]
        done = end
    return result + glyphs[done:]


def neighbours(chars: Sequence[str], k: int) -> tuple[str, str]:
    """The characters at either side that are not spaces; empty at the line's ends."""
    left = next((one for one in reversed(chars[:k]) if not one.isspace()), "")
    return left, next((one for one in chars[k + 1 :] if not one.isspace()), "")


def with_chars(glyphs: Sequence[Glyph], chars: Sequence[str]) -> list[Glyph]:
    """The glyphs with other characters in their places, one for one. Raises ValueError where the counts differ."""
    return [one if one.char == char else replace(one, char=char) for one, char in zip(glyphs, chars, strict=True)]


def is_hanzi(char: str) -> bool:
    """Whether a character is a Chinese one, 〇 included; an empty one is none."""
    return _HANZI.match(char) is not None


def is_chinese(char: str) -> bool:
    """Whether a character is a hanzi or a full-width mark."""
    return char != "" and (char in _CHINESE_MARKS or is_hanzi(char))


def cells(char: str) -> float:
    """The width of a character in hanzi."""
    return 0.5 if char.isascii() else 1.0


def hanzi_pitch(glyphs: Sequence[Glyph]) -> float | None:
    """The distance between neighbouring hanzi on this line; None where no two stand side by side.

    Rather a low value than the median: a byline may have as many gaps as close pairs.
    """
    solid = [one for one in glyphs if not one.char.isspace()]
    gaps = sorted(
        b.place - a.place
        for a, b in pairwise(solid)
        if is_hanzi(a.char) and is_hanzi(b.char) and a.place is not None and b.place is not None
    )
    pitch = gaps[(len(gaps) - 1) * 2 // 5] if gaps else 0.0
    return pitch if pitch > 0 else None
