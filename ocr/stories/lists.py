"""Lists: numbered and marked items, facts with their labels, names and prices, and the rows of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Literal

from ocr import language
from ocr.model import Role, TextLine
from ocr.stories.elements import Run
from ocr.stories.flow import is_indented, is_short, is_subhead

Start = Literal["list_item", "row", "subhead"]
"""What begins with a line of a list; a row is an item that keeps the spaces between its cells."""

_LEAST = 3
"""Fewer are no list."""
_NUMERALS = "一二三四五六七八九十"
_NUMBERED = (
    re.compile(r"^(\d{1,2})\s?[.．、](?!\d)"),
    re.compile(r"^[（(](\d{1,2})[）)]"),
    re.compile(rf"^([{_NUMERALS}]{{1,3}})、"),
    re.compile(rf"^[（(]([{_NUMERALS}]{{1,3}})[）)]"),
    re.compile(r"^([①-⑳])"),
)
_BULLETS = f"{language.MARKS}•"
_LABEL = re.compile(r"^[\u4e00-\u9fffA-Za-z]{1,8}\s?[：:](?=\s?\S)")
_NEXT_LABEL = re.compile(r"\s+(?=[\u4e00-\u9fff]{2,6}[：:])")
_LABELLED = 0.4
"""Of a list of facts this share of the lines at least begins with a label, ..."""
_LONGEST_FACT = 32
"""... and a fact has no more characters, in the mean."""
_PLAIN_LINES = 4
_LONGEST_NAME = 16
_SAID_AGAIN = 0.4
"""In this share of a list's lines stands the same word: 董事长, 街道."""
_OF_A_KIND = 0.6
"""This share of them has digits, or cells of different length."""
_LATIN = 0.3
_HANGING = 0.8
"""In body characters: an item's further lines may stand in by more than this."""
_HEAVIER = 1.3
"""A list's own subhead over its items, by the width of the strokes."""

_FAMILY_NAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于余蒋蔡杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施牛樊葛邢安齐"
    "易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛"
    "靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧"
    "闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝闻"
    "張劉陳楊黃趙吳孫馬羅鄭許韓馮鄧蕭蔣葉蘇呂盧鍾鐘譚陸賈韋鄒閻龍賀顧龔萬錢嚴湯齊喬龐顏莊聶魯歐關蘭寧紀畢單駱藍華農簡"
    "車項連蘆麥婁竇黨宮費衛應閔鄔邊師欒榮叢鞏遲鄺聞"
)
"""The first characters of nearly all Chinese names, simplified and traditional."""


def item_starts(runs: Sequence[Run], char_px: float) -> dict[int, Start]:
    """Where the items of lists begin in a story's runs, in reading order: the lines by the identity of their place."""
    rows: dict[int, Start] = {id(x.line): "row" for run in runs for x in run.lines if x.role is Role.LIST_ITEM}
    lines = [x for run in runs for x in run.lines if x.role is not Role.LIST_ITEM]
    plain = _plain(lines)
    if plain:
        return rows | plain
    heads = {id(x.line) for run in runs for x in run.lines if is_subhead(x, run, char_px)}
    openers = [*_numbered(lines, heads), *_marked(lines, heads), *_labelled(lines)]
    return rows | {id(line.line): "list_item" for line in openers}


def facts_of(line: TextLine) -> list[str]:
    """The texts of a line, one a fact: two short ones may stand side by side.

    A text with no second label is one.
    """
    text = line.text.strip()
    return _NEXT_LABEL.split(text) if _LABEL.match(text) else [text]


def _numbered(lines: Sequence[TextLine], heads: set[int]) -> list[TextLine]:
    """The lines that open with the numbers from 1 on, set in one way. Numbered subheads are none."""
    found: list[TextLine] = []
    for pattern in _NUMBERED:
        series: list[TextLine] = []
        for line in lines:
            told = pattern.match(line.text.strip())
            if told is None or id(line.line) in heads:
                continue
            number = _number(told[1])
            if number == 1:
                found += series if len(series) >= _LEAST else []
                series = [line]
            elif number == len(series) + 1 and series:
                series.append(line)
        found += series if len(series) >= _LEAST else []
    return found


def _number(numeral: str) -> int | None:
    if "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    return language.page_number(numeral)


def _marked(lines: Sequence[TextLine], heads: set[int]) -> list[TextLine]:
    """The lines that open with the same mark."""
    opening = [x for x in lines if x.text.strip()[:1] in tuple(_BULLETS) and id(x.line) not in heads]
    marks = Counter(x.text.strip()[0] for x in opening)
    return [x for x in opening if marks[x.text.strip()[0]] >= _LEAST]


def _labelled(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines that open with a label and a colon, where these are facts and no talk."""
    at = [k for k, x in enumerate(lines) if _LABEL.match(x.text.strip()) and not language.opens_turn(x.text)]
    if len(at) < _LEAST:
        return []
    region = lines[at[0] : at[-1] + 1]
    text = "".join(x.text for x in region)
    labels = {lines[k].text.strip().split("：")[0] for k in at}
    dense = len(at) >= _LABELLED * len(region) and len(text) <= _LONGEST_FACT * len(at)
    told = dense and len(labels) > 0.7 * len(at) and text.count("。") < 0.5 * len(at)
    return [lines[k] for k in at] if told else []


def _plain(lines: Sequence[TextLine]) -> dict[int, Start]:
    """The starts in a text that is nothing but a list: short lines without a stop among them that have names, a word
    or the like in common, as no poem's have. Empty for any other text."""
    texts = [x.text.strip() for x in lines]
    if len(lines) < _PLAIN_LINES or any(mark in text for text in texts for mark in "。，；！？"):
        return {}
    if sum(map(len, texts)) > _LONGEST_NAME * len(lines) or any(_LABEL.match(text) for text in texts):
        return {}
    if _is_latin("".join(texts)):
        return {}
    if not (_has_refrain(texts) or _has_figures(texts) or _has_cells(texts) or _has_names(texts)):
        return {}
    usual = median(x.weight for x in lines)
    return {id(x.line): "subhead" if _heads_items(x, usual) else "row" for x in lines}


def _is_latin(text: str) -> bool:
    """Whether a text is of Latin letters for a good part: a foreign one, whose words look like cells."""
    return sum(c.isascii() and c.isalpha() for c in text) > _LATIN * len(text)


def _heads_items(line: TextLine, usual: float) -> bool:
    return line.weight > _HEAVIER * usual and line.weight > _HEAVIER and " " not in line.text.strip()


def _has_refrain(texts: Sequence[str]) -> bool:
    """A word that many lines have, not at their heads, where a poem may repeat itself."""
    words = Counter(word for text in texts for word in {text[k : k + 2] for k in range(1, len(text) - 1)})
    shared = [n for word, n in words.items() if language.hanzi(word) == 2]
    return max(shared, default=0) >= _SAID_AGAIN * len(texts)


def _has_figures(texts: Sequence[str]) -> bool:
    return sum(any(c.isdigit() for c in text) for text in texts) >= _OF_A_KIND * len(texts)


def _has_cells(texts: Sequence[str]) -> bool:
    """Cells of unlike length side by side. The halves of verses are equal."""
    cells = [text.split() for text in texts]
    return sum(len(c) > 1 and len(c[0]) != len(c[-1]) for c in cells) >= _OF_A_KIND * len(texts)


def _has_names(texts: Sequence[str]) -> bool:
    """Names: two or three characters that begin with a family name."""
    names = sum(2 <= len(text) <= 3 and text[0] in _FAMILY_NAMES for text in texts)
    return names >= _OF_A_KIND * len(texts)


def goes_on_item(line: TextLine, opener: TextLine, last: TextLine, run: Run, char_px: float) -> bool:
    """Whether a line goes on the item that ``opener`` opened and ``last`` left off: the line before it is full, or
    this one hangs. Where items are indented as paragraphs are, an indent begins the next paragraph."""
    if Role.LIST_ITEM in (line.role, last.role):
        return False
    step = line.box.left - opener.box.left
    if abs(step) < _HANGING * char_px and is_indented(opener, run, char_px):
        return False
    hangs = step > _HANGING * char_px
    return not is_short(last, run, char_px) or (hangs and not language.ends_sentence(last.text))


def is_list(starts: Mapping[int, Start], run: Run) -> bool:
    """Whether a run is, for the most part, the lines of a list."""
    inside = [id(line.line) in starts for line in run.lines]
    return inside[0] and sum(inside) >= 0.25 * len(inside)
