"""The domain types. Frozen values with tuples inside; stages take them and return new ones.

Coordinates are pixels of the deskewed page unless a name says ``scan``. ``char_px`` is the height of a body
character in those pixels; thresholds everywhere are multiples of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ocr.geometry import IDENTITY, Box, Transform

Image = NDArray[np.uint8]
"""Grey, H x W, or BGR, H x W x 3; uint8; 0 is black."""

Doubts = tuple[tuple[int, float], ...]
"""The characters of a text that may well be wrong: offset into it, and the share of such characters that are right."""

WritingMode = Literal["horizontal-tb", "vertical-rl"]
PageStatus = Literal["ok", "blank", "failed"]


@dataclass(frozen=True, slots=True)
class PageSource:
    """One page of an issue before it is read: where its picture is."""

    number: int
    """From 1, in reading order; unique in the issue."""
    file: Path
    frame: int = 0
    """Which picture of a multi-page TIFF or page of a PDF, from 0."""
    sha256: str = ""
    """Of the file's bytes; empty when the file could not be read."""
    label: str | None = None
    """The page's own name when the file's name gives it, such as 第3版 or A5."""


@dataclass(frozen=True, slots=True)
class IssueSource:
    """A folder of scans, a PDF, a multi-page TIFF or loose files: what one issue is made of."""

    id: str
    path: Path
    pages: tuple[PageSource, ...]
    title: str | None = None
    date: str | None = None
    """ISO 8601."""
    issue_number: str | None = None
    expected_pages: int | None = None
    writing_mode: WritingMode | None = None
    engine: str | None = None
    warnings: tuple[str, ...] = ()
    """Files that were left out and why, a sentence each."""
    above: tuple[str, ...] = ()
    """The folders that its own lies in, below the root of the results: those that its scans lie in."""

    @property
    def place(self) -> str:
        """Its folder below the root of the results, with ``/``: what tells it from issues of the same name."""
        return "/".join((*self.above, self.id))


@dataclass(frozen=True, slots=True)
class Scan:
    """The pixels of a page as delivered, upright by its own EXIF tag."""

    image: Image
    dpi: int | None
    """As the file says it; None where it says nothing believable."""


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


@dataclass(frozen=True, slots=True)
class Join:
    """Where two pieces became one paragraph."""

    offset: int
    """The character at which the second half begins."""
    kind: Literal["column", "illustration", "page"]
    evidence: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Source:
    """Where a piece stood: page number and box in pixels of the scan."""

    page: int
    bbox: Box


@dataclass(frozen=True, slots=True)
class Block:
    """A whole paragraph, subhead, verse or list item."""

    kind: Literal["paragraph", "subhead", "verse", "list_item"]
    text: str
    confidence: float
    sources: tuple[Source, ...]
    joins: tuple[Join, ...] = ()
    doubts: Doubts = ()


@dataclass(frozen=True, slots=True)
class PlacedIllustration:
    """An illustration on a page of the issue, box in pixels of the scan."""

    id: str
    page: int
    bbox: Box
    caption: str | None = None
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Jump:
    """Where a story left its page and where it went on."""

    from_page: int | None
    to_page: int | None
    headline: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One story, whole."""

    id: str
    pages: tuple[int, ...]
    section: str | None = None
    kicker: str | None = None
    headline: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    dateline: str | None = None
    editor_note: str | None = None
    body: tuple[Block, ...] = ()
    illustrations: tuple[PlacedIllustration, ...] = ()
    jump: Jump | None = None
    package: str | None = None
    confidence: float = 0.0
    review_reasons: tuple[str, ...] = ()
    title_boxes: tuple[Source, ...] = ()
    """Its title block, and those of its continuations."""
    zone_boxes: tuple[Source, ...] = ()
    """Its zones, page by page, pixels of the scan: what the overlay draws."""


@dataclass(frozen=True, slots=True)
class Issue:
    """The whole issue: what is written to issue.json."""

    id: str
    title: str | None
    date: str | None
    issue_number: str | None
    pages: tuple[Page, ...]
    labels: tuple[str | None, ...]
    """A page's own name (第1版), a page each."""
    sections: tuple[str | None, ...]
    articles: tuple[Article, ...]
    illustrations: tuple[PlacedIllustration, ...]
    engine: str
    settings: str
    """sha256 of the settings that decided the result."""
    above: tuple[str, ...] = ()
    """As in ``IssueSource``."""

    @property
    def place(self) -> str:
        """As in ``IssueSource``."""
        return "/".join((*self.above, self.id))
