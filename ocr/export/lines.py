"""A page's lines, kept beside its picture as ``pages/p01.lines.json``: what ALTO and PAGE need and issue.json has not.

They are written with the issue, by whichever command digitizes it, so that no export has to read a scan again. A
reader's own results are no archive format: they are pickles, and go with the next version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from ocr.export.places import PAGES, lines_name
from ocr.export.records import BoxRecord, Confidence, PageNumber, Record, unit
from ocr.export.schema import IssueDocument
from ocr.geometry import Box, covered, in_rows
from ocr.model import Issue, Page, Role, Source, TextLine

_TITLE_ROLES = (Role.KICKER, Role.HEADLINE, Role.SUBTITLE, Role.BYLINE, Role.EDITOR_NOTE)
_INSIDE = 0.5
"""A line is a part of what covers at least this share of it."""

Point = tuple[int, int]
Polygon = tuple[Point, Point, Point, Point]
Corners = NDArray[np.float64]
"""4 x 2, pixels of the straightened page, clockwise there."""


class LineRecord(Record):
    """One line of text, as it was read, and what it became a part of; nulls where that is nothing."""

    text: str = Field(description="As printed.")
    confidence: Confidence
    role: str = Field(description="headline, byline, body, caption, folio and so on.")
    bbox: BoxRecord
    polygon: Polygon = Field(
        description="Its corners in pixels of the scan: from its first character's upper corner along the line, and "
        "back along its foot.",
        json_schema_extra=unit("pixels"),
    )
    vertical: bool = Field(description="Its characters stand one under the other.")
    char_confidences: tuple[Confidence, ...] = Field(description="Of each character; empty where it was not measured.")
    positions: tuple[float, ...] = Field(
        description="The middle of each character along the line, a share of its length from 0 to 1; may be empty.",
        json_schema_extra=unit("share of 1"),
    )
    article_id: str | None = Field(description="The article it is a part of.")
    block: int | None = Field(
        description="Which block of that article's body, from 0; null in a title.", json_schema_extra=unit("index")
    )
    piece: int | None = Field(description="Which of that block's sources, from 0.", json_schema_extra=unit("index"))
    illustration_id: str | None = Field(description="The illustration whose caption it is a part of.")
    furniture: int | None = Field(description="Which of the page's furniture, from 0.", json_schema_extra=unit("index"))


class RuleRecord(Record):
    """A printed line that parts things."""

    bbox: BoxRecord
    polygon: Polygon = Field(
        description="Its corners in pixels of the scan, which a turned page's box is much wider than.",
        json_schema_extra=unit("pixels"),
    )
    horizontal: bool


class PageLines(Record):
    """All lines and rules of a page."""

    lines_version: str = Field(pattern=r"^1\.\d+$", description="Of this format.", examples=["1.0"])
    issue_id: str
    page: PageNumber
    sha256: str = Field(description="Of the scan that they were read from.")
    settings: str = Field(description="As in the issue's generator record: lines of other settings are not its lines.")
    lines: tuple[LineRecord, ...] = Field(description="In reading order within what they are a part of.")
    rules: tuple[RuleRecord, ...]


class _Owner(NamedTuple):
    """What a line may be a part of, and where that stands on the straightened page."""

    box: Box
    title: bool = False
    article_id: str | None = None
    block: int | None = None
    piece: int | None = None
    illustration_id: str | None = None
    furniture: int | None = None


def page_lines(page: Page, issue: Issue) -> PageLines:
    """The lines of one of the issue's pages."""
    parts, stories = tuple(_parts(page, issue)), tuple(_stories(page, issue))
    owned: dict[_Owner | None, list[TextLine]] = {owner: [] for owner in (*parts, *stories, None)}
    for line in page.lines:
        owned[_owner(line, parts) or _owner(line, stories)].append(line)
    return PageLines(
        lines_version="1.0",
        issue_id=issue.id,
        page=page.source.number,
        sha256=page.source.sha256,
        settings=f"sha256:{issue.settings}",
        lines=tuple(_record(line, owner, page) for owner, lines in owned.items() for line in _in_order(lines)),
        rules=tuple(
            RuleRecord(
                bbox=_on_scan(rule.box, page),
                polygon=_polygon(rule.box.corners(), page),
                horizontal=rule.horizontal != _turned(page),
            )
            for rule in page.rules
        ),
    )


def _parts(page: Page, issue: Issue) -> Iterator[_Owner]:
    """Titles and pieces, captions, furniture, in this order."""
    number = page.source.number
    blocks = {
        source: (article.id, block, piece)
        for article in issue.articles
        for block, whole in enumerate(article.body)
        for piece, source in enumerate(whole.sources)
    }
    pictures = {(placed.page, placed.bbox): placed.id for placed in issue.illustrations}
    for zone, story in zip(page.zones, _stories(page, issue), strict=True):
        if zone.title_box is not None:
            yield story._replace(box=zone.title_box)
        for piece in zone.pieces:
            place = blocks.get(Source(number, page.to_scan.box(piece.box)))
            if place is not None:
                yield _Owner(piece.box, False, *place)
    for figure in (*(figure for zone in page.zones for figure in zone.figures), *page.loose_figures):
        if figure.caption_box is not None:
            box = page.to_scan.box(figure.box).within(page.width, page.height)
            yield _Owner(figure.caption_box, illustration_id=pictures.get((number, box)))
    for index, furniture in enumerate(page.furniture):
        yield _Owner(furniture.box, furniture=index)


def _stories(page: Page, issue: Issue) -> Iterator[_Owner]:
    """The whole place of each of the page's stories: a byline that stands apart is in no part of it."""
    zones = {source: article.id for article in issue.articles for source in article.zone_boxes}
    for zone in page.zones:
        yield _Owner(zone.box, True, zones.get(Source(page.source.number, page.to_scan.box(zone.box))))


def _owner(line: TextLine, owners: Iterable[_Owner]) -> _Owner | None:
    """A line of a title goes to a title where it can, another one never does; of several the smallest has it."""
    is_title = line.role in _TITLE_ROLES
    around = [owner for owner in owners if covered(line.box, owner.box) > _INSIDE and (is_title or not owner.title)]
    return min(
        around, key=lambda owner: (owner.title != is_title, -covered(line.box, owner.box), owner.box.area), default=None
    )


def _in_order(lines: list[TextLine]) -> list[TextLine]:
    """In reading order; vertical ones from the right."""
    if any(line.line.vertical for line in lines):
        return sorted(lines, key=lambda line: -line.box.right)
    return in_rows(lines)


def _record(line: TextLine, owner: _Owner | None, page: Page) -> LineRecord:
    _, _, article_id, block, piece, illustration_id, furniture = owner or _Owner(line.box)
    return LineRecord(
        text=line.text,
        confidence=round(line.confidence, 3),
        role=line.role.value,
        bbox=_on_scan(line.box, page),
        polygon=_polygon(_along(line, page), page),
        vertical=line.line.vertical != _turned(page),
        char_confidences=tuple(round(share, 3) for share in line.reading.chars),
        positions=tuple(round(position, 3) for position in line.reading.positions),
        article_id=article_id,
        block=block,
        piece=piece,
        illustration_id=illustration_id,
        furniture=furniture,
    )


def _along(line: TextLine, page: Page) -> Corners:
    """A line's corners, along its upper side first. On a turned page a line that is vertical there is level on the
    paper, and runs up there."""
    first = 0 if not line.line.vertical else 3 if _turned(page) else 1
    corners = np.array(line.line.quad, dtype=np.float64) if line.line.quad else line.box.corners()
    return np.roll(corners, -first, axis=0)


def _polygon(corners: Corners, page: Page) -> Polygon:
    limits = np.array([page.width, page.height], dtype=np.float64)
    one, two, three, four = np.clip(np.rint(page.to_scan.points(corners)), 0, limits).astype(int).tolist()
    return tuple(one), tuple(two), tuple(three), tuple(four)


def _on_scan(box: Box, page: Page) -> tuple[int, int, int, int]:
    left, top, right, bottom = page.to_scan.box(box).within(page.width, page.height)
    return left, top, right, bottom


def _turned(page: Page) -> bool:
    return page.writing_mode == "vertical-rl"


@dataclass(frozen=True, slots=True)
class KeptLines:
    """The lines of an issue's pages, as far as they are still there."""

    pages: dict[int, PageLines]
    problems: tuple[str, ...]
    """A sentence where some are gone."""


def lines_file(folder: Path, page: int) -> Path:
    """Where a page's lines are kept in its issue's folder."""
    return folder / PAGES / lines_name(page)


def kept_lines(folder: Path, document: IssueDocument) -> KeptLines:
    """The lines that are kept in an issue's folder. Those of another scan, or not whole, are as good as gone."""
    wanted = [page for page in document.pages if page.status == "ok"]
    read = {page.number: _read(lines_file(folder, page.number)) for page in wanted}
    kept = {
        page.number: lines
        for page in wanted
        if (lines := read[page.number]) is not None
        and (lines.sha256, lines.settings) == (page.source.sha256, document.generator.settings)
    }
    gone = [page.number for page in wanted if page.number not in kept]
    if not gone:
        return KeptLines(kept, ())
    missing = ", ".join(lines_file(folder, page).name for page in gone)
    return KeptLines(
        kept,
        (
            f"{folder / PAGES}: the lines that were read are gone ({missing}), so the pages have blocks without "
            f"lines or titles; digitize the issue again to get them",
        ),
    )


def _read(file: Path) -> PageLines | None:
    try:
        return PageLines.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None
