"""Jump lines (转版线): 下转 and 上接 with the page that they name."""

from __future__ import annotations

import re

from ocr.language.numerals import DIGITS, NUMERALS

_PAGE = rf"(?:[A-Za-z]?[{DIGITS}]{{1,3}}|[{NUMERALS}]{{1,3}})"
_TO = r"(?:(?:紧|緊)?\s*下\s*(?:转|轉|接)|(?:紧|緊)\s*(?:转|轉|接)|(?:转|轉)(?=\s*第))"
_FROM = r"(?:紧|緊)?\s*(?:上|续|續)\s*(?:接|承|转|轉)"
_EITHER = r"(?:紧|緊)\s*(?:转|轉|接)"


def _jump_pattern(verb: str) -> re.Pattern[str]:
    """A jump line says 版, or stands in brackets, which may be misread as others: 下转3圈 and 上接二楼 are none."""
    return re.compile(
        rf"[→↓►▶◀◄←]{{0,3}}\s*[（(【\[《〔〈]?\s*{verb}\s*第?\s*(?P<a>{_PAGE})\s*[版页頁]\s*"
        rf"[）)】\]》〕〉]?\s*[→↓►▶◀◄←]{{0,3}}"
        rf"|[（(【\[]\s*{verb}\s*第?\s*(?P<b>{_PAGE})\s*[）)】\]]"
    )


_JUMP_TO, _JUMP_FROM, _JUMP_EITHER = _jump_pattern(_TO), _jump_pattern(_FROM), _jump_pattern(_EITHER)


def jump_to(text: str) -> str | None:
    """The page that a jump line sends to, as printed.

    >>> jump_to("（下转第2版）"), jump_to("紧转第三版"), jump_to("下 转第 3 版）"), jump_to("下午转晴")
    ('2', '三', '3', None)
    """
    found = _JUMP_TO.search(text)
    return (found["a"] or found["b"]) if found else None


def jump_from(text: str) -> tuple[str, str] | None:
    """The page that a continuation comes from, and the whole jump line, at the head of a text.

    >>> jump_from("《上接第一版）工程旨在提升"), jump_from("（紧接第一版）工程旨在"), jump_from("（紧接第二版）")
    (('一', '《上接第一版）'), ('一', '（紧接第一版）'), None)
    """
    bare = text.strip()
    found = _JUMP_FROM.match(bare)
    if found is None and (found := _JUMP_EITHER.match(bare)) is not None and found.end() == len(bare):
        return None
    return (found["a"] or found["b"], found.group(0)) if found else None


def jump_either(text: str) -> str | None:
    """The page that a jump line names whose verb says nothing of the direction: its place has to.

    >>> jump_either("（紧接第一版）"), jump_either("（上接第一版）"), jump_either("（紧接第一版）工程旨在提升")
    ('一', None, None)
    """
    found = _JUMP_EITHER.fullmatch(text.strip())
    return (found["a"] or found["b"]) if found else None


def is_jump_line(text: str) -> bool:
    """Whether a line is a jump line and nothing else."""
    bare = text.strip()
    return len(bare) <= 16 and bool(_JUMP_TO.fullmatch(bare) or _JUMP_FROM.fullmatch(bare))
