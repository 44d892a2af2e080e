"""Laws of boxes and of maps between pixel frames."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.geometry import (
    IDENTITY,
    Bend,
    Box,
    Transform,
    contains,
    covered,
    intersection,
    iou,
    union,
    x_covered,
    x_overlap,
    y_covered,
    y_overlap,
)

SIDES = st.integers(-500, 5000)
EXTENTS = st.integers(0, 3000)


@st.composite
def boxes(draw: st.DrawFn, least: int = 0) -> Box:
    left, top = draw(SIDES), draw(SIDES)
    return Box(left, top, left + draw(EXTENTS.filter(lambda e: e >= least)), top + draw(EXTENTS))


@st.composite
def transforms(draw: st.DrawFn) -> Transform:
    """A turn, a stretch and a shift: what happens to a page on its way from the scan."""
    turn, stretch = np.radians(draw(st.floats(-180, 180))), draw(st.floats(0.1, 8))
    dx, dy = draw(st.floats(-4000, 4000)), draw(st.floats(-4000, 4000))
    cos, sin = stretch * np.cos(turn), stretch * np.sin(turn)
    return Transform.of(np.array([[cos, sin, dx], [-sin, cos, dy]]))


POINTS = st.lists(st.tuples(st.floats(-6000, 6000), st.floats(-6000, 6000)), min_size=1, max_size=8)


@given(boxes(), boxes())
def test_overlaps_are_the_same_both_ways(a: Box, b: Box) -> None:
    assert x_overlap(a, b) == x_overlap(b, a)
    assert y_overlap(a, b) == y_overlap(b, a)
    assert intersection(a, b) == intersection(b, a)
    assert iou(a, b) == iou(b, a)


@given(boxes(), boxes())
def test_shares_lie_between_none_and_all(a: Box, b: Box) -> None:
    for share in (iou(a, b), covered(a, b), x_covered(a, b), y_covered(a, b)):
        assert 0 <= share <= 1
    assert intersection(a, b) <= min(a.area, b.area)
    assert iou(a, b) <= min(covered(a, b), covered(b, a)) or not intersection(a, b)


@given(boxes(), boxes())
def test_no_overlap_is_a_gap(a: Box, b: Box) -> None:
    apart = a.right <= b.left or b.right <= a.left
    assert (x_overlap(a, b) <= 0) == apart or 0 in (a.width, b.width)
    if x_overlap(a, b) < 0:
        assert -x_overlap(a, b) == max(a.left, b.left) - min(a.right, b.right)


@given(boxes(least=1))
def test_a_box_is_all_of_itself(a: Box) -> None:
    assert contains(a, a)
    assert iou(a, a) == (1 if a.area else 0)
    assert x_covered(a, a) == 1


@given(st.lists(boxes(), min_size=1, max_size=6))
def test_a_union_contains_every_part_and_nothing_less_does(parts: list[Box]) -> None:
    whole = union(parts)
    assert all(contains(whole, part) for part in parts)
    assert union([*parts, whole]) == whole
    assert {whole.left, whole.top, whole.right, whole.bottom} <= {side for part in parts for side in part}


def test_a_union_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        union([])


@given(boxes(), boxes(), boxes())
def test_containing_is_handed_on(a: Box, b: Box, c: Box) -> None:
    inner, outer = union([a]), union([a, b])
    assert contains(union([outer, c]), inner)
    assert covered(a, outer) == (1 if a.area else 0)


@given(boxes(), boxes(), st.integers(0, 100))
def test_slack_is_room_at_each_side(outer: Box, inner: Box, slack: int) -> None:
    assert contains(outer, inner, slack) == contains(outer.grown(slack), inner)


@given(boxes(), st.integers(0, 4000), st.integers(0, 4000))
def test_what_is_within_the_page_stays_on_it(box: Box, width: int, height: int) -> None:
    part = box.within(width, height)
    assert contains(Box(0, 0, width, height), part)
    assert part.width >= 0
    assert part.height >= 0
    assert part.area == intersection(box, Box(0, 0, width, height))
    assert part.within(width, height) == part


@given(boxes(), st.integers(0, 200), st.integers(0, 200))
def test_growing_is_undone_by_shrinking(box: Box, dx: int, dy: int) -> None:
    assert box.grown(dx, dy).grown(-dx, -dy) == box
    assert contains(box.grown(dx, dy), box)


@given(transforms(), POINTS)
def test_a_map_and_its_inverse_are_none(there: Transform, places: list[tuple[float, float]]) -> None:
    points = np.array(places, dtype=np.float64)
    back = there.inverse()
    assert np.abs(back.points(there.points(points)) - points).max() < 1e-5
    assert np.abs(there.inverse().inverse().array() - there.array()).max() < 1e-5


@given(transforms(), transforms(), POINTS)
def test_one_map_after_another(first: Transform, second: Transform, places: list[tuple[float, float]]) -> None:
    points = np.array(places, dtype=np.float64)
    both = second.after(first)
    assert np.abs(both.points(points) - second.points(first.points(points))).max() < 1e-4


@given(transforms(), boxes())
def test_a_mapped_box_holds_its_corners(there: Transform, box: Box) -> None:
    corners = np.array([[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]])
    mapped = there.points(corners.astype(np.float64))
    around = there.box(box)
    assert np.abs(mapped.min(axis=0) - [around.left, around.top]).max() <= 0.5
    assert np.abs(mapped.max(axis=0) - [around.right, around.bottom]).max() <= 0.5


@given(boxes())
def test_the_identity_changes_nothing(box: Box) -> None:
    assert IDENTITY.box(box) == box
    assert IDENTITY.inverse() == IDENTITY


def test_a_projective_map_divides() -> None:
    keystone = Transform.of(np.array([[1.0, 0, 0], [0, 1, 0], [0, 0.001, 1]]))
    assert keystone.points(np.array([[100.0, 1000.0]])).tolist() == [[50.0, 500.0]]


ARCH = Bend((2000, 3000), ((0.0, 30.0, 0.0), (0.0, 60.0, 0.0)))
"""Its middle hangs lower than its sides, more so at the foot."""


@given(transforms(), POINTS)
def test_a_bent_map_goes_there_and_back(there: Transform, places: list[tuple[float, float]]) -> None:
    bent = there.after(Transform(IDENTITY.matrix, ARCH))
    points = np.array(places, dtype=np.float64)
    assert np.abs(bent.points(points) - there.points(ARCH.points(points))).max() < 1e-4
    assert np.abs(bent.back(bent.points(points)) - points).max() < 0.01


def test_a_box_on_a_bent_page_holds_its_sagging_middle() -> None:
    bent = Transform(IDENTITY.matrix, ARCH)
    assert bent.box(Box(0, 2900, 2000, 2950)) == Box(0, 2900, 2000, 3010)


def test_all_places_of_a_row_are_bent_as_one_by_one() -> None:
    places = np.array([[x, y] for y in (7, 8) for x in range(2000)], dtype=np.float64)
    assert np.abs(ARCH.along(range(7, 9)).ravel() - ARCH.at(places)).max() < 1e-3


def test_nothing_comes_before_a_flat_page() -> None:
    bent = Transform(IDENTITY.matrix, ARCH)
    with pytest.raises(ValueError, match="before"):
        bent.after(IDENTITY)
    with pytest.raises(ValueError, match="inverse"):
        bent.inverse()
