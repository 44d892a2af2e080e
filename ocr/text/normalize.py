"""Text as printed, out of text as read: the width of marks, quotes, dashes, ellipses, spaces.

Every rule is a function from glyphs to glyphs, and the rules run until nothing changes, so normalizing twice is
normalizing once. No rule adds or drops a hanzi, a digit or a letter; the one exception is a 一 that stands closer to
a dash than a character can, which is a piece of that dash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ocr.model import Reading
from ocr.text.glyphs import (
    STOPS,
    Glyph,
    cells,
    hanzi_pitch,
    is_chinese,
    is_hanzi,
    neighbours,
    replaced_runs,
    with_chars,
)
from ocr.text.quotes import mismatched_quotes, straight_quotes, turned_quotes

DOUBLE_DASH_ROOM = 1.5
"""A dash with this much room between its neighbours is the two-cell one. Pitches."""
MOST_PASSES = 12
"""Text settles in two or three; a bound, so that no text can keep the rules going."""
TOUCHING = 0.7
"""Two characters closer than this are not two hanzi. Pitches."""

_FOLDED = {0xFF10 + k: chr(0x30 + k) for k in range(10)}
_FOLDED |= {0xFF21 + k: chr(0x41 + k) for k in range(26)} | {0xFF41 + k: chr(0x61 + k) for k in range(26)}
_FOLDED |= {ord(one): other for one, other in zip("\u3000\u00a0％＋／＆＠￥█☐﹑｡・•", "  %+/&@¥■□、。··", strict=True)}
_WIDE = dict(zip(",:;?!", "，：；？！", strict=True))
_LOOSE_DOT = re.compile(r"(?<=[\u4e00-\u9fff」』”）])·")
_COARSE = 20
"""A page with so many dots, and more of them than of other marks, is too coarse to tell marks apart."""
_UNSURE = 0.5
_ELLIPSIS = re.compile(r"…+|\.{3,}|·{3,}")
_DASHES = re.compile(r"[-—―–─－]+")


_Rule = Callable[[list[Glyph]], list[Glyph]]


def normalize_reading(reading: Reading, *, keep_gaps: bool) -> Reading:
    """A line's reading with its text as printed; ``chars`` and ``positions`` stay aligned with ``text``.

    With ``keep_gaps`` (titles, bylines, captions, datelines) the spaces that the engine found on the line are kept;
    without, there is no space but between Latin words.
    """
    aligned = len(reading.chars) == len(reading.positions) == len(reading.text)
    chars = reading.chars if aligned else (reading.confidence,) * len(reading.text)
    places: Sequence[float | None] = reading.positions if aligned else (None,) * len(reading.text)
    glyphs = [Glyph(*one) for one in zip(reading.text, chars, places, strict=True)]
    glyphs = _settled(glyphs, keep_gaps)
    text = "".join(one.char for one in glyphs)
    if not text:
        return Reading("", 0.0)
    if not aligned:
        return replace(reading, text=text, chars=(), positions=())
    sure = tuple(one.sure for one in glyphs)
    return Reading(text, reading.confidence, sure, tuple(one.place for one in glyphs if one.place is not None))


def normalize_text(text: str, *, keep_gaps: bool = False) -> str:
    """The same for text without positions: with ``keep_gaps`` the spaces it has are kept, one each.

    >>> normalize_text("他说:‘今天２２:００, 去了３.４公里外的 U.S. Bank (新馆).")
    '他说：‘今天22:00，去了3.4公里外的U.S. Bank（新馆）。'
    >>> normalize_text("筑牢防线　守卫家园", keep_gaps=True), normalize_text("路--还长着呢...")
    ('筑牢防线 守卫家园', '路——还长着呢……')
    """
    return normalize_reading(Reading(text, 1.0), keep_gaps=keep_gaps).text


def told_apart(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings of a page, where most marks were too coarse to be told apart and were read as dots (·), with the
    likelier mark for each dot that follows a hanzi: a comma, or a full stop at a line's end before a closing quote.
    They are not sure.
    """
    text = "".join(reading.text for reading in readings)
    dots, marks = text.count("·"), sum(text.count(mark) for mark in "，。、")
    if dots < _COARSE or dots < marks:
        return tuple(readings)
    return tuple(_without_dots(reading) if "·" in reading.text else reading for reading in readings)


def _without_dots(reading: Reading) -> Reading:
    dots = {m.start() for m in _LOOSE_DOT.finditer(reading.text)}
    text = "".join(_likelier(reading.text, k) if k in dots else char for k, char in enumerate(reading.text))
    chars = tuple(min(sure, _UNSURE) if k in dots else sure for k, sure in enumerate(reading.chars))
    return replace(reading, text=text, chars=chars)


def _likelier(text: str, k: int) -> str:
    return "。" if text[k + 1 : k + 2] in tuple("」』”") else "，"


def _settled(glyphs: list[Glyph], keep_gaps: bool) -> list[Glyph]:
    """The rules, in turn, until they change nothing."""
    pitch = hanzi_pitch(glyphs)
    rules: tuple[_Rule, ...] = (
        _fold,
        lambda line: _spaces(line, keep_gaps),
        _ellipses,
        lambda line: _dashes(line, pitch),
        _widths,
        _brackets,
        straight_quotes,
        turned_quotes,
        mismatched_quotes,
        _doubled_stops,
    )
    for _ in range(MOST_PASSES):
        before = glyphs
        for rule in rules:
            glyphs = rule(glyphs)
        if glyphs == before:
            break
    return glyphs


def _fold(glyphs: list[Glyph]) -> list[Glyph]:
    return [replace(one, char=one.char.translate(_FOLDED)) for one in glyphs]


def _spaces(glyphs: list[Glyph], keep_gaps: bool) -> list[Glyph]:
    """One space at most in a place, none at the ends, and between hanzi only with ``keep_gaps``."""
    kept: list[Glyph] = []
    for k, one in enumerate(glyphs):
        if one.char.isspace():
            left, right = neighbours([other.char for other in glyphs], k)
            doubled = kept and kept[-1].char == " "
            if not left or not right or doubled or not (keep_gaps or (left.isascii() and right.isascii())):
                continue
            one = replace(one, char=" ")
        kept.append(one)
    return kept


def _ellipses(glyphs: list[Glyph]) -> list[Glyph]:
    """Six dots in two cells, however many were read."""
    if not any(is_chinese(one.char) for one in glyphs):
        return glyphs
    return replaced_runs(glyphs, _ELLIPSIS, lambda run, _before, _after: "……")


def _dashes(glyphs: list[Glyph], pitch: float | None) -> list[Glyph]:
    """The dash of two cells is ——; of one, — beside hanzi, and as read between digits and letters."""
    glyphs = [
        replace(one, char="—") if one.char == "一" and _touches_dash(glyphs, k, pitch) else one
        for k, one in enumerate(glyphs)
    ]

    def width(run: list[Glyph], before: Glyph | None, after: Glyph | None) -> str:
        beside_hanzi = any(one is not None and not one.char.isascii() for one in (before, after))
        if len(run) > 1:
            return "——" if beside_hanzi else "".join(one.char for one in run)
        if not beside_hanzi:
            return run[0].char
        # A dash of one cell, as in 京—沪, is never the first of a line.
        return "——" if before is None or _room(before, after, pitch) >= DOUBLE_DASH_ROOM else "—"

    return replaced_runs(glyphs, _DASHES, width)


def _touches_dash(glyphs: Sequence[Glyph], k: int, pitch: float | None) -> bool:
    place = glyphs[k].place
    if place is None or pitch is None:
        return False
    beside = [glyphs[n] for n in (k - 1, k + 1) if 0 <= n < len(glyphs)]
    return any(
        one.char == "—" and one.place is not None and abs(one.place - place) < TOUCHING * pitch for one in beside
    )


def _room(before: Glyph, after: Glyph | None, pitch: float | None) -> float:
    """How many pitches lie free between two glyphs; 0 where that is not known."""
    if pitch is None or after is None or after.place is None or before.place is None:
        return 0.0
    return (after.place - before.place) / pitch - (cells(before.char) + cells(after.char)) / 2


def _widths(glyphs: list[Glyph]) -> list[Glyph]:
    """Marks full-width beside Chinese, half-width between digits and letters."""
    chars = [one.char for one in glyphs]
    chinese_line = any(map(is_hanzi, chars))
    for k, char in enumerate(chars):
        left, right = neighbours(chars, k)
        latin = _ends_latin(left) and right != "" and right.isascii()
        if char in _WIDE and (is_chinese(left) or is_chinese(right) or (chinese_line and not latin)):
            chars[k] = _WIDE[char]
        elif char == "~" and chinese_line:
            chars[k] = "～"
        elif char in ".．" and is_chinese(left) and not (right.isascii() and right.isalnum()):
            chars[k] = "。"
        elif char in "：．" and _is_digit(left) and _is_digit(right):
            chars[k] = ":" if char == "：" else "."
    return with_chars(glyphs, chars)


def _brackets(glyphs: list[Glyph]) -> list[Glyph]:
    """Round brackets full-width beside Chinese, and each like its partner."""
    chars = [one.char for one in glyphs]
    opened: list[int] = []
    for k, char in enumerate(chars):
        if char in "(（":
            opened.append(k)
        elif char in ")）":
            pair = [opened.pop(), k] if opened else [k]
            _widen(chars, pair)
    for k in opened:
        _widen(chars, [k])
    return with_chars(glyphs, chars)


def _widen(chars: list[str], pair: Sequence[int]) -> None:
    """Makes a pair of brackets full-width in place when either is, or has Chinese at its side."""
    if any(chars[k] in "（）" or any(map(is_chinese, neighbours(chars, k))) for k in pair):
        for k in pair:
            chars[k] = "（" if chars[k] in "(（" else "）"


def _doubled_stops(glyphs: list[Glyph]) -> list[Glyph]:
    """Two stops side by side are one stop and a speck: the surer one stays."""
    result: list[Glyph] = []
    for one in glyphs:
        before = result[-1] if result else None
        if (
            before is not None
            and one.char in STOPS + "·"
            and before.char in STOPS + "·"
            and one.char + before.char != "··"
        ):
            if one.sure > before.sure:
                result[-1] = one
            continue
        result.append(one)
    return result


def _is_digit(char: str) -> bool:
    # Not ①: str.isdigit says yes to it, and a mark after it would change to and fro.
    return char.isascii() and char.isdigit()


def _ends_latin(char: str) -> bool:
    return char != "" and char.isascii() and (char.isalnum() or char in ".)'")
