"""How an editor's note, a body, a caption or a turn of talk opens; and the credit that ends a caption."""

from __future__ import annotations

import re

from ocr.language.numerals import DIGITS, NUMERALS

_NOTE = re.compile(
    r"^[\s【\[（(]*(?:(?:[编編]\s*者\s*按|[编編]者的话|编者语|开栏的话|开栏语|主持人语|记者按)"
    r"|(?:编前语?|核心提示|阅读提示|导读|内容提要|提要|按语)\s*(?:[】\])）:：\s　]|$))"
)
_DATELINE = re.compile(
    r"^([【〔（(]?本\s?[报報刊网台]\s?[讯訊][】〕）)]?|本[报刊]\S{1,8}?\d{1,2}月\d{1,2}日[讯电]"
    r"|[\u4e00-\u9fff]{2,8}?社\S{2,12}?\d{1,2}月\d{1,2}日[讯电]|(?!\S{0,5}通讯)[\u4e00-\u9fff]{1,6}讯(?=[　\s（(]))"
)
_CREDIT = re.compile(
    r"((?<!拍)[摄攝]|(?<!拍)摄影|供图|制图|图/|资料(图|照)片|/摄|摄影报道|圖片|[（(]\S{0,6}图片|(受访者|受訪者|主办方|本人|单位)提供)"
    r"\s*[）)]?\s*$|记者\s*\S{2,4}\s*摄"
)
_CAPTION_LEAD = re.compile(rf"^(图[①-⑳{DIGITS}{NUMERALS}]?\s*[:：为]|[左右上下]图[:：为]|示意图|资料图|▲|▼|◀|▶|■)")
_NUMBERED = re.compile(
    rf"^[附插]?(?P<kind>[图圖表])\s?[A-Z]?(?:\d{{1,3}}(?:\s?[-－–—.．·]\s?\d{{1,3}})*|[{NUMERALS}]{{1,3}})"
    r"(?:[\s：:]|$|[（(])(?!\s*[为是中可所示至和、，。）)])"
)
_TURN = re.compile(r"^(问|問|答|Q|A|记者|記者|主持人)\s?\d{0,2}\s?[：:]")


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


def has_credit(text: str) -> bool:
    """Whether a caption's credit stands at the end.

    >>> has_credit("一家企业的装配线。 本报记者 容嘉树 摄"), has_credit("通源疫情防控党员突击队")
    (True, False)
    """
    return bool(_CREDIT.search(text.strip()))


def opens_caption(text: str) -> bool:
    """Whether a line opens as captions do: 图①：, 图为, ▲."""
    return bool(_CAPTION_LEAD.match(text.strip()))


def numbered(text: str) -> str | None:
    """Of what a line gives the number and the name: 图 of a figure, 表 of a table.

    >>> numbered("图6-3-1 西北各省沟道面积"), numbered("表2：各校报名人数"), numbered("图6-3-1。按类型统计")
    ('图', '表', None)
    """
    found = _NUMBERED.match(text.strip())
    return found["kind"].replace("圖", "图") if found else None


def opens_turn(text: str) -> bool:
    """Whether a line opens a question or an answer.

    >>> opens_turn("问：灯是谁换的？"), opens_turn("问起灯来")
    (True, False)
    """
    return bool(_TURN.match(text.strip()))
