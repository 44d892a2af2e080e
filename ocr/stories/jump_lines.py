"""Jump lines (转版线) of a page: which way each leads, and the story it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr import language
from ocr.geometry import Box, x_overlap
from ocr.model import TextLine, Zone

_TEXT = 1.25
"""No body text is larger than so many body characters."""
_CLOSE = 1.7
"""In body characters: how far a jump line stands from the text it ends or begins."""
_REACH = 6
"""... and from the story it may belong to."""


@dataclass(frozen=True, slots=True)
class JumpLine:
    """A jump line with the page it names: where the story goes on, or where it comes from."""

    line: TextLine
    target: str | None = None
    source: str | None = None


def find_jumps(lines: Sequence[TextLine], char_px: float) -> list[JumpLine]:
    """The jump lines among a page's lines. 紧接第二版 leads on and 紧接第一版 comes from there: the place tells."""
    found = []
    for line in lines:
        if not language.is_jump_line(line.text):
            continue
        either, source = language.jump_either(line.text), language.jump_from(line.text)
        if either is not None and _heads_text(line, lines, char_px):
            found.append(JumpLine(line, source=either))
        elif source is not None:
            found.append(JumpLine(line, source=source[0]))
        else:
            found.append(JumpLine(line, target=language.jump_to(line.text)))
    return found


def _heads_text(line: TextLine, lines: Sequence[TextLine], char_px: float) -> bool:
    """Whether text begins under a line and none ends over it."""
    text = [o for o in lines if o is not line and o.size < _TEXT and not o.line.vertical and len(o.text) >= 3]
    column = [o.box for o in text if x_overlap(o.box, line.box) > 0]
    under = any(-0.5 * char_px < box.top - line.box.bottom < _CLOSE * char_px for box in column)
    over = any(-0.5 * char_px < line.box.top - box.bottom < _CLOSE * char_px for box in column)
    return under and not over


def with_jumps(zones: Sequence[Zone], jumps: Sequence[JumpLine], char_px: float) -> list[Zone]:
    """Each jump line goes to the story it stands in: 下转 at its end, 上接 at its head."""
    placed = list(zones)
    for jump in jumps:
        best, near = None, float("inf")
        for k, zone in enumerate(placed):
            distance = _distance(jump.line.box, zone, jump.source is not None)
            if distance < near:
                best, near = k, distance
        if best is None or near > _REACH * char_px:
            continue
        if jump.source is not None:
            placed[best] = replace(placed[best], jump_from=jump.source)
        elif jump.target is not None:
            placed[best] = replace(placed[best], jump_to=jump.target)
    return placed


def _distance(line: Box, zone: Zone, at_head: bool) -> float:
    """How far a jump line stands from where such a line belongs in a zone."""
    if at_head:
        heads = [
            zone.box.top,
            *([zone.title_box.bottom] if zone.title_box else []),
            *(p.box.top for p in zone.pieces[:1]),
        ]
        return min(abs(top - line.bottom) for top in heads) + max(0, -x_overlap(zone.box, line))
    if not zone.pieces:
        return float("inf")
    last = zone.pieces[-1].box
    return max(0, line.top - last.bottom) + max(0, last.top - line.bottom) + max(0, -x_overlap(last, line))
