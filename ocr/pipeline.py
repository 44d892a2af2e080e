"""The only place that composes stages: a page from its scan, an issue from its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.errors import PageError
from ocr.geometry import Transform
from ocr.image import estimate_skew, even_light, ink_of, measure_char_px, page_area, straighten
from ocr.intake import open_scan
from ocr.layout import Layout, Measured, crop_line, find_layout, split_double
from ocr.model import Image, Issue, IssueSource, Page, PageSource, Reading, Scan, TextLine, WritingMode
from ocr.recognize import Engine
from ocr.settings import Settings
from ocr.stories import PageLayout, find_stories
from ocr.text.articles import assemble
from ocr.text.normalize import normalize_reading, told_apart

_LOOK_PX = 2048
"""The longer side of the picture in which lines are looked for first, ..."""
_SMALLEST_CHAR = 10.0
"""... and where body characters come out smaller than this, pixels, they are looked for again ..."""
_GOOD_CHAR = 14.0
"""... at a scale that makes them so high."""
_LINE_OVER_CHAR = 1.24
"""The detector's line boxes are this many times as high as the characters in them."""
_EM = 1.04
"""Hanzi set solid stand at least this many times their ink's height apart."""
_NEAR_BODY = 1.4
"""Larger lines are titles, often of a narrow face, whose height is their size."""
_CONDENSED = 0.62
"""Hardly a face sets hanzi closer than this share of their height: read unsurely, such a line is two that overlap."""
_SPECK = 0.6
"""A single mark smaller than this is no text."""
_CROWDED = 0.74
"""Characters closer than this share of their line's height are two lines taken for one."""


@dataclass(frozen=True, slots=True)
class _Level:
    """A page made straight. ``grey`` and ``ink`` are H x W; quads N x 4 x 2 in their pixels."""

    grey: Image
    ink: Image
    quads: NDArray[np.float32]
    char_px: float
    skew_deg: float
    to_scan: Transform
    turned: bool
    """The page is set vertically, and its picture turned by 90 degrees counter-clockwise: lines then run from
    left to right and tiers are columns, so that one algorithm serves both directions."""


def read_page(source: PageSource, settings: Settings, engine: Engine, writing_mode: WritingMode | None = None) -> Page:
    """Reads one page, from its scan to its stories.

    Raises PageError for a scan that cannot be read. A page without text or pictures is ``blank``.
    """
    scan = open_scan(source, settings.intake)
    height, width = scan.image.shape[:2]
    page = Page(source, "blank", width, height, scan.dpi, engine=engine.name)
    level = _level(scan, engine, writing_mode)
    if level is None:
        return page
    layout = find_layout(level.grey, level.ink, level.quads, level.char_px)
    lines = _read(layout.lines, level, engine)
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


def _level(scan: Scan, engine: Engine, writing_mode: WritingMode | None) -> _Level | None:
    """The page evened, turned level, its lines found; None for one with neither ink nor lines."""
    grey = cv2.cvtColor(scan.image, cv2.COLOR_BGR2GRAY) if scan.image.ndim == 3 else scan.image
    area, border = page_area(grey.astype(np.uint8))
    paper = grey.astype(np.uint8)
    if border is not None:
        # Cells of the border count as dark, and take the paper's light from their neighbours.
        paper = np.where(border, np.uint8(0), paper)
    evened = even_light(paper)
    if border is not None:
        evened[border] = 255
    evened = np.ascontiguousarray(evened[area.top : area.bottom, area.left : area.right])
    quads = _find_lines(evened, engine)
    to_upright = Transform.of(np.array([[1.0, 0.0, area.left], [0.0, 1.0, area.top]]))
    turned = writing_mode == "vertical-rl" or (writing_mode is None and _is_vertical(quads))
    if turned:
        evened, quads, back = _turned(evened, quads)
        to_upright = to_upright.after(back)
    ink = ink_of(evened)
    if len(quads) == 0 and cv2.countNonZero(ink) < 0.0005 * ink.size:
        return None
    skew = estimate_skew(ink, quads)
    straight, to_area = straighten(evened, skew)
    back = to_area.inverse()
    levelled = back.points(quads.reshape(-1, 2).astype(np.float64)).reshape(-1, 4, 2).astype(np.float32)
    char_px = _char_px(levelled) / _LINE_OVER_CHAR or max(straight.shape) / 120
    return _Level(straight, ink_of(straight), levelled, char_px, skew, to_upright.after(to_area), turned)


def _is_vertical(quads: NDArray[np.float32]) -> bool:
    """Whether most of what is printed runs from top to bottom."""
    if len(quads) == 0:
        return False
    wide = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1)
    high = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    return float(high[high > 1.7 * wide].sum()) > 1.2 * float(wide[wide > 1.7 * high].sum())


def _turned(image: Image, quads: NDArray[np.float32]) -> tuple[Image, NDArray[np.float32], Transform]:
    """The picture (H x W) and its lines (N x 4 x 2) turned by 90 degrees counter-clockwise, and the map back."""
    width = image.shape[1]
    back = Transform.of(np.array([[0.0, -1.0, width], [1.0, 0.0, 0.0]]))
    corners = back.inverse().points(quads.reshape(-1, 2).astype(np.float64)).reshape(-1, 4, 2)
    # What was the top right corner is the top left one now.
    return np.ascontiguousarray(np.rot90(image)), np.roll(corners, -1, axis=1).astype(np.float32), back


def _find_lines(evened: Image, engine: Engine) -> NDArray[np.float32]:
    scale = min(2.5, _LOOK_PX / max(evened.shape))
    quads, _ = engine.find_lines(evened, scale)
    char_px = _char_px(quads) / _LINE_OVER_CHAR
    if len(quads) >= 8 and char_px * scale < _SMALLEST_CHAR:
        quads, _ = engine.find_lines(evened, min(3.0, _GOOD_CHAR / char_px))
    return quads


def _char_px(quads: NDArray[np.float32]) -> float:
    """The height of the body's line boxes."""
    if len(quads) == 0:
        return 0.0
    wide = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1).astype(np.float64)
    high = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1).astype(np.float64)
    return measure_char_px(np.minimum(wide, high), np.maximum(wide, high))


def _read(found: Sequence[Measured], level: _Level, engine: Engine) -> tuple[TextLine, ...]:
    """The lines read, with their size and weight over the body's."""
    measured = list(found)
    lengths = np.array([max(m.line.box.width, m.line.box.height) for m in measured], dtype=np.float64)
    char_px = measure_char_px(np.array([m.height for m in measured]), lengths) or level.char_px
    measured = [m for m in measured if not _is_speck(m, char_px)]
    readings = _readings(measured, level, engine)
    measured, readings = _second_look(measured, readings, level, engine)
    cleared = [_without_speck(m, reading) for m, reading in zip(measured, readings, strict=True)]
    body = [m.stroke for m in measured if 0.85 < m.height / char_px < 1.2]
    stroke = float(np.median(body)) if body else 1.0
    as_printed = told_apart([normalize_reading(reading, keep_gaps=True) for _, reading in cleared])
    return tuple(
        TextLine(m.line, printed, weight=m.stroke / max(stroke, 0.1), size=_size(m, reading, char_px))
        for (m, reading), printed in zip(cleared, as_printed, strict=True)
    )


def _size(measured: Measured, reading: Reading, char_px: float) -> float:
    """A line's characters over the body's: by its ink's height, but no more than their pitch allows, since a
    single ¥ or bracket may stand higher than the hanzi."""
    glyphs = list(zip(reading.text, reading.positions, strict=False))
    steps = sorted(
        (after - before) * measured.line.box.width
        for (one, before), (two, after) in pairwise(glyphs)
        if "\u4e00" <= one <= "\u9fff" and "\u4e00" <= two <= "\u9fff"
    )
    by_height = measured.height / char_px
    if len(steps) < 3 or measured.line.vertical:
        return by_height
    pitch = steps[len(steps) // 2]
    if by_height > _NEAR_BODY and (pitch > _CONDENSED * measured.height or reading.confidence > 0.9):
        return by_height
    return min(by_height, max(1.0, pitch / (_EM * char_px)))


def _readings(measured: Sequence[Measured], level: _Level, engine: Engine) -> list[Reading]:
    """What the engine reads on lines, which it is given as they stand on the paper."""
    vertical = [m.line.vertical != level.turned for m in measured]
    quarter = {(False, False): 0, (True, False): -1, (False, True): -1, (True, True): 2}
    crops = [
        np.ascontiguousarray(np.rot90(crop_line(level.grey, m.line), quarter[m.line.vertical, level.turned]))
        for m in measured
    ]
    found: dict[int, Reading] = {}
    for direction in (False, True):
        chosen = [i for i, v in enumerate(vertical) if v is direction]
        found |= dict(zip(chosen, engine.read_lines([crops[i] for i in chosen], direction), strict=True))
    return [found[i] for i in range(len(measured))]


def _is_speck(measured: Measured, char_px: float) -> bool:
    """Dust, or a mark that belongs to no line."""
    box = measured.line.box
    return max(box.width, box.height) < 1.1 * char_px and min(box.width, box.height) < _SPECK * char_px


def _second_look(
    measured: Sequence[Measured], readings: Sequence[Reading], level: _Level, engine: Engine
) -> tuple[list[Measured], list[Reading]]:
    """Cuts boxes that hold two lines in two, and reads those again."""
    kept: list[Measured] = []
    texts: list[Reading | None] = []
    for m, reading in zip(measured, readings, strict=True):
        halves = split_double(m, level.grey) if _is_crowded(m, reading, level.char_px) else (m,)
        kept += halves
        texts += [reading] if len(halves) == 1 else [None] * len(halves)
    again = iter(_readings([m for m, t in zip(kept, texts, strict=True) if t is None], level, engine))
    return kept, [next(again) if t is None else t for t in texts]


def _without_speck(measured: Measured, reading: Reading) -> tuple[Measured, Reading]:
    """A line without the speck before it that was read as a stop: no line begins with one that stands apart."""
    line = measured.line
    if line.vertical or reading.text[:1] not in set("。.·、，,'`") or len(reading.positions) < 3:
        return measured, reading
    start = reading.positions[1] * line.box.width - 0.5 * line.box.height
    if start < 0.6 * line.box.height:
        return measured, reading
    share = start / line.box.width
    box = line.box._replace(left=line.box.left + round(start))
    rest = tuple((p - share) / (1 - share) for p in reading.positions[1:])
    return replace(measured, line=replace(line, box=box)), replace(
        reading, text=reading.text[1:], chars=reading.chars[1:], positions=rest
    )


def _is_crowded(measured: Measured, reading: Reading, char_px: float) -> bool:
    if measured.line.vertical or not 1.4 * char_px < measured.height < 2.6 * char_px:
        return False
    hanzi = sum("\u4e00" <= c <= "\u9fff" for c in reading.text)
    if hanzi < 4 or hanzi < 0.6 * len(reading.text):
        return reading.confidence < 0.7
    return measured.line.box.width / len(reading.text) < _CROWDED * measured.height or reading.confidence < 0.7


def _page_layout(level: _Level, layout: Layout, lines: tuple[TextLine, ...]) -> PageLayout:
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
