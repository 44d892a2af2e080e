"""Bylines (署名): who wrote, and from what a story was taken."""

from __future__ import annotations

import re

from ocr.language.names import is_person

MARKS = "□■▲△●○◆◇◎★☆▇▆█☐◻◼"
_ROLE = (
    r"(?:本[报報刊台网網](?:首席|特约|特約|[驻駐]\S{1,6})?(?:见习|实习|見習|實習)?"
    r"(?:记者|記者|通讯员|通訊員|评论员|評論員|特派员|特派員)"
    r"|(?:首席|特约|特約|见习|見習|实习|實習)(?:记者|記者|通讯员|通訊員|评论员|評論員)"
    r"|实习生|實習生|記者|记者|通讯员|通訊員|特派员|特派員|新华社记者|[\u4e00-\u9fff]{1,3}[组組](?=[\s　]))"
)
_NAMES = (
    r"(?:[\s　:：]*[\u4e00-\u9fff·]{2,4}|[\s　]+[\u4e00-\u9fff·]{2,8})(?:[\s　、/]+[\u4e00-\u9fff·]{2,8})*"
    r"[\s　]*(?:[（(]?(?:文/图|文图|文|图|摄影报道|摄影|摄|報道|报道|整理)[）)]?)?"
)
_SIGNED = re.compile(rf"^[{MARKS}口囗\s（(]*(?:{_ROLE}(?:{_NAMES})[\s　]*)+[）)]?$")
_MARKED = re.compile(rf"^[{MARKS}]{{1,3}}\s*\S[\S\s]{{1,13}}$")
_BYLINE = re.compile(
    r"^新华社\S{0,6}电"
    r"|^(文|图|圖|撰文|撰稿|采写|摄影|作者|编译|口述|整理|文字|图片|供稿|來源|来源)\s*[/／：:|｜]"
    r"|^(文|图|圖|文图|图文|文圖|圖文|文并图)\s?[/／：]\s?"
    r"|^[\u4e00-\u9fff·]{2,4}\s?[/／]\s?(文|图|圖|摄|攝|译|譯)$"
    r"|^摘(自|编自)"
    r"|^[\u4e00-\u9fff]{4,14}(?:局|公司|中心|会|會|办|辦|医院|醫院|站|馆|館|院|社|部|队|隊)(?:编印|編印|供稿)$"
)
_NAME_ROW = re.compile(r"^[\u4e00-\u9fff·]{2,4}([\s　、][\u4e00-\u9fff·]{2,4}){0,4}([\s　]?[摄文图])?$")
_TAIL_BYLINE = re.compile(r"[（(]\s*(?P<inside>[^（()）。，；]{2,30})\s*[）)]\s*$")
_TELLS_AUTHOR = re.compile(
    r"记者|記者|通讯员|通訊員|实习生|實習生|作者|评论员|評論員|^(文|图|圖|撰文|摄影|攝影|文图|图文|文圖|圖文)\s?[/／：:]"
    r"|^[\u4e00-\u9fff·]{2,4}([\s　、][\u4e00-\u9fff·]{2,4}){1,4}$"
)
_REPORTS = re.compile(r"^\S{2,12}?[讯訊电電]\s*[（(](?P<inside>[^（()）。，；]{4,30})[）)]")
_OPENING = re.compile(
    r"^[【〔［\[（(]?\s*(?:本[报報刊台]\S{0,3}?)?(?:记者|記者|通讯员|通訊員|特派员|特派員|[\u4e00-\u9fff]{2}[组組])"
    r"[^】〕］\]）)。，]{2,24}?(?:报导|報導|报道|報道|电|電)[】〕］\]）)]"
)
_REPORTED = re.compile(r"[／/][^】〕］\]）)／/]{1,8}(?:报导|報導|报道|報道|电|電)(?=[】〕］\]）)]|$)")
_SET_OUT = re.compile(r"(?<=本[报報刊台网網])\s(?=\S{0,4}[记記通评評])|(?<=[记記])\s(?=者\s)|(?<=通)\s(?=[讯訊])")
"""A space inside the words that say what somebody is."""
_PARTED = re.compile(r"(?<=(?<![\u4e00-\u9fff])[\u4e00-\u9fff])[\s　]+(?=[\u4e00-\u9fff](?![\u4e00-\u9fff]))")
"""The space in a name of two characters."""
_OPENS_TEXT = re.compile(r"记者(?:昨|今|日前|近|从|在|获|了解|采访|来到|走进|看到)|新[华華]社.{2,8}月.{1,3}日[电電]")
"""A sentence that begins with the reporter, or a dateline, with which a body begins."""
_AFTER_STOP = re.compile(r"(?<=[。！？”])[\s　]+([\u4e00-\u9fff]{2,4}(?:[\s　、]+[\u4e00-\u9fff]{2,4}){0,3})$")


def is_byline(text: str) -> bool:
    """Whether a short line of its own names who wrote.

    >>> is_byline("□通讯员 蔡颖琛"), is_byline("文/何清越 图/沈一鸣"), is_byline("记者昨日从市住建局获悉我市")
    (True, True, False)
    >>> is_byline("望江应急管理局编印")
    True
    >>> is_byline("记者昨天从海"), is_byline("新华社石塘6月4日电 “这")
    (False, False)
    >>> is_byline("本报 记者 方立中"), is_byline("记 者 郑书豪")
    (True, True)
    """
    bare = _SET_OUT.sub("", text.strip())
    if len(bare) > 40 or any(mark in bare for mark in "，。！？；") or _OPENS_TEXT.match(bare):
        return False
    if bare[:1] in "（(【〔" and not any(mark in bare for mark in "）)】〕"):
        return False  # It goes on in the next line, with the text.
    return any(pattern.match(bare) for pattern in (_SIGNED, _MARKED, _BYLINE))


def opening_byline(text: str) -> str | None:
    """The byline in brackets that a body opens with, brackets included.

    >>> opening_byline("【記者高文棟／石門報導】延宕六年的吊橋"), opening_byline("（记者节）昨天是记者节，电台报道")
    ('【記者高文棟／石門報導】', None)
    """
    found = _OPENING.match(text.strip())
    return found.group(0) if found else None


def is_source(text: str) -> bool:
    """Whether a line says from what a story was taken.

    >>> is_source("摘编自《中华人民共和国农产品质量安全法释义》"), is_source("摘自山上的野果")
    (True, False)
    """
    return bool(re.fullmatch(r"[（(]?摘(自|编自)《[^》]{2,30}》[^。，；！？]{0,12}[）)]?", text.strip()))


def is_address(text: str) -> bool:
    """Whether a line is an author's e-mail address and nothing else.

    >>> is_address("zhoukexin@chengwan.com"), is_address("来信请寄chengwan@xinwen.com")
    (True, False)
    """
    return bool(re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text.strip(), re.ASCII))


def tidy_byline(text: str) -> str:
    """A byline without the spaces that set out a single name.

    >>> tidy_byline("■俞听 松"), tidy_byline("张 明"), tidy_byline("本报记者 林书言")
    ('■俞听松', '张明', '本报记者 林书言')
    """
    bare = re.sub(r"\s", "", text)
    return bare if len(bare.lstrip(MARKS)) <= 4 else text.strip()


def is_name_row(text: str) -> bool:
    """Whether a line is nothing but one to five names with spaces between.

    >>> is_name_row("张海亮　付纯志　赵学堂"), is_name_row("任鸣 左效强"), is_name_row("水位正常，")
    (True, True, False)
    """
    return bool(_NAME_ROW.match(text.strip()))


def tail_byline(text: str) -> str | None:
    """The names in brackets at a story's end, brackets included. A name alone may be anything: it tells nobody.

    >>> tail_byline("查询。（本报记者 许一舟）"), tail_byline("散了。（文/周海 图/林生）"), tail_byline("桥。（新桥）")
    ('（本报记者 许一舟）', '（文/周海 图/林生）', None)
    """
    found = _TAIL_BYLINE.search(text)
    if not found:
        return None
    inside = found["inside"].strip()
    return found.group(0).strip() if _TELLS_AUTHOR.search(inside) else None


def names_after_stop(text: str) -> str | None:
    """Names set at the end of a story's last line, after its full stop.

    >>> names_after_stop("总体合格率为98.66%。　程智安"), names_after_stop("水位正常。")
    ('程智安', None)
    """
    found = _AFTER_STOP.search(text.rstrip())
    return found.group(1) if found else None


def reporters_in(opening: str, ending: str) -> tuple[str, ...]:
    """The names that a body without a byline gives itself: after the dateline, or alone in brackets at its end.

    >>> reporters_in("本报讯（记者 李朝民）近年来，", "都来了。"), reporters_in("桥修好了。", "都来了。（许一舟）")
    (('李朝民',), ('许一舟',))
    >>> reporters_in("桥修好了。", "都来了。（新桥）")
    ()
    """
    found = _REPORTS.match(opening.strip())
    if found and _TELLS_AUTHOR.search(found["inside"]):
        return authors_of(found["inside"])
    signed = _TAIL_BYLINE.search(ending)
    return authors_of("".join(signed["inside"].split())) if signed and is_person(signed["inside"]) else ()


def authors_of(byline: str | None) -> tuple[str, ...]:
    """The names in a byline.

    >>> authors_of("本报记者 林书言 实习生 周可"), authors_of("文/何清越 图/沈一鸣"), authors_of("□通讯员 蔡颖琛")
    (('林书言', '周可'), ('何清越', '沈一鸣'), ('蔡颖琛',))
    >>> authors_of("【記者高文棟／石門報導】"), authors_of("實習記者　康寧"), authors_of("撰文：王 嵐")
    (('高文棟',), ('康寧',), ('王嵐',))
    """
    if not byline:
        return ()
    bare = re.sub(rf"[{MARKS}（()）【】〔〕]", " ", _REPORTED.sub("", byline))
    bare = re.sub(
        r"(本[报報刊台网網]|新华社)?(特约|特約|见习|見習|实习|實習|[驻駐]\S{1,4}?)?"
        r"(记者|記者|通讯员|通訊員|评论员|評論員|特派员|特派員)|实习生|實習生|^\s*[\u4e00-\u9fff]{2}[组組]"
        r"|(撰文|撰稿|采写|摄影|攝影|作者|文字|图片|编译|整理|文图|图文|文|图|圖)\s*[/／：:|｜]|报道|報道|摄$",
        " ",
        bare,
    )
    bare = _PARTED.sub("", bare)
    return tuple(name for name in re.split(r"[\s　、，,;；/|]+", bare) if 2 <= len(name) <= 12 and "《" not in name)
