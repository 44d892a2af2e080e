"""``baokan export``: every format, whole archives in one file, and what bad input comes to: a sentence, a code, no
file."""

from __future__ import annotations

import csv
import gc
import io
import json
import shutil
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from flows.cli import Format
from ocr.export.formats import FORMATS, TABLES, export_issue
from ocr.export.read import read_issue
from ocr.export.schema import SCHEMA_VERSION, IssueDocument
from ocr.export.tables import CSV_COLUMNS
from ocr.export.write import write_issue
from ocr.model import Issue
from ocr.settings import OutputSettings
from tests.conftest import baokan
from tests.kept_pages import NOON, kept_document, kept_issue

Captured = pytest.CaptureFixture[str]


def named(name: str) -> Issue:
    return replace(kept_issue(), id=name)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Results of three issues."""
    for name in ("晨报_1", "晨报_2", "晨报_3"):
        write_issue(named(name), lambda page: None, tmp_path / "output", OutputSettings(), NOON)
    return tmp_path / "output"


def change(file: Path, **fields: Any) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(content | fields, ensure_ascii=False), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class TestFormats:
    def test_the_command_knows_every_format(self) -> None:
        assert {format_.value for format_ in Format} >= set(FORMATS)

    @pytest.mark.parametrize(
        ("name", "files"),
        [
            ("json", ["issue.json"]),
            ("csv", ["articles.csv"]),
            ("parquet", ["articles.parquet"]),
            ("alto", ["alto/p01.xml", "alto/p02.xml"]),
            ("page", ["page/p01.xml", "page/p02.xml"]),
            ("mets", ["alto/p01.xml", "alto/p02.xml", "mets.xml"]),
            ("jsonld", ["jsonld/a01.jsonld", "jsonld/a02.jsonld"]),
            ("markdown", ["markdown/a01.md", "markdown/a02.md"]),
        ],
    )
    def test_each_has_its_files(
        self, name: str, files: list[str], output: Path, tmp_path: Path, capsys: Captured
    ) -> None:
        assert baokan("export", output / "晨报_1", "--format", name, "--output", tmp_path / "out") == 0
        assert list(contents(tmp_path / "out" / "晨报_1")) == files
        place = Path(capsys.readouterr().out.strip())
        assert place.parent == tmp_path / "out" / "晨报_1"
        assert place.exists()

    def test_a_folder_of_issues_is_each_of_them_beside_its_own(self, output: Path, capsys: Captured) -> None:
        assert baokan("export", output, "--format", "markdown") == 0
        assert len(capsys.readouterr().out.splitlines()) == 3
        assert all((output / f"晨报_{number}" / "markdown" / "a01.md").is_file() for number in (1, 2, 3))

    def test_files_of_an_earlier_export_go_and_others_stay(self, output: Path) -> None:
        file = output / "晨报_1" / "issue.json"
        export_issue(file, "markdown")
        (file.parent / "markdown" / "notes.md").write_text("mine", encoding="utf-8")
        change(file, articles=json.loads(file.read_text(encoding="utf-8"))["articles"][:1])
        export_issue(file, "markdown")
        assert sorted(path.name for path in (file.parent / "markdown").iterdir()) == ["a01.md", "notes.md"]

    def test_lines_that_are_gone_are_told_and_the_rest_is_written(self, output: Path, capsys: Captured) -> None:
        (output / "晨报_2" / "pages" / "p01.lines.json").unlink()
        assert baokan("export", output, "--format", "alto") == 3
        captured = capsys.readouterr()
        assert len(captured.out.splitlines()) == 3
        (said,) = captured.err.splitlines()
        assert said.startswith(str(output / "晨报_2"))
        assert "p01.lines.json" in said
        assert (output / "晨报_2" / "alto" / "p01.xml").is_file()

    def test_pictures_are_not_needed(self, output: Path) -> None:
        assert not list(output.glob("*/pages/*.jpg"))
        for name in FORMATS.keys() - {"json", "html"}:
            assert baokan("export", output, "--format", name) == 0

    def test_json_is_of_this_version_whatever_it_was_read_from(self, output: Path, tmp_path: Path) -> None:
        file = output / "晨报_1" / "issue.json"
        change(file, schema_version="1.99.0", mood="calm")
        export_issue(file, "json", tmp_path / "out")
        content = json.loads((tmp_path / "out" / "晨报_1" / "issue.json").read_text(encoding="utf-8"))
        assert content["schema_version"] == SCHEMA_VERSION
        assert "mood" not in content

    def test_json_takes_not_its_own_place(self, output: Path, capsys: Captured) -> None:
        before = contents(output)
        assert baokan("export", output / "晨报_1", "--format", "json") == 2
        assert "give an --output" in capsys.readouterr().err
        assert contents(output) == before


class TestArchive:
    def test_csv_of_all_issues_has_one_header(self, output: Path, tmp_path: Path, capsys: Captured) -> None:
        assert baokan("export", output, "--format", "csv", "-o", tmp_path / "all.csv") == 0
        assert capsys.readouterr().out.strip() == str(tmp_path / "all.csv")
        content = (tmp_path / "all.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbfissue_id,")
        assert content.count(b"\xef\xbb\xbf") == 1
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert [(row["issue_id"], row["article_id"]) for row in rows] == [
            (f"晨报_{number}", article) for number in (1, 2, 3) for article in ("a01", "a02")
        ]
        assert tuple(rows[0]) == CSV_COLUMNS

    def test_jsonl_is_the_issues_own_one_after_another(self, output: Path, tmp_path: Path) -> None:
        assert baokan("export", output, "--format", "jsonl", "-o", tmp_path / "all.jsonl") == 0
        parts = [(output / f"晨报_{number}" / "articles.jsonl").read_bytes() for number in (1, 2, 3)]
        assert (tmp_path / "all.jsonl").read_bytes() == b"".join(parts)

    def test_parquet_is_typed_and_nested(self, output: Path, tmp_path: Path) -> None:
        assert baokan("export", output, "--format", "parquet", "-o", tmp_path / "all.parquet") == 0
        rows = pq.read_table(tmp_path / "all.parquet").to_pylist()
        assert [row["issue_id"] for row in rows] == ["晨报_1", "晨报_1", "晨报_2", "晨报_2", "晨报_3", "晨报_3"]
        assert rows[0]["pages"] == [1, 2]
        assert rows[0]["authors"] == ["林书言"]
        assert rows[0]["captions"] == ["堤上的灯。 林书言 摄"]
        article = kept_document().articles[0]
        assert rows[0]["body"][0]["sources"][0]["bbox"] == list(article.body[0].sources[0].bbox)
        assert rows[0]["text"] == article.text
        assert pd.read_parquet(tmp_path / "all.parquet")["char_count"].sum() == 3 * sum(
            article.char_count for article in kept_document().articles
        )

    def test_an_issue_named_twice_is_there_once(self, output: Path, tmp_path: Path) -> None:
        baokan("export", output, output / "晨报_1", "--format", "csv", "-o", tmp_path / "all.csv")
        assert (tmp_path / "all.csv").read_text(encoding="utf-8-sig").count("晨报_1,") == 2

    @pytest.mark.parametrize("name", sorted(TABLES))
    def test_issues_are_let_go_as_they_are_written(self, name: str) -> None:
        alive: list[weakref.ref[IssueDocument]] = []

        def documents() -> Iterator[IssueDocument]:
            for _ in range(20):
                document = kept_document()
                alive.append(weakref.ref(document))
                yield document
                del document
                gc.collect()
                assert sum(reference() is not None for reference in alive) <= 1

        TABLES[name](io.BytesIO(), documents())
        assert len(alive) == 20

    def test_a_file_cannot_hold_another_format(self, output: Path, tmp_path: Path, capsys: Captured) -> None:
        assert baokan("export", output, "--format", "csv", "-o", tmp_path / "all.jsonl") == 2
        assert "would not hold csv" in capsys.readouterr().err
        assert not (tmp_path / "all.jsonl").exists()


def newer(file: Path) -> None:
    change(file, schema_version="2.0.0")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:700])


def leading_out(file: Path) -> None:
    change(file, id="../../elsewhere")


def article_leading_out(file: Path) -> None:
    articles = json.loads(file.read_text(encoding="utf-8"))["articles"]
    change(file, articles=[articles[0] | {"id": "../a01"}])


class TestBadInput:
    @pytest.mark.parametrize("name", sorted(FORMATS))
    @pytest.mark.parametrize("spoil", [newer, cut, leading_out, article_leading_out])
    def test_is_a_sentence_and_code_1_and_changes_nothing(
        self, name: str, spoil: Callable[[Path], None], output: Path, capsys: Captured
    ) -> None:
        if name != "json":
            # The reader is written too, and says that it has no pictures.
            assert baokan("export", output / "晨报_1", "--format", name) == (3 if name == "html" else 0)
        spoil(output / "晨报_1" / "issue.json")
        before = contents(output)
        capsys.readouterr()
        assert baokan("export", output / "晨报_1", "--format", name) == 1
        captured = capsys.readouterr()
        assert captured.out == ""
        (said,) = captured.err.splitlines()
        assert said.startswith(f"{output / '晨报_1' / 'issue.json'}: ")
        assert contents(output) == before

    def test_one_of_several_is_left_out_and_told(self, output: Path, tmp_path: Path, capsys: Captured) -> None:
        cut(output / "晨报_2" / "issue.json")
        assert baokan("export", output, "--format", "csv", "-o", tmp_path / "all.csv") == 3
        (said,) = capsys.readouterr().err.splitlines()
        assert "it breaks off in the middle" in said
        rows = pd.read_csv(tmp_path / "all.csv")
        assert list(rows["issue_id"].unique()) == ["晨报_1", "晨报_3"]

    def test_an_archive_of_none_leaves_the_earlier_one(self, output: Path, tmp_path: Path, capsys: Captured) -> None:
        (tmp_path / "all.csv").write_text("the earlier one", encoding="utf-8")
        for number in (1, 2, 3):
            newer(output / f"晨报_{number}" / "issue.json")
        assert baokan("export", output, "--format", "csv", "-o", tmp_path / "all.csv") == 1
        assert len(capsys.readouterr().err.splitlines()) == 3
        assert (tmp_path / "all.csv").read_text(encoding="utf-8") == "the earlier one"

    def test_a_folder_without_issues_is_wrong_usage(self, tmp_path: Path, capsys: Captured) -> None:
        assert baokan("export", tmp_path, "--format", "csv") == 2
        assert "no issue.json" in capsys.readouterr().err
        assert baokan("export", tmp_path / "nowhere", "--format", "csv") == 2
        assert "there is no such file" in capsys.readouterr().err

    def test_a_full_disk_leaves_no_half_archive(
        self, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shutil.copytree(output, tmp_path / "copy")
        monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        assert baokan("export", output, "--format", "parquet", "-o", tmp_path / "all.parquet") == 1
        assert not list(tmp_path.glob("*all.parquet*"))
        assert contents(output) == contents(tmp_path / "copy")


def test_what_is_read_back_is_what_was_written(output: Path) -> None:
    document = read_issue(output / "晨报_1")
    assert document.model_copy(update={"id": kept_document().id}) == kept_document()
