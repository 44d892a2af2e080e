"""What goes out: the document, its schema, the files of an issue's folder and how they come to be."""

from __future__ import annotations

import csv
import io
import json
import os
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ocr
from ocr.errors import BaokanError, UsageError
from ocr.export.read import read_issue
from ocr.export.schema import IssueDocument, json_schema
from ocr.export.tables import CSV_COLUMNS, articles_csv, articles_jsonl, harmless, issue_json
from ocr.geometry import Box, Transform
from ocr.model import (
    Article,
    Block,
    Furniture,
    Issue,
    Join,
    Jump,
    Page,
    PageSource,
    PlacedIllustration,
    Role,
    Source,
)
from tests.golden_files import golden

REPOSITORY = Path(__file__).parent.parent
NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)


FIRST = Page(
    PageSource(1, Path("scans/晨报/01.jpg"), sha256="ab" * 32),
    "ok",
    width=300,
    height=400,
    dpi=200,
    skew_deg=-0.5004,
    confidence=0.99149,
    to_scan=Transform((1.0, 0.0, 10.0, 0.0, 1.0, 20.0, 0.0, 0.0, 1.0)),
    furniture=(
        Furniture(Role.MASTHEAD, "晨报", Box(-30, 5, 90, 40)),
        Furniture(Role.CAPTION, "无主图", Box(100, 300, 400, 320)),
    ),
)
SECOND = Page(PageSource(2, Path("scans/晨报/02.jpg"), sha256="cd" * 32), "ok", width=300, height=400)
PHOTO = PlacedIllustration("p01-i01", 1, Box(20, 100, 140, 180), "堤上。 林书言 摄", "a01")
STORY = Article(
    "a01",
    (1, 2),
    section="要闻",
    kicker="引题",
    headline="水退了 灯亮着",
    byline="本报记者 林书言",
    authors=("林书言",),
    dateline="本报讯",
    body=(
        Block(
            "paragraph",
            "本报讯　水退了，人没有走。",
            0.98765,
            (Source(1, Box(20, 190, 140, 380)), Source(2, Box(-4, 20, 140, 60))),
            (Join(6, "page", "jump line 下转第2版", 0.98),),
            ((3, 0.61234),),
        ),
        Block("subhead", "天亮", 1.0, (Source(2, Box(20, 70, 140, 84)),)),
    ),
    illustrations=(PHOTO,),
    jump=Jump(1, 2, "水退了"),
    title_boxes=(Source(1, Box(20, 60, 140, 90)),),
    confidence=0.95,
    zone_boxes=(Source(1, Box(20, 60, 140, 380)), Source(2, Box(20, 20, 140, 90))),
)
"""It goes on from the first page to the second."""
BRIEF = Article(
    "a02",
    (2,),
    headline="=1+1 还是等于二",
    body=(Block("paragraph", "短讯。", 0.7, (Source(2, Box(160, 40, 280, 60)),)),),
    confidence=0.7,
    review_reasons=("its text was read with little confidence",),
)


def small_issue() -> Issue:
    """Two articles on two pages: one that goes on from the first to the second, and a brief."""
    return Issue(
        "晨报_2021-03-25",
        "晨报",
        "2021-03-25",
        "总第1期",
        (FIRST, SECOND),
        ("第1版", None),
        ("要闻", None),
        (STORY, BRIEF),
        (PHOTO,),
        "rapidocr 3.9.1",
        "0f" * 32,
    )


def with_page(page: Page) -> Issue:
    issue = small_issue()
    return replace(issue, pages=(*issue.pages, page), labels=(*issue.labels, None), sections=(*issue.sections, None))


@pytest.fixture
def document() -> IssueDocument:
    return IssueDocument.from_issue(small_issue(), NOON)


class TestDocument:
    def test_reads_back_as_written(self, document: IssueDocument, tmp_path: Path) -> None:
        (tmp_path / "issue.json").write_bytes(issue_json(document))
        assert read_issue(tmp_path / "issue.json") == read_issue(tmp_path) == document

    def test_boxes_are_in_scan_pixels_and_on_the_page(self, document: IssueDocument) -> None:
        assert [furniture.bbox for furniture in document.pages[0].furniture] == [(0, 25, 100, 60), (110, 320, 300, 340)]
        assert document.articles[0].body[0].sources[1].bbox == (0, 20, 140, 60)

    def test_furniture_of_an_unheard_of_role_is_decoration(self, document: IssueDocument) -> None:
        assert [furniture.role for furniture in document.pages[0].furniture] == ["masthead", "decoration"]

    def test_text_is_the_titles_then_the_body_a_paragraph_a_line(self, document: IssueDocument) -> None:
        text = "引题\n水退了 灯亮着\n本报记者 林书言\n本报讯　水退了，人没有走。\n天亮"
        assert document.articles[0].text == text
        assert document.articles[0].char_count == len("引题水退了灯亮着本报记者林书言本报讯水退了，人没有走。天亮")

    def test_numbers_are_rounded(self, document: IssueDocument) -> None:
        assert (document.pages[0].skew_deg, document.pages[0].confidence) == (-0.5, 0.991)
        assert document.articles[0].body[0].confidence == 0.988
        assert document.articles[0].body[0].doubts == ((3, 0.612),)

    def test_needs_review_where_there_is_a_reason(self, document: IssueDocument) -> None:
        assert [article.needs_review for article in document.articles] == [False, True]

    def test_created_is_utc_to_the_second(self) -> None:
        shanghai = NOON.astimezone(timezone(timedelta(hours=8)))
        created = IssueDocument.from_issue(small_issue(), shanghai).model_dump(mode="json")["generator"]["created"]
        assert created == "2026-11-23T12:00:00Z"

    def test_page_without_a_picture(self) -> None:
        failed = Page(PageSource(3, Path("坏.jpg")), "failed", error="坏.jpg: damaged; scan it again")
        page = IssueDocument.from_issue(with_page(failed), NOON).pages[2]
        assert (page.status, page.error, page.width) == ("failed", "坏.jpg: damaged; scan it again", 0)

    def test_file_name_that_is_not_utf8(self) -> None:
        name = os.fsdecode("晨报.jpg".encode("gb18030"))
        issue = with_page(Page(PageSource(3, Path(name)), "blank"))
        assert IssueDocument.from_issue(issue, NOON).pages[2].source.file == r"\xb3\xbf\xb1\xa8.jpg"

    def test_version_is_the_package_s(self, document: IssueDocument) -> None:
        project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
        assert ocr.__version__ == project["version"] == document.generator.version


class TestSchema:
    def test_is_itself_valid(self) -> None:
        jsonschema.Draft202012Validator.check_schema(json_schema())

    def test_accepts_what_is_written(self, document: IssueDocument) -> None:
        jsonschema.Draft202012Validator(json_schema()).validate(document.model_dump(mode="json"))

    @pytest.mark.parametrize("spoil", ["extra", "missing", "float box", "unsure"])
    def test_refuses_anything_else(self, document: IssueDocument, spoil: str) -> None:
        content = document.model_dump(mode="json")
        article = content["articles"][0]
        spoilers: dict[str, Callable[[], object]] = {
            "extra": lambda: article.update(mood="calm"),
            "missing": lambda: article.pop("kicker"),
            "float box": lambda: article["illustrations"][0].update(bbox=[0.5, 1, 2, 3]),
            "unsure": lambda: article.update(confidence=1.1),
        }
        spoilers[spoil]()
        assert not jsonschema.Draft202012Validator(json_schema()).is_valid(content)


class TestGolden:
    def test_issue_json_is_as_the_golden_file_says(self, document: IssueDocument) -> None:
        written = issue_json(document).decode()
        assert written == golden("export_issue.json", written)


class TestTables:
    def test_csv_opens_with_pandas(self, document: IssueDocument) -> None:
        table = pd.read_csv(io.BytesIO(articles_csv(document)), dtype={"pages": str})
        assert tuple(table.columns) == CSV_COLUMNS
        assert list(table["pages"]) == ["1;2", "2"]
        assert table["text"][0] == document.articles[0].text
        assert table["captions"][0] == "堤上。 林书言 摄"
        assert list(table["needs_review"]) == [False, True]
        assert pd.isna(table["kicker"][1])

    def test_csv_has_a_bom_and_json_none(self, document: IssueDocument) -> None:
        assert articles_csv(document).startswith(b"\xef\xbb\xbfissue_id,")
        assert issue_json(document).startswith(b"{\n")
        assert articles_jsonl(document).startswith(b'{"issue_id"')

    def test_formula_cell_is_made_harmless(self, document: IssueDocument) -> None:
        rows = list(csv.DictReader(io.StringIO(articles_csv(document).decode("utf-8-sig"), newline="")))
        assert rows[1]["headline"] == "'=1+1 还是等于二"

    def test_issue_without_articles_has_its_columns(self) -> None:
        empty = IssueDocument.from_issue(replace(small_issue(), articles=()), NOON)
        assert articles_csv(empty).decode("utf-8-sig") == ",".join(CSV_COLUMNS) + "\r\n"
        assert articles_jsonl(empty) == b""

    def test_jsonl_has_an_article_a_line_with_its_issue(self, document: IssueDocument) -> None:
        lines = [json.loads(line) for line in articles_jsonl(document).decode().splitlines()]
        assert [line.pop("issue_id") for line in lines] == [document.id] * 2
        assert [(line.pop("title"), line.pop("date")) for line in lines] == [("晨报", "2021-03-25")] * 2
        assert lines == document.model_dump(mode="json")["articles"]

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", " ＝", "\ufeff@"])
    def test_each_formula_start_is_seen(self, start: str) -> None:
        assert harmless(f"{start}1") == f"'{start}1"

    @given(st.text())
    def test_no_cell_is_a_formula_and_none_loses_text(self, cell: str) -> None:
        safe = harmless(cell)
        assert safe in (cell, "'" + cell)
        assert not safe.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        assert harmless(safe) == safe

    @given(st.text(st.characters(categories=("L", "N")), min_size=1))
    def test_plain_words_stay_as_they_are(self, cell: str) -> None:
        assert harmless(cell) == cell


class TestReading:
    @pytest.fixture
    def file(self, document: IssueDocument, tmp_path: Path) -> Path:
        path = tmp_path / "issue.json"
        path.write_text(json.dumps(document.model_dump(mode="json"), ensure_ascii=False), encoding="utf-8")
        return path

    def change(self, file: Path, **fields: object) -> None:
        file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | fields), encoding="utf-8")

    def test_truncated_anywhere(self, file: Path) -> None:
        whole = file.read_bytes()
        for length in range(1, len(whole), 97):
            file.write_bytes(whole[:length])
            with pytest.raises(BaokanError, match=r"issue\.json: .*; digitize the issue again"):
                read_issue(file)

    def test_truncated_in_a_text(self, file: Path) -> None:
        whole = file.read_text(encoding="utf-8")
        file.write_text(whole[: whole.index("水退了")], encoding="utf-8")
        with pytest.raises(BaokanError, match="it breaks off in the middle; digitize the issue again"):
            read_issue(file)

    def test_not_json(self, file: Path) -> None:
        file.write_text("标题,正文\n", encoding="utf-8")
        with pytest.raises(BaokanError, match="not JSON, at line 1"):
            read_issue(file)

    @pytest.mark.parametrize("content", ["[]", "{}", "3"])
    def test_other_json(self, file: Path, content: str) -> None:
        file.write_text(content)
        with pytest.raises(BaokanError, match="JSON, but not an issue"):
            read_issue(file)

    def test_nested_too_deeply(self, file: Path) -> None:
        file.write_text("[" * 200_000)
        with pytest.raises(BaokanError, match=r"issue\.json: "):
            read_issue(file)

    @pytest.mark.parametrize("number", ["9" * 10, "9" * 5000])
    def test_a_number_that_no_page_has(self, file: Path, number: str) -> None:
        file.write_text(file.read_text(encoding="utf-8").replace('"frame": 0', f'"frame": {number}'), encoding="utf-8")
        with pytest.raises(BaokanError, match="a number in it is too large; digitize the issue again"):
            read_issue(file)

    def test_half_a_character(self, file: Path) -> None:
        self.change(file, title="水\ud800")
        with pytest.raises(BaokanError, match="a character in it is none; digitize the issue again"):
            read_issue(file)

    @pytest.mark.parametrize(
        ("spoil", "said"),
        [
            (lambda content: content["articles"][0].update(pages=[99]), "page 99 is not there"),
            (lambda content: content["articles"][0]["title_sources"][0].update(page=98), "page 98 is not there"),
            (lambda content: content["pages"].append(content["pages"][0]), "page 1 is there twice"),
            (lambda content: content["articles"].append(content["articles"][0]), "article a01 is there twice"),
        ],
    )
    def test_what_would_cost_an_article_or_has_no_place(
        self, file: Path, spoil: Callable[[Any], None], said: str
    ) -> None:
        content = json.loads(file.read_text(encoding="utf-8"))
        spoil(content)
        file.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(BaokanError, match=f"not a sound issue.json, {said}; digitize the issue again"):
            read_issue(file)

    def test_newer_major_version(self, file: Path) -> None:
        self.change(file, schema_version="2.0.0")
        with pytest.raises(
            BaokanError, match=r"newer baokan \(schema 2\.0\.0, this one reads 1\.1\.0\); update baokan"
        ):
            read_issue(file)

    def test_newer_minor_version_is_read_without_what_is_new(self, file: Path, document: IssueDocument) -> None:
        generator = document.model_dump(mode="json")["generator"] | {"host": "new"}
        self.change(file, schema_version="1.7.0", mood="calm", generator=generator)
        assert read_issue(file) == document

    def test_file_of_1_0_0_lacks_what_came_later(self, file: Path, document: IssueDocument) -> None:
        content = json.loads(file.read_bytes())
        for article in content["articles"]:
            del article["title_sources"]
            for block in article["body"]:
                del block["doubts"]
        file.write_text(json.dumps(content | {"schema_version": "1.0.0"}))
        found = read_issue(file)
        assert found.schema_version == document.schema_version
        assert {article.title_sources for article in found.articles} == {()}
        assert {block.doubts for article in found.articles for block in article.body} == {()}

    @pytest.mark.parametrize("found", ["one", 1, None, "1.0", "0.9.0", f"1.{'9' * 5000}.0"])
    def test_no_version(self, file: Path, found: object) -> None:
        self.change(file, schema_version=found)
        with pytest.raises(BaokanError, match="schema_version"):
            read_issue(file)

    def test_field_that_is_not_known(self, file: Path) -> None:
        self.change(file, mood="calm")
        with pytest.raises(BaokanError, match="at mood: "):
            read_issue(file)

    def test_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match=r"issue\.json: there is no such file"):
            read_issue(tmp_path)

    def test_not_utf8(self, file: Path) -> None:
        file.write_bytes('{"title": "晨报"}'.encode("gb18030"))
        with pytest.raises(BaokanError, match="not UTF-8"):
            read_issue(file)
