"""Where lines stand to a headline and to the columns of text around it, by which a title's parts are told."""

from __future__ import annotations

from collections.abc import Sequence

from ocr import language
from ocr.geometry import Box, x_overlap, y_overlap
from ocr.model import TextLine

DISPLAY = 1.12
"""Larger than this is no body text"""
_FLUSH = 1.42
"""No subtitle or byline that begins where its headline does is so many times as large as the text."""


def is_centred(line: Box, head: Box, char_px: float, turned: bool) -> bool:
    """Whether a line stands over or under the middle of a headline, or begins where it begins; in vertical setting
    (``turned``) also where it ends where the headline ends."""
    slack = 1.2 * char_px + 0.06 * head.width
    middle = abs(line.cx - head.cx) <= slack
    flush = abs(line.left - head.left) <= 1.2 * char_px or (turned and abs(line.right - head.right) <= slack)
    return (middle or flush) and x_overlap(line, head) > 0.5 * min(line.width, head.width)


def _stands_in(line: TextLine, pool: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line stands in on both sides of the columns of text above and below it, as no body line does."""
    around = [
        other.box
        for other in pool
        if other is not line
        and 0.85 <= other.size <= 1.15
        and -12 * char_px < y_overlap(other.box, line.box) <= 0
        and x_overlap(other.box, line.box) > 0.5 * min(line.box.width, other.box.width)
        and other.box.width > 6 * char_px
    ]
    if len(around) < 4:
        return False
    usual = sorted(b.width for b in around)[len(around) // 2]
    around = [b for b in around if b.width <= 1.4 * usual]
    left, right = min(b.left for b in around), max(b.right for b in around)
    return line.box.left - left > 0.7 * char_px and right - line.box.right > 0.7 * char_px


def opens_column(line: TextLine, pool: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line is the first of a column of text, however little it is indented: the one close below it begins
    farther out, and one of those that follow ends where it ends, as under a centred line none does."""
    below = sorted(
        (
            other
            for other in pool
            if 0 < other.box.cy - line.box.cy < 6 * char_px
            and 0.85 <= other.size / max(0.1, line.size) <= 1.18
            and x_overlap(other.box, line.box) > 0
        ),
        key=lambda other: other.box.top,
    )
    if not below or below[0].box.top - line.box.bottom >= 0.95 * char_px:
        return False
    left = below[0].box.left
    return 0.6 * char_px < line.box.left - left < 2.6 * char_px and any(
        abs(other.box.right - line.box.right) < 0.5 * char_px and abs(other.box.left - left) < 0.6 * char_px
        for other in below
    )


def in_column(line: TextLine, pool: Sequence[TextLine], char_px: float, down: bool) -> bool:
    """Whether body lines follow (above or below) at a body's pitch in the same column: then it is body text."""
    if down and opens_column(line, pool, char_px):
        return True
    if _stands_in(line, pool, char_px):
        return False
    for other in pool:
        if other is line or not 0.85 <= other.size / max(0.1, line.size) <= 1.18:
            continue
        gap = other.box.top - line.box.bottom if down else line.box.top - other.box.bottom
        if not -0.3 * char_px <= gap < 0.95 * char_px or language.is_byline(other.text):
            continue
        step = other.box.left - line.box.left
        indent = -step if down else step
        flush = abs(step) < 0.6 * char_px or (1.5 * char_px < indent < 2.6 * char_px)
        centred = abs(other.box.cx - line.box.cx) < 0.5 * char_px and abs(step) > 0.8 * char_px
        if flush and not centred and x_overlap(other.box, line.box) > 0.5 * min(other.box.width, line.box.width):
            return True
    return False


def on_an_edge(line: TextLine, pool: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line begins where lines of body text below it begin."""
    return any(
        0 < other.box.top - line.box.bottom < 6 * char_px
        and min(abs(other.box.left - line.box.left), abs(line.box.left - other.box.left - 2 * char_px)) < 0.6 * char_px
        and not language.is_byline(other.text)
        for other in pool
    )


def spans_columns(line: TextLine, pool: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line is wider than each of the columns of body text below it."""
    below = [
        other.box.width
        for other in pool
        if 0 < other.box.top - line.box.bottom < 6 * char_px
        and x_overlap(other.box, line.box) > 0
        and 0.85 <= other.size <= 1.15
    ]
    return bool(below) and line.box.width > 1.3 * max(below)


def stands_flush(line: TextLine, head: Box, pool: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line begins where its headline does, and under it the text begins: with a byline, a dateline or an
    indent. No text is set so: its first line is indented itself, and its last ends with a stop."""
    text = line.text.strip()
    if abs(line.box.left - head.left) > 0.8 * char_px or text[-1] in "：:，；、" or language.ends_sentence(text):
        return False
    below = [
        other
        for other in pool
        if other is not line
        and not other.line.vertical
        and 0 <= other.box.top - line.box.bottom + 0.3 * char_px < 3.3 * char_px
        and x_overlap(other.box, line.box) > 0
        and other.size < _FLUSH
    ]
    following = min(below, key=lambda other: other.box.top, default=None)
    if following is None or line.size > _FLUSH:
        return False
    if language.is_byline(following.text) or language.dateline_of(following.text.lstrip("【[")):
        return True
    named = abs(following.box.left - line.box.left) < 0.6 * char_px and language.is_name_row(following.text)
    indented = 1.4 * char_px < following.box.left - line.box.left < 2.7 * char_px
    full = abs(line.box.right - following.box.right) < char_px
    plain = line.size < 1.05 and line.weight < 1.15 and not language.is_name_row(text)
    return (named or indented) and not full and not plain


def names_alone(line: TextLine, pool: Sequence[TextLine], char_px: float) -> bool:
    """Whether a line of two to four hanzi may be a name for where it stands: in from the head of the column below it,
    and farther from its text than its lines from each other."""
    text = line.text.strip()
    if not 2 <= len(text) <= 4 or not language.is_name_row(text) or line.size > 1.3:
        return False
    below = [
        other.box
        for other in pool
        if other is not line and 0 < other.box.cy - line.box.cy < 6 * char_px and x_overlap(other.box, line.box) > 0
    ]
    apart = min((box.top - line.box.bottom for box in below), default=0)
    return apart > 1.2 * char_px and line.box.left - min(box.left for box in below) > 1.5 * char_px


def kicker_in_tier(line: TextLine, pool: Sequence[TextLine], char_px: float) -> bool:
    """Whether a short line of the body's size, over a headline in a tier, is its kicker: hanzi only, in from the head
    and the foot of the tier; the end of the story before would begin at its head."""
    words = language.hanzi(line.text)
    if not 2 <= words <= 10 or words < len(line.text.strip()) or language.is_byline(line.text):
        return False
    tier = [
        other.box
        for other in pool
        if other is not line
        and 0.85 <= other.size <= 1.15
        and other.box.width > 6 * char_px
        and abs(other.box.cy - line.box.cy) < 12 * char_px
        and x_overlap(other.box, line.box) > 0.9 * line.box.width
    ]
    if len(tier) < 2:
        return False
    inset = min(line.box.left - min(box.left for box in tier), max(box.right for box in tier) - line.box.right)
    return inset > 1.2 * char_px


def opens_with_byline(line: TextLine, pool: Sequence[TextLine]) -> bool:
    """Whether a line has the first part of a byline in brackets, which goes on in the text's next line."""
    if not language.is_byline(line.text):
        return False
    below = [
        other
        for other in pool
        if 0 < other.box.top - line.box.top < 2.5 * line.box.height and x_overlap(other.box, line.box) > 0
    ]
    following = min(below, key=lambda other: other.box.top, default=None)
    if following is None or language.opening_byline(line.text):
        return False
    return language.opening_byline(line.text.strip() + following.text.strip()) is not None
