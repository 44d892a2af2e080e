"""The picture of a page with its articles drawn on it, since people would rather look than read.

Each article has its colour, on all its pages, and its number from issue.json at its title. Its text is tinted,
its parts are outlined and named, numbered discs and arrows lead from column to column: a bold arrow where a
paragraph goes on, a dashed one where the next begins. What belongs to no article is grey and hatched.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.export import marks
from ocr.export.canvas import GREY, Canvas, Mask, Points
from ocr.export.stories import Story, View, stories_on
from ocr.model import Image, Issue, Page

_TINT = 0.26
_CLOSED_GAP = 3.5
"""Gaps in a story that its area covers, in char_px."""
_EDGE = 0.35
"""How far an area reaches beyond its parts, in char_px."""
_LEGEND_EM = 2.6
_MOST_STRETCH = 4.0
"""A scan is not enlarged by more than this, nor its picture wider than this many heights."""


def draw_overlay(scan: Image, page: Page, issue: Issue, height: int) -> Image:
    """The page with its articles drawn on it, BGR, about ``height`` pixels high, a legend at its foot.

    ``scan`` is the page as delivered, of any size, H x W or H x W x 3; it is not changed. The picture is lower than
    ``height`` only for a scan that is tiny or many times wider than high.
    """
    legend = round(height / 100 * _LEGEND_EM)
    canvas = Canvas(_with_legend_strip(_scaled(scan, height - legend), legend))
    page_height, width = canvas.picture.shape[0] - legend, canvas.picture.shape[1]
    view = View.of(page, width, page_height)
    stories = stories_on(view, issue)
    areas = _areas(view, stories, canvas)
    for story in stories:
        _draw_area(canvas, story, areas == story.index + 1)
    marks.draw_furniture(canvas, view)
    parts = marks.parts_of(view, stories, areas)
    marks.outline_parts(canvas, parts)
    for story in stories:
        marks.draw_figures(canvas, story.figure_quads, marks.colour_of(story), "photo")
    marks.draw_figures(canvas, [view.quad(figure.box) for figure in page.loose_figures], GREY, "photo of no article")
    for story in stories:
        marks.draw_order(canvas, view, story)
    for story in stories:
        marks.draw_heads(canvas, view, story)
    for story in stories:
        marks.name_jumps(canvas, story)
    marks.name_parts(canvas, parts)
    marks.name_furniture(canvas, view)
    _draw_legend(canvas, page, len(stories), page_height)
    return canvas.finished()


def _scaled(scan: Image, height: int) -> Image:
    """The scan in colour, ``height`` pixels high as far as ``_MOST_STRETCH`` allows."""
    rows, columns = scan.shape[:2]
    scale = min(height / rows, _MOST_STRETCH * height / columns, _MOST_STRETCH)
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    # From half its size on, mixing neighbours loses nothing that areas would keep, in a fifth of the time.
    how = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(scan, size, interpolation=how)
    coloured = cv2.cvtColor(scaled, cv2.COLOR_GRAY2BGR) if scaled.ndim == 2 else scaled
    return coloured.astype(np.uint8)


def _with_legend_strip(picture: Image, height: int) -> Image:
    return np.vstack([picture, np.full((height, picture.shape[1], 3), 255, np.uint8)])


def _areas(view: View, stories: tuple[Story, ...], canvas: Canvas) -> NDArray[np.int16]:
    """Whose each pixel is: 0 nobody's, else the story's index + 1. H x W.

    A story's area is its parts and the narrow gaps between them, so that it follows an L or a step.
    """
    areas = np.zeros(canvas.picture.shape[:2], np.int16)
    for furniture in view.page.furniture:
        _fill(areas, view.quad(furniture.box), -1)
    for story in stories:
        for quad in story.text_quads + story.figure_quads:
            _fill(areas, quad, story.index + 1)
        for run in story.runs:
            _fill(areas, view.column_quad(run.points), story.index + 1)
    parts = areas.copy()
    for story in stories:
        crop, whole = _whole_area(view, story, parts == story.index + 1)
        areas[crop][whole & (areas[crop] == 0)] = story.index + 1
    return np.maximum(areas, 0)


def _whole_area(view: View, story: Story, parts: Mask) -> tuple[tuple[slice, slice], Mask]:
    """A story's parts, the narrow gaps between them and a thin edge, in a crop of the picture."""
    gap, edge = (max(1, round(reach * view.char_px)) for reach in (_CLOSED_GAP, _EDGE))
    points = np.vstack(story.text_quads + story.figure_quads).clip(0, parts.shape[::-1])
    left, top = np.maximum(np.floor(points.min(axis=0)).astype(int) - 2 * gap, 0)
    right, bottom = np.ceil(points.max(axis=0)).astype(int) + 2 * gap
    crop = (slice(top, bottom), slice(left, right))
    closed = cv2.morphologyEx(parts[crop].astype(np.uint8), cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    return crop, cv2.dilate(closed, np.ones((2 * edge + 1, 2 * edge + 1), np.uint8)) > 0


def _fill(areas: NDArray[np.int16], polygon: Points, value: int) -> None:
    cv2.fillPoly(areas, [np.round(polygon).astype(np.int32)], value)


def _draw_area(canvas: Canvas, story: Story, area: Mask) -> None:
    contours, _ = cv2.findContours(area.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    figures = np.zeros(area.shape, np.int16)
    for quad in story.figure_quads:
        _fill(figures, quad, 1)
    canvas.tint(area & (figures == 0), marks.colour_of(story), _TINT)
    for contour in contours:
        smooth = cv2.approxPolyDP(contour, 1.5, True)[:, 0].astype(np.float64)
        canvas.outline(smooth, marks.colour_of(story), 0.13)


def _draw_legend(canvas: Canvas, page: Page, stories: int, top: int) -> None:
    em = canvas.em
    count = "1 article" if stories == 1 else f"{stories} articles"
    found = f"page {page.source.number}: {count if page.status == 'ok' else page.status}"
    y, x = top + _LEGEND_EM / 2 * em, 1.0 * em
    canvas.line(np.array([[0.0, top], [canvas.picture.shape[1], top]]), GREY, 0.06)
    x = canvas.text(x, y, found, GREY, 0.95) + 2.5 * em
    ink = (70, 70, 70)
    canvas.badge(x, y, "1", ink, 0.52)
    x = canvas.text(x + 0.9 * em, y, "column, in reading order", GREY, 0.8) + 2.0 * em
    for name, dashed in (("paragraph goes on", False), ("next paragraph", True)):
        canvas.arrow(np.linspace((x, y), (x + 2.6 * em, y), 8), ink, 0.22, dashed)
        x = canvas.text(x + 3.4 * em, y, name, GREY, 0.8) + 2.0 * em
    corners = np.array(
        [(x, y - 0.6 * em), (x + 2.2 * em, y - 0.6 * em), (x + 2.2 * em, y + 0.6 * em), (x, y + 0.6 * em)]
    )
    canvas.grey_out(corners)
    x = canvas.text(x + 2.7 * em, y, "in no article", GREY, 0.8) + 2.0 * em
    canvas.badge(x, y, "!", marks.AMBER, 0.5)
    canvas.text(x + 0.9 * em, y, "to be looked at", GREY, 0.8)
