"""Numbers as newspapers print them, in digits and in Chinese numerals."""

from __future__ import annotations

import re

DIGITS = "0-9０-９"
NUMERALS = "一二三四五六七八九十〇零百"


def page_number(label: str) -> int | None:
    """The number in a page's name.

    >>> page_number("2"), page_number("十二"), page_number("A5"), page_number("要闻")
    (2, 12, 5, None)
    """
    digits = re.search(rf"[{DIGITS}]+", label)
    if digits:
        return int(digits.group(0))
    values = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
    found = re.search(rf"[{NUMERALS}]+", label)
    if not found:
        return None
    word = found.group(0)
    if "十" in word:
        tens, _, ones = word.partition("十")
        return values.get(tens, 1) * 10 + values.get(ones, 0)
    return int("".join(str(values.get(c, 0)) for c in word))
