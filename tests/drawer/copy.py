"""What is to be printed: stories, their photos, advertisements, and the style they are set in.

A story's body is a tuple of strings, one a block: ``"## …"`` is a subhead, ``"> …"`` a line of verse (``">"`` alone
the blank between stanzas), anything else a paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

BlockKind = Literal["paragraph", "subhead", "verse", "gap"]


@dataclass(frozen=True, slots=True)
class Style:
    """How copy is set. Faces are names of ``tests.drawer.fonts``; sizes in ems are multiples of ``char_px``."""

    char_px: int = 28
    """The body's em, pixels of the printed page."""
    leading: float = 1.42
    """From one body line to the next, in ems."""
    gutter: float = 1.6
    """Between columns, in ems."""
    body_face: str = "song"
    head_face: str = "song_bold"
    subhead_face: str = "hei_bold"
    deck_face: str = "kai"
    """Kicker, subtitle, byline and editor's note."""
    caption_face: str = "hei"
    column_rules: bool = False
    rule_px: int = 2

    @property
    def pitch(self) -> int:
        """Pixels from one body line to the next."""
        return round(self.char_px * self.leading)

    def px(self, ems: float) -> int:
        return round(self.char_px * ems)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture in a story's columns. It lies on the grid of body lines and takes its caption's place with it."""

    caption: str = ""
    scene: str = "street"
    rows: int = 9
    """Its height with the caption, in body lines."""
    column: int = 0
    """The first column it covers, from 0."""
    span: int = 1
    """How many columns it covers."""
    down: int | None = 0
    """How many body lines stand above it in its columns; None for the foot of the columns."""


@dataclass(frozen=True, slots=True)
class Story:
    """An article as an editor hands it in."""

    id: str
    headline: str
    """A line break in it is a line break in print."""
    body: tuple[str, ...] = ()
    """Empty for the headline and note that stand over a package."""
    kicker: str = ""
    subtitle: str = ""
    """Without its leading dash, which is printed."""
    byline: str = ""
    signed: str = ""
    """The byline that the body's last line has in brackets; printed nowhere else."""
    editor_note: str = ""
    section: str = ""
    photos: tuple[Photo, ...] = ()
    columns: int = 3
    headline_ems: float = 2.3
    framed: bool = False
    side_headline: bool = False
    """The headline runs down the left of the columns; hanzi only."""
    photo_story: bool = False
    """One photo over the whole width, the headline and a long caption, which is the body, under it."""
    rows: int | None = None
    """Body lines a column on this page; what is left over waits for a ``Continuation``."""
    jump_to: str = ""
    """Prints 下转… at the columns' end."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """The rest of a story, on a later page."""

    story: Story
    jump_from: str = ""
    """Prints 上接…."""
    headline: str = ""
    columns: int = 3
    photos: tuple[Photo, ...] = ()
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Advertisement:
    """Lines in a box, a size in ems each; 广告 stands in its corner."""

    lines: tuple[tuple[str, float], ...]
    ems_high: float = 8.0
    tint: int | None = None
    mark: str = "广告"


Item = Story | Continuation | Advertisement


@dataclass(frozen=True, slots=True)
class Cell:
    """Items one under the other, ``span`` parts of their row's width."""

    items: tuple[Item, ...]
    span: int = 1


@dataclass(frozen=True, slots=True)
class Masthead:
    """The paper's name, and what is printed at its right."""

    title: str
    info: tuple[str, ...] = ()
    face: str = "kai"


@dataclass(frozen=True, slots=True)
class RunningHead:
    """Folio, section and date over a rule."""

    folio: str
    section: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A page as it is made up. Rows stand one under the other, cells side by side, rules between them."""

    rows: tuple[tuple[Cell, ...], ...]
    head: Masthead | RunningHead | None = None
    footer: str = ""
    number: int = 1
    width: int = 2000
    """Pixels of the printed page."""
    height: int | None = None
    """As high as its content when None; what is left over parts the rows."""
    margin: int = 80
    story_rules: bool = True
    """Rules between stories side by side; between rows there always are."""


class Piece(NamedTuple):
    """A block of a body, or what a page has left of it."""

    kind: BlockKind
    text: str
    block: int
    """Its number in the article's body in the truth; -1 for a gap."""
    goes_on: bool = False
    """It began on an earlier page."""


def pieces_of(body: tuple[str, ...]) -> list[Piece]:
    """The blocks of a body, numbered as in the truth (where gaps between stanzas are none)."""
    pieces: list[Piece] = []
    for text in body:
        number = sum(p.kind != "gap" for p in pieces)
        if text.startswith("## "):
            pieces.append(Piece("subhead", text[3:], number))
        elif text.startswith("> "):
            pieces.append(Piece("verse", text[2:], number))
        elif text == ">":
            pieces.append(Piece("gap", "", -1))
        else:
            pieces.append(Piece("paragraph", text, number))
    return pieces
