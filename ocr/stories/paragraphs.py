"""Paragraphs: the lines of a story's runs, in reading order, as pieces that begin and end where they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp
from typing import Literal

from ocr import language
from ocr.geometry import Box, union, x_overlap
from ocr.model import Piece, TextLine
from ocr.stories.doubts import doubts_apart, doubts_in
from ocr.stories.elements import Run
from ocr.stories.flow import INDENT, goes_on, is_indented, is_short, is_subhead, is_unstopped
from ocr.stories.lists import Start, facts_of, goes_on_item, item_starts

_GUESSED = 0.6
_ONE_EM = 0.95
"""In body characters: some papers indent by a single character; a quotation mark at a line's head takes half of one."""
_STOPS = "。，、；：？！"
_WITHIN = 0.4
"""Of the lines of prose so many have a stop within, and fewer end with one."""
_FEW, _OLD_STOPS = 0.1, 0.25
"""Of the lines of old prose no more have a full stop, and so many a 、 within."""
Kind = Literal["paragraph", "subhead", "verse", "list_item"]
Break = Literal["column", "illustration"]


def pieces_of(runs: Sequence[Run], char_px: float) -> tuple[Piece, ...]:
    """The pieces of one story on one page."""
    starts = item_starts(runs, char_px)
    if not starts and is_verse(runs, char_px):
        return tuple(piece for run in runs for piece in _verses(run, char_px))
    pieces: list[Piece] = []
    before: Run | None = None
    for run in runs:
        own = _pieces(run, starts, char_px)
        if before is not None and own and id(run.lines[0].line) not in starts:
            own[0] = _continued(own[0], before, run, char_px)
            if pieces[-1].kind == "list_item" and own[0].kind == "paragraph" and not own[0].starts:
                own[0] = replace(own[0], kind="list_item")
        pieces += own
        before = run
    return tuple(pieces)


def _continued(piece: Piece, before: Run, run: Run, char_px: float) -> Piece:
    score, evidence = goes_on(before, run, char_px)
    joins = score > 0 and piece.kind == "paragraph"
    confidence = 1 / (1 + exp(-2.0 * abs(score)))
    return replace(
        piece,
        starts=not joins,
        break_before=_break_between(before.box, run.box),
        evidence=evidence,
        join_confidence=confidence,
    )


def _break_between(before: Box, after: Box) -> Break:
    """What cut the text: whatever stands between two runs of one column, mostly a figure, or the column's end."""
    if x_overlap(before, after) > 0.5 * min(before.width, after.width) and before.bottom <= after.top + 3:
        return "illustration"
    return "column"


def _pieces(run: Run, starts: Mapping[int, Start], char_px: float) -> list[Piece]:
    groups: list[tuple[Kind | Literal["row"], list[TextLine]]] = []
    for line in run.lines:
        start = starts.get(id(line.line))
        if start is not None:
            groups.append((start, [line]))
            continue
        if groups and groups[-1][0] in ("list_item", "row"):
            opener, last = groups[-1][1][0], groups[-1][1][-1]
            if goes_on_item(line, opener, last, run, char_px):
                groups[-1][1].append(line)
                continue
        kind: Kind = "subhead" if is_subhead(line, run, char_px) else "paragraph"
        if groups and kind == groups[-1][0] and not _begins(line, groups[-1][1][-1], kind, run, char_px):
            groups[-1][1].append(line)
        else:
            groups.append((kind, [line]))
    return [piece for kind, lines in groups for piece in _pieces_of_kind(kind, lines, run, char_px)]


def _pieces_of_kind(kind: Kind | Literal["row"], lines: Sequence[TextLine], run: Run, char_px: float) -> list[Piece]:
    if kind == "row":
        text = " ".join(" ".join(line.text.split()) for line in lines)
        box, doubts = union(line.box for line in lines), doubts_in(text, lines)
        return [Piece("list_item", text, _confidence(lines), box, starts=True, ends=True, doubts=doubts)]
    if kind != "list_item":
        return [_piece(kind, lines, run, char_px)]
    *alone, opening = facts_of(lines[0])
    text = language.compact(opening)
    for line in lines[1:]:
        text, _ = language.joined(text, language.compact(line.text))
    facts = [language.compact(fact) for fact in alone]
    *of_facts, doubts = doubts_apart([*facts, text], lines)
    sure, box = _confidence(lines[:1]), lines[0].box
    head = [
        Piece(kind, fact, sure, box, starts=True, ends=True, doubts=own)
        for fact, own in zip(facts, of_facts, strict=True)
    ]
    return [*head, replace(_piece(kind, lines, run, char_px), text=text, doubts=doubts)]


def _begins(line: TextLine, last: TextLine, kind: Kind, run: Run, char_px: float) -> bool:
    """Whether a paragraph begins with this line, seen from the line before it."""
    if kind == "subhead":
        return line.box.top - last.box.bottom > 0.9 * char_px
    if is_indented(line, run, char_px) or (language.opens_turn(line.text) and language.ends_sentence(last.text)):
        return True
    inset = line.box.left - run.left.at(line.box.cy)
    if inset > _ONE_EM * char_px and language.ends_sentence(last.text):
        return True
    ended = language.ends_sentence(last.text) or is_unstopped(run, char_px)
    return ended and is_short(last, run, char_px) and not language.cannot_begin(line.text)


def _piece(kind: Kind, lines: Sequence[TextLine], run: Run, char_px: float) -> Piece:
    text = ""
    for line in lines:
        text, _ = language.joined(text, line.text)
    text = text.strip() if kind == "subhead" else language.compact(text)
    first, last = lines[0], lines[-1]
    doubts = doubts_in(text, lines)
    if last is not run.lines[-1] and text[-1:] == "，" and last.reading.chars[-1:] < (_GUESSED,):
        # A comma that was hardly read ends no paragraph.
        text = text[:-1] + "。"
    starts = kind != "paragraph" or first is not run.lines[0] or is_indented(first, run, char_px)
    ends = (
        kind != "paragraph"
        or last is not run.lines[-1]
        or (is_short(last, run, char_px) and (language.may_end(last.text) or is_unstopped(run, char_px)))
    )
    return Piece(kind, text, _confidence(lines), union(line.box for line in lines), starts, ends, doubts=doubts)


def _confidence(lines: Sequence[TextLine]) -> float:
    """Mean over the characters."""
    characters = sum(len(line.text) for line in lines)
    if not characters:
        return 0.0
    return sum(line.confidence * len(line.text) for line in lines) / characters


def is_verse(runs: Sequence[Run], char_px: float) -> bool:
    """A poem: short lines of many lengths with hardly a full stop, or of which few reach their column's edge."""
    lines = [(line, run) for run in runs for line in run.lines if not is_subhead(line, run, char_px)]
    if len(lines) < 6:
        return False
    characters = max(1, sum(len(line.text) for line, _ in lines))
    # Each line counts by its characters: the many cells of a table make no poem of the prose around them.
    mean = sum(len(line.text) ** 2 for line, _ in lines) / characters
    turns = sum(line.text.lstrip()[:2] in ("问：", "答：", "问:", "答:") for line, _ in lines)
    if mean > 18 or turns >= 2 or _wraps(lines, char_px) or _breaks_anywhere([line for line, _ in lines]):
        return False
    widest = max(line.box.width for line, _ in lines)
    varied = sum(line.box.width < 0.9 * widest for line, _ in lines) >= 0.4 * len(lines)
    stops = sum(line.text.count("。") for line, _ in lines)
    if varied and stops <= 0.12 * characters / mean and mean <= 16:
        return True
    edge = {id(run): _wide_edge(run, runs) for run in runs}
    full = sum(edge[id(run)] - line.box.right < 1.2 * char_px for line, run in lines)
    ended = sum(line.text.rstrip()[-1:] in "。，、；？！" for line, _ in lines)
    return full < 0.4 * len(lines) and ended < 0.5 * len(lines)


def _breaks_anywhere(lines: Sequence[TextLine]) -> bool:
    """Whether lines are prose, whatever lengths their columns give them: stops stand within them, full ones too, and
    hardly at their ends. Two verses in a line have another stop at its end. Old prose has no full stop: 、 ends its
    sentences as well."""
    texts = [line.text.strip() for line in lines]
    ended = sum(text[-1:] in _STOPS for text in texts)
    within = sum(any(mark in _STOPS for mark in text[1:-1]) for text in texts)
    if ended >= _WITHIN * len(texts):
        return False
    if sum("。" in text for text in texts) <= _FEW * len(texts):
        return sum("、" in text[1:-1] for text in texts) >= _OLD_STOPS * len(texts)
    return any("。" in text[1:-2] for text in texts) and within >= _WITHIN * len(texts)


def _wraps(lines: Sequence[tuple[TextLine, Run]], char_px: float) -> bool:
    """Whether lines of many lengths are prose that wraps round something: their right ends follow an outline, and
    now and then one is indented."""
    insets = [(line.box.left - run.left.at(line.box.cy)) / char_px for line, run in lines]
    indented = sum(inset > INDENT for inset in insets)
    return any(run.right.outline for _, run in lines) and 2 <= indented <= 0.4 * len(lines)


def _wide_edge(run: Run, runs: Sequence[Run]) -> int:
    """The right edge of a run's column: that of the longest line in it."""
    return max(
        line.box.right
        for other in runs
        if x_overlap(other.box, run.box) > 0.5 * min(other.box.width, run.box.width)
        for line in other.lines
    )


def _verses(run: Run, char_px: float) -> list[Piece]:
    """A piece a verse. A verse too long for its column goes on at the column's own edge."""
    groups: list[list[TextLine]] = []
    usual = sorted(line.box.left for line in run.lines)[len(run.lines) // 2]
    for line in run.lines:
        turned = usual - line.box.left > 0.6 * char_px
        if groups and turned and not is_subhead(line, run, char_px):
            groups[-1].append(line)
        else:
            groups.append([line])
    kinds: list[Kind] = ["subhead" if is_subhead(g[0], run, char_px) else "verse" for g in groups]
    return [_verse(kind, g) for kind, g in zip(kinds, groups, strict=True)]


def _verse(kind: Kind, lines: Sequence[TextLine]) -> Piece:
    text = language.compact("".join(line.text for line in lines))
    box = union(line.box for line in lines)
    return Piece(kind, text, _confidence(lines), box, starts=True, ends=True, doubts=doubts_in(text, lines))
