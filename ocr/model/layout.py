"""What is seen on a page: rules, frames, illustrations, and lines of text with their readings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from ocr.geometry import Box

Doubts = tuple[tuple[int, float], ...]
"""The characters of a text that may well be wrong: offset into it, and the share of such characters that are right."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A printed line that parts things. ``box`` is its ink's extent."""

    box: Box
    horizontal: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """A box of rules, a tint or a dark panel around something."""

    box: Box
    kind: Literal["box", "tint", "panel"]


@dataclass(frozen=True, slots=True)
class Illustration:
    """A photo or drawing."""

    box: Box


class Role(StrEnum):
    """What a line is. The field's words, as in CONTRACT.md."""

    MASTHEAD = "masthead"
    FOLIO = "folio"
    RUNNING_HEAD = "running_head"
    FOOTER = "footer"
    KICKER = "kicker"
    HEADLINE = "headline"
    SUBTITLE = "subtitle"
    BYLINE = "byline"
    EDITOR_NOTE = "editor_note"
    LEAD = "lead"
    SUBHEAD = "subhead"
    BODY = "body"
    VERSE = "verse"
    LIST_ITEM = "list_item"
    CAPTION = "caption"
    JUMP = "jump"
    ADVERTISEMENT = "advertisement"
    DECORATION = "decoration"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text on the page, found but not yet read."""

    box: Box
    quad: tuple[tuple[float, float], ...] = ()
    """Top left, top right, bottom right, bottom left, along the line; empty for an upright line."""
    vertical: bool = False
    reverse: bool = False
    """White on dark."""
    half_reverse: bool = False
    """White on dark at one of its ends, and dark on white in a box for the rest."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine read on a line."""

    text: str
    confidence: float
    """Mean of the characters', 0 to 1, as the engine says it: tells text from dust, but means no share."""
    chars: tuple[float, ...] = ()
    """For each character of ``text`` the share of such characters that are right, where the engine was measured."""
    positions: tuple[float, ...] = ()
    """The middle of each character along the line, as a share of its length, 0 to 1."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line with its reading and what it was measured to be."""

    line: Line
    reading: Reading
    role: Role = Role.BODY
    weight: float = 1.0
    """Stroke width over the body's; 1.22 and more is bold."""
    size: float = 1.0
    """Character height over the body's."""
    upward: bool = False
    """Its text runs up the picture: on a vertical page, which lies turned, a line that is read from the left."""

    @property
    def box(self) -> Box:
        return self.line.box

    @property
    def text(self) -> str:
        return self.reading.text

    @property
    def confidence(self) -> float:
        """The mean over the characters: the share of them that should be right."""
        chars = self.reading.chars
        return sum(chars) / len(chars) if chars else self.reading.confidence
