"""Boxes set in the other direction than their page: a horizontal one on a vertical page, and the reverse.

Such a box is a small page of its own, turned by a quarter; what is found in it is turned back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.geometry import Box, covered
from ocr.model import Figure, Furniture, TextLine, Zone
from ocr.stories.elements import PageLayout, PageStories

INSIDE = 0.85
"""A line, rule or picture stands in a box that covers more than this share of it."""
_FEWEST = 3
"""Lines of text that show in which direction a box is set, ..."""
_WORDS = 30
"""... with so many characters."""
_MOST = 0.7
"""So large a share of them runs across the page's lines."""

_OWN_SIZE = 1.15
"""Larger or smaller by more than this factor than the page's, a box's type is its own."""


def boxes_across(layout: PageLayout, kept: Sequence[int], adverts: Sequence[Box]) -> list[Box]:
    """The boxes that hold running text across the page's own direction, the largest first. ``kept``: indices of lines
    that are no furniture."""
    frames = sorted((f.box for f in layout.frames if f.box not in adverts), key=lambda box: -box.area)
    return [box for box in frames if _runs_across(box, [layout.lines[i] for i in kept])]


def _runs_across(box: Box, lines: Sequence[TextLine]) -> bool:
    inside = [line for line in lines if covered(line.box, box) > INSIDE]
    across = [line for line in inside if line.line.vertical]
    words = sum(len(line.text) for line in across)
    return len(across) >= _FEWEST and words >= max(_WORDS, _MOST * sum(len(line.text) for line in inside))


def part_across(layout: PageLayout, within: Sequence[int], box: Box) -> PageLayout:
    """A box, with those lines that stand in it (indices), as a page whose text runs as text does, and whose body is
    the box's own."""

    def holds(other: Box) -> bool:
        return covered(other, box) > INSIDE

    own = _body_size([layout.lines[i] for i in within])
    return replace(
        layout,
        char_px=own * layout.char_px,
        lines=tuple(replace(layout.lines[i], size=layout.lines[i].size / own) for i in within),
        pictured=tuple(layout.pictured[i] for i in within),
        rules=tuple(rule for rule in layout.rules if holds(rule.box)),
        frames=tuple(frame for frame in layout.frames if frame.box != box and holds(frame.box)),
        illustrations=tuple(one for one in layout.illustrations if holds(one.box)),
    ).across()


def _body_size(lines: Sequence[TextLine]) -> float:
    """The size of a box's body over the page's: half of its words are no smaller. 1 where it is about the page's."""
    sizes = sorted(line.size for line in lines if line.line.vertical for _ in line.text)
    size = sizes[len(sizes) // 2] if sizes else 1.0
    return size if max(size, 1 / size) > _OWN_SIZE else 1.0


def back_across(found: PageStories, layout: PageLayout, within: Sequence[int]) -> PageStories:
    """What was found in a part of ``layout``, with its boxes and lines as they are on the page."""
    across = layout.across()
    own = [layout.lines[i] for i in within]

    def figure(one: Figure) -> Figure:
        caption = across.turn(one.caption_box) if one.caption_box else None
        return replace(one, box=across.turn(one.box), caption_box=caption)

    def zone(one: Zone) -> Zone:
        return replace(
            one,
            box=across.turn(one.box),
            title_box=across.turn(one.title_box) if one.title_box else None,
            pieces=tuple(replace(piece, box=across.turn(piece.box)) for piece in one.pieces),
            figures=tuple(figure(f) for f in one.figures),
        )

    return PageStories(
        tuple(zone(one) for one in found.zones),
        tuple(Furniture(item.role, item.text, across.turn(item.box)) for item in found.furniture),
        tuple(figure(one) for one in found.loose_figures),
        tuple(replace(line, role=told.role) for line, told in zip(own, found.lines, strict=True)),
    )
