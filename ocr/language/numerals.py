"""Numbers as newspapers print them, in digits and in Chinese numerals."""

from __future__ import annotations

import re

DIGITS = "0-9０-９"
NUMERALS = "一二三四五六七八九十〇零百"
ALL_NUMERALS = "〇零○一二三四五六七八九十百千两兩廿卄卅元"
"""With what years and the numbers of issues have besides; 元年 is a reign's first."""

_VALUES = {character: value for value, character in enumerate("〇一二三四五六七八九")}
_VALUES |= {"零": 0, "○": 0, "两": 2, "兩": 2, "元": 1}
_TENS = {"十": 10, "廿": 20, "卄": 20, "卅": 30, "百": 100, "千": 1000}


def page_number(label: str) -> int | None:
    """The number in a page's name.

    >>> page_number("2"), page_number("十二"), page_number("A5"), page_number("要闻")
    (2, 12, 5, None)
    """
    found = re.search(rf"[{DIGITS}]+", label) or re.search(rf"[{NUMERALS}]+", label)
    return number_of(found.group(0)) if found else None


def number_of(text: str) -> int:
    """A number in digits or Chinese numerals; ``text`` is nothing else.

    >>> number_of("12"), number_of("十二"), number_of("廿四"), number_of("二〇"), number_of("一百零三")
    (12, 12, 24, 20, 103)
    """
    if text.isdecimal():
        return int(text)
    if not any(character in _TENS for character in text):
        return int("".join(str(_VALUES[character]) for character in text))
    total, pending = 0, None
    for character in text:
        if character in _VALUES:
            pending = _VALUES[character] or None
        else:
            total += _TENS[character] * (pending or 1)
            pending = None
    return total + (pending or 0)
