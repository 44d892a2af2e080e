"""Composes the stages: a page from its scan, an issue from its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.errors import PageError
from ocr.geometry import IDENTITY, Transform
from ocr.image import estimate_skew, find_bend, flatten, ink_of, measure_char_px, straighten, turn_quarters
from ocr.intake import open_scan
from ocr.layout import Layout
from ocr.model import Image, Issue, IssueSource, Page, PageSource, TextLine, WritingMode
from ocr.page_lines import Level, read_lines
from ocr.recognize import Engine
from ocr.settings import Settings
from ocr.sheets import Sheet, char_px_of, find_lines, find_sheets
from ocr.stories import PageLayout, find_stories
from ocr.text.articles import assemble

_LARGEST = 0.04
"""No body text is so large a share of its page: this is a poster, or a picture taken for a character."""


def read_page(source: PageSource, settings: Settings, engine: Engine, writing_mode: WritingMode | None = None) -> Page:
    """Reads one page, from its scan to its stories; where two are on the scan, the second one hangs on the first.

    Raises PageError for a scan that cannot be read. A page without text or pictures is ``blank``.
    """
    scan = open_scan(source, settings.intake)
    height, width = scan.image.shape[:2]
    page = Page(source, "blank", width, height, scan.dpi, engine=engine.name)
    first, *second = (_read_sheet(sheet, page, engine) for sheet in find_sheets(scan, engine, writing_mode))
    return replace(first, facing=second[0]) if second else first


def _read_sheet(sheet: Sheet, page: Page, engine: Engine) -> Page:
    """``page`` with what the sheet shows."""
    level = _level(sheet, engine)
    if level is None:
        return page
    layout, lines = read_lines(level, engine)
    stories = find_stories(_page_layout(level, layout, lines))
    if not lines and not layout.regions.illustrations:
        return page
    return replace(
        page,
        status="ok",
        skew_deg=level.skew_deg,
        char_px=level.char_px,
        writing_mode="vertical-rl" if level.turned else "horizontal-tb",
        confidence=_mean_confidence(lines),
        to_scan=level.to_scan,
        lines=stories.lines,
        rules=layout.rules,
        frames=layout.frames,
        zones=stories.zones,
        loose_figures=stories.loose_figures,
        furniture=stories.furniture,
    )


def failed_page(source: PageSource, error: PageError) -> Page:
    """A page that could not be read, with the reason."""
    return Page(source, "failed", error=str(error))


def assemble_issue(source: IssueSource, pages: Sequence[Page], settings: Settings) -> Issue:
    """The issue of its pages: stories joined over pages, ids given."""
    engine = next((page.engine for page in pages if page.engine), settings.recognize.engine)
    return assemble(source, pages, engine, settings.digest(), settings.output.review_below)


def _level(sheet: Sheet, engine: Engine) -> Level | None:
    """The page turned level, a vertical one as its lines run, and a bent one made flat; None for one with neither ink
    nor lines."""
    evened, quads, to_sheet = turn_quarters(sheet.evened, sheet.quads, int(sheet.vertical))
    ink = ink_of(evened)
    if len(quads) == 0 and cv2.countNonZero(ink) < 0.0005 * ink.size:
        return None
    skew = estimate_skew(ink, quads)
    straight, to_evened = straighten(evened, skew)
    corners = to_evened.inverse().points(quads.reshape(-1, 2).astype(np.float64))
    levelled = corners.reshape(-1, 4, 2).astype(np.float32)
    char_px = char_px_of(levelled)
    if not 0 < char_px < _LARGEST * max(straight.shape):
        char_px = max(straight.shape) / 120
    ink = ink_of(straight)
    bend = find_bend(ink, levelled, char_px)
    if bend is not None:
        to_evened = to_evened.after(Transform(IDENTITY.matrix, bend))
        straight = flatten(evened, to_evened)
        ink, levelled = ink_of(straight), _lines_on(straight, sheet.vertical, engine)
    return Level(straight, ink, levelled, char_px, skew, sheet.to_scan.after(to_sheet).after(to_evened), sheet.vertical)


def _lines_on(flat: Image, turned: bool, engine: Engine) -> NDArray[np.float32]:
    """The lines of a page made flat, looked for anew, as the page stands on the paper."""
    upright, _, _ = turn_quarters(flat, np.zeros((0, 4, 2), np.float32), -int(turned) % 4)
    _, quads, _ = turn_quarters(upright, find_lines(upright, engine), int(turned))
    return quads


def _page_layout(level: Level, layout: Layout, lines: tuple[TextLine, ...]) -> PageLayout:
    height, width = level.grey.shape
    lengths = np.array([max(line.box.width, line.box.height) for line in lines], dtype=np.float64)
    heights = np.array([float(min(line.box.width, line.box.height)) for line in lines])
    char_px = measure_char_px(heights, lengths) or level.char_px
    pictured = tuple(layout.regions.pictured(line.box) for line in lines)
    return PageLayout(
        width, height, char_px, lines, layout.rules, layout.frames, layout.regions.illustrations, pictured, level.turned
    )


def _mean_confidence(lines: Sequence[TextLine]) -> float:
    characters = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / characters if characters else 0.0
