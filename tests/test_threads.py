"""Stories that run through the tiers of an old vertical page, turned: where they interlock no straight cut fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ocr.geometry import Box
from ocr.model import Frame, TextLine
from ocr.stories.assignment import assign
from ocr.stories.tiers import parted_by_space, titles_amid
from tests.layouts import (
    BELL,
    CHAR,
    EM,
    LAMP,
    PITCH,
    SEED,
    found,
    headline,
    page,
    pour,
    run_of,
    text_line,
    upright_rule,
)

TIERS = (100, 430, 760, 1090)
TOP, MIDDLE = 100, 800


@given(arrays(np.float64, st.tuples(st.integers(1, 5), st.just(6)), elements=st.floats(-9, 9, width=16)))
def test_an_assignment_costs_as_little_as_any(costs: np.ndarray) -> None:
    columns = assign(costs)

    rows = range(len(costs))
    assert len(set(columns)) == len(costs)
    least = min(sum(costs[i, j] for i, j in zip(rows, order, strict=False)) for order in permutations(range(6)))
    assert sum(costs[i, j] for i, j in zip(rows, columns, strict=True)) == pytest.approx(least)


def at(lines: Sequence[TextLine], left: int, top: int) -> tuple[TextLine, ...]:
    """Lines of a column poured at 0, each in its place in one that begins at ``left``, ``top``."""
    first = lines[0].box.top
    return tuple(text_line(line.text, left + line.box.left, top + line.box.top - first) for line in lines)


def test_stories_that_interlock_are_told_apart() -> None:
    """The second story goes on in two tiers above the third, whose headline and columns are two tiers high, and which
    goes on in the last."""
    one, two = pour(LAMP, (0,), 0), pour((*SEED, *BELL), (0,), 0)
    three = "".join((*LAMP[1:], *SEED))
    wide, rest = (
        pour((three,), (0,), 0, chars=29)[:4],
        three[sum(len(x.text) for x in pour((three,), (0,), 0, chars=29)[:4]) :],
    )
    narrow = [text_line(rest[k : k + 14], 0, PITCH * k / 14) for k in range(0, len(rest), 14)]
    layout = page(
        headline("路灯亮了起来", TIERS[0], TOP),
        at(one, TIERS[0], TOP + 60),
        headline("种子站里排长队", TIERS[0], MIDDLE),
        at(two[:6], TIERS[0], MIDDLE + 60),
        at(two[6:13], TIERS[1], TOP),
        at(two[13:], TIERS[2], TOP),
        headline("老钟停了两个星期", TIERS[1], MIDDLE, size=3),
        at(wide, TIERS[1], MIDDLE + 80),
        at(narrow, TIERS[3], TOP),
        rules=[upright_rule(TIERS[1] - 12, TOP, MIDDLE + 400), upright_rule(TIERS[3] - 12, TOP, MIDDLE + 400)],
    )

    stories = {story.headline: "".join(story.blocks) for story in found(replace(layout, turned=True))}

    assert stories == {
        "路灯亮了起来": "".join(LAMP),
        "种子站里排长队": "".join((*SEED, *BELL)),
        "老钟停了两个星期": three,
    }


def test_space_between_columns_parts_a_run() -> None:
    lines = pour(LAMP, (100,), 100)
    lower = at(lines[4:], 0, lines[4].box.top + CHAR)

    parts = parted_by_space([run_of((*lines[:4], *lower), 100)], CHAR)

    assert [len(part.lines) for part in parts] == [4, len(lines) - 4]


def test_columns_that_end_nearer_for_good_are_another_run() -> None:
    tall, low = pour(LAMP[:1], (100,), 100, chars=24), pour(SEED[:1], (100,), 100, chars=12)
    below = at(low, 0, 100 + len(tall) * PITCH)

    parts = parted_by_space([run_of((*tall, *below), 100, chars=24)], CHAR)

    assert len(parts[-1].lines) in (len(low), len(low) + 1)
    assert parts[-1].right.at(0) < parts[0].right.at(0)


def test_short_columns_with_space_around_them_are_a_headline() -> None:
    words = run_of(
        [text_line("城南的少年兵", 100 + 4 * EM, 100), text_line("每日在街口操练", 100 + 3 * EM, 100 + PITCH)], 100
    )
    text = run_of(pour(LAMP, (100,), 300), 100)

    (title,), rest = titles_amid([words, text], CHAR)

    assert [line.text for line in title.headline] == ["城南的少年兵"]
    assert [line.text for line in title.subtitle] == ["每日在街口操练"]
    assert rest == [text]


def test_a_text_in_mid_sentence_goes_on_past_the_rule_of_its_tier() -> None:
    text = pour((*LAMP, *SEED), (0,), 0)
    cut = next(k for k in range(8, len(text)) if text[k].text[-1] not in "。，、？！：”" and text[k + 1].box.left == 0)
    layout = page(
        headline("路灯亮了起来", TIERS[0], TOP),
        at(text[: cut + 1], TIERS[0], TOP + 60),
        at(text[cut + 1 :], TIERS[1], TOP),
        headline("老钟停了两个星期", TIERS[1], MIDDLE),
        at(pour(BELL, (0,), 0), TIERS[1], MIDDLE + 60),
        rules=[upright_rule(TIERS[1] - 12, TOP, MIDDLE + 400)],
    )

    stories = {story.headline: "".join(story.blocks) for story in found(replace(layout, turned=True))}

    assert stories == {"路灯亮了起来": "".join((*LAMP, *SEED)), "老钟停了两个星期": "".join(BELL)}


def test_a_text_without_stops_goes_on_in_the_next_tier_from_its_last_story() -> None:
    """No headline stands at the next tier's head; the story before the last would have to pass another's headline."""
    bare = {ord(mark): None for mark in "，。、：？；！“”"}
    one, two, three = ("".join(text).translate(bare) for text in (LAMP, BELL, SEED))

    def solid(text: str, left: int, top: int) -> list[TextLine]:
        return [text_line(text[k : k + 14], left, top + k * PITCH / 14) for k in range(0, len(text), 14)]

    cut = 70
    layout = page(
        headline("路灯亮了起来", TIERS[0], TOP),
        solid(one, TIERS[0], TOP + 60),
        headline("老钟停了", TIERS[0], MIDDLE),
        solid(two[:cut], TIERS[0], MIDDLE + 60),
        solid(two[cut:], TIERS[1], TOP),
        headline("种子站里排长队", TIERS[1], MIDDLE + 200),
        solid(three, TIERS[1], MIDDLE + 260),
        rules=[upright_rule(TIERS[1] - 12, TOP, MIDDLE + 700)],
    )

    stories = {story.headline: "".join(story.blocks) for story in found(replace(layout, turned=True))}

    assert stories == {"路灯亮了起来": one, "老钟停了": two, "种子站里排长队": three}


@pytest.mark.parametrize("whole", [True, False])
def test_a_text_in_a_frame_that_begins_and_ends_there_is_a_story_of_its_own(whole: bool) -> None:
    """Though no headline was told in it, the story above does not run into it; one that leaves off may."""
    boxed = pour(SEED, (0,), 0)[: None if whole else -1]
    one = pour(LAMP, (0,), 0)
    top = TOP + 60 + PITCH * len(one) + 60
    frame = Box(TIERS[0] - 8, top - 8, TIERS[0] + 14 * EM + 8, top + PITCH * len(boxed) + 8)
    layout = page(
        headline("路灯亮了起来", TIERS[0], TOP),
        at(one, TIERS[0], TOP + 60),
        at(boxed, TIERS[0], top),
        headline("老钟停了", TIERS[1], TOP + 200),
        at(pour(BELL, (0,), 0), TIERS[1], TOP + 260),
        frames=[Frame(frame, "box")],
    )

    stories = {story.headline: "".join(story.blocks) for story in found(replace(layout, turned=True))}

    assert (stories["路灯亮了起来"] == "".join(LAMP)) is whole
    assert (stories.get(None) == "".join(SEED)) is whole
