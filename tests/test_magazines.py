"""Pages of magazines set vertically, turned: what comes from the page before, and what stands at the outer edge."""

from __future__ import annotations

from dataclasses import replace

from tests.layouts import CHAR, LAMP, SEED, Found, found, headline, page, pour

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
