"""Draws whole pages and issues: from copy to scans with their truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ocr.geometry import Transform
from tests.drawer.copy import Cell, Item, Masthead, PagePlan, Piece, RunningHead, Story, Style
from tests.drawer.makeup import MadeUp, make_up
from tests.drawer.marks import Mark
from tests.drawer.render import Grey, blank_page, draw_marks
from tests.drawer.scanner import CLEAN, OFFICE, Look, Picture, scan
from tests.drawer.truth import ArticleTruth, IssueHead, IssueTruth, PageTruth, article_truth, page_truth, stories_in

_PLAIN = Style()


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A drawn page and everything that is known about it."""

    image: Picture
    """The scan: grey (H x W) or BGR, uint8."""
    truth: IssueTruth
    """Of the issue that this page alone would be."""
    page: PageTruth
    to_scan: Transform
    """From pixels of the printed page to pixels of the scan."""
    printed: Grey
    """The page as printed, before the scanner."""
    marks: tuple[Mark, ...]
    """What stands on it, boxes in pixels of the printed page."""
    rest: Mapping[str, list[Piece]]
    """What is left of stories that go on on a later page, by article."""


def draw_plan(
    plan: PagePlan,
    style: Style = _PLAIN,
    look: Look = OFFICE,
    seed: int = 0,
    carried: Mapping[str, list[Piece]] | None = None,
    file: str = "",
) -> DrawnPage:
    """Draws a page that is planned to the last cell; ``carried`` is the ``rest`` of the pages before.

    Raises FontMissing, CopyDoesNotFit, PageTooLow.
    """
    made = make_up(plan, style, carried or {})
    printed = blank_page(made.width, made.height)
    draw_marks(printed, made.marks, seed)
    image, to_scan = scan(printed, look, seed)
    size = (image.shape[1], image.shape[0])
    page = page_truth(made.marks, to_scan, plan.number, size, look.name, file or f"{plan.number:02d}.jpg")
    return DrawnPage(image, _alone(plan, made, page), page, to_scan, printed, made.marks, made.rest)


def _alone(plan: PagePlan, made: MadeUp, page: PageTruth) -> IssueTruth:
    articles = [article_truth(story, [(plan.number, made.marks)]) for story in stories_in(plan.rows)]
    return {"issue": {"id": "drawn", "title": "", "date": "", "kind": "drawn"}, "pages": [page], "articles": articles}


def draw_page(
    stories: Sequence[Item | Sequence[Item]],
    columns: int | None = None,
    char_px: int = 28,
    seed: int = 0,
    width: int = 2000,
    look: Look = CLEAN,
    style: Style = _PLAIN,
    head: Masthead | RunningHead | None = None,
    footer: str = "",
) -> DrawnPage:
    """Draws one page, as high as its copy: the stories one under the other, those in a nested sequence side by side.

    ``columns`` overrides every story's own number of columns; ``style`` gives faces and spaces, its ``char_px`` is
    overridden. A clean page by default: pass ``look=OFFICE`` (or ``AGED``, ``FAX``, or a ``Look`` of your own).

    >>> page = draw_page([Story("a1", "一个标题", ("第一段的话。",))], columns=2, seed=1)
    >>> [line["role"] for line in page.page["lines"]]
    ['headline', 'body']
    """
    rows = []
    for row in stories:
        items = (row,) if isinstance(row, Item) else tuple(row)
        rows.append(tuple(Cell((_in_columns(item, columns),)) for item in items))
    plan = PagePlan(tuple(rows), head, footer, width=width, margin=round(2.5 * char_px))
    return draw_plan(plan, replace(style, char_px=char_px), look, seed)


def _in_columns(item: Item, columns: int | None) -> Item:
    return replace(item, columns=columns) if columns and isinstance(item, Story) else item


def draw_issue(
    plans: Sequence[PagePlan], style: Style, looks: Sequence[Look], head: IssueHead, seed: int = 0
) -> tuple[list[DrawnPage], IssueTruth]:
    """Draws the pages of an issue in order, stories that jump going on where a ``Continuation`` takes them up."""
    pages: list[DrawnPage] = []
    carried: dict[str, list[Piece]] = {}
    for plan, look in zip(plans, looks, strict=True):
        page = draw_plan(plan, style, look, seed + plan.number, carried)
        carried |= page.rest
        pages.append(page)
    stories: dict[str, Story] = {}
    for story in (story for plan in plans for story in stories_in(plan.rows)):
        stories.setdefault(story.id, story)
    marks = [(plan.number, page.marks) for plan, page in zip(plans, pages, strict=True)]
    articles: list[ArticleTruth] = [article_truth(s, marks) for s in stories.values()]
    return pages, {"issue": head, "pages": [page.page for page in pages], "articles": articles}
