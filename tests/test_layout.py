"""Lines, rules, boxes, pictures and tints of drawn pages, found with the real detector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
import pytest

from ocr.geometry import Box, Transform, contains, covered, intersection, iou, union, x_covered, x_overlap
from ocr.image import estimate_skew, even_light, ink_of, measure_char_px, page_area, straighten
from ocr.layout import Layout, crop_line, find_layout
from ocr.layout.lines import measure_line
from ocr.layout.pictures import edged
from ocr.model import Image
from ocr.recognize import Engine, open_engine
from ocr.settings import Settings
from tests.drawer import (
    AGED,
    CLEAN,
    FAX,
    OFFICE,
    Advertisement,
    DrawnPage,
    Look,
    Photo,
    Story,
    Style,
    blank_page,
    draw_page,
    draw_photo,
    draw_rule,
    draw_text_line,
    scan,
)
from tests.drawer.marks import PhotoMark, RuleMark, TextMark, TintMark

NEWS = (
    "清晨六点，河堤上的灯还没有熄，环卫工人已经把最后一段步道扫净。街道办事处说，这条步道修了两年，如今每天有三千人来走。",
    "下午的会上，居民代表提了十二条意见，涉及停车、照明、菜场和公交。会后当天就有七条得到答复，其余的一周内办理。",
)
LOOKS = (CLEAN, OFFICE, AGED, FAX)
STORIES = (
    Story(
        "a",
        "河堤上的灯又亮了",
        NEWS * 4,
        byline="本报记者 林书言",
        photos=(
            Photo("河堤上的灯亮了，散步的人多了起来。林书言摄", "hills", rows=9),
            Photo("老人在桥头下棋", "people", rows=11, column=1, span=2, down=5),
        ),
        columns=3,
    ),
    Story("b", "广场夜市开张", NEWS, framed=True, columns=3),
    Advertisement((("清仓大减价", 3.0), ("只此三天", 1.6)), tint=60),
    Advertisement((("门面招租", 2.0), ("位置好面积大租金低", 1.3), ("欢迎来电洽谈业务", 1.3)), tint=215, mark="招租"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A drawn page and what was found on its scan, in pixels of the print."""

    page: DrawnPage
    look: Look
    layout: Layout
    grey: Image
    """The straightened page that the layout is about."""
    to_print: Transform

    def pictures(self) -> list[Box]:
        return [self.to_print.box(i.box) for i in self.layout.regions.illustrations]

    def lines(self) -> list[Box]:
        return [self.to_print.box(m.line.box) for m in self.layout.lines]

    def printed(self, kind: type) -> list[Box]:
        return [m.box for m in self.page.marks if isinstance(m, kind)]


@cache
def engine() -> Engine:
    return open_engine(Settings())


def find(picture: Image, scale: float = 1.0, char_px: float = 24) -> tuple[Layout, Image, Transform]:
    """The layout of a scan, the straightened page and the map from its pixels to the scan's."""
    grey = picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    area, border = page_area(grey)
    evened = even_light(grey if border is None else np.where(border, np.uint8(0), grey))
    if border is not None:
        evened[border] = 255
    evened = np.ascontiguousarray(evened[area.top : area.bottom, area.left : area.right])
    quads, _ = engine().find_lines(evened, scale)
    level, back = straighten(evened, estimate_skew(ink_of(evened), quads))
    turned = back.inverse().points(quads.reshape(-1, 2).astype(np.float64)).reshape(-1, 4, 2).astype(np.float32)
    to_scan = Transform.of(np.array([[1.0, 0, area.left], [0, 1.0, area.top]])).after(back)
    return find_layout(level, ink_of(level), turned, char_px), level, to_scan


def see(page: DrawnPage, look: Look, printed: Image | None = None, char_px: float = 24) -> Seen:
    picture, to_scan = scan(page.printed if printed is None else printed, look, seed=5)
    layout, grey, back = find(picture, char_px=char_px)
    return Seen(page, look, layout, grey, to_scan.inverse().after(back))


@cache
def newspaper(gutter: float = 1.6, column_rules: bool = False) -> DrawnPage:
    return draw_page(
        STORIES, width=1500, char_px=24, seed=4, style=Style(gutter=gutter, column_rules=column_rules, rule_px=3)
    )


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: str(look.name))
def seen(request: pytest.FixtureRequest) -> Seen:
    look = request.param
    assert isinstance(look, Look)
    return see(newspaper(), look)


def best(box: Box, found: Sequence[Box]) -> float:
    return max((iou(box, other) for other in found), default=0.0)


def test_illustrations_are_found_with_their_edges(seen: Seen) -> None:
    assert len(seen.pictures()) == 2
    assert min(best(photo, seen.pictures()) for photo in seen.printed(PhotoMark)) > 0.93


def test_dark_panels_and_tints_are_no_illustrations(seen: Seen) -> None:
    dark, light = sorted(seen.printed(TintMark))
    panels = [seen.to_print.box(f.box) for f in seen.layout.frames if f.kind == "panel"]
    tints = [seen.to_print.box(f.box) for f in seen.layout.frames if f.kind == "tint"]
    assert best(dark, panels) > 0.85
    assert all(iou(light, tint) > 0.85 for tint in tints)


def test_tints_behind_text_are_found() -> None:
    page = see(newspaper(), OFFICE)
    (light,) = [m.box for m in page.page.marks if isinstance(m, TintMark) and m.grey > 128]
    assert best(light, [page.to_print.box(f.box) for f in page.layout.frames if f.kind == "tint"]) > 0.85


def test_rules_are_found_where_they_are_printed(seen: Seen) -> None:
    panel = next(m.box for m in seen.page.marks if isinstance(m, TintMark) and m.grey < 128)
    printed = [box for box in seen.printed(RuleMark) if not covered(box, panel.grown(4)) > 0.5]
    found = [seen.to_print.box(rule.box) for rule in seen.layout.rules]
    assert printed
    assert all(any(covered(box, rule.grown(4)) > 0.9 for rule in found) for box in printed)
    assert all(any(covered(rule, box.grown(6)) > 0.9 for box in printed) for rule in found)


def test_a_frame_of_rules_is_a_box(seen: Seen) -> None:
    story = [m.box for m in seen.page.marks if isinstance(m, TextMark) and m.article == "b"]
    boxes = [seen.to_print.box(frame.box) for frame in seen.layout.frames if frame.kind == "box"]
    assert any(all(contains(box, line, 3) for line in story) for box in boxes)


def test_every_line_is_found_whole_and_alone(seen: Seen) -> None:
    found = seen.lines()
    # A bit a pixel, thin strokes and stops at a line's ends are lost for good.
    lost = 1.2 if seen.look.one_bit else 0.6
    for mark in (m for m in seen.page.marks if isinstance(m, TextMark) and m.px >= 20):
        own = [line for line in found if intersection(line, mark.box) > 0.5 * line.area]
        assert len(own) == 1, mark.text
        assert mark.box.width - x_overlap(mark.box, own[0]) < lost * mark.px, mark.text
    assert all(sum(covered(mark, line) > 0.3 for mark in seen.printed(TextMark)) <= 1 for line in found)


def test_the_bodys_size_is_measured(seen: Seen) -> None:
    heights = np.array([m.height for m in seen.layout.lines])
    lengths = np.array([float(m.line.box.width) for m in seen.layout.lines])
    assert measure_char_px(heights, lengths) == pytest.approx(24, rel=0.08)


def test_bold_strokes_measure_wider(seen: Seen) -> None:
    def strokes(role: str) -> list[float]:
        boxes = [m.box for m in seen.page.marks if isinstance(m, TextMark) and m.role == role]
        pairs = zip(seen.lines(), seen.layout.lines, strict=True)
        return [m.stroke / m.height for line, m in pairs if best(line, boxes) > 0.4]

    assert np.median(strokes("caption")) > 1.1 * np.median(strokes("body"))


@pytest.mark.parametrize("column_rules", [False, True], ids=["bare", "ruled"])
@pytest.mark.parametrize("gutter", [1.0, 2.2])
def test_no_line_crosses_a_gutter(gutter: float, column_rules: bool) -> None:
    seen = see(newspaper(gutter, column_rules), OFFICE)
    marks = [m.box for m in seen.page.marks if isinstance(m, TextMark)]
    lines = seen.lines()
    assert len(lines) > len(marks) / 2
    assert [line for line in lines if sum(covered(mark, line) > 0.3 for mark in marks) > 1] == []


def test_white_text_is_known_as_such(seen: Seen) -> None:
    for line, measured in zip(seen.lines(), seen.layout.lines, strict=True):
        marks = [m for m in seen.page.marks if isinstance(m, TextMark) and iou(m.box, line) > 0.4]
        assert all(measured.line.reverse is mark.white for mark in marks)
    assert sum(measured.line.reverse for measured in seen.layout.lines) >= 2


def test_colour_photos() -> None:
    page = newspaper()
    printed = np.asarray(cv2.cvtColor(page.printed, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    for box in (m.box for m in page.marks if isinstance(m, PhotoMark)):
        part = page.printed[box.top : box.bottom, box.left : box.right]
        printed[box.top : box.bottom, box.left : box.right] = cv2.applyColorMap(part, cv2.COLORMAP_OCEAN)
    layout, _, back = find(printed)
    found = [back.box(i.box) for i in layout.regions.illustrations]
    assert min(best(m.box, found) for m in page.marks if isinstance(m, PhotoMark)) > 0.9


@pytest.mark.parametrize("look", [CLEAN, OFFICE, AGED], ids=lambda look: str(look.name))
def test_a_photo_keeps_its_white_sky(look: Look) -> None:
    page = newspaper()
    printed = page.printed.copy()
    for box in (m.box for m in page.marks if isinstance(m, PhotoMark)):
        part = printed[box.top : box.bottom, box.left : box.right].astype(np.float64)
        sky = np.clip(1 - np.arange(box.height) / (0.4 * box.height), 0, 1)[:, np.newaxis] ** 0.5
        printed[box.top : box.bottom, box.left : box.right] = np.round(part * (1 - sky) + 244 * sky).astype(np.uint8)
    seen = see(page, look, printed)
    assert min(best(photo, seen.pictures()) for photo in seen.printed(PhotoMark)) > 0.8


def test_photos_side_by_side_are_two() -> None:
    page = blank_page(1200, 900)
    boxes = [Box(100, 200, 590, 600), Box(610, 260, 1100, 660)]
    for seed, box in enumerate(boxes):
        draw_photo(page, box, "hall", seed)
    draw_rule(page, Box(599, 150, 601, 700))
    layout = find_layout(page, ink_of(page), np.zeros((0, 4, 2), np.float32), 24)
    found = [i.box for i in layout.regions.illustrations]
    assert len(found) == 2
    assert min(best(box, found) for box in boxes) > 0.9


def test_a_caption_close_to_its_photo_is_no_part_of_it() -> None:
    page = blank_page(1000, 800)
    photo = Box(100, 100, 700, 500)
    draw_photo(page, photo, "street", 3)
    line = draw_text_line(page, "夜里十一点的街口还很热闹本报记者摄影报道", 104, 503, 26, face="hei_bold")
    quad = np.array(
        [[(line.left, line.top), (line.right, line.top), (line.right, line.bottom), (line.left, line.bottom)]]
    )
    layout = find_layout(page, ink_of(page), quad.astype(np.float32), 26)
    assert [i.box for i in layout.regions.illustrations] == [pytest.approx(photo, abs=6)]


def test_a_photos_own_keyline_is_no_rule_and_one_above_it_is() -> None:
    page = blank_page(1000, 1000)
    for box in (Box(100, 100, 500, 400), Box(100, 600, 500, 900)):
        draw_photo(page, box, "gate", 1)
    for side in (Box(96, 96, 504, 99), Box(96, 401, 504, 404), Box(96, 96, 99, 404), Box(501, 96, 504, 404)):
        draw_rule(page, side)
    above = Box(100, 594, 500, 597)
    draw_rule(page, above)
    layout = find_layout(page, ink_of(page), np.zeros((0, 4, 2), np.float32), 24)
    assert [rule.box for rule in layout.rules] == [pytest.approx(above, abs=2)]
    assert layout.frames == ()


@pytest.mark.parametrize("px", [16, 22, 40, 90, 170, 300])
def test_lines_of_any_size_are_found_and_measured(px: int) -> None:
    page = blank_page(2000, max(500, 3 * px))
    text = "河堤上的灯又亮起来了" * 3
    box = draw_text_line(page, text[: min(30, 1800 // px)], 60, px, px, face="hei" if px > 60 else "song")
    layout, _, back = find(scan(page, OFFICE, seed=3)[0], scale=1.0, char_px=min(px, 40))
    (measured,) = layout.lines
    assert x_covered(box, back.box(measured.line.box)) > 0.95
    assert measured.height == pytest.approx(px, rel=0.12)
    assert crop_line(page, measured.line).shape[0] == pytest.approx(1.6 * measured.height, rel=0.1)


def test_an_empty_page_has_no_layout() -> None:
    page = blank_page(600, 800)
    layout = find_layout(page, ink_of(page), np.zeros((0, 4, 2), np.float32), 20)
    assert (layout.lines, layout.rules, layout.frames, layout.regions.illustrations) == ((), (), (), ())
    assert layout.regions.pictured(Box(10, 10, 50, 50)) == 0


def test_text_on_a_photo_is_known_to_be_on_it() -> None:
    page = blank_page(1000, 800)
    draw_photo(page, Box(100, 100, 700, 500), "street", 3)
    regions = find_layout(page, ink_of(page), np.zeros((0, 4, 2), np.float32), 26).regions
    assert regions.pictured(Box(200, 200, 400, 240)) > 0.95
    assert regions.pictured(Box(200, 600, 400, 640)) == 0
    assert 0.3 < regions.pictured(Box(600, 200, 800, 240)) < 0.7


def test_the_same_page_turned_has_the_same_layout() -> None:
    straight, turned = (see(newspaper(), replace(OFFICE, skew_deg=angle)) for angle in (0.0, 2.0))
    assert len(straight.layout.lines) == len(turned.layout.lines)
    assert len(straight.layout.rules) == len(turned.layout.rules)
    assert min(best(box, turned.pictures()) for box in straight.pictures()) > 0.93


@pytest.mark.parametrize(
    ("ground", "heavy"), [("paper", 1), ("paper", 7), ("panel", 1), ("panel", 7), ("bar", 1), ("box", 1)]
)
def test_white_on_dark_is_told_by_the_ground_however_heavy_the_strokes(ground: str, heavy: int) -> None:
    page = blank_page(1000, 240)
    box = draw_text_line(page, "风雨满城夜归人", left=100, top=80, px=100, face="hei_bold")
    page = np.asarray(cv2.erode(page, np.ones((heavy, heavy), np.uint8)), np.uint8)
    if ground == "panel":
        page = np.asarray(255 - page, np.uint8)
    elif ground == "bar":
        bar = box.grown(30, 6)
        page[bar.top : bar.bottom, bar.left : bar.right] = 255 - page[bar.top : bar.bottom, bar.left : bar.right]
    elif ground == "box":
        cv2.rectangle(page, box.grown(14)[:2], box.grown(14)[2:], (20,), 12)
    left, top, right, bottom = box.grown(18)
    measured = measure_line(np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64), page)
    assert measured is not None
    assert measured.line.reverse == (ground in ("panel", "bar"))


def test_a_grey_stop_on_a_grainy_panel_belongs_to_its_line() -> None:
    grain = np.random.default_rng(7).normal(0, 7, (120, 500))
    page = blank_page(500, 120)
    words = draw_text_line(page, "水位正常无人受伤", left=40, top=40, px=36, face="song")
    stop = draw_text_line(page, "。", left=words.right, top=40, px=36, face="song")
    white = cv2.GaussianBlur(255.0 - page, (0, 0), 1.1)
    panel = np.clip(88 + 0.6 * white + grain, 0, 255).astype(np.uint8)
    left, top, right, bottom = union([words, stop]).grown(8)
    quad = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
    measured = measure_line(quad, panel)
    assert measured is not None
    assert measured.line.reverse
    assert abs(measured.line.box.right - stop.right) <= 8
    empty = np.clip(88 + 0.6 * white * (np.arange(500) < words.right + 2) + grain, 0, 255).astype(np.uint8)
    measured = measure_line(quad, empty)
    assert measured is not None
    assert abs(measured.line.box.right - words.right) <= 4


def test_a_shallow_picture_does_not_reach_over_the_text_under_it() -> None:
    grey = np.full((400, 600), 250, np.uint8)
    grey[100:140, 50:500] = 30
    for left in range(60, 480, 24):
        grey[152:170, left : left + 16] = 60
    words = Box(58, 150, 482, 172)
    assert 140 <= edged(grey, Box(50, 100, 500, 172), 20.0, [words]).bottom <= 152
