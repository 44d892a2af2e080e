"""Jump lines (转版线): 下转 and 上接 with the page that they name."""

from __future__ import annotations

import re

from ocr.language.numerals import DIGITS, NUMERALS

_PAGE = rf"(?:[A-Za-z]?[{DIGITS}]{{1,3}}|[{NUMERALS}]{{1,3}})"
_TO = r"(?:(?:紧|緊)?\s*下\s*(?:转|轉|接)|(?:紧|緊)\s*(?:转|轉|接)|(?:转|轉)(?=\s*第))"
_FROM = r"(?:紧|緊)?\s*(?:上|续|續)\s*(?:接|承|转|轉)"


def _jump_pattern(verb: str) -> re.Pattern[str]:
    """A jump line says 版, or stands in brackets: 下转3圈 and 上接二楼 are none."""
    return re.compile(
        rf"[→↓►▶]?\s*[（(【\[]?\s*{verb}\s*第?\s*(?P<a>{_PAGE})\s*[版页頁]\s*[）)】\]]?"
        rf"|[（(【\[]\s*{verb}\s*第?\s*(?P<b>{_PAGE})\s*[）)】\]]"
    )


_JUMP_TO, _JUMP_FROM = _jump_pattern(_TO), _jump_pattern(_FROM)


def jump_to(text: str) -> str | None:
    """The page that a jump line sends to, as printed.

    >>> jump_to("（下转第2版）"), jump_to("紧转第三版"), jump_to("下 转第 3 版）"), jump_to("下午转晴")
    ('2', '三', '3', None)
    """
    found = _JUMP_TO.search(text)
    return (found["a"] or found["b"]) if found else None


def jump_from(text: str) -> tuple[str, str] | None:
    """The page that a continuation comes from, and the whole jump line, at the head of a text.

    >>> jump_from("（上接第一版）工程旨在提升")
    ('一', '（上接第一版）')
    """
    found = _JUMP_FROM.match(text.lstrip())
    return (found["a"] or found["b"], found.group(0)) if found else None


def is_jump_line(text: str) -> bool:
    """Whether a line is a jump line and nothing else."""
    bare = text.strip()
    return len(bare) <= 14 and bool(_JUMP_TO.fullmatch(bare) or _JUMP_FROM.fullmatch(bare))
