"""Kickers (引题): the lines over a headline that belong to it."""

from __future__ import annotations

from collections.abc import Sequence

from ocr import language
from ocr.geometry import Box, union, x_covered, x_overlap, y_overlap
from ocr.model import Role, Rule, TextLine
from ocr.stories.headline_parts import HEADLINE, parted
from ocr.stories.title_places import DISPLAY, in_column, is_centred, kicker_in_tier

_BOLD_IN_TIER, _BOLD = 1.05, 1.4
"""Between the tiers of an old page, what is larger than this and in strokes so much heavier is no body text."""
_NEAR = 1.7
"""In body characters: how far a kicker stands from its headline."""
_LIGHT = 1.2
"""A kicker of up to four characters in strokes no heavier than this may be as large as the headline."""
_FEW_WORDS = 10
_OUT = 2.3
"""In body characters: how far a few words may stand out to a side of the headline under them."""


def row_above(
    area: Box,
    head: Box,
    size: float,
    pool: Sequence[TextLine],
    rules: Sequence[Rule],
    char_px: float,
    turned: bool,
) -> list[TextLine]:
    """The kicker's line next above a title block, in its parts from the left; empty where there is none.

    In the tiers of a turned page the text of the story before stands there: a kicker of the body's size stands in from
    both its ends.
    """
    found: list[list[TextLine]] = []
    # Rows of tables and labels of sections are none.
    pool = [line for line in pool if line.role is not Role.LIST_ITEM and not line.line.half_reverse]
    for line in pool:
        gap = area.top - line.box.bottom
        near = max(_NEAR * char_px, 0.5 * line.box.height)
        if line.line.vertical:
            continue
        if not -0.6 * char_px <= gap <= near or line.box.cy > area.top:
            continue
        row = _row_of(line, pool)
        if parted(area, line.box, [rule for rule in rules if turned or not _frames(rule, line, char_px)]):
            continue
        alone = not turned and _stands_alone(line, head, pool, rules, char_px)
        if not alone and not is_centred(union(part.box for part in row), head, char_px, turned):
            continue
        if language.is_jump_line(line.text) or len(line.text.strip()) < 2:
            continue
        light = alone and line.weight < _LIGHT and language.hanzi(line.text) <= 4
        if line.size > (1.3 if light else 0.85) * size:
            continue
        largest = _BOLD_IN_TIER if turned and line.weight >= _BOLD else DISPLAY
        body = 0.85 <= line.size < largest and not line.line.reverse and (turned or line.weight < 1.35)
        small = turned and not kicker_in_tier(line, pool, char_px)
        if body and (small or in_column(line, pool, char_px, down=False) or language.ends_sentence(line.text)):
            continue
        if body and not alone and line.box.width > 1.25 * head.width:
            continue
        found.append(row)
    return max(found, key=lambda row: row[0].box.bottom, default=[])


def _row_of(line: TextLine, pool: Sequence[TextLine]) -> list[TextLine]:
    """A display line with the others of its size at its height, from the left; a smaller one is alone."""
    alike = [
        other
        for other in pool
        if other is line
        or (
            min(line.size, other.size) >= HEADLINE
            and max(line.size, other.size) < 1.25 * min(line.size, other.size)
            and not other.line.vertical
            and y_overlap(other.box, line.box) > 0.7 * line.box.height
            and -x_overlap(other.box, line.box) < 2 * line.box.height
        )
    ]
    return sorted(alike, key=lambda part: part.box.left)


def _frames(rule: Rule, line: TextLine, char_px: float) -> bool:
    """Whether a rule is set over or under a kicker alone, as wide as it."""
    return (
        rule.horizontal and abs(rule.box.width - line.box.width) < 3 * char_px and x_covered(line.box, rule.box) > 0.9
    )


def _stands_alone(line: TextLine, head: Box, pool: Sequence[TextLine], rules: Sequence[Rule], char_px: float) -> bool:
    """Whether a few words stand over a headline, with no text over or beside them: they end no story."""
    text = line.text.strip()
    if not 2 <= language.hanzi(text) == len(text) <= _FEW_WORDS:
        return False
    over = x_overlap(line.box, head) > 0.5 * min(line.box.width, head.width)
    if not over or head.left - line.box.left > _OUT * char_px or line.box.right - head.right > _OUT * char_px:
        return False
    return not any(
        other is not line
        and other.box.cy < line.box.bottom
        and -y_overlap(other.box, line.box) < _NEAR * char_px
        and -x_overlap(other.box, line.box) < char_px
        and not parted(other.box, line.box, rules)
        for other in pool
    )
