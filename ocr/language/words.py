"""Words: what a dictionary or a formula holds together."""

from __future__ import annotations

import logging
import re
from functools import cache

import jieba

from ocr.language.numerals import DIGITS, NUMERALS

jieba.setLogLevel(logging.WARNING)

_COUNTED = f"[{DIGITS}{NUMERALS}千廿卅元]"
_COUNTING = frozenset(NUMERALS + "千廿卅")
_FORMULA = re.compile(
    rf"第{_COUNTED}{{1,6}}[版號号期張张年回]|{_COUNTED}{{1,5}}年{_COUNTED}{{1,3}}月(?:{_COUNTED}{{1,3}}日)?"
    rf"|{_COUNTED}{{1,3}}月{_COUNTED}{{1,3}}日|民國|星期[{NUMERALS}日]|每[份張月]"
)


@cache
def _dictionary() -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def splits_word(left: str, right: str) -> bool:
    """Whether a dictionary word, or a number, runs from the end of ``left`` into ``right``.

    >>> splits_word("小区站", "岗值守"), splits_word("他走了。", "我们")
    (True, False)
    """
    left, right = left.rstrip()[-8:], right.lstrip()[:8]
    if not left or not right:
        return False
    if left[-1].isascii() and left[-1].isalnum() and right[0].isascii() and right[0].isalnum():
        return True
    tokenizer, at = _dictionary(), 0
    for word in tokenizer.cut(left + right, HMM=False):
        if at < len(left) < at + len(word):
            return len(word) >= 2
        at += len(word)
    return False


def bonds(text: str) -> int:
    """How many pairs of neighbouring hanzi a dictionary word or a formula (a date, a page's number) holds together.

    >>> bonds("记者昨日获悉"), bonds("悉获日昨者记"), bonds("民國廿八年四月廿六日"), bonds("日六廿月四年八廿國民")
    (3, 0, 8, 0)
    """
    held = [found.span() for found in _FORMULA.finditer(text)]
    at = 0
    for word in _dictionary().cut(text, HMM=False):
        # 四年 and 十月 are words either way round.
        if hanzi(word) == len(word) > 1 and not set(word) & _COUNTING:
            held.append((at, at + len(word)))
        at += len(word)
    return len({k for start, end in held for k in range(start, end - 1)})


def hanzi(text: str) -> int:
    """How many hanzi a text has."""
    return sum("\u4e00" <= c <= "\u9fff" for c in text)
