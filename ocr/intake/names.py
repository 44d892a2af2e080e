"""What names say: page number and label, title, date, number of the issue; natural order; names safe for a folder."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ocr.language.numerals import number_of

_NUMERAL = "〇零一二三四五六七八九十百两廿卅"

_DATES = (
    re.compile(r"(?<!\d)(\d{4})([-_./ ])(\d{1,2})\2(\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日?"),
    # Behind it may stand a page number: 2021032501.
    re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?=\d{2,3}(?!\d)|(?!\d))"),
    re.compile(rf"([〇零一二三四五六七八九]{{4}})年([{_NUMERAL}]{{1,2}})月([{_NUMERAL}]{{1,4}})日"),
)
_YEARS = range(1800, 2101)

_ISSUE_NUMBER = re.compile(rf"(?:总 ?)?第 ?(?:\d+|[{_NUMERAL}]+) ?期")
_NO_PAGE_NUMBERS = (_ISSUE_NUMBER, re.compile(r"\d{4} ?年"), re.compile(r"\d+ ?dpi", re.IGNORECASE))

_MARKED = (
    re.compile(rf"(?P<label>第 ?(?P<section>[A-Z]?)(?P<n>\d{{1,4}}|[{_NUMERAL}]+) ?[版页頁面])"),
    re.compile(rf"(?P<label>(?<![A-Za-z\d])(?P<section>[A-Z]?)(?P<n>\d{{1,3}}|[{_NUMERAL}]+) ?版)"),
    re.compile(r"(?<![A-Za-z])(?:page|pg|p|版面?|页)[ ._-]*(?P<n>\d{1,5})(?!\d)", re.IGNORECASE),
    re.compile(r"(?P<label>(?<![A-Za-z\d])(?P<section>[A-Z])(?P<n>\d{1,3}))(?![A-Za-z\d])"),
    re.compile(r"(?P<label>^(?P<section>[a-z])(?P<n>\d{1,3})$)"),
    re.compile(rf"^(?P<n>\d{{1,3}}|[{_NUMERAL}]+)$"),
)
"""Said to be a page's, in the order of how plainly. A bare number behind one with a section letter wins over it."""
_SECTION_LETTER = _MARKED[3]
_BARE = re.compile(rf"(?<!\d)(?P<n>\d{{1,5}})(?!\d)|\((?P<numeral>[{_NUMERAL}]+)\)$")

_BLANK = "\0"
_SEPARATORS = " _-.·,、#()[]【】《》「」~+="
_GENERIC_LATIN = frozenset(("scan", "scans", "img", "image", "images", "dsc", "page", "pages", "p"))
_GENERIC = _GENERIC_LATIN | frozenset(("图", "图片", "图像", "扫描", "扫描件", "版", "页", "微信图片"))
_OF_TIME = re.compile(r"[\d〇零一二三四五六七八九十年月日号第季度上下半]")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\ud800-\udfff]')
_ID_BYTES = 160
"""A folder's name may have 255 bytes; what is written beside it needs some for its own."""


@dataclass(frozen=True, slots=True)
class PageMark:
    """What a scan's name says of its place in the issue."""

    shared: str
    """The name without the page number, what the pages of an issue have in common; may be empty."""
    number: int | None = None
    section: str = ""
    """The letter of a page such as A5."""
    label: str | None = None
    """The page's own name: 第3版, A5."""
    plain: bool = False
    """The name says that the number is a page's, and not merely some number."""


def readable(name: str) -> str:
    """A name in Unicode's compatibility form: full-width digits become half-width.

    Names of bytes that are no UTF-8 come from old Chinese archives, in GB 18030.
    """
    if any("\ud800" <= character <= "\udfff" for character in name):
        name = os.fsencode(name).decode("gb18030", errors="replace")
    return unicodedata.normalize("NFKC", name)


def find_date(name: str) -> tuple[str, tuple[int, int]] | None:
    """The first real date in a readable name, ISO 8601, and where it stands.

    >>> find_date("江南晨报_2021年3月25日"), find_date("20211345")
    (('2021-03-25', (5, 15)), None)
    """
    for pattern in _DATES:
        for match in pattern.finditer(name):
            year, month, day = (number_of(part) for part in match.groups() if part.strip("-_./ "))
            if year in _YEARS and 1 <= month <= 12 and 1 <= day <= 31:
                try:
                    return date(year, month, day).isoformat(), match.span()
                except ValueError:
                    continue
    return None


def find_title(name: str) -> str | None:
    """The title in a readable name that has a date: what stands before the date, else behind it.

    >>> find_title("江南晨报_2021-03-25"), find_title("20210325 宝山社区 第12期"), find_title("江南晨报")
    ('江南晨报', '宝山社区', None)
    """
    dated = find_date(name)
    if dated is None:
        return None
    start, end = dated[1]
    for part in (name[:start], name[end:]):
        title = _ISSUE_NUMBER.sub("", part).strip(_SEPARATORS)
        if any(character.isalpha() for character in title) and title.casefold() not in _GENERIC:
            return title
    return None


def find_title_above(names: Sequence[str]) -> str | None:
    """The title in the readable names of the folders above a dated issue: the nearest that says more than a time.

    >>> find_title_above(["档案", "江南晨报", "2021年", "3月"]), find_title_above(["2021"])
    ('江南晨报', None)
    """
    for name in reversed(names):
        title = _ISSUE_NUMBER.sub("", name).strip(_SEPARATORS)
        if any(map(str.isalpha, _OF_TIME.sub("", title))) and title.casefold() not in _GENERIC:
            return title
    return None


def find_issue_number(name: str) -> str | None:
    """The number of the issue in a readable name, as it stands there: 总第2187期."""
    match = _ISSUE_NUMBER.search(name)
    return match.group().replace(" ", "") if match else None


def page_mark(stem: str) -> PageMark:
    """The page number in a file's name without its ending; dates and issue numbers are none.

    >>> page_mark("江南晨报_2021-03-25_p01")
    PageMark(shared='江南晨报_2021-03-25', number=1, section='', label=None, plain=True)
    >>> page_mark("晨报 第十二版").number, page_mark("A５").label, page_mark("晨报_2021-03-25").number
    (12, 'A5', None)
    """
    name = readable(stem)
    masked = _without_other_numbers(name)
    match = next(_marks(masked), None)
    bare = _last(_BARE, masked)
    if match and match.re is _SECTION_LETTER and bare and bare.end() > match.end():
        match = None
    found = match or bare
    if found is None:
        return PageMark(shared=_joined(name))
    alone = masked.strip(_SEPARATORS + _BLANK) == found.group()
    groups = found.groupdict()
    label = groups.get("label")
    return PageMark(
        shared=_joined(name[: found.start()], name[found.end() :]),
        number=number_of(groups["n"] or groups["numeral"]),
        section=(groups.get("section") or "").upper(),
        label=label.replace(" ", "") if label else None,
        plain=match is not None or alone,
    )


def _without_other_numbers(name: str) -> str:
    """The name with dates, issue numbers and resolutions blanked out, every character at its place."""
    dated = find_date(name)
    spans = [dated[1]] if dated else []
    spans += [match.span() for pattern in _NO_PAGE_NUMBERS for match in pattern.finditer(name)]
    characters = list(name)
    for start, end in spans:
        characters[start:end] = _BLANK * (end - start)
    return "".join(characters)


def _marks(name: str) -> Iterator[re.Match[str]]:
    return (match for pattern in _MARKED if (match := _last(pattern, name)))


def _last(pattern: re.Pattern[str], name: str) -> re.Match[str] | None:
    return max(pattern.finditer(name), key=re.Match.end, default=None)


def _joined(*parts: str) -> str:
    return "_".join(stripped for part in parts if (stripped := part.strip(_SEPARATORS)))


def is_generic(shared: str) -> bool:
    """Whether a name is one that scanners and cameras give, or none."""
    return not shared or shared.casefold() in _GENERIC


def natural_key(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Sorts names as people do, 2 before 10, full-width or not; the name itself settles ties.

    >>> sorted(["p10", "p2", "P1"], key=natural_key)
    ['P1', 'p2', 'p10']
    """
    parts = re.findall(r"\d+|\D+", readable(name).casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts), name


def safe_id(name: str) -> str:
    """A name that can be a folder's on any system.

    >>> safe_id(' a/b:c. '), safe_id('..')
    ('a_b_c', 'issue')
    """
    if any("\ud800" <= character <= "\udfff" for character in name):
        name = readable(name)
    clean = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    while len(clean.encode()) > _ID_BYTES:
        clean = clean[:-1]
    return clean.strip(" .") or "issue"
