"""The document: what it makes of an issue, number by number, and that it is the golden file."""

from __future__ import annotations

import os
import tomllib
from datetime import timedelta, timezone
from pathlib import Path

import ocr
from ocr.export.read import read_issue
from ocr.export.schema import IssueDocument
from ocr.export.tables import issue_json
from ocr.model import Page, PageSource
from tests.golden_files import golden
from tests.small_issue import NOON, small_issue, with_page

ROOT = Path(__file__).parents[1]


def test_reads_back_as_written(document: IssueDocument, tmp_path: Path) -> None:
    (tmp_path / "issue.json").write_bytes(issue_json(document))
    assert read_issue(tmp_path / "issue.json") == read_issue(tmp_path) == document


def test_boxes_are_in_scan_pixels_and_on_the_page(document: IssueDocument) -> None:
    assert [furniture.bbox for furniture in document.pages[0].furniture] == [(0, 25, 100, 60), (110, 320, 300, 340)]
    assert document.articles[0].body[0].sources[1].bbox == (0, 20, 140, 60)


def test_furniture_of_an_unheard_of_role_is_decoration(document: IssueDocument) -> None:
    assert [furniture.role for furniture in document.pages[0].furniture] == ["masthead", "decoration"]


def test_text_is_the_titles_then_the_body_a_paragraph_a_line(document: IssueDocument) -> None:
    text = "引题\n水退了 灯亮着\n本报记者 林书言\n本报讯　水退了，人没有走。\n天亮"
    assert document.articles[0].text == text
    assert document.articles[0].char_count == len("引题水退了灯亮着本报记者林书言本报讯水退了，人没有走。天亮")


def test_numbers_are_rounded(document: IssueDocument) -> None:
    assert (document.pages[0].skew_deg, document.pages[0].confidence) == (-0.5, 0.991)
    assert document.articles[0].body[0].confidence == 0.988
    assert document.articles[0].body[0].doubts == ((3, 0.612),)


def test_needs_review_where_there_is_a_reason(document: IssueDocument) -> None:
    assert [article.needs_review for article in document.articles] == [False, True]


def test_created_is_utc_to_the_second() -> None:
    shanghai = NOON.astimezone(timezone(timedelta(hours=8)))
    created = IssueDocument.from_issue(small_issue(), shanghai).model_dump(mode="json")["generator"]["created"]
    assert created == "2026-11-23T12:00:00Z"


def test_page_without_a_picture() -> None:
    failed = Page(PageSource(3, Path("坏.jpg")), "failed", error="坏.jpg: damaged; scan it again")
    page = IssueDocument.from_issue(with_page(failed), NOON).pages[2]
    assert (page.status, page.error, page.width) == ("failed", "坏.jpg: damaged; scan it again", 0)


def test_file_name_that_is_not_utf8() -> None:
    name = os.fsdecode("晨报.jpg".encode("gb18030"))
    issue = with_page(Page(PageSource(3, Path(name)), "blank"))
    assert IssueDocument.from_issue(issue, NOON).pages[2].source.file == r"\xb3\xbf\xb1\xa8.jpg"


def test_version_is_the_package_s(document: IssueDocument) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert ocr.__version__ == project["version"] == document.generator.version


def test_issue_json_is_as_the_golden_file_says(document: IssueDocument) -> None:
    written = issue_json(document).decode()
    assert written == golden("export_issue.json", written)
