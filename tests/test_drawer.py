"""The drawer's truth is true: ink lies in its boxes, bodies are what was printed, and a seed decides everything."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from ocr.geometry import Box, contains
from tests.drawer import (
    AGED,
    CLEAN,
    FAX,
    OFFICE,
    Cell,
    Continuation,
    DrawnPage,
    Look,
    PagePlan,
    Photo,
    Story,
    Style,
    blank_page,
    draw_issue,
    draw_page,
    draw_photo,
    draw_plan,
    draw_rule,
    draw_text_line,
    scan,
)
from tests.drawer.columns import CopyDoesNotFit
from tests.drawer.fonts import FACES, FontMissing, load_font
from tests.drawer.makeup import PageTooLow
from tests.drawer.marks import PhotoMark, RuleMark, TextMark
from tests.drawer.pictures import SCENES, draw_picture
from tests.drawer.sample import ISSUE_ID, draw_sample
from tests.drawer.setting import set_line, set_paragraph
from tests.drawer.truth import IssueHead, IssueTruth, mapped_box

ROOT = Path(__file__).resolve().parents[1]
SCANS = ROOT / "scans" / ISSUE_ID
TRUTH = ROOT / "tests" / "data" / ISSUE_ID / "truth.json"
MOST_BYTES = 3_000_000
DARK = 110
PARAGRAPH = "他说：“桥边第3盏灯，亮到22:30才熄。”走过的人，都慢了半步；风从河上来，也慢了半步。"


@cache
def sample() -> tuple[list[DrawnPage], IssueTruth]:
    return draw_sample()


def read_truth() -> IssueTruth:
    truth: IssueTruth = json.loads(TRUTH.read_text(encoding="utf-8"))
    return truth


def small_story(photo: Photo | None = None) -> Story:
    body = (PARAGRAPH * 3, "## 河上有风", PARAGRAPH * 2, PARAGRAPH)
    return Story("a1", "桥边的灯", body, byline="□通讯员 白小鸥", photos=(photo,) if photo else ())


def cover(shape: tuple[int, ...], boxes: list[list[float]], grow: int) -> NDArray[np.bool_]:
    """Which pixels lie in any of the boxes, ``grow`` pixels added around each."""
    mask = np.zeros(shape, dtype=bool)
    for left, top, right, bottom in boxes:
        mask[
            max(0, int(top) - grow) : int(bottom) + 1 + grow,
            max(0, int(left) - grow) : int(right) + 1 + grow,
        ] = True
    return mask


@pytest.mark.parametrize("number", [1, 2, 3])
def test_ink_lies_in_its_boxes(number: int) -> None:
    page = sample()[0][number - 1]
    dark = page.image < DARK
    lines = [line["bbox"] for line in page.page["lines"]]
    for line in page.page["lines"]:
        left, top, right, bottom = (round(v) for v in line["bbox"])
        assert dark[top:bottom, left:right].mean() > 0.02, line["text"]
    rules = [mapped_box(m.box, page.to_scan) for m in page.marks if isinstance(m, RuleMark)]
    known = lines + [figure["bbox"] for figure in page.page["figures"]] + rules
    stray = dark & ~cover(dark.shape, known, grow=1)
    assert stray.sum() / dark.sum() < 0.0005


@pytest.mark.parametrize("number", [1, 2, 3])
def test_nothing_overlaps(number: int) -> None:
    page = sample()[0][number - 1]
    solid = [m.box for m in page.marks if isinstance(m, TextMark | PhotoMark)]
    taken = np.zeros(page.printed.shape, dtype=np.uint8)
    for box in solid:
        assert contains(Box(0, 0, page.printed.shape[1], page.printed.shape[0]), box)
        # A line's box is a little higher than its ink: neighbours may share those few rows.
        inner = box.grown(0, -0.1 * min(box.height, 60))
        assert not taken[inner.top : inner.bottom, inner.left : inner.right].any()
        taken[inner.top : inner.bottom, inner.left : inner.right] = 1


def test_bodies_are_the_printed_lines() -> None:
    truth = sample()[1]
    for article in truth["articles"]:
        lines = [
            line["text"]
            for page in truth["pages"]
            for line in page["lines"]
            if line["article"] == article["id"] and line["role"] in ("body", "subhead", "verse")
        ]
        assert "".join(lines) == "".join(block["text"] for block in article["body"]), article["id"]


def test_breaks_stand_in_their_paragraphs() -> None:
    kinds = set()
    for article in sample()[1]["articles"]:
        for cut in article["breaks"]:
            assert cut["left"]
            assert cut["left"] + cut["right"] in article["body"][cut["block"]]["text"]
            kinds.add(cut["kind"])
    assert kinds == {"column", "figure", "page"}


def test_the_sample_has_what_a_district_paper_has() -> None:
    truth = sample()[1]
    by_id = {article["id"]: article for article in truth["articles"]}
    assert by_id["package"]["body"] == []
    assert by_id["package"]["editor_note"].startswith("编者按：")
    assert by_id["market"]["pages"] == [1, 3]
    assert by_id["market"]["jump_headline"] == "老菜场又闻到烟火气"
    roles = {line["role"] for page in truth["pages"] for line in page["lines"]}
    assert roles >= {"masthead", "page_header", "page_footer", "kicker", "subtitle", "jump", "ad", "verse", "caption"}
    assert 2500 <= sum(len(b["text"]) for a in by_id.values() for b in a["body"]) <= 4000


def test_the_sample_on_disk_is_what_the_drawer_draws() -> None:
    """Text to the letter; places to two pixels, since another release of a font may differ by a hair."""
    drawn, kept = sample()[1], read_truth()
    assert drawn["issue"] == kept["issue"]
    assert drawn["articles"] == kept["articles"]
    for here, there in zip(drawn["pages"], kept["pages"], strict=True):
        assert [(x["text"], x["role"], x["article"]) for x in here["lines"]] == [
            (x["text"], x["role"], x["article"]) for x in there["lines"]
        ]
        boxes = [[x["bbox"] for x in [*page["lines"], *page["figures"]]] for page in (here, there)]
        np.testing.assert_allclose(boxes[0], boxes[1], atol=2)


def test_the_scans_on_disk() -> None:
    files = sorted(SCANS.iterdir())
    assert [file.name for file in files] == [page["file"] for page in read_truth()["pages"]]
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    for file, page in zip(files, sample()[0], strict=True):
        with Image.open(file) as picture:
            assert picture.mode == "L"
            assert round(picture.info["dpi"][0]) == 240
            kept = np.asarray(picture).astype(int)
        assert kept.shape == page.image.shape
        assert np.abs(kept - page.image).mean() < 4


def test_a_seed_decides_everything() -> None:
    story = small_story(Photo("灯下 白小鸥 摄", "river", rows=6, down=2))
    first, second, other = (draw_page([story], seed=seed, look=OFFICE) for seed in (1, 1, 2))
    assert np.array_equal(first.image, second.image)
    assert first.truth == second.truth
    assert not np.array_equal(first.image, other.image)


@pytest.mark.parametrize("look", [CLEAN, OFFICE, AGED, FAX], ids=lambda look: look.name)
def test_looks(look: Look) -> None:
    page = draw_page([small_story()], seed=3, width=900, look=look, columns=2)
    grey = page.image if page.image.ndim == 2 else page.image.min(axis=2)
    assert page.image.shape[:2] == (page.page["height"], page.page["width"])
    assert (page.image.ndim == 3) == look.yellow
    if look.one_bit:
        assert set(np.unique(grey)) == {0, 255}
    if look.border:
        assert grey[:, : look.border // 2].mean() < 60
    for line in page.page["lines"]:
        left, top, right, bottom = (round(v) for v in line["bbox"])
        inside = grey[top:bottom, left:right]
        assert inside.min() < 100, line["text"]
        assert np.median(inside) > 150, line["text"]


def test_skew_turns_counter_clockwise() -> None:
    page = blank_page(600, 300)
    draw_rule(page, Box(50, 148, 550, 152))
    turned, to_scan = scan(page, replace(CLEAN, skew_deg=3.0), seed=0)
    left, right = (int(np.median(np.flatnonzero(turned[:, x] < 128))) for x in (100, 500))
    assert (left - right) / 400 == pytest.approx(np.tan(np.radians(3.0)), abs=0.006)
    middle = to_scan.points(np.array([[100.0, 150.0]]))[0]
    assert turned[round(float(middle[1])), round(float(middle[0]))] < 128


def test_primitives_return_where_they_drew() -> None:
    page = blank_page(500, 200)
    box = draw_text_line(page, "一行字，12元", left=40, top=30, px=32, face="hei_bold")
    ys, xs = np.nonzero(page < 128)
    assert contains(box, Box(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1))
    photo = Box(300, 80, 480, 190)
    draw_photo(page, photo, "hills", seed=2)
    assert (page[photo.top : photo.bottom, photo.left : photo.right] < 230).all()


@pytest.mark.parametrize("scene", SCENES)
def test_pictures_are_dark_to_their_edges(scene: str) -> None:
    picture = draw_picture(320, 220, scene, seed=5)
    edges = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    assert edges.max() <= 222
    assert picture.std() > 15
    assert np.array_equal(picture, draw_picture(320, 220, scene, seed=5))


@given(st.text(alphabet="河上的灯亮了，。“”（）《》：12345.%公里—… ", min_size=1, max_size=120), st.integers(180, 600))
def test_setting_keeps_every_letter(text: str, width: int) -> None:
    lines = set_paragraph(text, "song", 28, width, indent=56)
    assert "".join(line.text for line in lines) == text


@given(st.integers(10, 24), st.integers(0, 40))
def test_lines_begin_and_end_as_they_should(ems: int, start: int) -> None:
    width = ems * 28
    lines = set_paragraph(PARAGRAPH[start:] + PARAGRAPH * 3, "song", 28, width, indent=56)
    for line in lines[1:]:
        assert line.text[0] not in "，。；：”）", line.text
    for line in lines[:-1]:
        assert line.text[-1] not in "“（", line.text
        assert line.width == pytest.approx(width, abs=1.5)
    assert all(line.width <= width + 1.5 for line in lines)
    for above, below in pairwise(lines):
        assert not (above.text[-1].isdigit() and below.text[0].isdigit()), (above.text, below.text)


def test_a_headline_shrinks_into_its_width() -> None:
    page = draw_page([Story("a1", "很长很长的一个标题说也说不完" * 3, (PARAGRAPH,))], width=1000)
    headline = next(line for line in page.page["lines"] if line["role"] == "headline")
    assert headline["bbox"][2] <= 1000
    assert set_line(headline["text"], "song_bold", 64).width > 1000


def test_a_story_goes_on_where_it_left_off() -> None:
    story = replace(small_story(), columns=2, rows=3, jump_to="第2版")
    plans = [
        PagePlan(((Cell((story,)),),), width=1000),
        PagePlan(((Cell((Continuation(story, "第1版", "桥灯"),)),),), number=2, width=1000),
    ]
    head: IssueHead = {"id": "x", "title": "", "date": "", "kind": "drawn"}
    pages, truth = draw_issue(plans, Style(), [CLEAN, CLEAN], head)
    assert pages[0].rest
    assert not pages[1].rest
    (article,) = truth["articles"]
    assert article["pages"] == [1, 2]
    assert [cut["kind"] for cut in article["breaks"]].count("page") == 1
    assert article["jump_headline"] == "桥灯"


def test_what_does_not_fit_is_said() -> None:
    with pytest.raises(PageTooLow, match="page 1 needs"):
        draw_plan(PagePlan(((Cell((small_story(),)),),), height=200))
    with pytest.raises(CopyDoesNotFit):
        draw_page([small_story(Photo(rows=900))], columns=1)


def test_faces_are_found_or_their_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.drawer import fonts

    assert load_font("song", 28).getname()[0] == "Noto Serif CJK SC"
    monkeypatch.setattr(fonts, "_FOLDERS", ())
    with pytest.raises(FontMissing, match="apt-get install fonts-"):
        fonts._find.__wrapped__(FACES[0])


def test_jpeg_bytes_are_the_same_again() -> None:
    from tests.drawer.scanner import encode_jpeg

    page = draw_page([small_story()], seed=4, width=700, look=OFFICE, columns=2)
    data = encode_jpeg(page.image, 70, 240)
    assert data == encode_jpeg(page.image, 70, 240)
    assert Image.open(io.BytesIO(data)).size == (page.page["width"], page.page["height"])
