"""The lines that are kept of each page: what they became a part of, where they stand, and what if they are gone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ocr.export.lines import LineRecord, kept_lines, lines_file
from ocr.export.read import read_issue
from ocr.export.write import write_issue
from ocr.run import Outcome
from ocr.settings import OutputSettings
from tests.golden_files import golden
from tests.kept_pages import HEIGHT, NOON, WIDTH, kept_document, kept_issue, kept_pages


def the_line(page: int, text: str) -> LineRecord:
    (found,) = [line for line in kept_pages()[page].lines if line.text == text]
    return found


@pytest.mark.parametrize(
    ("page", "text", "owner"),
    [
        (1, "灯亮<了> & 人来了", ("a01", None, None, None, None)),
        (1, "本报记者 林书言", ("a01", None, None, None, None)),
        (1, "昨晚 A7路口的堤", ("a01", 0, 0, None, None)),
        (1, "人们都出来看", ("a01", 0, 1, None, None)),
        (1, "堤上的灯。 林书言 摄", (None, None, None, "p01-i01", None)),
        (1, "第1版", (None, None, None, None, 0)),
        (1, "·", (None, None, None, None, None)),
        (2, "，走了很远。", ("a01", 0, 2, None, None)),
        (2, "风起了", ("a01", 1, 0, None, None)),
        (2, "林书言", ("a01", None, None, None, None)),
        (2, "短讯题", ("a02", None, None, None, None)),
    ],
)
def test_a_line_knows_what_it_became_a_part_of(page: int, text: str, owner: tuple[object, ...]) -> None:
    line = the_line(page, text)
    assert (line.article_id, line.block, line.piece, line.illustration_id, line.furniture) == owner


def test_lines_of_a_piece_come_in_reading_order() -> None:
    piece = [line.text for line in kept_pages()[1].lines if (line.block, line.piece) == (0, 0)]
    assert piece == ["本报讯", "昨晚 A7路口的堤", "上亮了灯疑，"]


def test_a_turned_line_has_its_corners_in_the_box_around_it() -> None:
    line = the_line(1, "昨晚 A7路口的堤")
    xs, ys = np.array(line.polygon).T
    left, top, right, bottom = line.bbox
    assert (xs.min(), ys.min()) == pytest.approx((left, top), abs=1)
    assert (xs.max(), ys.max()) == pytest.approx((right, bottom), abs=1)
    assert ys[0] > ys[1]  # the scan is turned counter-clockwise: the line rises


@pytest.mark.parametrize(
    ("page", "text", "vertical", "way"),
    [
        (1, "人们都出来看", False, (1, 0)),
        (2, "风起了", True, (0, 1)),
        (2, "短讯题", False, (1, 0)),  # a level headline on a vertical page
    ],
)
def test_corners_run_the_way_the_line_is_read(page: int, text: str, vertical: bool, way: tuple[int, int]) -> None:
    line = the_line(page, text)
    along = np.subtract(line.polygon[1], line.polygon[0])
    assert line.vertical is vertical
    assert np.dot(along, way) > 0.95 * np.linalg.norm(along)


def test_rules_lie_as_on_the_paper() -> None:
    assert [rule.horizontal for page in kept_pages().values() for rule in page.rules] == [True, False]


def test_everything_stays_on_the_scan() -> None:
    corners = [corner for page in kept_pages().values() for line in page.lines for corner in line.polygon]
    assert corners
    assert [(x, y) for x, y in corners if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT)] == []


def test_kept_lines_are_as_the_golden_file_says() -> None:
    found = json.dumps([page.model_dump(mode="json") for page in kept_pages().values()], ensure_ascii=False, indent=1)
    assert golden("kept_lines.json", found + "\n") == found + "\n"


class TestKept:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        written = write_issue(kept_issue(), lambda page: None, tmp_path, OutputSettings(), NOON)
        return written[-1].parent

    def test_are_read_back_as_written(self, folder: Path) -> None:
        assert kept_lines(folder, read_issue(folder)) == (kept := kept_lines(folder, kept_document()))
        assert kept.pages == kept_pages()
        assert kept.problems == ()

    @pytest.mark.parametrize("spoil", ["gone", "cut", "another scan", "other settings"])
    def test_are_missed_in_one_sentence(self, folder: Path, spoil: str) -> None:
        file = lines_file(folder, 2)
        content = json.loads(file.read_text(encoding="utf-8"))
        changed = {
            "cut": file.read_text(encoding="utf-8")[:300],
            "another scan": json.dumps(content | {"sha256": "00" * 32}),
            "other settings": json.dumps(content | {"settings": "sha256:00"}),
        }
        if spoil == "gone":
            file.unlink()
        else:
            file.write_text(changed[spoil], encoding="utf-8")
        kept = kept_lines(folder, kept_document())
        assert list(kept.pages) == [1]
        assert len(kept.problems) == 1
        assert "(p02.lines.json)" in kept.problems[0]
        assert kept.problems[0].startswith(str(folder))


def test_every_line_of_the_sample_issue_but_dust_is_a_part_of_something(sample_outcome: Outcome) -> None:
    folder = sample_outcome.document.parent
    document = read_issue(folder)
    kept = kept_lines(folder, document)
    assert kept.problems == ()
    assert list(kept.pages) == [1, 2, 3]
    for page in kept.pages.values():
        for line in page.lines:
            assert (line.article_id, line.illustration_id, line.furniture) != (None, None, None), line.text
    blocks = {(article.id, index): block for article in document.articles for index, block in enumerate(article.body)}
    for (article, index), block in blocks.items():
        pieces = [
            [
                line.text
                for line in kept.pages[source.page].lines
                if (line.article_id, line.block, line.piece) == (article, index, at)
            ]
            for at, source in enumerate(block.sources)
        ]
        assert all(pieces), f"{article}: {block.text[:20]} has a piece without lines"
        whole = "".join("".join(piece) for piece in pieces)
        assert "".join(whole.split()) == "".join(block.text.split())
