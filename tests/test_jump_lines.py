"""Jump lines of a page: which way they lead, by their words or by their place."""

from __future__ import annotations

import pytest

from ocr.model import Zone
from ocr.stories import find_stories
from tests.layouts import (
    BELL,
    CHAR,
    EM,
    HEAD_RULE,
    LAMP,
    PITCH,
    RUNNING_HEAD,
    SEED,
    columns,
    headline,
    page,
    pour,
    text_line,
)

LEFT = 100


def story_of(word: str, zones: tuple[Zone, ...]) -> Zone:
    return next(zone for zone in zones if any(word in piece.text for piece in zone.pieces))


@pytest.mark.parametrize("verb", ["紧接", "緊轉"])
def test_one_verb_at_both_ends_leads_where_its_place_says(verb: str) -> None:
    upper = pour(LAMP + SEED, columns(LEFT, 2), 200)
    foot = upper[-1].box.bottom
    goes_on = text_line(f"（{verb}第三版）", upper[-1].box.left + 5 * EM, foot + 10)
    comes_from = text_line(f"（{verb}第一版）", LEFT + 4 * EM, foot + 180)
    layout = page(
        RUNNING_HEAD,
        headline("河堤上的灯又亮了", LEFT, 100),
        upper,
        goes_on,
        headline("铜锣报时", LEFT, foot + 120),
        comes_from,
        pour(BELL + SEED, columns(LEFT, 2), foot + 180 + PITCH + CHAR // 2),
        rules=[HEAD_RULE],
    )
    zones = find_stories(layout).zones
    lamp, bell = story_of("桥头的路灯", zones), story_of("老钟停了", zones)
    assert (lamp.jump_to, lamp.jump_from) == ("三", None)
    assert (bell.jump_to, bell.jump_from) == (None, "一")
