"""Pages set by hand for the stories' tests: lines with their readings, no pixels and no engine.

Body characters are ``CHAR`` pixels high and ``EM`` wide; ``PITCH`` is from one body line to the next. Columns are
poured as a compositor does it: paragraphs indented by two characters, lines full but the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ocr.geometry import IDENTITY, Box, covered
from ocr.model import Block, Frame, Illustration, Line, Reading, Rule, TextLine, Zone
from ocr.stories import PageLayout, find_stories
from ocr.stories.elements import Edge, Run
from ocr.stories.page import PageStories
from ocr.text.joins import PlacedPiece, join_pieces

CHAR = 20
EM = 22
PITCH = 31
_HALF_EMPTY = "，。、；：！？”’）》」』"
_NOT_FIRST = "，。、；：！？）》」』”’"

LAMP = (
    "天色一暗，桥头的路灯就亮了起来。住在河边的老人说，这条路黑了三年，如今晚饭后总算有人出来散步。",
    "街道办事处的工作人员介绍，换灯的钱出自年初的结余，工人只用了九个晚上，没有占用一天的白班。",
    "灯下添了六张长椅。下棋的、拉琴的、教孩子认星星的，各有各的地方，谁也不妨碍谁。",
)
SEED = (
    "清明前后，镇上的种子站最忙。农户背着口袋排到门外，问的都是同一件事：今年该种哪一样？",
    "站长把三种稻谷摊在竹匾里，让大家自己闻、自己咬。咬得动的是去年的，咬不动的才是今年新收的。",
    "傍晚关门前，他又把门口的黑板擦干净，写上明天的天气和各样种子的余数。",
)
BELL = (
    "学校的老钟停了两个星期，孩子们反而来得更早。看门的师傅每天六点起床，用一面铜锣报时。",
    "修钟的人从邻县赶来，打开后盖一看，原来是一只麻雀在齿轮旁边做了窝。",
    "钟没有马上修。校长说，等小鸟会飞了再说。",
)


@dataclass(frozen=True, slots=True)
class Found:
    """One story as it was found, its text without its place."""

    headline: str | None
    blocks: tuple[str, ...]
    """Whole paragraphs, subheads and verses."""


def text_line(
    text: str,
    left: float,
    top: float,
    size: float = 1.0,
    weight: float = 1.0,
    vertical: bool = False,
    reverse: bool = False,
    half_reverse: bool = False,
    confidence: float = 0.99,
) -> TextLine:
    """A line of ``size`` body characters in height whose first cell begins at ``left``, ``top``."""
    em, high = EM * size, CHAR * size
    cells = [0.5 if c.isascii() else 1.0 for c in text]
    length = em * (sum(cells) - (0.5 if text[-1:] in _HALF_EMPTY else 0.05))
    middles, at = [], 0.0
    for cell in cells:
        middles.append(min(1.0, (at + cell / 2) * em / length))
        at += cell
    wide, tall = (high, length) if vertical else (length, high)
    box = Box(round(left), round(top), round(left + wide), round(top + tall))
    reading = Reading(text, confidence, (confidence,) * len(text), tuple(middles))
    return TextLine(Line(box, (), vertical, reverse, half_reverse), reading, weight=weight, size=size)


def headline(text: str, left: float, top: float, size: float = 2.2, weight: float = 1.6) -> TextLine:
    return text_line(text, left, top, size, weight)


def set_lines(paragraphs: Iterable[str], chars: int) -> Iterator[tuple[str, int]]:
    """The text of each line, ``chars`` cells wide, and by how many cells it is indented; ``## `` opens a subhead."""
    for paragraph in paragraphs:
        if paragraph.startswith("## "):
            yield paragraph, 0
            continue
        rest, indent = paragraph, 2
        while rest:
            cut = chars - indent
            while cut < len(rest) and rest[cut] in _NOT_FIRST:
                cut -= 1
            yield rest[:cut], indent
            rest, indent = rest[cut:], 0


def pour(
    paragraphs: Iterable[str], lefts: Sequence[float], top: float, chars: int = 14, rows: int | None = None
) -> tuple[TextLine, ...]:
    """Paragraphs in columns that begin at ``lefts``, each ``chars`` cells wide and ``rows`` lines high; as evenly
    as it goes where ``rows`` is None. What does not fit goes on in the last column."""
    lines = list(set_lines(paragraphs, chars))
    rows = rows or -(-len(lines) // len(lefts))
    placed = []
    for k, (text, indent) in enumerate(lines):
        column = min(k // rows, len(lefts) - 1)
        left, y = lefts[column], top + (k - column * rows) * PITCH
        if text.startswith("## "):
            bare = text.removeprefix("## ")
            placed.append(text_line(bare, left + EM * (chars - len(bare)) / 2, y, weight=1.6))
        else:
            placed.append(text_line(text, left + indent * EM, y))
    return tuple(placed)


def columns(left: float, count: int, chars: int = 14, gutter: float = 2.0) -> tuple[float, ...]:
    """Left edges of ``count`` columns side by side."""
    return tuple(left + k * (chars + gutter) * EM for k in range(count))


def level_rule(left: int, y: int, right: int) -> Rule:
    return Rule(Box(left, y, right, y + 2), horizontal=True)


def upright_rule(x: int, top: int, bottom: int) -> Rule:
    return Rule(Box(x, top, x + 2, bottom), horizontal=False)


RUNNING_HEAD = (text_line("第2版", 100, 20), text_line("副刊", 740, 20), text_line("2024年5月16日", 1300, 20))
HEAD_RULE = level_rule(100, 50, 1500)


def page(
    *parts: TextLine | Sequence[TextLine],
    rules: Sequence[Rule] = (),
    frames: Sequence[Frame] = (),
    photos: Sequence[Box] = (),
    width: int = 1600,
    height: int = 2200,
) -> PageLayout:
    """A layout of lines and sequences of lines."""
    lines = tuple(line for part in parts for line in ((part,) if isinstance(part, TextLine) else part))
    pictured = tuple(max((covered(line.box, photo) for photo in photos), default=0.0) for line in lines)
    illustrations = tuple(Illustration(photo) for photo in photos)
    return PageLayout(width, height, float(CHAR), lines, tuple(rules), tuple(frames), illustrations, pictured)


def run_of(lines: Sequence[TextLine], left: float, chars: int = 14) -> Run:
    """Lines as a run of a column that begins at ``left``."""
    return Run(tuple(lines), Edge(left), Edge(left + chars * EM))


def found(layout: PageLayout) -> tuple[Found, ...]:
    return stories_told(find_stories(layout))


def stories_told(stories: PageStories) -> tuple[Found, ...]:
    """The stories in page order."""
    return tuple(Found(zone.headline, tuple(block.text for block in blocks_of(zone))) for zone in stories.zones)


def blocks_of(zone: Zone) -> tuple[Block, ...]:
    """A zone's pieces joined, boxes as on the page."""
    return join_pieces([PlacedPiece(piece, 1, IDENTITY) for piece in zone.pieces])


def the_story(layout: PageLayout) -> Zone:
    """The one story of a page that has but one."""
    (zone,) = find_stories(layout).zones
    return zone


def all_text(stories: PageStories) -> str:
    """Every character that stands anywhere in what was found, sorted, without spaces: what a page's lines must
    come to, whatever was made of them."""
    parts: list[str | None] = [item.text for item in stories.furniture]
    parts += [figure.caption for figure in stories.loose_figures]
    for zone in stories.zones:
        parts += [zone.kicker, zone.headline, zone.subtitle, zone.byline, zone.editor_note]
        parts += [piece.text for piece in zone.pieces]
        parts += [figure.caption for figure in zone.figures]
    return "".join(sorted("".join("".join(part.split()) for part in parts if part)))


def page_text(layout: PageLayout) -> str:
    """The same of a page's lines."""
    return "".join(sorted("".join("".join(line.text.split()) for line in layout.lines)))


def moved(layout: PageLayout, dx: int = 0, dy: int = 0, scale: int = 1) -> PageLayout:
    """The whole layout ``scale`` times as large, then moved."""

    def box(b: Box) -> Box:
        return Box(b.left * scale + dx, b.top * scale + dy, b.right * scale + dx, b.bottom * scale + dy)

    return PageLayout(
        layout.width * scale + dx,
        layout.height * scale + dy,
        layout.char_px * scale,
        tuple(replace(line, line=replace(line.line, box=box(line.box))) for line in layout.lines),
        tuple(replace(rule, box=box(rule.box)) for rule in layout.rules),
        tuple(replace(frame, box=box(frame.box)) for frame in layout.frames),
        tuple(replace(picture, box=box(picture.box)) for picture in layout.illustrations),
        layout.pictured,
    )
