"""The marks on a page picture: outlines, names, numbers and arrows. Each function draws one kind of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.export.canvas import GREY, WHITE, Canvas, Colour, Points, s_curve
from ocr.export.stories import Run, Story, View, from_reading, reading_extent
from ocr.geometry import Box, intersection, union
from ocr.model import Role

AMBER: Colour = (0, 120, 225)
_PALETTE: tuple[Colour, ...] = (
    (184, 98, 28),
    (38, 78, 214),
    (62, 138, 30),
    (176, 64, 142),
    (20, 128, 196),
    (140, 138, 0),
    (98, 36, 190),
    (32, 88, 134),
    (196, 72, 88),
    (0, 140, 122),
    (150, 60, 210),
    (92, 100, 60),
)
"""BGR; neighbours in the list are far apart, each dark enough for white letters."""
_NAMES = {
    Role.KICKER: "kicker",
    Role.HEADLINE: "headline",
    Role.SUBTITLE: "subtitle",
    Role.BYLINE: "byline",
    Role.EDITOR_NOTE: "editor's note",
    Role.LEAD: "lead",
    Role.SUBHEAD: "subhead",
    Role.CAPTION: "caption",
}
_SMALL = (Role.SUBHEAD,)
"""Named only where there is room."""
_FREE, _SHARED = 0.12, 1.0
"""A spot is free whose crowding is below the first; from the second on, another mark would be hidden."""
_TOUCHING = 0.8
"""Boxes of one role belong together that are closer than this share of their lesser side."""


def colour_of(story: Story) -> Colour:
    """An article's colour, the same on all its pages."""
    return _PALETTE[story.index % len(_PALETTE)]


def draw_figures(canvas: Canvas, quads: Iterable[Points], colour: Colour, name: str) -> None:
    """Outlines figures, 4 x 2 each in pixels of the picture, in their article's colour, and writes its name on each."""
    for quad in quads:
        canvas.outline(quad, WHITE, 0.5)
        canvas.outline(quad, colour, 0.28)
        x, y = quad[0] + (0.5 * canvas.em, 1.1 * canvas.em)
        canvas.tag(x, y, name, colour)


def draw_furniture(canvas: Canvas, view: View) -> None:
    """Greys out what belongs to no story."""
    for furniture in view.page.furniture:
        quad = view.quad(furniture.box)
        canvas.grey_out(quad)
        canvas.outline(quad, GREY, 0.08)


def name_furniture(canvas: Canvas, view: View) -> None:
    """Writes beside it what it is, once for what stands together."""
    for role, box in _grouped((furniture.role, furniture.box) for furniture in view.page.furniture):
        _tag_beside(canvas, view.quad(box), role.value.replace("_", " "), GREY)


Part = tuple[Role, Points, Colour]
"""A part of a title block, a subhead or a caption: what it is, where, and in whose colour."""


def parts_of(view: View, stories: Iterable[Story], areas: NDArray[np.int16]) -> list[Part]:
    """The named parts on the page. ``areas``: H x W, the index + 1 of the story that owns a pixel, else 0."""
    colours = {story.index + 1: colour_of(story) for story in stories}
    parts = []
    for role, box in _grouped((line.role, line.box) for line in view.page.lines if line.role in _NAMES):
        quad = view.quad(box)
        x, y = np.clip(quad.mean(axis=0).astype(int), 0, (areas.shape[1] - 1, areas.shape[0] - 1))
        parts.append((role, quad, colours.get(int(areas[y, x]), GREY)))
    return parts


def outline_parts(canvas: Canvas, parts: Iterable[Part]) -> None:
    """A thin line around each, in its article's colour."""
    for _, quad, colour in parts:
        canvas.outline(quad, colour, 0.09)


def name_parts(canvas: Canvas, parts: Iterable[Part]) -> None:
    """Writes beside each what it is, where that hides little."""
    for role, quad, colour in parts:
        _tag_beside(canvas, quad, _NAMES[role], colour, most=_FREE if role in _SMALL else _SHARED)


def draw_order(canvas: Canvas, view: View, story: Story) -> None:
    """Dots where paragraphs begin, a number at each column, arrows from column to column."""
    colour, runs = colour_of(story), story.runs
    for run in runs:
        for place in run.places:
            if place.begins:
                left, top, _, _ = reading_extent(view, place.quad)
                ((x, y),) = from_reading(view, np.array([[left - 0.35 * view.char_px, top + 0.5 * view.char_px]]))
                canvas.dot(x, y, 0.28, WHITE)
                canvas.dot(x, y, 0.2, colour)
    for run, following in pairwise(runs):
        canvas.arrow(_way(view, run, following, canvas.em), colour, 0.22, dashed=following.places[0].begins)
    for number, run in enumerate(runs if len(runs) > 1 else (), start=1):
        x, y = _entry(view, run)
        canvas.badge(x, y, str(number), colour, 0.52)


def draw_heads(canvas: Canvas, view: View, story: Story) -> None:
    """The article's number at its titles, an exclamation mark where it is to be looked at."""
    number = story.article.id.lstrip("a0") or story.article.id
    vertical, em = view.page.writing_mode == "vertical-rl", canvas.em
    for quad in story.heads:
        corner = quad[1] + (0.6 * em, -0.1 * em) if vertical else quad[0] - (0.6 * em, 0.1 * em)
        x, y = np.clip(corner, 1.3 * em, np.array(canvas.picture.shape[1::-1]) - 1.3 * em)
        canvas.badge(x, y, number, colour_of(story), 1.05)
        if story.article.review_reasons:
            canvas.badge(x + 1.0 * em, y - 0.8 * em, "!", AMBER, 0.5)


def name_jumps(canvas: Canvas, story: Story) -> None:
    """Says from which page the story comes and to which it goes."""
    if story.runs and story.from_page:
        _tag_beside(canvas, story.heads[0], f"from p{story.from_page}", colour_of(story), filled=True)
    if story.runs and story.to_page:
        last = story.runs[-1].places[-1].quad
        _tag_beside(canvas, last, f"to p{story.to_page}", colour_of(story), filled=True, below=True)


def _entry(view: View, run: Run) -> Points:
    """Where one begins to read a run, just before its first line: x, y."""
    _, top, _, _ = reading_extent(view, run.places[0].quad)
    left, _, _, _ = reading_extent(view, run.points)
    point: Points = from_reading(view, np.array([[left - 0.55 * view.char_px, top + 0.5 * view.char_px]]))[0]
    return point


def _way(view: View, run: Run, following: Run, clearance: float) -> Points:
    """The curve from the end of a run to the beginning of the one that is read next, in the gaps between them.

    It ends ``clearance`` pixels before the number that stands there.
    """
    left, _, right, bottom = reading_extent(view, run.points)
    onward = reading_extent(view, following.points)[0] > (left + right) / 2
    start = np.array([[right + 0.55 * view.char_px if onward else left - 0.55 * view.char_px, bottom]])
    axis = 0 if view.page.writing_mode == "vertical-rl" else 1
    curve = s_curve(from_reading(view, start)[0], _entry(view, following), axis)
    clear: Points = curve[np.hypot(*(curve - curve[-1]).T) > clearance]
    return clear if len(clear) > 1 else curve[:2]


def _grouped(boxes: Iterable[tuple[Role, Box]]) -> list[tuple[Role, Box]]:
    """Boxes of one role that touch each other as one."""
    groups: list[tuple[Role, Box]] = []
    for role, box in boxes:
        reach = box.grown(_TOUCHING * min(box.width, box.height))
        at = next((i for i, (other, near) in enumerate(groups) if other == role and intersection(reach, near)), None)
        if at is None:
            groups.append((role, box))
        else:
            groups[at] = (role, union([groups[at][1], box]))
    return groups


def _tag_beside(
    canvas: Canvas,
    quad: Points,
    name: str,
    colour: Colour,
    filled: bool = False,
    below: bool = False,
    most: float = float("inf"),
) -> None:
    """A tag where it hides least: right or left of a quad, over or under it, on its edge, or in its corner.

    None where that is ``most`` or more, as ``Canvas.crowding`` counts it.
    """
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    width, height = canvas.tag_size(name)
    middle, gap = (top + bottom) / 2, 0.25 * canvas.em
    level = bottom + 0.7 * height if below else top - 0.5 * height
    over, under = ((left + right - width) / 2, top - 0.7 * height), ((left + right - width) / 2, bottom + 0.7 * height)
    beside = [under] if below else [(right + gap, middle), (left - gap - width, middle), over, under]
    spots = [*beside, (right - width, level), (left, level), (left + gap, top + 0.7 * height)]
    hidden = [canvas.crowding(x, y - height / 2, x + width, y + height / 2) for x, y in spots]
    least = int(np.argmin(hidden))
    if hidden[least] < most:
        canvas.tag(*spots[least], name, colour, filled)
