"""Text as it is searched: 臺灣 finds 台湾 and back, Ａ finds a, and a space in a headline is in nobody's way.

A character folds to one character, so that what is found in the folded text has its place in the text itself. That
is why characters are mapped and not words: 乾 is always 干, also in 乾坤, on both sides alike.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from opencc import OpenCC

_RANGES = ((0x41, 0x5B), (0xC0, 0x250), (0x3400, 0xA000), (0xF900, 0xFB00), (0xFF01, 0xFF5F), (0x20000, 0x33480))
"""Letters, hanzi and full-width forms: code points from, and up to."""

_ONLY_IN_WORDS = {"著": "着"}
"""Simplified by OpenCC only in words: 燈亮著, but not 著作."""


@cache
def folds() -> dict[str, str]:
    """Every character that is searched as another one, and that one."""
    plain = {chr(code): _plain(chr(code)) for first, end in _RANGES for code in range(first, end)}
    # A line each: OpenCC would take neighbours for words.
    simplified = OpenCC("t2s").convert("\n".join(plain.values())).split("\n")
    simple = dict(zip(plain, simplified, strict=True)) | _ONLY_IN_WORDS
    # 薴 is simplified to 苧, which, taken for a traditional character, is 苎.
    twice = {char: simple.get(folded, folded) for char, folded in simple.items()}
    return {char: folded for char, folded in twice.items() if len(folded) == 1 and folded != char}


def _plain(char: str) -> str:
    """Half-width and lower case, where that is one character."""
    folded = unicodedata.normalize("NFKC", char).casefold()
    return folded if len(folded) == 1 else char


@cache
def _table() -> dict[int, str]:
    return str.maketrans(folds())


def fold(text: str) -> str:
    """The text as it is searched: without spaces; the ends of its lines stay.

    >>> fold("把熱鬧還給老街 ＡＢＣ"), fold("把热闹还给老街 abc")
    ('把热闹还给老街abc', '把热闹还给老街abc')
    """
    return "".join(char for char in text.translate(_table()) if char == "\n" or not char.isspace())


def places(text: str) -> list[int]:
    """For each character of the folded text its offset in ``text``.

    >>> places("老街 亮")
    [0, 1, 3]
    """
    return [k for k, char in enumerate(text) if char == "\n" or not char.isspace()]
