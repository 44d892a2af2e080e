"""The truth about drawn pages, in the shape that issues are scored with.

``issue``: id, title, date, kind. ``pages``: file, number, width, height, vertical, degradation, lines (text, bbox,
role, article), figures (bbox, caption, article), geometry_exact. ``articles``: id, pages, section, the parts of
the title, body (type, text), captions, breaks (block, kind, left, right: what stands before and after the place
where the paragraph was cut), jump_headline where there is one.

A bbox is left, top, right, bottom in pixels of the scan. A verse is a paragraph here; its lines have the role
``verse``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

import numpy as np

from ocr.geometry import Box, Transform
from tests.drawer.copy import Advertisement, Cell, Continuation, Item, Story, pieces_of
from tests.drawer.marks import Mark, PhotoMark, TextMark

_CONTEXT = 12
"""How many characters either side of a break tell which one it is."""


class LineTruth(TypedDict):
    text: str
    bbox: list[float]
    role: str
    article: str


class FigureTruth(TypedDict):
    bbox: list[float]
    caption: str
    article: str


class BlockTruth(TypedDict):
    type: str
    text: str


class BreakTruth(TypedDict):
    block: int
    kind: str
    left: str
    right: str


class PageTruth(TypedDict):
    """A page of ``truth.json``."""

    file: str
    number: int
    width: int
    height: int
    vertical: bool
    degradation: str
    lines: list[LineTruth]
    figures: list[FigureTruth]
    geometry_exact: bool


class _ArticleParts(TypedDict):
    id: str
    pages: list[int]
    section: str
    kicker: str
    headline: str
    subtitle: str
    byline: str
    editor_note: str
    body: list[BlockTruth]
    captions: list[str]
    breaks: list[BreakTruth]


class ArticleTruth(_ArticleParts, total=False):
    """An article of ``truth.json``."""

    jump_headline: str


class IssueHead(TypedDict):
    """What ``truth.json`` says about the issue itself."""

    id: str
    title: str
    date: str
    kind: str


class IssueTruth(TypedDict):
    """All of ``truth.json``."""

    issue: IssueHead
    pages: list[PageTruth]
    articles: list[ArticleTruth]


def mapped_box(box: Box, to_scan: Transform) -> list[float]:
    """The upright box around a page's box on the scan, to a tenth of a pixel."""
    corners = [[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]]
    points = to_scan.points(np.array(corners, dtype=np.float64))
    return [round(float(v), 1) for v in (*points.min(axis=0), *points.max(axis=0))]


def page_truth(
    marks: Sequence[Mark], to_scan: Transform, number: int, size: tuple[int, int], look: str, file: str
) -> PageTruth:
    """The truth of one page; ``size`` is the scan's width and height."""
    return {
        "file": file,
        "number": number,
        "width": size[0],
        "height": size[1],
        "vertical": False,
        "degradation": look,
        "lines": [
            {"text": m.text, "bbox": mapped_box(m.box, to_scan), "role": m.role, "article": m.article}
            for m in marks
            if isinstance(m, TextMark)
        ],
        "figures": [
            {"bbox": mapped_box(m.box, to_scan), "caption": m.caption, "article": m.article}
            for m in marks
            if isinstance(m, PhotoMark)
        ],
        "geometry_exact": True,
    }


def stories_in(rows: Iterable[Sequence[Cell]]) -> list[Story]:
    """Every story of a page once, those that go on here too."""
    items: list[Item] = [item for row in rows for cell in row for item in cell.items]
    stories = [i.story if isinstance(i, Continuation) else i for i in items if not isinstance(i, Advertisement)]
    return list({story.id: story for story in stories}.values())


def article_truth(story: Story, marks_by_page: Sequence[tuple[int, Sequence[Mark]]]) -> ArticleTruth:
    """The truth of one article over the pages it stands on: (page number, its marks) each, in order."""
    own = [
        (number, mark)
        for number, marks in marks_by_page
        for mark in marks
        if isinstance(mark, TextMark | PhotoMark) and mark.article == story.id
    ]
    texts = [mark for _, mark in own if isinstance(mark, TextMark)]
    blocks = [p for p in pieces_of(story.body) if p.kind != "gap"]
    truth: ArticleTruth = {
        "id": story.id,
        "pages": sorted({number for number, _ in own}),
        "section": story.section,
        "kicker": story.kicker,
        "headline": story.headline.replace("\n", ""),
        "subtitle": story.subtitle,
        "byline": story.byline or (f"（{story.signed}）" if story.signed else ""),
        "editor_note": story.editor_note,
        "body": [{"type": "subhead" if p.kind == "subhead" else "paragraph", "text": p.text} for p in blocks],
        "captions": [m.caption for _, m in own if isinstance(m, PhotoMark) and m.caption and not story.photo_story],
        "breaks": _breaks(texts, [p.text for p in blocks]),
    }
    short = [mark.text for mark in texts if mark.role == "jump_headline"]
    return {**truth, "jump_headline": short[0]} if short else truth


def _breaks(lines: Sequence[TextMark], blocks: Sequence[str]) -> list[BreakTruth]:
    """Where paragraphs were cut, in reading order."""
    printed = [0] * len(blocks)
    found: list[BreakTruth] = []
    for line in (line for line in lines if line.block >= 0):
        at, text = printed[line.block], blocks[line.block]
        if line.broken_by:
            left, right = text[max(0, at - _CONTEXT) : at], text[at : at + _CONTEXT]
            found.append({"block": line.block, "kind": line.broken_by, "left": left, "right": right})
        printed[line.block] += len(line.text)
    return found
