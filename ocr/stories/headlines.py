"""Headlines: which lines are one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr import language
from ocr.geometry import Box, covered, union, x_overlap, y_overlap
from ocr.model import Role, Rule, TextLine
from ocr.stories.headline_parts import HEADLINE, em_of, grouped, is_light_label, parted
from ocr.stories.tier_briefs import is_short_title, opens_brief

_BRIEF = 1.16
"""A brief's headline's characters are this many times the body's, when bold, ..."""
_BRIEF_IN_TIER = 1.08
"""... and in a tier, where it takes a whole line, this many."""
_WORN = 1.6
"""... and where it is shorter than four characters, this many."""
_LATIN_WORDS = 3
"""A headline in a foreign language has so many words."""
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_WIDE = 1.25
"""... one's that is wider than a column, this many."""
_LARGE_SUBHEAD = 1.6
_SIGNED = 2.0
"""A byline's characters are smaller than this."""
_MARKED = 1.8
"""A headline behind a mark is so many times as heavy as the text; a byline is hardly heavier."""
_MOST_WORDS = 80
"""Hanzi in a headline of three lines or more."""
_BAR = 2.4
"""White on a bar of its own and smaller than this, a line is a kicker or a section's tag."""


def find_headlines(
    lines: Sequence[TextLine],
    rules: Sequence[Rule],
    char_px: float,
    panels: Sequence[Box],
    photo_titles: Sequence[TextLine],
    turned: bool,
) -> list[list[TextLine]]:
    """The headlines of a page, each as its lines or the parts of its lines; the largest first."""
    worded = [line for line in lines if line.role is not Role.LIST_ITEM]
    heads = [line for line in worded if line in photo_titles or _is_headline(line, panels)]
    heads = [line for line in heads if line in photo_titles or not _parts_column(line, lines, rules, char_px)]
    heads += [line for line in worded if line not in heads and _heads_brief(line, lines, rules, char_px)]
    heads += [line for line in worded if line not in heads and _set_into_rule(line, rules, char_px)]
    plain = sorted(line.box.width for line in lines if 0.85 < line.size < 1.15 and line.weight < 1.25)
    column = plain[len(plain) // 2] if plain else 0
    heads += [line for line in worded if line not in heads and _spans_columns(line, column)]
    if turned:
        # What stands close above in its column makes a few characters of worn type look large.
        heads = [line for line in heads if line.size >= _WORN or language.hanzi(line.text) >= 4]
        heads += [line for line in worded if line not in heads and _fills_column(line, lines, char_px)]
        heads += [line for line in worded if line not in heads and _is_small_headline(line)]
        heads += [line for line in worded if line not in heads and opens_brief(line, lines, rules, char_px)]
        heads += [line for line in worded if line not in heads and is_short_title(line, lines, char_px)]
    heads = [line for line in heads if turned or line in photo_titles or not _is_light_kicker(line, heads, rules)]
    found = [group for group in grouped(heads, lines, rules, turned) if not _is_large_text(group)]
    groups = [_with_last_words(_with_bracket(group, lines), lines, heads) for group in found]
    return sorted(groups, key=lambda group: -max(line.size for line in group))


def _is_light_kicker(line: TextLine, heads: Sequence[TextLine], rules: Sequence[Rule]) -> bool:
    """Whether a line as large as a headline stands right over a much heavier one, as its kicker."""
    return any(
        is_light_label(line, head)
        and 0 <= head.box.top - line.box.bottom < line.box.height
        and 0.7 * line.size < head.size
        and not parted(line.box, head.box, rules)
        for head in heads
        if head is not line
    )


def _is_large_text(group: Sequence[TextLine]) -> bool:
    """A notice set in larger type than the page's body: more words than any headline has."""
    return len(group) >= 3 and sum(language.hanzi(line.text) for line in group) > _MOST_WORDS


def _with_last_words(group: list[TextLine], lines: Sequence[TextLine], heads: Sequence[TextLine]) -> list[TextLine]:
    """A headline with a last line of one character, too short to be told a headline by itself."""
    last = max(group, key=lambda line: line.box.bottom)
    words = [
        line
        for line in lines
        if not line.line.vertical
        and not last.line.vertical
        and 0.75 * last.size <= line.size <= 1.2 * last.size
        and language.hanzi(line.text) == 1
        and -0.3 * last.box.height <= line.box.top - last.box.bottom <= 0.75 * last.box.height
        and abs(line.box.cx - last.box.cx) < 0.6 * last.box.height
        and line not in heads
    ]
    return [*group, *words[:1]]


def _with_bracket(group: list[TextLine], lines: Sequence[TextLine]) -> list[TextLine]:
    """A headline with the small word in brackets that stands at its end: （部分）, （上）."""
    last = max(group, key=lambda line: (line.box.bottom, line.box.right))
    words = [
        line
        for line in lines
        if not line.line.vertical
        and not last.line.vertical
        and line not in group
        and line.size < last.size
        and re.fullmatch(r"[（(][^（）()]{1,4}[）)]", line.text.strip())
        and 0 <= line.box.left - last.box.right < 1.2 * last.box.height
        and y_overlap(line.box, last.box) > 0.5 * line.box.height
    ]
    return [*group, *words[:1]]


def _is_headline(line: TextLine, panels: Sequence[Box]) -> bool:
    if line.line.reverse and line.size < _BAR and not any(covered(line.box, p) > 0.8 for p in panels):
        return False
    # A square before heavy words sets a headline off; before light ones, a name.
    marked = line.weight >= _MARKED and line.text.lstrip()[:1] in language.MARKS
    if line.size < _SIGNED and not marked and language.is_byline(line.text):
        return False
    worded = language.hanzi(line.text) >= 2 or len(_LATIN_WORD.findall(line.text)) >= _LATIN_WORDS
    return line.size >= HEADLINE and worded and line.text.rstrip()[-1] not in "。，；"


def _parts_column(line: TextLine, lines: Sequence[TextLine], rules: Sequence[Rule], char_px: float) -> bool:
    """A large subhead: in the middle of a column whose text goes on, much shorter than its lines, and no farther
    from the text above it than a subhead stands."""
    if line.line.vertical or line.line.reverse or line.size >= _LARGE_SUBHEAD or line.weight > 1.5:
        return False
    plain = [o for o in lines if 0.8 < o.size < 1.2 and not o.line.vertical and not parted(o.box, line.box, rules)]
    under = [o.box.top - line.box.bottom for o in plain if x_overlap(o.box, line.box) > 0]
    below = [
        o
        for o in plain
        if x_overlap(o.box, line.box) > 0 and -0.3 * char_px < o.box.top - line.box.bottom < 1.3 * char_px
    ]
    if not below or any(language.dateline_of(o.text) or language.is_byline(o.text) for o in below):
        return False
    column = union(o.box for o in plain if x_overlap(o.box, below[0].box) > 0.5 * below[0].box.width)
    above = [line.box.top - o.box.bottom for o in plain if covered(o.box, column) > 0.9]
    over = min((gap for gap in above if gap > -0.3 * char_px), default=99 * char_px)
    gap = min(gap for gap in under if gap > -0.3 * char_px)
    return line.box.width < 0.7 * column.width and over < min(2 * char_px, 1.5 * gap + 0.4 * char_px)


def _heads_brief(line: TextLine, lines: Sequence[TextLine], rules: Sequence[Rule], char_px: float) -> bool:
    """A brief's headline, hardly larger than its text: bold, at the head of its column, and no column beside it
    has plain text at its height, as it would beside a subhead."""
    text = line.text.strip()
    if line.line.vertical or line.weight < 1.35 or min(line.size, em_of(line, char_px)) < _BRIEF:
        return False
    if language.hanzi(text) < 4 or text[-1] in "，。；：、":
        return False
    under = above = beside = False
    for other in lines:
        if other is line or other.line.vertical:
            continue
        plain = other.weight < 1.25 and 0.8 < other.size < 1.2 and len(other.text) >= 6
        if x_overlap(other.box, line.box) > 0:
            under |= plain and 0 <= other.box.top - line.box.bottom < 1.8 * char_px
            near = 0 <= line.box.top - other.box.bottom < 2.2 * char_px
            above |= near and not parted(other.box, line.box, rules)
        elif plain and y_overlap(other.box, line.box) > 0.3 * line.box.height:
            beside |= -x_overlap(other.box, line.box) < 4 * char_px and not parted(other.box, line.box, rules)
    return under and not above and not beside


def _spans_columns(line: TextLine, column: int) -> bool:
    """A headline hardly larger than the text under it, in a paper of small headlines: heavy, and wider than a column,
    ``column`` pixels."""
    text = line.text.strip()
    heavy = line.size >= _WIDE and line.weight >= 1.35 and not line.line.vertical and not line.line.reverse
    return heavy and line.box.width > 1.35 * column > 0 and language.hanzi(text) >= 6 and text[-1] not in "，。；：、"


def _set_into_rule(line: TextLine, rules: Sequence[Rule], char_px: float) -> bool:
    """White on a bar from which a rule goes on: the title of what stands under that rule."""
    if line.line.vertical or not line.line.reverse or line.size < _BRIEF or language.hanzi(line.text) < 4:
        return False
    return any(
        rule.horizontal
        and line.box.top <= rule.box.cy <= line.box.bottom
        and 0 <= rule.box.left - line.box.right < 6 * char_px
        and rule.box.width > 10 * char_px
        for rule in rules
    )


def _fills_column(line: TextLine, lines: Sequence[TextLine], char_px: float) -> bool:
    """A brief's headline in a tier of an old vertical page: bold, and as long as the tier is high, between a text
    that has ended and one that begins. A subhead would be shorter."""
    if line.line.vertical or line.weight < 1.35 or min(line.size, em_of(line, char_px)) < _BRIEF_IN_TIER:
        return False
    around = [o for o in lines if o is not line and x_overlap(o.box, line.box) > 0.4 * line.box.width]
    above = max((o for o in around if o.box.cy < line.box.top), key=lambda o: o.box.bottom, default=None)
    below = min((o for o in around if o.box.cy > line.box.bottom), key=lambda o: o.box.top, default=None)
    if above is None or below is None:
        return False
    indented = below.box.left - line.box.left > char_px
    return indented and language.ends_sentence(above.text) and line.box.width > 0.95 * max(o.box.width for o in around)


def _is_small_headline(line: TextLine) -> bool:
    """A bold line a little larger than the text, in a tier: a brief's headline, or a subhead of the same look."""
    text = line.text.strip()
    bold = line.size >= _BRIEF and line.weight >= 1.35 and not line.line.vertical and not line.line.reverse
    return bold and 4 <= language.hanzi(text) == len(text) <= 12
