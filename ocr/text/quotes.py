"""Quotation marks that were read straight, turned round, or unlike their partner."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from ocr.text.glyphs import CLOSING, OPENING, STOPS, Glyph, is_hanzi, neighbours, with_chars

DOUBTFUL = 0.6
"""An opening quote less sure than this may take the kind of its sure partner."""

_TWIN = {"“": "‘", "‘": "“"}
_QUOTES = "“”‘’"
_PARTNER = {"“": "”", "‘": "’"}


def straight_quotes(glyphs: list[Glyph]) -> list[Glyph]:
    """Straight quotes as the curly ones of their place, where that place leaves no doubt."""
    chars = [one.char for one in glyphs]
    if not any(map(is_hanzi, chars)):
        return glyphs
    for k, char in enumerate(chars):
        if char not in "\"'＂＇":
            continue
        left, right = neighbours(chars, k)
        if left.isascii() and left.isalnum() and right.isascii() and right.isalnum():
            continue
        opening, closing = ("“", "”") if char in '"＂' else ("‘", "’")
        opens = not left or left in OPENING or left in "：，、"
        closes = not right or right in CLOSING or right in STOPS + "！？"
        pending = chars[:k].count(opening) > chars[:k].count(closing)
        if opens != closes:
            chars[k] = opening if opens else closing
        elif not opens and pending:
            chars[k] = closing
        elif not opens and char in chars[k + 1 :]:
            chars[k] = opening
    return with_chars(glyphs, chars)


def turned_quotes(glyphs: list[Glyph]) -> list[Glyph]:
    """A quote that opens before a stop, or closes at the line's start, was taken for its mirror image."""
    chars = [one.char for one in glyphs]
    for opening, closing in _PARTNER.items():
        marks = [k for k, char in enumerate(chars) if char in (opening, closing)]
        for before, k in pairwise(marks):
            after = chars[k + 1] if k + 1 < len(chars) else ""
            if chars[before] == chars[k] == opening and (not after or after in STOPS + "！？"):
                chars[k] = closing
            elif before == 0 and chars[0] == chars[k] == closing and k > 1 and is_hanzi(chars[1]):
                chars[0] = opening
    return with_chars(glyphs, chars)


def mismatched_quotes(glyphs: list[Glyph]) -> list[Glyph]:
    """Before a sure ’ a doubtful “ is a ‘, and the other way round.

    A doubtful one that closes stays: where “ and ’ meet, it is rather the ‘ between them that was lost.
    """
    result = list(glyphs)
    marks = [k for k, one in enumerate(glyphs) if one.char in _QUOTES]
    for first, second in pairwise(marks):
        one, other = result[first], result[second]
        if one.char not in _PARTNER or other.char in _PARTNER or _PARTNER[one.char] == other.char:
            continue
        if one.sure < DOUBTFUL <= other.sure:
            result[first] = replace(one, char=_TWIN[one.char])
    return result
