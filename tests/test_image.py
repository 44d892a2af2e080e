"""The page as a picture: border, light, skew and size, on drawn pages whose truth is known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ocr.geometry import IDENTITY, Bend, Box, Transform, covered, iou
from ocr.image import estimate_skew, even_light, find_bend, flatten, ink_of, measure_char_px, page_area, straighten
from ocr.model import Image
from ocr.recognize import open_engine
from ocr.settings import Settings
from tests.drawer import (
    AGED,
    CLEAN,
    FAX,
    OFFICE,
    DrawnPage,
    Look,
    Photo,
    Story,
    blank_page,
    draw_page,
    draw_photo,
    scan,
)
from tests.drawer.marks import TextMark

NEWS = (
    "清晨六点，河堤上的灯还没有熄，环卫工人已经把最后一段步道扫净。街道办事处说，这条步道修了两年，如今每天有三千人来走。",
    "下午的会上，居民代表提了十二条意见，涉及停车、照明、菜场和公交。会后当天就有七条得到答复，其余的一周内办理。",
)
CHAR_PX = 21.0
ANGLES = (-5, -3.3, -1, -0.4, 0, 0.07, 0.7, 2.5, 4.9)
LOOKS = (CLEAN, OFFICE, AGED, FAX)


@cache
def drawn(kind: str) -> DrawnPage:
    """A clean page 1800 px wide: columns of text with photos or without, two stories side by side whose lines stand
    in different rows, or a single short paragraph."""
    photos = (Photo("灯下", "hall", rows=10), Photo("桥上", "river", rows=9, column=2)) if kind == "photos" else ()
    story = Story("a", "河堤上的灯又亮了", NEWS[:1] if kind == "few" else NEWS * 8, photos=photos, columns=3)
    if kind == "stories":
        beside = Story("b", "广场夜市\n开张", NEWS * 6, byline="本报记者 林书言", columns=2, headline_ems=3.1)
        return draw_page([(replace(story, columns=2), beside)], width=1800, char_px=22, seed=1)
    return draw_page([story], width=1800, char_px=22, seed=1)


def scanned(page: DrawnPage, look: Look) -> tuple[Image, NDArray[np.float32]]:
    """The grey scan of a page, and the quads of its lines, N x 4 x 2, as unsure by a pixel as a detector's."""
    picture, to_scan = scan(page.printed, look, seed=2)
    grey = picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    boxes = [m.box for m in page.marks if isinstance(m, TextMark)]
    corners = [[(b.left, b.top), (b.right, b.top), (b.right, b.bottom), (b.left, b.bottom)] for b in boxes]
    quads = to_scan.points(np.array(corners, dtype=np.float64).reshape(-1, 2)).reshape(-1, 4, 2)
    return grey, (quads + np.random.default_rng(3).normal(0, 1, quads.shape)).astype(np.float32)


def seen_skew(kind: str, look: Look) -> float:
    """Degrees of skew that are found on a scan."""
    grey, quads = scanned(drawn(kind), look)
    _, border = page_area(grey)
    return estimate_skew(ink_of(even_light(grey if border is None else np.where(border, np.uint8(255), grey))), quads)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: str(look.name))
@pytest.mark.parametrize("kind", ["photos", "text", "stories"])
def test_skew_is_found_to_a_twentieth_of_a_degree(kind: str, look: Look) -> None:
    found = [seen_skew(kind, replace(look, skew_deg=angle)) for angle in ANGLES]
    assert found == pytest.approx(ANGLES, abs=0.05)


@pytest.mark.parametrize("kind", ["photos", "stories"])
@pytest.mark.parametrize("curl", [0.03, -0.02])
def test_a_curled_page_is_found_and_made_flat(kind: str, curl: float) -> None:
    page = drawn(kind)
    look = replace(OFFICE, skew_deg=0.0, curl=curl)
    grey, quads = scanned(page, look)
    bend = find_bend(ink_of(even_light(grey)), quads, CHAR_PX)
    _, true = scan(page.printed, look, seed=2)
    assert bend is not None
    assert true.bend is not None
    off = [
        np.diff(found.at(np.array([[m.box.left, m.box.cy], [m.box.right, m.box.cy]])))
        for found in (bend, true.bend)
        for m in page.marks
        if isinstance(m, TextMark) and m.role == "body"
    ]
    steps = np.array(off).reshape(2, -1)
    assert np.abs(steps[0] - steps[1]).max() < 0.2 * CHAR_PX
    flat = ink_of(flatten(even_light(grey), Transform(IDENTITY.matrix, bend)))
    assert find_bend(flat, flat_quads(page, bend, true), CHAR_PX) is None


def flat_quads(page: DrawnPage, bend: Bend, true: Transform) -> NDArray[np.float32]:
    """The page's lines, N x 4 x 2, where they stand once the bend that was found is taken out."""
    boxes = [m.box for m in page.marks if isinstance(m, TextMark)]
    corners = np.array([[(b.left, b.top), (b.right, b.top), (b.right, b.bottom), (b.left, b.bottom)] for b in boxes])
    return bend.back(true.points(corners.reshape(-1, 2).astype(np.float64))).reshape(-1, 4, 2).astype(np.float32)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: str(look.name))
@pytest.mark.parametrize("kind", ["photos", "stories", "few"])
def test_a_flat_page_has_no_bend(kind: str, look: Look) -> None:
    grey, quads = scanned(drawn(kind), replace(look, skew_deg=0.0, border=0))
    assert find_bend(ink_of(even_light(grey)), quads, CHAR_PX) is None


def test_nothing_is_flattened_by_a_map_without_a_bend() -> None:
    with pytest.raises(ValueError, match="no bend"):
        flatten(blank_page(40, 30), IDENTITY)


@pytest.mark.parametrize("angle", [-3.3, 0, 4.9])
def test_a_few_short_lines_tell_the_skew_roughly(angle: float) -> None:
    assert seen_skew("few", replace(OFFICE, skew_deg=angle)) == pytest.approx(angle, abs=0.3)


def test_skew_from_the_lines_a_detector_finds() -> None:
    engine = open_engine(Settings())
    for angle, look in ((-4.2, OFFICE), (0.3, FAX), (2.6, AGED)):
        grey, _ = scanned(drawn("photos"), replace(look, skew_deg=angle))
        quads, _ = engine.find_lines(even_light(grey), 1.0)
        assert estimate_skew(ink_of(even_light(grey)), quads) == pytest.approx(angle, abs=0.05)


def test_a_page_without_lines_is_not_turned() -> None:
    assert estimate_skew(np.zeros((300, 400), np.uint8), np.zeros((0, 4, 2), np.float32)) == 0
    upright = np.array([[[10, 10], [30, 10], [30, 200], [10, 200]]], np.float32)
    assert estimate_skew(np.full((300, 400), 255, np.uint8), upright) == 0


@given(st.floats(-5, 5), st.integers(40, 300), st.integers(40, 300))
@settings(max_examples=30)
def test_a_straightened_page_holds_all_of_the_old_one(degrees: float, width: int, height: int) -> None:
    turned, back = straighten(np.zeros((height, width), np.uint8), degrees)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
    there = back.inverse().points(corners)
    assert there.min() >= -1
    assert (there.max(axis=0) <= [turned.shape[1] + 1, turned.shape[0] + 1]).all()
    assert np.abs(back.points(there) - corners).max() < 1e-6


@pytest.mark.parametrize("angle", [-4.9, -0.4, 3.3])
def test_what_is_found_on_a_straight_page_lies_there_on_the_scan(angle: float) -> None:
    page = drawn("photos")
    picture, to_scan = scan(page.printed, replace(CLEAN, skew_deg=angle), seed=2)
    turned, back = straighten(picture, angle)
    to_print = Transform.of(np.linalg.inv(to_scan.array()) @ back.array())
    for box in (m.box for m in page.marks if isinstance(m, TextMark)):
        level = to_print.inverse().box(box)
        assert iou(to_print.box(level), box) > 0.9
        part = turned[level.top : level.bottom, level.left : level.right]
        assert part.mean() == pytest.approx(printed_part(page, box).mean(), abs=5)


def printed_part(page: DrawnPage, box: Box) -> Image:
    return page.printed[box.top : box.bottom, box.left : box.right]


def test_a_turn_too_small_to_see_leaves_the_picture_alone() -> None:
    picture = drawn("few").image
    same, back = straighten(picture, 0.01)
    assert same is picture
    assert back == IDENTITY


def test_what_a_turn_brings_in_is_paper() -> None:
    for picture in (np.zeros((200, 300), np.uint8), np.zeros((200, 300, 3), np.uint8)):
        turned, _ = straighten(picture, 4)
        assert turned.ndim == picture.ndim
        assert (turned[0, 0] == 255).all()
        assert (turned[-1, -1] == 255).all()


@pytest.mark.parametrize("skew", [-3.0, -0.7, 0.0, 4.0])
def test_the_scanners_border_is_cropped(skew: float) -> None:
    page = drawn("photos")
    look = replace(AGED, skew_deg=skew)
    picture, to_scan = scan(page.printed, look, seed=2)
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    area, border = page_area(grey)
    assert border is not None
    paper = to_scan.box(Box(0, 0, page.printed.shape[1], page.printed.shape[0])).within(*grey.shape[::-1])
    assert iou(area, paper) > 0.93
    assert all(covered(to_scan.box(m.box), area) == 1 for m in page.marks)
    clean = np.where(border, np.uint8(255), grey)[area.top : area.bottom, area.left : area.right]
    edges = np.concatenate([clean[:5].ravel(), clean[-5:].ravel(), clean[:, :5].ravel(), clean[:, -5:].ravel()])
    assert (edges < 100).mean() < 0.002


def test_a_page_without_a_border_keeps_its_edges() -> None:
    for look in (CLEAN, OFFICE, FAX):
        grey, _ = scanned(drawn("photos"), look)
        assert page_area(grey) == (Box(0, 0, grey.shape[1], grey.shape[0]), None)


def test_a_photo_that_runs_off_the_page_is_no_border() -> None:
    page = blank_page(1000, 1400)
    draw_photo(page, Box(0, 0, 1000, 700), "hall", seed=1)
    page[:400, :300] = 15
    area, border = page_area(page)
    assert area == Box(0, 0, 1000, 1400)
    assert border is None


@pytest.mark.parametrize("look", [OFFICE, AGED, Look(uneven=70), Look(paper=170, uneven=40)], ids=str)
def test_light_is_evened(look: Look) -> None:
    grey, _ = scanned(drawn("text"), look)
    evened = even_light(grey)
    inner = evened[100:-100, 100:-100]
    bright = [np.percentile(cell, 80) for row in np.array_split(inner, 6) for cell in np.array_split(row, 5, axis=1)]
    assert bright == pytest.approx([250] * len(bright), abs=8)
    assert evened.shape == grey.shape


@pytest.mark.parametrize("depth", [0.7, 0.5, 0.3])
def test_a_shadow_over_half_a_page_is_evened(depth: float) -> None:
    grey, _ = scanned(drawn("photos"), OFFICE)
    across = np.linspace(0, 1, grey.shape[1])
    shadow = depth + (1 - depth) / (1 + np.exp(-(across - 0.5) / 0.05))
    evened = even_light(np.asarray(grey * shadow, dtype=np.uint8))
    assert np.abs(evened.astype(int) - even_light(grey)).mean() < 6


def test_a_tint_under_text_is_no_shadow() -> None:
    page = drawn("text").printed.copy()
    height, width = page.shape[:2]
    tint = np.s_[height // 4 : height // 2, width // 4 : width // 2]
    page[tint] = np.minimum(page[tint], 205)
    evened = even_light(np.asarray(page, dtype=np.uint8))
    assert np.percentile(evened[tint], 80) == pytest.approx(205, abs=12)


def test_what_is_printed_dark_stays_dark() -> None:
    page = blank_page(1200, 1600)
    page[300:900, 200:1000] = 70
    evened = even_light(scan(page, OFFICE, seed=1)[0])
    assert evened[400:800, 300:900].mean() == pytest.approx(70, abs=8)


def test_ink_is_what_is_much_darker_than_paper() -> None:
    grey = np.array([[250, 190, 170, 20]], np.uint8)
    assert ink_of(grey).tolist() == [[0, 0, 255, 255]]


@given(st.integers(8, 80), st.floats(1.4, 4), st.integers(1, 9))
def test_the_bodys_height_is_the_commonest(body: int, larger: float, titles: int) -> None:
    heights = np.array([body] * 40 + [body * larger] * titles, dtype=np.float64)
    lengths = np.array([body * 15] * 40 + [body * larger * 8] * titles, dtype=np.float64)
    assert measure_char_px(heights, lengths) == pytest.approx(body, rel=0.01)


def test_a_page_without_lines_has_no_size() -> None:
    assert measure_char_px(np.zeros(0), np.zeros(0)) == 0
