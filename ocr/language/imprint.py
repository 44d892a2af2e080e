"""What stands around the stories: folio, date, number of the issue, imprint; and what advertisements say."""

from __future__ import annotations

import re

from ocr.language.numerals import DIGITS, NUMERALS

_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_ISSUE_NUMBER = re.compile(r"(总第\s*\d+\s*期|第\s*\d+\s*期)")
_FOLIO = re.compile(
    rf"^第?\s*[A-Za-z]?[{DIGITS}{NUMERALS}]{{1,3}}\s*[版頁页]$|^[A-D]\s?[{DIGITS}]{{1,2}}$"
    rf"|^[·•\-—. ]*[{DIGITS}]{{1,4}}[·•\-—. ]*$"
)
_FURNITURE = re.compile(
    r"总第\d+期|国内统一刊号|国内统一连续出版物|CN\s?\d{2}-\d{4}|邮发代号|内部资料|免费交流|今日\d+版|农历"
    r"|星期[一二三四五六日]|责任?编辑?[:：]|责编|编辑[:：]|校对[:：]|版式|美编|排版"
    r"|督印[:：]|承印[:：]|本报地址|邮编[:：]|印刷[:：]|新闻热线|E-?mail|电话[:：]|^第\d+期$|准印证"
)
_ISSUE = re.compile(
    rf"第[{DIGITS}{NUMERALS}〇零百千萬万]+[期號号]|(?:零售|每[份冊册本])\S{{0,6}}[元角分]|今日出版\S{{0,2}}[大张張]"
)
_TELEPHONE = re.compile(rf"(电话|電話|热线|熱線|专线|專線|咨询|諮詢|预约|订购)\D{{0,3}}[{DIGITS}][{DIGITS}\- —]{{5,}}")
_AD = re.compile(r"^广告$|^廣告$|^公益广告$|^分类广告$|^分類廣告$")


def is_folio(text: str) -> bool:
    """Whether a line is a page's number or name: 第3版, A5, · 12 ·."""
    return bool(_FOLIO.match(text.strip()))


def is_imprint(text: str) -> bool:
    """Whether a line is a paper's imprint: number, price, address, editors."""
    return bool(_FURNITURE.search(text)) or is_dated(text)


def is_dated(text: str) -> bool:
    """Whether a short line is a date and hardly more: no clause.

    >>> is_dated("2021年3月25日 星期四"), is_dated("2021年3月25日，居民周可")
    (True, False)
    """
    return bool(_DATE.search(text)) and len(text) < 30 and not any(mark in text for mark in "，。；")


def names_issue(text: str) -> bool:
    """Whether a short line gives a paper's number or price and says nothing else.

    >>> names_issue("山城雜誌 第三十一期"), names_issue("他買了第三十一期，翻了翻")
    (True, False)
    """
    return bool(_ISSUE.search(text)) and len(text) < 30 and not any(mark in text for mark in "，。；：「」")


def date_of(text: str) -> str | None:
    """The first full date in a text, ISO 8601.

    >>> date_of("2021年3月25日 星期四")
    '2021-03-25'
    """
    found = _DATE.search(text)
    if not found:
        return None
    year, month, day = (int(v) for v in found.groups())
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def issue_number_of(text: str) -> str | None:
    """An issue's number as printed.

    >>> issue_number_of("今日4版　总第2187期"), issue_number_of("第312期")
    ('总第2187期', '第312期')
    """
    found = _ISSUE_NUMBER.search(text)
    return found.group(1).replace(" ", "") if found else None


def names_telephone(text: str) -> bool:
    """Whether a line gives a number to be called.

    >>> names_telephone("贵宾专线 8888-6666"), names_telephone("全市共有电话 420 万部")
    (True, False)
    """
    return bool(_TELEPHONE.search(text))


def is_ad_label(text: str) -> bool:
    """Whether a line says 广告, or of which kind, and nothing else."""
    return bool(_AD.match(text.strip()))
