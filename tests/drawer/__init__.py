"""Typesets newspaper pages with known truth, and makes them look scanned.

For the test of a stage, a page in a line, and what must come out of it:

    story = Story("a", "河堤上的灯", ("第一段。", "## 小标题", "第二段。"), photos=(Photo("灯下"),))
    page = draw_page([story], columns=3, seed=1)
    page.image                    # uint8, H x W: what a scanner delivers
    page.page["lines"]            # text, bbox (pixels of the scan), role, article
    page.page["figures"]          # bbox, caption, article
    page.truth["articles"]        # as in truth.json: body with breaks mended, captions, breaks

Or bare things on a bare page, in place:

    page = blank_page(800, 600)
    box = draw_text_line(page, "一行字", left=40, top=30, px=32, face="hei_bold")
    draw_rule(page, Box(40, 100, 760, 103))
    draw_photo(page, Box(40, 120, 400, 360), scene="river", seed=3)
    image, to_scan = scan(page, Look(skew_deg=1.5), seed=1)

``copy`` says what can be printed, ``scanner`` what can happen to it, ``truth`` what is then known.
``python -m tests.drawer`` draws the sample issue in ``scans/`` anew.
"""

from tests.drawer.copy import (
    Advertisement,
    Cell,
    Continuation,
    Masthead,
    PagePlan,
    Photo,
    RunningHead,
    Story,
    Style,
)
from tests.drawer.drawing import DrawnPage, draw_issue, draw_page, draw_plan
from tests.drawer.fonts import FontMissing
from tests.drawer.render import blank_page, draw_photo, draw_rule, draw_text_line
from tests.drawer.scanner import AGED, CLEAN, FAX, OFFICE, Look, scan

__all__ = [
    "AGED",
    "CLEAN",
    "FAX",
    "OFFICE",
    "Advertisement",
    "Cell",
    "Continuation",
    "DrawnPage",
    "FontMissing",
    "Look",
    "Masthead",
    "PagePlan",
    "Photo",
    "RunningHead",
    "Story",
    "Style",
    "blank_page",
    "draw_issue",
    "draw_page",
    "draw_photo",
    "draw_plan",
    "draw_rule",
    "draw_text_line",
    "scan",
]
