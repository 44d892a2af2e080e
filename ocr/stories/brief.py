"""One brief: its head, and the text under it or behind it in its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr import language
from ocr.geometry import Box, union
from ocr.model import TextLine
from ocr.stories.elements import Atom, Run, TitleBlock
from ocr.stories.runs import gather_runs

BRIEF_HEAD = re.compile(
    r"^[■●▲◆□○▶◇△☆★·]?\s*(?P<head>[^，。；：、？！\s]?\s?[^，。；：、？！\s]{3,13})(?:[\s。]+(?P<rest>\S.*)?)?$"
)
_WORDS = (12, 190)
"""Hanzi of a brief's text."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief: its head, and its text with the words that stand in the head's own line."""

    head: TextLine
    lines: tuple[TextLine, ...]
    printed: TextLine
    """The line that the head opens."""
    below: tuple[TextLine, ...]
    """The lines under it."""

    @property
    def box(self) -> Box:
        return union(line.box for line in (self.printed, *self.below))

    @property
    def ended(self) -> bool:
        """Whether it is told to its end."""
        text = "".join(line.text for line in self.lines).strip()
        return bool(re.search(r"[。！？”」][）)]?$|[。！？”」]\s*[（(][^（()）]{2,24}[）)]$", text))

    @property
    def of_brief_length(self) -> bool:
        """Whether it has no more hanzi than a brief may, and no fewer."""
        return _WORDS[0] <= language.hanzi("".join(line.text for line in self.lines)) <= _WORDS[1]

    def atoms(self, char_px: float) -> tuple[Atom, ...]:
        """Its head and its text."""
        title = TitleBlock(headline=(self.head,))
        runs: Sequence[Run] = gather_runs(self.lines, (), (), char_px)
        return (Atom("title", title.box, title=title), *(Atom("run", run.box, run=run) for run in runs))


def split_brief(line: TextLine, below: tuple[TextLine, ...]) -> Brief:
    """The head of a brief parted from the words that follow it in its line."""
    text = line.text
    found = BRIEF_HEAD.match(text.strip())
    assert found is not None
    rest = found["rest"] or ""
    head = re.sub(r"\s", "", found["head"])
    if not rest:
        return Brief(_part(line, head, 0, len(text)), below, line, below)
    at = len(text.rstrip()) - len(rest)
    first = replace(_part(line, rest, at, len(text)), line=replace(line.line), weight=1.0)
    return Brief(_part(line, head, 0, at), (first, *below), line, below)


def _part(line: TextLine, words: str, start: int, end: int) -> TextLine:
    """A part of a line, from one character to another, with the words it says."""
    places, box = line.reading.positions, line.box
    right = box.right
    if len(places) == len(line.text) and end < len(places):
        right = box.left + round(places[max(start, end - 2)] * box.width + 0.5 * box.height)
    chars = line.reading.chars[start:end] if len(line.reading.chars) == len(line.text) else ()
    reading = replace(line.reading, text=words, chars=chars if len(chars) == len(words) else (), positions=())
    return replace(line, line=replace(line.line, box=box._replace(right=right)), reading=reading)
