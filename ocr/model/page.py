"""A page that was read: its stories' zones with their pieces and figures, and what belongs to no story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ocr.geometry import IDENTITY, Box, Transform
from ocr.model.layout import Doubts, Frame, Role, Rule, TextLine
from ocr.model.scan import PageSource, WritingMode

PageStatus = Literal["ok", "blank", "failed"]


@dataclass(frozen=True, slots=True)
class Figure:
    """An illustration with the caption lines tied to it."""

    box: Box
    caption: str | None = None
    caption_box: Box | None = None
    caption_confidence: float = 1.0
    caption_doubts: Doubts = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or a part of one, in one column run: the lines between two breaks."""

    kind: Literal["paragraph", "subhead", "verse", "list_item"]
    text: str
    confidence: float
    box: Box
    starts: bool
    """A paragraph begins here (indent, or after a full stop on a short line)."""
    ends: bool
    """The paragraph ends here."""
    break_before: Literal["column", "illustration", "page", "none"] = "none"
    """What lies between this piece and the one before it in the same zone."""
    evidence: str = ""
    """Why it goes on from the piece before, or starts anew: for the join's record."""
    join_confidence: float = 1.0
    doubts: Doubts = ()


@dataclass(frozen=True, slots=True)
class Zone:
    """One story's part of one page: its title block, its pieces in reading order, its figures."""

    box: Box
    kicker: str | None = None
    headline: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    editor_note: str | None = None
    title_box: Box | None = None
    title_confidence: float = 1.0
    pieces: tuple[Piece, ...] = ()
    figures: tuple[Figure, ...] = ()
    jump_to: str | None = None
    """The page it goes on at, as printed after 下转: 2, 二, A5 ..."""
    jump_from: str | None = None
    """The page it comes from, as printed after 上接."""
    is_package: bool = False
    """A page-wide headline with an editor's note over several stories."""
    margin: float = 1.0
    """How much likelier this story is than the next best way to part the page: 0 (a near thing) to 1 (sure)."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What belongs to no story."""

    role: Role
    text: str
    box: Box


_SMALLEST_TYPE = 9.5
"""Pixels. Clean type of 8 px is read at a confidence of 0.92 and more, worn type of 9 px at 0.56 (ADR 021)."""
_WELL_READ = 0.9


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read. Everything the assembly of the issue needs; no pixels."""

    source: PageSource
    status: PageStatus
    width: int = 0
    """Of the scan as delivered, pixels."""
    height: int = 0
    dpi: int | None = None
    skew_deg: float = 0.0
    char_px: float = 0.0
    writing_mode: WritingMode = "horizontal-tb"
    error: str | None = None
    confidence: float = 0.0
    to_scan: Transform = IDENTITY
    lines: tuple[TextLine, ...] = ()
    rules: tuple[Rule, ...] = ()
    frames: tuple[Frame, ...] = ()
    zones: tuple[Zone, ...] = ()
    """In reading order."""
    loose_figures: tuple[Figure, ...] = ()
    """Illustrations that belong to no story."""
    furniture: tuple[Furniture, ...] = ()
    engine: str = ""
    facing: Page | None = None
    """The second page on the same scan; in an issue it stands on its own."""

    @property
    def is_too_small(self) -> bool:
        """Whether the scan has too few pixels for its type, and that shows in the reading."""
        return 0 < self.char_px < _SMALLEST_TYPE and self.confidence < _WELL_READ
