"""The page pictures: what is coloured, what is not, and that everything follows the page as it was scanned."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocr.export.canvas import Canvas, Points, s_curve
from ocr.export.overlay import draw_overlay
from ocr.export.stories import View, stories_on
from ocr.geometry import IDENTITY, Box, Transform
from ocr.model import (
    Article,
    Block,
    Figure,
    Furniture,
    Image,
    Issue,
    Join,
    Line,
    Page,
    PageSource,
    Piece,
    PlacedIllustration,
    Reading,
    Role,
    Source,
    TextLine,
    WritingMode,
    Zone,
)

WIDTH, HEIGHT = 600, 800
PICTURE = 800
TITLE, LEFT, RIGHT = Box(60, 100, 260, 130), Box(60, 150, 150, 390), Box(170, 150, 260, 300)
PHOTO, CAPTION = Box(330, 110, 530, 250), Box(330, 256, 530, 276)
OTHER = Box(330, 300, 530, 380)
ADVERTISEMENT = Box(60, 600, 530, 760)


def piece(box: Box, starts: bool = True) -> Piece:
    return Piece("paragraph", "字", 1.0, box, starts, True)


def two_stories(to_scan: Transform = IDENTITY, mode: WritingMode = "horizontal-tb") -> Issue:
    """Two columns under a title that are one paragraph; beside them a photo story; an advertisement below."""
    zones = (
        Zone(Box(60, 100, 260, 390), headline="题", title_box=TITLE, pieces=(piece(LEFT), piece(RIGHT, False))),
        Zone(Box(330, 110, 530, 380), figures=(Figure(PHOTO, "图", CAPTION),), pieces=(piece(OTHER),)),
    )
    page = Page(
        PageSource(1, Path("01.png")),
        "ok",
        WIDTH,
        HEIGHT,
        char_px=14.0,
        writing_mode=mode,
        to_scan=to_scan,
        lines=(TextLine(Line(TITLE), Reading("题", 1.0), Role.HEADLINE),),
        zones=zones,
        furniture=(Furniture(Role.ADVERTISEMENT, "广告", ADVERTISEMENT),),
    )
    sources = [Source(1, to_scan.box(box)) for box in (LEFT, RIGHT, OTHER)]
    photo = PlacedIllustration("p01-i01", 1, to_scan.box(PHOTO), "图", "a02")
    articles = (
        Article(
            "a01",
            (1,),
            headline="题",
            body=(Block("paragraph", "字字", 1.0, tuple(sources[:2]), (Join(1, "column", "", 1.0),)),),
            zone_boxes=(Source(1, to_scan.box(zones[0].box)),),
        ),
        Article(
            "a02",
            (1,),
            body=(Block("paragraph", "字", 1.0, (sources[2],)),),
            illustrations=(photo,),
            zone_boxes=(Source(1, to_scan.box(zones[1].box)),),
        ),
    )
    return Issue("期", None, None, None, (page,), (None,), (None,), articles, (photo,), "", "")


def blank_paper(page: Page) -> Image:
    return np.full((page.height, page.width, 3), 255, np.uint8)


def drawn(issue: Issue) -> Image:
    page = issue.pages[0]
    return draw_overlay(blank_paper(page), page, issue, PICTURE)


def colour_at(picture: Image, issue: Issue, x: float, y: float) -> tuple[int, ...]:
    """The picture's colour at a point of the deskewed page."""
    page = issue.pages[0]
    scale = (PICTURE - round(PICTURE * 0.026)) / page.height
    ((column, row),) = page.to_scan.points(np.array([[x, y]], dtype=np.float64)) * scale
    return tuple(int(channel) for channel in picture[round(row), round(column)])


def turned(degrees: float) -> Transform:
    return Transform.of(cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, 1.0))


@pytest.mark.parametrize("to_scan", [IDENTITY, turned(4.0), turned(-4.0)], ids=["straight", "left", "right"])
class TestColours:
    def test_each_article_has_its_own_and_the_gaps_in_it_too(self, to_scan: Transform) -> None:
        issue = two_stories(to_scan)
        picture = drawn(issue)
        first = colour_at(picture, issue, 105, 330)
        assert first == colour_at(picture, issue, 240, 280) == colour_at(picture, issue, 130, 141)
        other = colour_at(picture, issue, 480, 350)
        assert len({first, other, (255, 255, 255)}) == 3

    def test_paper_between_and_below_the_articles_stays(self, to_scan: Transform) -> None:
        issue = two_stories(to_scan)
        picture = drawn(issue)
        for x, y in ((295, 250), (220, 360), (300, 480), (580, 400)):
            assert colour_at(picture, issue, x, y) == (255, 255, 255)

    def test_photo_is_outlined_and_not_tinted(self, to_scan: Transform) -> None:
        issue = two_stories(to_scan)
        picture = drawn(issue)
        assert colour_at(picture, issue, 430, 210) == (255, 255, 255)
        assert colour_at(picture, issue, 330, 190) != (255, 255, 255)

    def test_furniture_is_grey(self, to_scan: Transform) -> None:
        issue = two_stories(to_scan)
        picture = drawn(issue)
        colours = {colour_at(picture, issue, x, 700) for x in range(100, 140)}
        assert all(blue == green == red < 255 for blue, green, red in colours)


class TestPicture:
    def test_scan_is_not_touched_and_the_same_gives_the_same(self) -> None:
        issue = two_stories()
        scan = blank_paper(issue.pages[0])
        first = draw_overlay(scan, issue.pages[0], issue, PICTURE)
        assert (scan == 255).all()
        assert np.array_equal(first, draw_overlay(scan, issue.pages[0], issue, PICTURE))

    @pytest.mark.parametrize("shape", [(800, 600), (800, 600, 3), (400, 300)])
    def test_any_scan_of_the_page_gives_the_height_asked_for(self, shape: tuple[int, ...]) -> None:
        issue = two_stories()
        picture = draw_overlay(np.full(shape, 255, np.uint8), issue.pages[0], issue, PICTURE)
        assert picture.shape == (PICTURE, round(600 * (PICTURE - 21) / 800), 3)
        assert colour_at(picture, issue, 105, 330) == colour_at(drawn(issue), issue, 105, 330)

    @pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3)])
    def test_scan_of_odd_shape(self, size: tuple[int, int]) -> None:
        page = Page(PageSource(1, Path("01.png")), "ok", size[1], size[0])
        issue = replace(two_stories(), pages=(page,))
        picture = draw_overlay(np.full(size, 255, np.uint8), page, issue, 200)
        assert picture.shape[0] <= 200
        assert picture.shape[1] <= 800

    def test_blank_page_has_nothing_but_its_legend(self) -> None:
        page = Page(PageSource(2, Path("02.png")), "blank", WIDTH, HEIGHT)
        picture = draw_overlay(blank_paper(page), page, two_stories(), PICTURE)
        assert (picture[:770] == 255).all()
        assert (picture[782:] < 128).any()

    def test_article_keeps_its_colour_on_another_page(self) -> None:
        issue = two_stories()
        second = replace(issue.pages[0], source=PageSource(2, Path("02.png")), zones=(), lines=(), furniture=())
        goes_on = Source(2, OTHER)
        story = issue.articles[0]
        block = replace(story.body[0], sources=(*story.body[0].sources, goes_on))
        story = replace(story, pages=(1, 2), body=(block,), zone_boxes=(*story.zone_boxes, goes_on))
        issue = replace(issue, pages=(issue.pages[0], second), articles=(story, issue.articles[1]))
        first, other = (draw_overlay(blank_paper(page), page, issue, PICTURE) for page in issue.pages)
        assert colour_at(first, issue, 105, 330) == colour_at(other, issue, 480, 350)
        assert colour_at(other, issue, 105, 330) == (255, 255, 255)


class TestStories:
    @staticmethod
    def stories(issue: Issue) -> list[list[list[bool]]]:
        """For each story, for each run, whether its pieces begin a paragraph."""
        view = View.of(issue.pages[0], WIDTH, HEIGHT)
        found = stories_on(view, issue)
        return [[[place.begins for place in run.places] for run in story.runs] for story in found]

    def test_column_break_parts_runs(self) -> None:
        assert self.stories(two_stories()) == [[[True], [False]], [[True]]]

    def test_paragraphs_of_a_column_are_one_run_unless_a_photo_parts_them(self) -> None:
        issue = two_stories()
        boxes = (Box(60, 150, 150, 200), Box(60, 204, 150, 250), Box(60, 330, 150, 390))
        body = tuple(Block("paragraph", "字", 1.0, (Source(1, box),)) for box in boxes)
        issue = replace(issue, articles=(replace(issue.articles[0], body=body),))
        assert self.stories(issue) == [[[True, True], [True]]]

    def test_vertical_paragraphs_follow_each_other_to_the_left(self) -> None:
        issue = two_stories(mode="vertical-rl")
        boxes = (Box(220, 150, 260, 300), Box(150, 150, 216, 300), Box(60, 320, 260, 390))
        body = tuple(Block("paragraph", "字", 1.0, (Source(1, box),)) for box in boxes)
        issue = replace(issue, articles=(replace(issue.articles[0], body=body),))
        assert self.stories(issue) == [[[True, True], [True]]]

    def test_pages_before_and_after_are_known(self) -> None:
        issue = two_stories()
        story = issue.articles[0]
        body = tuple(Block("paragraph", "字", 1.0, (Source(page, LEFT),)) for page in (3, 1, 5))
        issue = replace(issue, articles=(replace(story, pages=(1, 3, 5), body=body),))
        (found,) = stories_on(View.of(issue.pages[0], WIDTH, HEIGHT), issue)
        assert (found.from_page, found.to_page) == (3, 5)

    def test_pieces_are_turned_as_printed(self) -> None:
        issue = two_stories(turned(4.0))
        (first, _) = stories_on(View.of(issue.pages[0], WIDTH, HEIGHT), issue)
        across = first.runs[0].places[0].quad[1] - first.runs[0].places[0].quad[0]
        assert math.degrees(math.atan2(-across[1], across[0])) == pytest.approx(4.0, abs=0.01)


class TestCanvas:
    def test_tint_leaves_ink_dark(self) -> None:
        canvas = Canvas(np.dstack([np.tile(np.array([0, 255], np.uint8), (4, 1))] * 3))
        canvas.tint(np.ones((4, 2), bool), (0, 0, 255), 0.5)
        assert canvas.picture[0].tolist() == [[0, 0, 0], [128, 128, 255]]

    def test_labels_keep_off_each_other_and_the_edge(self) -> None:
        canvas = Canvas(np.full((400, 400, 3), 255, np.uint8))
        free = canvas.crowding(100, 100, 150, 110)
        canvas.tag(100, 105, "headline", (0, 0, 0))
        assert free == 0 < 1 <= canvas.crowding(100, 100, 150, 110) < canvas.crowding(-1, 0, 20, 10)

    def test_curve_leaves_and_arrives_along_its_axis(self) -> None:
        start, end = np.array([10.0, 200.0]), np.array([60.0, 20.0])
        curve: Points = s_curve(start, end, axis=1)
        assert np.allclose(curve[[0, -1]], [start, end])
        leaving = curve[1] - curve[0]
        assert abs(leaving[0]) < 0.1 * abs(leaving[1])
