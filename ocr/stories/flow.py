"""The text's own continuity: in which order runs are read, and whether one goes on in another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ocr import language
from ocr.geometry import Box, union, x_covered, x_overlap
from ocr.model import Role, TextLine
from ocr.stories.elements import Run

INDENT = 1.35
"""In body characters: a paragraph's first line stands in by more than this (two characters; a quotation mark
at a line's head takes half a one and is no indent)."""
SHORT = 1.6
"""In body characters: a line that ends this far before its column's edge is a paragraph's last."""


_FEWEST, _STOP_EVERY = 3, 60
"""A text of so many lines with fewer stops than one in so many hanzi has none."""
_SURELY = -0.5
"""Two runs that misfit less than this are one text."""
_SET_OFF = 0.25
"""In body characters: so much more space above and below a line sets it off."""
_LARGER = 1.1
_REMNANT = 3
"""Of so few characters the weight says little."""
_HEADING_NUMBER = re.compile(r"^(\d{1,2}(\.\d{1,2})+\s*|\d{1,2}\s+|[（(]\d{1,2}[）)]\s*)[\u4e00-\u9fff]")
_LEFT_OF_CELL = frozenset("，。、；：！？”’）》」』")


def is_indented(line: TextLine, run: Run, char_px: float) -> bool:
    """Whether a line begins so far inside its column that a paragraph begins there."""
    return line.box.left - run.left.at(line.box.cy) > INDENT * char_px


def is_short(line: TextLine, run: Run, char_px: float) -> bool:
    """Whether a line ends so far inside its column that a paragraph ends there.

    A full-width closing mark keeps its ink to the left of its cell: that is no short line.
    """
    cell = 0.55 * char_px if line.text[-1:] in _LEFT_OF_CELL else 0.0
    return run.right.at(line.box.cy) - line.box.right - cell > SHORT * char_px


def is_unstopped(run: Run, char_px: float) -> bool:
    """Whether a run is set without stops, as old texts are, in lines that fill their column: only a short line then
    says that a paragraph has ended."""
    words = sum(language.hanzi(line.text) for line in run.lines)
    stops = sum(mark in "。，、；：？！" for line in run.lines for mark in line.text)
    full = sum(not is_short(line, run, char_px) for line in run.lines)
    return len(run.lines) >= _FEWEST and stops * _STOP_EVERY < words and full > 0.7 * len(run.lines)


def is_subhead(line: TextLine, run: Run, char_px: float) -> bool:
    """A bold or larger line of its own that is no sentence, and before which no sentence is open; or one of the two
    lines of a longer one."""
    at = run.lines.index(line)
    return _is_heading(line, run, char_px) or any(_is_in_two(k, run, char_px) for k in (at - 1, at))


def _is_in_two(at: int, run: Run, char_px: float) -> bool:
    """Whether a line and the next one are one subhead: the first, which has a number or is bold, fills its column."""
    if not 0 <= at < len(run.lines) - 1:
        return False
    first, second = run.lines[at : at + 2]
    text = second.text.strip()
    if is_short(first, run, char_px) or not is_short(second, run, char_px):
        return False
    numbered = _HEADING_NUMBER.match(first.text.strip())
    bold = len(text) <= _REMNANT and _is_heading(first, run, char_px)
    if not numbered and not bold:
        return False
    flush = -0.5 * char_px < second.box.left - first.box.left < 2.5 * char_px
    if not flush or not text or any(mark in text[-1] + first.text[-1] for mark in "，、；：。"):
        return False
    if at and not (is_short(run.lines[at - 1], run, char_px) or language.may_end(run.lines[at - 1].text)):
        return False
    following = run.lines[at + 2] if at + 2 < len(run.lines) else None
    if following is None:
        return bool(bold)
    deeper = numbered and following.text.strip().startswith(numbered[1].strip() + ".")
    number = _HEADING_NUMBER.match(following.text.strip())
    return bool(deeper) or (number is None and is_indented(following, run, char_px))


def _is_heading(line: TextLine, run: Run, char_px: float) -> bool:
    """A subhead that has all of itself in one line."""
    text = line.text.strip()
    if not 2 <= len(text) <= 26 or text[-1] in "，、；：。":
        return False
    larger = line.size >= 1.22 and line.weight >= 1.1 and is_short(line, run, char_px)
    plain = line.weight < 1.3 and not larger and not _is_set_off(line, run, char_px)
    if plain and not _is_numbered_heading(line, run, char_px):
        return False
    at = run.lines.index(line)
    before = run.lines[at - 1] if at else None
    return before is None or before.weight >= 1.3 or is_short(before, run, char_px) or language.may_end(before.text)


def _is_numbered_heading(line: TextLine, run: Run, char_px: float) -> bool:
    """A short line with a heading's number (3.2, （1）), after which a paragraph begins. The items of a list have
    their like right before or after them."""
    at = run.lines.index(line)
    around = run.lines[max(0, at - 1) : at + 2]
    numbered = [x for x in around if _HEADING_NUMBER.match(x.text.strip())]
    if numbered != [line] or around[-1] is line or not is_short(line, run, char_px):
        return False
    return language.hanzi(line.text) >= 4 and is_indented(around[-1], run, char_px)


def _is_set_off(line: TextLine, run: Run, char_px: float) -> bool:
    """A line with more space above and below it than between the run's others, after which a paragraph begins. At a
    column's head, or where it stands in, only a larger one."""
    at = run.lines.index(line)
    if at == len(run.lines) - 1 or len(run.lines) < 4 or language.hanzi(line.text) < 4:
        return False
    if (at == 0 or is_indented(line, run, char_px)) and line.size < _LARGER:
        return False
    gaps = [below.box.top - above.box.bottom for above, below in pairwise(run.lines)]
    usual = sorted(gaps)[len(gaps) // 2]
    around = gaps[max(0, at - 1) : at + 1]
    return min(around) > usual + _SET_OFF * char_px and is_indented(run.lines[at + 1], run, char_px)


def reading_order(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Column by column from the left, each from its top, past figures; a run over several columns ends what is
    above it and begins what is below."""
    if len(runs) < 2:
        return tuple(runs)
    for wide in sorted(runs, key=lambda r: r.box.top):
        under = [r for r in runs if r is not wide and x_covered(r.column, wide.column) > 0.7]
        if not any(x_overlap(a.column, b.column) <= 0 for i, a in enumerate(under) for b in under[:i]):
            continue
        above = [r for r in runs if r is not wide and r.box.cy < wide.box.cy]
        below = [r for r in runs if r is not wide and r.box.cy >= wide.box.cy]
        return (*reading_order(above), wide, *reading_order(below))
    columns: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: -r.column.width):
        column = next((c for c in columns if any(_same_column(run.column, r.column) for r in c)), None)
        if column is None:
            columns.append([run])
        else:
            column.append(run)
    columns.sort(key=lambda c: union(r.column for r in c).left)
    return tuple(run for column in columns for run in sorted(column, key=lambda r: r.box.top))


def _same_column(a: Box, b: Box) -> bool:
    return x_overlap(a, b) > 0.5 * min(a.width, b.width)


def goes_on(before: Run, after: Run, char_px: float) -> tuple[float, str]:
    """Whether the text of one run goes on in the next: evidence in favour (positive) or against, and in words.

    A score near 1 or more is a paragraph that runs on, near -1 or less one that ended; either fits two runs of
    one story. What fits none is told by `misfit`.
    """
    last, first = before.lines[-1], after.lines[0]
    if Role.LIST_ITEM in (last.role, first.role):
        return -2.0, "a table's row"
    if is_subhead(first, after, char_px) or is_subhead(last, before, char_px):
        return -2.0, "subhead"
    reasons = []
    score = 0.0
    if is_indented(first, after, char_px):
        score -= 1.8
        reasons.append("indented")
    else:
        score += 0.8
        reasons.append("flush")
    if is_short(last, before, char_px):
        score -= 1.0
        reasons.append("after a short line")
    else:
        score += 0.4
    if language.ends_sentence(last.text):
        score -= 0.5
        reasons.append("after a full stop")
    elif is_unstopped(before, char_px) and is_short(last, before, char_px):
        score -= 0.5
    elif language.must_go_on(last.text) or not language.may_end(last.text):
        score += 1.0
        reasons.append("in mid-sentence")
    if language.cannot_begin(first.text):
        score += 1.5
        reasons.append("begins with a stop")
    if language.splits_word(last.text, first.text):
        score += 1.2
        reasons.append("a word goes on")
    return score, ", ".join(reasons)


def misfit(before: Run, after: Run, char_px: float) -> float:
    """How badly two runs follow each other in one story: 0 fits, 2 does not at all; below 0 they surely belong."""
    last, first = before.lines[-1], after.lines[0]
    ended = language.ends_sentence(last.text)
    must = not ended and not is_short(last, before, char_px) and not language.may_end(last.text)
    subhead = is_subhead(first, after, char_px)
    indented = is_indented(first, after, char_px) or subhead
    if must and language.splits_word(last.text, first.text) and not indented:
        return -1.6
    if must and not indented:
        return -0.8
    if must and indented:
        return 1.5
    if is_short(last, before, char_px) and ended and not indented:
        return 1.0
    return -0.1 if indented else 0.1


def surely_goes_on(before: Run, after: Run, char_px: float) -> bool:
    """Whether a text with stops leaves off in mid-sentence at the end of one run, and another goes on without an
    indent."""
    stopped = all(any(mark in line.text for line in run.lines for mark in "，。、") for run in (before, after))
    return stopped and misfit(before, after, char_px) < _SURELY


def starts_story(run: Run, char_px: float) -> float:
    """Evidence that a story begins with this run: positive for an indent or a dateline."""
    first = run.lines[0]
    if language.dateline_of(first.text) or language.is_byline(first.text):
        return 1.0
    if language.cannot_begin(first.text):
        return -2.0
    if is_indented(first, run, char_px) or is_subhead(first, run, char_px):
        return 0.6
    return -0.6


def ends_story(run: Run, char_px: float) -> float:
    """Evidence that a story ends with this run."""
    last = run.lines[-1]
    if language.jump_to(last.text) is not None and language.is_jump_line(last.text):
        return 1.0
    if language.tail_byline(last.text) or language.is_name_row(last.text):
        return 1.0
    if language.ends_sentence(last.text):
        return 0.6 if is_short(last, run, char_px) else 0.3
    if language.must_go_on(last.text):
        return -1.5
    return -1.2 if not is_short(last, run, char_px) else -0.2
