"""An issue's folder: all its files, or those that were there before."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocr.errors import BaokanError
from ocr.export.reader.issue import reader_html
from ocr.export.reader.library import articles_js
from ocr.export.schema import IssueDocument
from ocr.export.tables import articles_csv, articles_jsonl, issue_json
from ocr.export.write import write_issue
from ocr.geometry import Box
from ocr.model import Article, Block, Image, Issue, Page, PageSource, Source
from ocr.settings import OutputSettings
from tests.conftest import baokan

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
SMALL = OutputSettings(overlay_px=200)
PICTURES = (
    "pages/p01.jpg",
    "pages/p01-small.webp",
    "pages/p01-large.webp",
    "pages/cover.webp",
    "pages/p01.lines.json",
    "pages/p02.jpg",
    "pages/p02-small.webp",
    "pages/p02-large.webp",
    "pages/p02.lines.json",
)
TEXTS = ("articles.csv", "articles.jsonl", "articles.js", "index.html", "issue.json")
FILES = (*PICTURES, *TEXTS)
"""Of an issue with two pages, in the order in which they take their places."""


def small_issue(read: int = 2, blank: int = 0) -> Issue:
    """One short article on page 1; ``read`` pages that are ok, then ``blank`` ones."""
    statuses = ["ok"] * read + ["blank"] * blank
    pages = tuple(
        Page(PageSource(number, Path(f"{number:02d}.jpg")), "ok" if status == "ok" else "blank", 300, 400)
        for number, status in enumerate(statuses, start=1)
    )
    place = Source(1, Box(20, 40, 280, 90))
    article = Article(
        "a01", (1,), headline="天亮", body=(Block("paragraph", "短讯。", 1.0, (place,)),), zone_boxes=(place,)
    )
    names = (None,) * len(pages)
    return Issue("晨报_2021-03-25", "晨报", None, None, pages, names, names, (article,), (), "rapidocr", "0f" * 32)


def paper(page: Page) -> Image | None:
    return np.full((page.height, page.width), 240, np.uint8) if page.status == "ok" else None


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestFolder:
    def test_has_all_files_and_issue_json_comes_last(self, tmp_path: Path) -> None:
        folder = tmp_path / "out" / "晨报_2021-03-25"
        written = write_issue(small_issue(2, blank=1), paper, tmp_path / "out", SMALL, NOON)
        assert written == tuple(folder / name for name in FILES)
        found = contents(folder)
        assert sorted(found) == sorted(FILES)
        document = IssueDocument.from_issue(small_issue(2, blank=1), NOON)
        assert found["articles.csv"] == articles_csv(document)
        assert found["articles.jsonl"] == articles_jsonl(document)
        assert found["articles.js"] == articles_js(document)
        assert found["index.html"] == reader_html(document, {1, 2})
        assert found["issue.json"] == issue_json(document)
        picture = cv2.imdecode(np.frombuffer(written[0].read_bytes(), np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        assert picture.shape[0] == SMALL.overlay_px

    def test_same_input_gives_the_same_bytes(self, tmp_path: Path) -> None:
        write_issue(small_issue(), paper, tmp_path / "a", SMALL, NOON)
        write_issue(small_issue(), paper, tmp_path / "b", SMALL, NOON + timedelta(days=1))
        one, other = contents(tmp_path / "a"), contents(tmp_path / "b")
        assert {name for name in one if one[name] != other[name]} == {"晨报_2021-03-25/issue.json"}
        later = one["晨报_2021-03-25/issue.json"].replace(b"2026-11-23T", b"2026-11-24T")
        assert later == other["晨报_2021-03-25/issue.json"]

    def test_pictures_of_pages_no_longer_there_go_and_other_files_stay(self, tmp_path: Path) -> None:
        folder = write_issue(small_issue(), paper, tmp_path, SMALL, NOON)[-1].parent
        (folder / "pages" / "notes.txt").write_text("mine")
        write_issue(small_issue(1), paper, tmp_path, SMALL, NOON)
        assert sorted(path.name for path in (folder / "pages").iterdir()) == [
            "cover.webp",
            "notes.txt",
            "p01-large.webp",
            "p01-small.webp",
            "p01.jpg",
            "p01.lines.json",
        ]

    def test_files_can_be_read_by_whom_the_umask_lets(self, tmp_path: Path) -> None:
        (tmp_path / "plain").touch()
        written = write_issue(small_issue(), paper, tmp_path, SMALL, NOON)
        assert {path.stat().st_mode for path in written} == {(tmp_path / "plain").stat().st_mode}


def earlier_result(output: Path) -> dict[str, bytes]:
    write_issue(replace(small_issue(), title="旧"), paper, output, SMALL, NOON - timedelta(days=1))
    return contents(output)


class TestFailure:
    @pytest.mark.parametrize("failing", range(len(FILES) + 2), ids=lambda call: (*FILES, "pages", "issue")[call])
    def test_full_disk_leaves_the_earlier_result(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
    ) -> None:
        before = earlier_result(tmp_path)
        monkeypatch.setattr(os, "fsync", fails_at(os.fsync, failing, errno.ENOSPC))
        with pytest.raises(BaokanError, match=r"晨报_2021-03-25.*: the disk is full; free some space"):
            write_issue(small_issue(), paper, tmp_path, SMALL, NOON)
        assert contents(tmp_path) == before

    @pytest.mark.parametrize("failing", range(len(FILES)), ids=lambda call: FILES[call])
    def test_file_that_cannot_take_its_place_leaves_the_earlier_result(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
    ) -> None:
        before = earlier_result(tmp_path)
        monkeypatch.setattr(os, "replace", fails_at(os.replace, failing, errno.EACCES))
        with pytest.raises(BaokanError, match="there is no permission to write it; allow it or choose"):
            write_issue(small_issue(), paper, tmp_path, SMALL, NOON)
        assert contents(tmp_path) == before

    def test_new_folder_that_fails_has_no_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "replace", fails_at(os.replace, FILES.index("articles.jsonl"), errno.EIO))
        with pytest.raises(BaokanError, match=r"articles\.jsonl: "):
            write_issue(small_issue(), paper, tmp_path, SMALL, NOON)
        assert contents(tmp_path) == {}

    def test_disk_without_second_names(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = earlier_result(tmp_path)
        monkeypatch.setattr(os, "link", fails_at(os.link, None, errno.EPERM))
        monkeypatch.setattr(os, "replace", fails_at(os.replace, FILES.index("issue.json"), errno.EIO))
        with pytest.raises(BaokanError, match=r"issue\.json: "):
            write_issue(small_issue(), paper, tmp_path, SMALL, NOON)
        assert contents(tmp_path) == before

    def test_scan_that_cannot_be_had_leaves_the_earlier_result(self, tmp_path: Path) -> None:
        before = earlier_result(tmp_path)

        def interrupted(page: Page) -> Image | None:
            if page.source.number == 2:
                raise KeyboardInterrupt
            return paper(page)

        with pytest.raises(KeyboardInterrupt):
            write_issue(small_issue(), interrupted, tmp_path, SMALL, NOON)
        assert contents(tmp_path) == before

    def test_file_where_the_folder_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "晨报_2021-03-25").write_text("mine")
        with pytest.raises(BaokanError, match="a file stands where a folder is needed; move it away"):
            write_issue(small_issue(), paper, tmp_path, SMALL, NOON)
        assert contents(tmp_path) == {"晨报_2021-03-25": b"mine"}

    def test_folder_where_a_file_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "晨报_2021-03-25" / "issue.json").mkdir(parents=True)
        with pytest.raises(BaokanError, match=r"issue\.json: a folder stands where a file is needed"):
            write_issue(small_issue(), paper, tmp_path, SMALL, NOON)
        assert contents(tmp_path) == {}


def fails_at(function: Callable[..., object], call: int | None, code: int) -> Callable[..., object]:
    """``function``, but its call number ``call`` from 0 (every call for None) raises an OSError."""
    calls: Iterator[int] = iter(range(1000))

    def failing(*args: object, **named: object) -> object:
        if call in (None, next(calls)):
            raise OSError(code, os.strerror(code))
        return function(*args, **named)

    return failing


class TestReaderAgain:
    """``baokan export --format html``."""

    def test_with_its_pictures_it_is_the_same(self, tmp_path: Path) -> None:
        folder = write_issue(small_issue(), paper, tmp_path, SMALL, NOON)[-1].parent
        before = contents(folder)
        assert baokan("export", folder, "--format", "html") == 0
        assert contents(folder) == before

    def test_elsewhere_it_takes_its_pictures_along(self, tmp_path: Path) -> None:
        folder = write_issue(small_issue(), paper, tmp_path / "out", SMALL, NOON)[-1].parent
        assert baokan("export", folder, "--format", "html", "--output", tmp_path / "else") == 0
        found = contents(tmp_path / "else" / folder.name)
        assert sorted(found) == sorted(["index.html", *(name for name in PICTURES if "-" in name)])
        assert found["index.html"] == (folder / "index.html").read_bytes()

    def test_a_picture_that_is_missing_is_told_and_the_rest_written(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = write_issue(small_issue(), paper, tmp_path, SMALL, NOON)[-1].parent
        (folder / "pages" / "p02-large.webp").unlink()
        assert baokan("export", folder, "--format", "html") == 3
        (error,) = capsys.readouterr().err.splitlines()
        assert error.endswith(
            "p02-large.webp: the picture of this page is missing; digitize the issue again to have it"
        )
        page = (folder / "index.html").read_text(encoding="utf-8")
        assert 'src="pages/p01-small.webp"' in page
        assert 'src="pages/p02-small.webp"' not in page

    @pytest.mark.parametrize("spoil", [lambda text: text[:500], lambda text: text.replace('"1.', '"2.', 1)])
    def test_an_issue_json_that_cannot_be_read_overwrites_nothing(
        self, tmp_path: Path, spoil: Callable[[str], str]
    ) -> None:
        folder = write_issue(small_issue(), paper, tmp_path, SMALL, NOON)[-1].parent
        (folder / "issue.json").write_text(spoil((folder / "issue.json").read_text(encoding="utf-8")), encoding="utf-8")
        before = contents(folder)
        assert baokan("export", folder, "--format", "html") == 1
        assert contents(folder) == before
