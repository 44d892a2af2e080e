"""Columns in a row under a headline that is narrower than they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr.geometry import Box
from ocr.model import Rule
from ocr.stories.rows import row_under
from tests.layouts import BELL, CHAR, LAMP, SEED, found, headline, page, pour, upright_rule

TIERS = (100, 430, 760)
HEAD = Box(480, 100, 980, 150)
COLUMNS = tuple(Box(left, 170, left + 300, 400) for left in TIERS)


def test_a_headline_in_the_middle_has_the_columns_at_both_sides() -> None:
    assert row_under(HEAD, COLUMNS, COLUMNS, [], CHAR) == [1, 2]
    middle = Box(400, 100, 800, 150)
    assert row_under(middle, COLUMNS, COLUMNS, [], CHAR) == [0, 1, 2]


@pytest.mark.parametrize(
    ("others", "rules"),
    [
        ([Box(100, 100, 300, 140)], []),
        ([], [upright_rule(415, 80, 400)]),
    ],
    ids=["something over the column", "a rule beside it"],
)
def test_a_column_of_something_else_is_in_no_row(others: list[Box], rules: list[Rule]) -> None:
    narrow = Box(445, 100, 715, 150)
    assert 0 not in row_under(narrow, COLUMNS, [*COLUMNS, *others], rules, CHAR)
    wide = Box(280, 100, 880, 150)
    assert 0 in row_under(wide, COLUMNS, COLUMNS, [], CHAR)


def test_columns_that_begin_lower_are_in_no_row() -> None:
    lower = (COLUMNS[0]._replace(top=250), *COLUMNS[1:])
    assert 0 not in row_under(Box(400, 100, 800, 150), lower, lower, [], CHAR)


def test_a_story_keeps_its_first_column_beside_a_narrow_headline() -> None:
    name = "河堤上的灯又亮了"
    layout = page(
        headline("学校老钟停了", TIERS[0], 100),
        pour(BELL, TIERS[:1], 160),
        headline(name, 760 + 22 * 7 - 194, 100),
        pour((*LAMP, *SEED), (430, 760, 1090), 160),
    )

    stories = {story.headline: "".join(story.blocks) for story in found(replace(layout, turned=True))}

    assert stories == {"学校老钟停了": "".join(BELL), name: "".join((*LAMP, *SEED))}
