"""What stands around the stories: folio, date, number of the issue, imprint; and what advertisements say."""

from __future__ import annotations

import re

from ocr.language.numerals import ALL_NUMERALS, DIGITS, NUMERALS, number_of
from ocr.language.words import hanzi

_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_MONTH_AND_DAY = rf"\s*年\s*([{ALL_NUMERALS}]{{1,2}}|\d{{1,2}})\s*月\s*([{ALL_NUMERALS}]{{1,4}}|\d{{1,2}})\s*日"
_REPUBLIC = re.compile(rf"民[國国]\s*([{ALL_NUMERALS}]{{1,4}}|\d{{1,3}}){_MONTH_AND_DAY}")
_YEAR_ZERO = 1911
"""民國元年 is 1912."""
_WRITTEN = re.compile(rf"([〇零○一二三四五六七八九]{{4}}){_MONTH_AND_DAY}")
_ISSUE_NUMBER = re.compile(rf"([总總]?第\s*(?:\d+|[{ALL_NUMERALS}萬万]+)\s*[期號号])")
_ENTITLED = re.compile(r"^《([^《》]{2,12})》$")
_PAPER = re.compile(r"^[^\W\d_]{1,7}(?:[报報]|周刊|週刊|月刊|旬刊|半月刊|画报|畫報|杂志|雜誌|时讯|時訊)$")
_BEFORE = re.compile(r"^([^\W\d_]{2,10}?)\s*(?:w{2,3}\s*\.|\d{4}\s*年\s*第\s*\d+\s*期)")
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
    return date_of(text) is not None and len(text) < 30 and not any(mark in text for mark in "，。；")


def names_issue(text: str) -> bool:
    """Whether a short line gives a paper's number or price and says nothing else.

    >>> names_issue("山城雜誌 第三十一期"), names_issue("他買了第三十一期，翻了翻")
    (True, False)
    """
    return bool(_ISSUE.search(text)) and len(text) < 30 and not any(mark in text for mark in "，。；：「」")


def date_of(text: str) -> str | None:
    """The first full date in a text, ISO 8601, by the common calendar or the Republic's.

    >>> date_of("2021年3月25日 星期四"), date_of("中華民國二十八年四月廿六日"), date_of("二〇一〇年十二月三十日")
    ('2021-03-25', '1939-04-26', '2010-12-30')
    """
    for pattern, zero in ((_DATE, 0), (_REPUBLIC, _YEAR_ZERO), (_WRITTEN, 0)):
        if found := pattern.search(text):
            year, month, day = (number_of(part) for part in found.groups())
            if 1 <= month <= 12 and 1 <= day <= 31:
                return f"{zero + year:04d}-{month:02d}-{day:02d}"
    return None


def paper_named(text: str) -> str | None:
    """The paper that a line at a page's head names: it says so, or stands in title marks, or before the address on the
    web, or before the number.

    >>> paper_named("《宝山社区》"), paper_named("農民日報"), paper_named("信報www.hkej.com"), paper_named("要闻·综合")
    ('宝山社区', '農民日報', '信報', None)
    """
    line = text.strip()
    if found := _ENTITLED.match(line) or _BEFORE.match(line):
        return found.group(1).strip() if hanzi(found.group(1)) >= 2 else None
    word = "".join(line.split())
    return word if _PAPER.match(word) and hanzi(word) == len(word) else None


def issue_number_of(text: str) -> str | None:
    """An issue's number as printed.

    >>> issue_number_of("今日4版　总第2187期"), issue_number_of("第312期"), issue_number_of("第三千八百號")
    ('总第2187期', '第312期', '第三千八百號')
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
