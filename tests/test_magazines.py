"""Pages of magazines set vertically, turned: what comes from the page before, and what stands at the outer edge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr.model import Role
from ocr.stories import find_stories
from tests.layouts import BELL, CHAR, EM, LAMP, SEED, Found, found, headline, page, pour, text_line

LEFT = 100


def test_the_end_of_another_story_stands_over_a_headline_in_its_tier() -> None:
    rest = pour((LAMP[0][2:], LAMP[1]), (LEFT,), 100, chars=24)
    rest = (replace(rest[0], line=replace(rest[0].line, box=rest[0].box._replace(left=LEFT))), *rest[1:])
    head = headline("种子站里排长队", LEFT, rest[-1].box.bottom + 2 * CHAR)
    text = pour(SEED, (LEFT,), head.box.bottom + CHAR, chars=24)
    layout = page(rest, head, text)

    stories = found(replace(layout, turned=True))

    assert [story.headline for story in stories] == [None, "种子站里排长队"]
    assert stories[1] == Found("种子站里排长队", SEED)


@pytest.mark.parametrize(
    ("text", "gap", "kept"),
    [("山城杂志　第三十一期", 3, False), ("山城杂志　第三十一期", 0.5, True), ("他说他买了，第三十一期", 3, True)],
)
def test_a_papers_number_alone_at_the_edge_is_furniture(text: str, gap: float, kept: bool) -> None:
    body = pour(LAMP + BELL, (LEFT,), 260, chars=24)
    line = text_line(text, LEFT + EM, body[-1].box.bottom + gap * CHAR, size=0.9)
    told = find_stories(replace(page(headline("河堤上的灯又亮了", LEFT, 190), body, line), turned=True))

    role = next(one.role for one in told.lines if one.box == line.box)
    assert (role is not Role.RUNNING_HEAD) is kept
