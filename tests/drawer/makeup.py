"""Makes up a page: masthead or running head, rows of cells with their rules, footer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ocr.geometry import Box
from tests.drawer.copy import Cell, Masthead, PagePlan, Piece, RunningHead, Style
from tests.drawer.marks import Mark, RuleMark, fitted_line, line_height, shifted, text_mark
from tests.drawer.setting import set_line
from tests.drawer.story import Laid, lay

_ROW_GAP = 0.9
"""Above and below a rule between rows, in ems."""
_ITEM_GAP = 1.1
"""Between items in one cell, in ems."""


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A page of marks, its size, and what is left of stories that go on, by article."""

    marks: tuple[Mark, ...]
    width: int
    height: int
    rest: Mapping[str, list[Piece]]


class PageTooLow(Exception):
    """The content is higher than the page was planned."""


def make_up(plan: PagePlan, style: Style, carried: Mapping[str, list[Piece]]) -> MadeUp:
    """Lays out the page. ``carried`` is what earlier pages left over. Raises PageTooLow."""
    inner = plan.width - 2 * plan.margin
    head = _head_marks(plan.head, inner, style)
    rows = [_lay_row(row, inner, style, carried, plan.story_rules) for row in plan.rows]
    footer = _footer_marks(plan.footer, inner, style)
    gap = style.px(_ROW_GAP)
    natural = 2 * plan.margin + head.height + footer.height + sum(r.height for r in rows) + 2 * gap * (len(rows) - 1)
    height = plan.height or natural
    if height < natural:
        raise PageTooLow(f"page {plan.number} needs {natural} px and has {height}")
    spare = (height - natural) / (2 * (len(rows) - 1)) if len(rows) > 1 else 0.0
    marks = shifted(head.marks, plan.margin, plan.margin)
    y = float(plan.margin + head.height)
    for i, row in enumerate(rows):
        if i:
            y += gap + spare
            top = round(y)
            marks.append(RuleMark(Box(plan.margin, top, plan.margin + inner, top + style.rule_px)))
            y += gap + spare
        marks += shifted(row.marks, plan.margin, round(y))
        y += row.height
    marks += shifted(footer.marks, plan.margin, height - plan.margin - footer.height)
    rest = {article: pieces for row in rows for article, pieces in row.rest.items()}
    return MadeUp(tuple(marks), plan.width, height, rest)


def _lay_row(
    cells: tuple[Cell, ...], width: int, style: Style, carried: Mapping[str, list[Piece]], rules: bool
) -> Laid:
    """Cells side by side, each stretched to the highest one's height."""
    gap = style.px(2.2)
    unit = (width - gap * (len(cells) - 1)) / sum(cell.span for cell in cells)
    widths = [round(unit * cell.span) for cell in cells]
    natural = [_lay_cell(c, w, style, carried, 0) for c, w in zip(cells, widths, strict=True)]
    height = max(laid.height for laid in natural)
    marks: list[Mark] = []
    rest: dict[str, list[Piece]] = {}
    x = 0
    for i, (cell, wide, laid) in enumerate(zip(cells, widths, natural, strict=True)):
        full = _lay_cell(cell, wide, style, carried, height - laid.height)
        marks += shifted(full.marks, x, 0)
        rest |= full.rest
        x += wide
        if rules and i + 1 < len(cells):
            marks.append(RuleMark(Box(x + gap // 2, 0, x + gap // 2 + style.rule_px, height)))
        x += gap
    return Laid(marks, height, rest)


def _lay_cell(cell: Cell, width: int, style: Style, carried: Mapping[str, list[Piece]], stretch: int) -> Laid:
    """Items one under the other; ``stretch`` pixels go to the items in equal parts."""
    marks: list[Mark] = []
    rest: dict[str, list[Piece]] = {}
    y = 0
    share = stretch // len(cell.items)
    for i, item in enumerate(cell.items):
        y += style.px(_ITEM_GAP) if i else 0
        laid = lay(item, width, style, carried, share)
        marks += shifted(laid.marks, 0, y)
        rest |= laid.rest
        y += laid.height
    return Laid(marks, y, rest)


def _head_marks(head: Masthead | RunningHead | None, width: int, style: Style) -> Laid:
    if head is None:
        return Laid([], 0, {})
    return _masthead(head, width, style) if isinstance(head, Masthead) else _running_head(head, width, style)


def _masthead(head: Masthead, width: int, style: Style) -> Laid:
    px = style.px(5.2)
    name = set_line(head.title, head.face, px, tracking=0.12)
    marks: list[Mark] = [text_mark(name, 0, 0, head.face, px, "masthead")]
    small = style.px(0.95)
    step = line_height(small) + style.px(0.25)
    foot = line_height(px)
    for i, text in enumerate(head.info):
        line = set_line(text, "hei", small)
        y = foot - step * (len(head.info) - i)
        marks.append(text_mark(line, width - line.width, y, "hei", small, "masthead"))
    return Laid(marks + _double_rule(width, foot + style.px(0.3), style), foot + style.px(1.2), {})


def _double_rule(width: int, y: int, style: Style) -> list[Mark]:
    thick = 3 * style.rule_px
    thin = y + thick + 2 * style.rule_px
    return [RuleMark(Box(0, y, width, y + thick)), RuleMark(Box(0, thin, width, thin + style.rule_px))]


def _running_head(head: RunningHead, width: int, style: Style) -> Laid:
    px, small = style.px(1.35), style.px(0.95)
    left, middle, right = (
        set_line(head.folio, "hei_bold", px),
        set_line(head.section, "kai", px),
        set_line(head.right, "hei", small),
    )
    marks: list[Mark] = [text_mark(left, 0, 0, "hei_bold", px, "page_header")]
    if head.section:
        marks.append(text_mark(middle, (width - middle.width) / 2, 0, "kai", px, "page_header"))
    if head.right:
        y = line_height(px) - line_height(small)
        marks.append(text_mark(right, width - right.width, y, "hei", small, "page_header"))
    y = line_height(px) + style.px(0.15)
    return Laid([*marks, RuleMark(Box(0, y, width, y + 2 * style.rule_px))], y + style.px(0.9), {})


def _footer_marks(text: str, width: int, style: Style) -> Laid:
    if not text:
        return Laid([], 0, {})
    line, px = fitted_line(text, "hei", style.px(0.85), width)
    rule = RuleMark(Box(0, style.px(0.8), width, style.px(0.8) + style.rule_px))
    y = style.px(1.15)
    return Laid([rule, text_mark(line, (width - line.width) / 2, y, "hei", px, "page_footer")], y + line_height(px), {})
