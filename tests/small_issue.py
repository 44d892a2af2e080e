"""A small issue by hand, for what is written of any: two articles on two pages, no lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ocr.export.schema import IssueDocument
from ocr.geometry import Box, Transform
from ocr.model import (
    Article,
    Block,
    Furniture,
    Issue,
    Join,
    Jump,
    Page,
    PageSource,
    PlacedIllustration,
    Role,
    Source,
)

NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)


FIRST = Page(
    PageSource(1, Path("scans/晨报/01.jpg"), sha256="ab" * 32),
    "ok",
    width=300,
    height=400,
    dpi=200,
    skew_deg=-0.5004,
    confidence=0.99149,
    to_scan=Transform((1.0, 0.0, 10.0, 0.0, 1.0, 20.0, 0.0, 0.0, 1.0)),
    furniture=(
        Furniture(Role.MASTHEAD, "晨报", Box(-30, 5, 90, 40)),
        Furniture(Role.CAPTION, "无主图", Box(100, 300, 400, 320)),
    ),
)
SECOND = Page(PageSource(2, Path("scans/晨报/02.jpg"), sha256="cd" * 32), "ok", width=300, height=400)
PHOTO = PlacedIllustration("p01-i01", 1, Box(20, 100, 140, 180), "堤上。 林书言 摄", "a01")
STORY = Article(
    "a01",
    (1, 2),
    section="要闻",
    kicker="引题",
    headline="水退了 灯亮着",
    byline="本报记者 林书言",
    authors=("林书言",),
    dateline="本报讯",
    body=(
        Block(
            "paragraph",
            "本报讯　水退了，人没有走。",
            0.98765,
            (Source(1, Box(20, 190, 140, 380)), Source(2, Box(-4, 20, 140, 60))),
            (Join(6, "page", "jump line 下转第2版", 0.98),),
            ((3, 0.61234),),
        ),
        Block("subhead", "天亮", 1.0, (Source(2, Box(20, 70, 140, 84)),)),
    ),
    illustrations=(PHOTO,),
    jump=Jump(1, 2, "水退了"),
    title_boxes=(Source(1, Box(20, 60, 140, 90)),),
    confidence=0.95,
    zone_boxes=(Source(1, Box(20, 60, 140, 380)), Source(2, Box(20, 20, 140, 90))),
)
"""It goes on from the first page to the second."""
BRIEF = Article(
    "a02",
    (2,),
    headline="=1+1 还是等于二",
    body=(Block("paragraph", "短讯。", 0.7, (Source(2, Box(160, 40, 280, 60)),)),),
    confidence=0.7,
    review_reasons=("its text was read with little confidence",),
)


def small_issue() -> Issue:
    """Two articles on two pages: one that goes on from the first to the second, and a brief."""
    return Issue(
        "晨报_2021-03-25",
        "晨报",
        "2021-03-25",
        "总第1期",
        (FIRST, SECOND),
        ("第1版", None),
        ("要闻", None),
        (STORY, BRIEF),
        (PHOTO,),
        "rapidocr 3.9.1",
        "0f" * 32,
    )


def with_page(page: Page) -> Issue:
    issue = small_issue()
    return replace(issue, pages=(*issue.pages, page), labels=(*issue.labels, None), sections=(*issue.sections, None))


def small_document() -> IssueDocument:
    return IssueDocument.from_issue(small_issue(), NOON)
