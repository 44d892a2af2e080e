"""A small issue with lines, by hand, for the archive formats: page 1 set horizontally and a little turned on its scan,
page 2 set vertically. One story runs from the one to the other.

Boxes are of the straightened page; page 2's is the upright one turned by 90 degrees counter-clockwise.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ocr.export.lines import PageLines, page_lines
from ocr.export.schema import IssueDocument
from ocr.geometry import Box, Transform
from ocr.model import (
    Article,
    Block,
    Figure,
    Furniture,
    Issue,
    Join,
    Jump,
    Line,
    Page,
    PageSource,
    Piece,
    PlacedIllustration,
    Reading,
    Role,
    Rule,
    Source,
    TextLine,
    Zone,
)

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
WIDTH, HEIGHT = 400, 600
_TURN = math.radians(1.5)
SKEWED = Transform.of(
    np.array([[math.cos(_TURN), math.sin(_TURN), 5.0], [-math.sin(_TURN), math.cos(_TURN), 12.0]], dtype=np.float64)
)
UPRIGHT = Transform.of(np.array([[0.0, -1.0, WIDTH], [1.0, 0.0, 0.0]], dtype=np.float64))
"""From a page turned by 90 degrees counter-clockwise to the paper."""

TITLE, UNDER = Box(40, 60, 240, 90), Box(40, 100, 160, 116)
LEFT, RIGHT = Box(40, 130, 190, 190), Box(210, 130, 360, 150)
PHOTO, CAPTION = Box(210, 170, 360, 300), Box(210, 310, 330, 326)
CAPTION_TEXT = "堤上的灯。 林书言 摄"
TIER = Box(50, 40, 250, 90)
FOLIO = Box(330, 10, 380, 26)


def line(text: str, box: Box, role: Role = Role.BODY, vertical: bool = False) -> TextLine:
    chars = tuple(0.99 if char != "疑" else 0.35 for char in text)
    middles = tuple((at + 0.5) / len(text) for at in range(len(text)))
    return TextLine(Line(box, (), vertical), Reading(text, 0.98, chars, middles), role)


def place(page: int, box: Box) -> Source:
    return Source(page, (SKEWED if page == 1 else UPRIGHT).box(box))


FIRST = Page(
    PageSource(1, Path("scans/晨报 一/01 版.jpg"), sha256="ab" * 32),
    "ok",
    WIDTH,
    HEIGHT,
    200,
    skew_deg=1.5,
    char_px=16.0,
    confidence=0.98,
    to_scan=SKEWED,
    lines=(
        line("上亮了灯疑，", Box(40, 170, 130, 190)),
        line("昨晚 A7路口的堤", Box(40, 150, 190, 170)),
        line("灯亮<了> & 人来了", TITLE, Role.HEADLINE),
        line("本报记者 林书言", UNDER, Role.BYLINE),
        line("本报讯", Box(72, 130, 190, 150)),
        line("人们都出来看", RIGHT),
        line(CAPTION_TEXT, CAPTION, Role.CAPTION),
        line("第1版", FOLIO, Role.FOLIO),
        line("·", Box(385, 580, 395, 590), Role.DECORATION),
    ),
    rules=(Rule(Box(40, 40, 360, 43), horizontal=True),),
    zones=(
        Zone(
            Box(40, 60, 360, 326),
            headline="灯亮<了> & 人来了",
            byline="本报记者 林书言",
            title_box=Box(40, 60, 240, 116),
            pieces=(
                Piece("paragraph", "本报讯昨晚 A7路口的堤上亮了灯疑，", 0.9, LEFT, True, False),
                Piece("paragraph", "人们都出来看", 0.99, RIGHT, False, False, "column"),
            ),
            figures=(Figure(PHOTO, CAPTION_TEXT, CAPTION),),
        ),
    ),
    furniture=(Furniture(Role.FOLIO, "第1版", FOLIO),),
)
SECOND = Page(
    PageSource(2, Path("scans/晨报 一/02.tif"), frame=1, sha256="cd" * 32),
    "ok",
    WIDTH,
    HEIGHT,
    200,
    char_px=16.0,
    writing_mode="vertical-rl",
    confidence=0.97,
    to_scan=UPRIGHT,
    lines=(
        line("，走了很远。", Box(50, 40, 170, 60)),
        line("风起了", Box(50, 60, 110, 80), Role.BYLINE),  # printed like one, and left in the text
        line("林书言", Box(150, 60, 210, 80), Role.BYLINE),  # one that was taken out of it
        line("短讯题", Box(50, 120, 70, 180), Role.HEADLINE, vertical=True),
        line("雨停。", Box(90, 120, 150, 140)),
    ),
    rules=(Rule(Box(30, 100, 400, 102), horizontal=True),),
    zones=(
        Zone(
            TIER,
            pieces=(
                Piece("paragraph", "，走了很远。", 0.97, Box(50, 40, 170, 60), False, True, "page"),
                Piece("paragraph", "风起了", 0.97, Box(50, 60, 110, 80), True, True),
            ),
        ),
        Zone(
            Box(50, 120, 150, 180),
            headline="短讯题",
            title_box=Box(50, 120, 70, 180),
            pieces=(Piece("subhead", "雨停。", 0.97, Box(90, 120, 150, 140), True, True),),
        ),
    ),
)
PLACED = PlacedIllustration("p01-i01", 1, SKEWED.box(PHOTO).within(WIDTH, HEIGHT), CAPTION_TEXT, "a01")
STORY = Article(
    "a01",
    (1, 2),
    section="要闻",
    kicker="引题",
    headline="灯亮<了> & 人来了",
    subtitle="副题",
    byline="本报记者 林书言",
    authors=("林书言",),
    dateline="本报讯",
    editor_note="编者按：请看。",
    body=(
        Block(
            "paragraph",
            "本报讯昨晚 A7路口的堤上亮了灯疑，人们都出来看，走了很远。",
            0.95,
            (place(1, LEFT), place(1, RIGHT), place(2, Box(50, 40, 170, 60))),
            (Join(18, "column", "in mid-sentence", 0.9), Join(24, "page", "下转第2版", 0.98)),
        ),
        Block("paragraph", "风起了", 0.97, (place(2, Box(50, 60, 110, 80)),)),
    ),
    illustrations=(PLACED,),
    jump=Jump(1, 2, None),
    confidence=0.95,
    zone_boxes=(place(1, Box(40, 60, 360, 326)), place(2, TIER)),
)
"""It goes on from the first page to the second."""
BRIEF = Article(
    "a02",
    (2,),
    headline="短讯题",
    body=(Block("subhead", "雨停。", 0.97, (place(2, Box(90, 120, 150, 140)),)),),
    package="a01",
    confidence=0.97,
    zone_boxes=(place(2, Box(50, 120, 150, 180)),),
)


def kept_issue() -> Issue:
    """Two pages, two articles."""
    names = ("第1版", None)
    return Issue(
        "晨报 一",
        "晨报",
        "2021-03-25",
        "总第1期",
        (FIRST, SECOND),
        names,
        names,
        (STORY, BRIEF),
        (PLACED,),
        "rapidocr",
        "0f",
    )


def kept_document() -> IssueDocument:
    return IssueDocument.from_issue(kept_issue(), NOON)


def kept_pages() -> dict[int, PageLines]:
    issue = kept_issue()
    return {page.source.number: page_lines(page, issue) for page in issue.pages}
