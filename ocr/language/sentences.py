"""Sentences: where they end, what must go on, and how two halves become one text."""

from __future__ import annotations

import re

from ocr.language.openings import dateline_of

_TERMINAL = frozenset("。！？…!?")
_CLOSERS = frozenset("”’」』）)》〉】")
OPENERS = frozenset("“‘「『（(《〈【")
_NOT_FIRST = frozenset("，。、；：！？）》」』”’…,;:!?)")
_LOOSE = re.compile(r"(?<![!-~]) +| +(?![!-~])")


def ends_sentence(text: str) -> bool:
    """Whether the text ends with a full stop, closing quotes and brackets aside.

    >>> ends_sentence("雨还在下。"), ends_sentence("“快走！”"), ends_sentence("瞿阿婆，")
    (True, True, False)
    """
    bare = text.rstrip()
    while bare and bare[-1] in _CLOSERS:
        if len(bare) > 1 and bare[-2] in _TERMINAL:
            return True
        bare = bare[:-1]
    return bool(bare) and bare[-1] in _TERMINAL


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
