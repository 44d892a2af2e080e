"""Simplified characters that slip into the reading of a Traditional page, where its print is small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from opencc import OpenCC

from ocr.model import Reading

_LEAST = 100
"""A Traditional page has this many characters that Simplified has not, ..."""
_MORE = 10
"""... and so many times as many of them as of those that Traditional has not."""
_SURE = 0.95
"""What was read as surely as this stands so: papers print some Simplified forms, 恒 or 温, themselves."""
_MENDED = 0.8
"""Of the characters put right so many are."""


def as_traditional(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings of a page, on a Traditional one with the Traditional form of each Simplified character that was
    not read surely and has but one."""
    text = "".join(reading.text for reading in readings)
    strange = [char for char in set(text) if not _is_in(char, "gb2312") and _is_in(char, "big5")]
    traditional = sum(text.count(char) for char in strange)
    if traditional < _LEAST:
        return tuple(readings)
    slipped = sum(text.count(char) for char in set(text) & _forms().keys())
    if traditional < _MORE * slipped:
        return tuple(readings)
    return tuple(_mended(reading) for reading in readings)


def _mended(reading: Reading) -> Reading:
    if len(reading.chars) != len(reading.text):
        return reading
    doubted = [char in _forms() and sure < _SURE for char, sure in zip(reading.text, reading.chars, strict=True)]
    if not any(doubted):
        return reading
    text = "".join(_forms()[char] if d else char for char, d in zip(reading.text, doubted, strict=True))
    chars = tuple(min(sure, _MENDED) if d else sure for sure, d in zip(reading.chars, doubted, strict=True))
    return replace(reading, text=text, chars=chars)


@cache
def _forms() -> dict[str, str]:
    """For each character that only Simplified has, and that stands for one Traditional character only, that one.

    Only what Big5, the character set of Traditional print, lacks counts as Simplified: 后, 里 and 台 are both.
    """
    printed = [char for char in map(chr, range(0x4E00, 0xA000)) if _is_in(char, "big5")]
    # A line each: OpenCC would take neighbours for words.
    simplified = OpenCC("t2s").convert("\n".join(printed)).split("\n")
    found: dict[str, list[str]] = {}
    for form, simple in zip(printed, simplified, strict=True):
        if simple != form and not _is_in(simple, "big5"):
            found.setdefault(simple, []).append(form)
    return {simple: forms[0] for simple, forms in found.items() if len(forms) == 1}


def _is_in(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return not char.isascii()
