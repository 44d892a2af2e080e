"""What the words themselves say: sentence ends, broken words, and the formulas that newspapers use."""

from __future__ import annotations

import logging
import re
from functools import cache

import jieba

jieba.setLogLevel(logging.WARNING)

_DIGITS = "0-9０-９"
_NUMERALS = "一二三四五六七八九十〇零百"

TERMINAL = frozenset("。！？…!?")
CLOSERS = frozenset("”’」』）)》〉】")
OPENERS = frozenset("“‘「『（(《〈【")
MARKS = "□■▲△●○◆◇◎★☆▇▆█☐◻◼"
_NOT_FIRST = frozenset("，。、；：！？）》」』”’…,;:!?)")

_ROLE = (
    r"(?:本[报報刊台网網](?:首席|特约|驻\S{1,6})?(?:见习|实习)?(?:记者|記者|通讯员|通訊員|评论员|特派员)"
    r"|(?:首席|特约|见习|实习)(?:记者|記者|通讯员|评论员)|实习生|記者|记者|通讯员|通訊員|新华社记者)"
)
_NAMES = (
    r"(?:[\s　:：]*[\u4e00-\u9fff·]{2,4}|[\s　]+[\u4e00-\u9fff·]{2,8})(?:[\s　、/]+[\u4e00-\u9fff·]{2,8})*"
    r"[\s　]*(?:[（(]?(?:文/图|文图|文|图|摄影报道|摄影|摄|報道|报道|整理)[）)]?)?"
)
_SIGNED = re.compile(rf"^[{MARKS}口囗\s（(]*(?:{_ROLE}(?:{_NAMES})[\s　]*)+[）)]?$")
_MARKED = re.compile(rf"^[{MARKS}]{{1,3}}\s*\S[\S\s]{{1,13}}$")
_BYLINE = re.compile(
    r"^新华社\S{0,6}电"
    r"|^(文|图|撰文|撰稿|采写|摄影|作者|编译|口述|整理|文字|图片|供稿|來源|来源)\s*[/／：:|｜]"
    r"|^(文|图|文图|图文|文并图)\s?[/／]\s?"
    r"|^[\u4e00-\u9fff·]{2,4}\s?[/／]\s?(文|图|圖|摄|攝|译|譯)$"
    r"|^摘(自|编自)"
)
_NAME_ROW = re.compile(r"^[\u4e00-\u9fff·]{2,4}([\s　、][\u4e00-\u9fff·]{2,4}){0,4}([\s　]?[摄文图])?$")
_TAIL_BYLINE = re.compile(
    r"[（(]\s*(?P<inside>(本[报刊](特约)?(见习|实习)?(记者|通讯员)|记者|通讯员|作者|文/|摘自)?[^（()）。，；：]{2,24})\s*[）)]\s*$"
)
_ROLE_WORDS = re.compile(r"记者|通讯员|实习生|作者|评论员")
_NOTE = re.compile(
    r"^[\s【\[（(]*(?:(?:[编編]\s*者\s*按|[编編]者的话|编者语|开栏的话|开栏语|主持人语|记者按)"
    r"|(?:编前语?|核心提示|阅读提示|导读|内容提要|提要|按语)\s*(?:[】\])）:：\s　]|$))"
)
_DATELINE = re.compile(
    r"^(【?本\s?[报報刊网台]\s?[讯訊]】?|本[报刊]\S{1,8}?\d{1,2}月\d{1,2}日[讯电]"
    r"|[\u4e00-\u9fff]{2,8}?社\S{2,12}?\d{1,2}月\d{1,2}日[讯电]|(?!\S{0,5}通讯)[\u4e00-\u9fff]{1,6}讯(?=[　\s（(]))"
)
_PAGE = rf"(?:[A-Za-z]?[{_DIGITS}]{{1,3}}|[{_NUMERALS}]{{1,3}})"
_TO = r"(?:(?:紧|緊)?下(?:转|轉|接)|(?:紧|緊)(?:转|轉|接)|(?:转|轉)(?=\s*第))"
_FROM = r"(?:紧|緊)?(?:上|续|續)(?:接|承|转|轉)"


def _jump_pattern(verb: str) -> re.Pattern[str]:
    """A jump line says 版, or stands in brackets: 下转3圈 and 上接二楼 are none."""
    return re.compile(
        rf"[→↓►▶]?\s*[（(【\[]?\s*{verb}\s*第?\s*(?P<a>{_PAGE})\s*[版页頁]\s*[）)】\]]?"
        rf"|[（(【\[]\s*{verb}\s*第?\s*(?P<b>{_PAGE})\s*[）)】\]]"
    )


_JUMP_TO, _JUMP_FROM = _jump_pattern(_TO), _jump_pattern(_FROM)
_CREDIT = re.compile(
    r"((?<!拍)[摄攝]|(?<!拍)摄影|供图|制图|图/|资料(图|照)片|/摄|摄影报道|圖片|[（(]\S{0,6}图片|(受访者|受訪者|主办方|本人|单位)提供)"
    r"\s*[）)]?\s*$|记者\s*\S{2,4}\s*摄"
)
_CAPTION_LEAD = re.compile(rf"^(图[①-⑳{_DIGITS}{_NUMERALS}]?\s*[:：为]|[左右上下]图[:：为]|示意图|资料图|▲|▼|◀|▶|■)")
_COUNTED = f"[{_DIGITS}{_NUMERALS}千廿卅元]"
_COUNTING = frozenset(_NUMERALS + "千廿卅")
_FORMULA = re.compile(
    rf"第{_COUNTED}{{1,6}}[版號号期張张年回]|{_COUNTED}{{1,5}}年{_COUNTED}{{1,3}}月(?:{_COUNTED}{{1,3}}日)?"
    rf"|{_COUNTED}{{1,3}}月{_COUNTED}{{1,3}}日|民國|星期[{_NUMERALS}日]|每[份張月]"
)
_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_FOLIO = re.compile(
    rf"^第?\s*[A-Za-z]?[{_DIGITS}{_NUMERALS}]{{1,3}}\s*[版頁页]$|^[A-D]\s?[{_DIGITS}]{{1,2}}$"
    rf"|^[·•\-—. ]*[{_DIGITS}]{{1,4}}[·•\-—. ]*$"
)
_TELEPHONE = re.compile(
    rf"(电话|電話|热线|熱線|专线|專線|咨询|諮詢|预约|订购)\D{{0,3}}[{_DIGITS}][{_DIGITS}\- —]{{5,}}"
)
_FURNITURE = re.compile(
    r"总第\d+期|国内统一刊号|国内统一连续出版物|CN\s?\d{2}-\d{4}|邮发代号|内部资料|免费交流|今日\d+版|农历"
    r"|星期[一二三四五六日]|责任?编辑?[:：]|责编|编辑[:：]|校对[:：]|版式|美编|排版"
    r"|督印[:：]|承印[:：]|本报地址|邮编[:：]|印刷[:：]|新闻热线|E-?mail|电话[:：]|^第\d+期$|准印证"
)
_AD = re.compile(r"^广告$|^廣告$|^公益广告$")


def ends_sentence(text: str) -> bool:
    """Whether the text ends with a full stop, closing quotes and brackets aside.

    >>> ends_sentence("雨还在下。"), ends_sentence("“快走！”"), ends_sentence("瞿阿婆，")
    (True, True, False)
    """
    bare = text.rstrip()
    while bare and bare[-1] in CLOSERS:
        if len(bare) > 1 and bare[-2] in TERMINAL:
            return True
        bare = bare[:-1]
    return bool(bare) and bare[-1] in TERMINAL


def may_end(text: str) -> bool:
    """Whether a paragraph can end so: with a stop, a colon before a list or quote, or a closing bracket.

    >>> may_end("问了一句话："), may_end("（许一舟）"), may_end("过往车辆")
    (True, True, False)
    """
    bare = text.rstrip()
    return ends_sentence(bare) or (bool(bare) and bare[-1] in "：:；;—）)”』」")


def must_go_on(text: str) -> bool:
    """Whether something must follow: a comma, an open quote or bracket.

    >>> must_go_on("热线："), must_go_on("他说，"), must_go_on("“水位"), must_go_on("结束")
    (False, True, True, False)
    """
    bare = text.rstrip()
    if not bare:
        return False
    if bare[-1] in "，、,(（“‘「『《":
        return True
    return bare.count("“") > bare.count("”") or bare.count("（") > bare.count("）")


def cannot_begin(text: str) -> bool:
    """Whether no paragraph begins so: with a stop, a comma or a closing mark.

    >>> cannot_begin("，而且"), cannot_begin("“走吧"), cannot_begin("”他说")
    (True, False, True)
    """
    bare = text.lstrip()
    return bool(bare) and bare[0] in _NOT_FIRST


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


def is_byline(text: str) -> bool:
    """Whether a short line of its own names who wrote.

    >>> is_byline("□通讯员 蔡颖琛"), is_byline("文/何清越 图/沈一鸣"), is_byline("记者昨日从市住建局获悉我市")
    (True, True, False)
    """
    bare = text.strip()
    if len(bare) > 40 or any(mark in bare for mark in "，。！？；"):
        return False
    return any(pattern.match(bare) for pattern in (_SIGNED, _MARKED, _BYLINE))


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
    """The names in brackets at a story's end, brackets included.

    >>> tail_byline("查询进度。（本报记者 许一舟）")
    '（本报记者 许一舟）'
    """
    found = _TAIL_BYLINE.search(text)
    if not found:
        return None
    inside = found["inside"].strip()
    return found.group(0).strip() if _ROLE_WORDS.search(inside) else None


def authors_of(byline: str | None) -> tuple[str, ...]:
    """The names in a byline.

    >>> authors_of("本报记者 林书言 实习生 周可"), authors_of("文/何清越 图/沈一鸣"), authors_of("□通讯员 蔡颖琛")
    (('林书言', '周可'), ('何清越', '沈一鸣'), ('蔡颖琛',))
    """
    if not byline:
        return ()
    bare = re.sub(rf"[{MARKS}（()）【】]", " ", byline)
    bare = re.sub(
        r"(本[报刊台网]|新华社)?(特约|见习|实习|驻\S{1,4}?)?(记者|通讯员|评论员|特派员)|实习生"
        r"|(撰文|撰稿|采写|摄影|作者|文字|图片|编译|整理|文图|图文|文|图)\s*[/／：:|｜]|报道|摄$",
        " ",
        bare,
    )
    return tuple(name for name in re.split(r"[\s　、，,;；/|]+", bare) if 2 <= len(name) <= 12 and "《" not in name)


def is_note(text: str) -> bool:
    """Whether a line opens an editor's note.

    >>> is_note("编者按：连日来"), is_note("编辑同志：")
    (True, False)
    """
    return bool(_NOTE.match(text.strip()))


def dateline_of(text: str) -> str | None:
    """The dateline a body opens with.

    >>> dateline_of("本报讯　7月8日凌晨"), dateline_of("居民区党群服务站")
    ('本报讯', None)
    """
    found = _DATELINE.match(text.strip())
    return found.group(1) if found else None


def jump_to(text: str) -> str | None:
    """The page that a jump line sends to, as printed.

    >>> jump_to("（下转第2版）"), jump_to("紧转第三版"), jump_to("下午转晴")
    ('2', '三', None)
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


def page_number(label: str) -> int | None:
    """The number in a page's name.

    >>> page_number("2"), page_number("十二"), page_number("A5"), page_number("要闻")
    (2, 12, 5, None)
    """
    digits = re.search(rf"[{_DIGITS}]+", label)
    if digits:
        return int(digits.group(0))
    values = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
    found = re.search(rf"[{_NUMERALS}]+", label)
    if not found:
        return None
    word = found.group(0)
    if "十" in word:
        tens, _, ones = word.partition("十")
        return values.get(tens, 1) * 10 + values.get(ones, 0)
    return int("".join(str(values.get(c, 0)) for c in word))


def has_credit(text: str) -> bool:
    """Whether a caption's credit stands at the end.

    >>> has_credit("一家企业的装配线。 本报记者 容嘉树 摄"), has_credit("通源疫情防控党员突击队")
    (True, False)
    """
    return bool(_CREDIT.search(text.strip()))


def opens_caption(text: str) -> bool:
    """Whether a line opens as captions do: 图①：, 图为, ▲."""
    return bool(_CAPTION_LEAD.match(text.strip()))


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


def names_telephone(text: str) -> bool:
    """Whether a line gives a number to be called.

    >>> names_telephone("贵宾专线 8888-6666"), names_telephone("全市共有电话 420 万部")
    (True, False)
    """
    return bool(_TELEPHONE.search(text))


def is_ad_label(text: str) -> bool:
    """Whether a line says 广告 and nothing else."""
    return bool(_AD.match(text.strip()))


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


_LOOSE = re.compile(r"(?<![!-~]) +| +(?![!-~])")


def compact(text: str) -> str:
    """A body's text without the spaces that set its lines out; between Latin words they stay, and after a
    dateline stands the full-width one that is printed there.

    >>> compact("本报讯 记者昨日获悉， 下降 了83.8%"), compact("New York 的早晨")
    ('本报讯　记者昨日获悉，下降了83.8%', 'New York的早晨')
    """
    opening = dateline_of(text)
    spaced = opening is not None and text.strip()[len(opening) :][:1].isspace()
    bare = _LOOSE.sub("", text.strip().replace("　", " "))
    if opening is None or not spaced:
        return bare
    opening = _LOOSE.sub("", opening)
    return f"{opening}　{bare[len(opening) :]}"


def set_out(text: str) -> str:
    """A text whose printed gaps are full-width spaces, but between Latin words.

    >>> set_out("桨手报名。 本报记者 丛书瑶 摄"), set_out("New York 的早晨")
    ('桨手报名。　本报记者　丛书瑶　摄', 'New York　的早晨')
    """
    return _LOOSE.sub("　", text.strip())


_TURN = re.compile(r"^(问|問|答|Q|A|记者|記者|主持人)\s?\d{0,2}\s?[：:]")


def opens_turn(text: str) -> bool:
    """Whether a line opens a question or an answer.

    >>> opens_turn("问：灯是谁换的？"), opens_turn("问起灯来")
    (True, False)
    """
    return bool(_TURN.match(text.strip()))


def hanzi(text: str) -> int:
    """How many hanzi a text has."""
    return sum("\u4e00" <= c <= "\u9fff" for c in text)


def joined(left: str, right: str) -> tuple[str, bool]:
    """Two parts of one paragraph as one text, and whether a hyphen at the break was dropped.

    Hanzi join as they are; Latin words get their space back, and a word broken by a hyphen its other half.

    >>> joined("小区站", "岗值守"), joined("the inter-", "national"), joined("New", "York")
    (('小区站岗值守', False), ('the international', True), ('New York', False))
    """
    if not left or not right:
        return left + right, False
    if right[0].isascii() and right[0].isalpha():
        if re.search(r"[A-Za-z]{2}-$", left) and right[0].islower():
            return left[:-1] + right, True
        if left[-1].isascii() and left[-1].isalpha():
            return f"{left} {right}", False
    return left + right, False


_AFTER_STOP = re.compile(r"(?<=[。！？”])[\s　]+([\u4e00-\u9fff]{2,4}(?:[\s　、]+[\u4e00-\u9fff]{2,4}){0,3})$")


def names_after_stop(text: str) -> str | None:
    """Names set at the end of a story's last line, after its full stop.

    >>> names_after_stop("总体合格率为98.66%。　程智安"), names_after_stop("水位正常。")
    ('程智安', None)
    """
    found = _AFTER_STOP.search(text.rstrip())
    return found.group(1) if found else None


_ISSUE_NUMBER = re.compile(r"(总第\s*\d+\s*期|第\s*\d+\s*期)")


def issue_number_of(text: str) -> str | None:
    """An issue's number as printed.

    >>> issue_number_of("今日4版　总第2187期"), issue_number_of("第312期")
    ('总第2187期', '第312期')
    """
    found = _ISSUE_NUMBER.search(text)
    return found.group(1).replace(" ", "") if found else None
