"""A document read back: of this version, an older or a newer one; damaged, or no document at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ocr.errors import BaokanError, UsageError
from ocr.export.read import read_issue
from ocr.export.schema import IssueDocument


@pytest.fixture
def file(document: IssueDocument, tmp_path: Path) -> Path:
    path = tmp_path / "issue.json"
    path.write_text(json.dumps(document.model_dump(mode="json"), ensure_ascii=False), encoding="utf-8")
    return path


def change(file: Path, **fields: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | fields), encoding="utf-8")


def test_truncated_anywhere(file: Path) -> None:
    whole = file.read_bytes()
    for length in range(1, len(whole), 97):
        file.write_bytes(whole[:length])
        with pytest.raises(BaokanError, match=r"issue\.json: .*; digitize the issue again"):
            read_issue(file)


def test_truncated_in_a_text(file: Path) -> None:
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole[: whole.index("水退了")], encoding="utf-8")
    with pytest.raises(BaokanError, match="it breaks off in the middle; digitize the issue again"):
        read_issue(file)


def test_not_json(file: Path) -> None:
    file.write_text("标题,正文\n", encoding="utf-8")
    with pytest.raises(BaokanError, match="not JSON, at line 1"):
        read_issue(file)


@pytest.mark.parametrize("content", ["[]", "{}", "3"])
def test_other_json(file: Path, content: str) -> None:
    file.write_text(content)
    with pytest.raises(BaokanError, match="JSON, but not an issue"):
        read_issue(file)


def test_nested_too_deeply(file: Path) -> None:
    file.write_text("[" * 200_000)
    with pytest.raises(BaokanError, match=r"issue\.json: "):
        read_issue(file)


@pytest.mark.parametrize("number", ["9" * 10, "9" * 5000])
def test_a_number_that_no_page_has(file: Path, number: str) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace('"frame": 0', f'"frame": {number}'), encoding="utf-8")
    with pytest.raises(BaokanError, match="a number in it is too large; digitize the issue again"):
        read_issue(file)


def test_half_a_character(file: Path) -> None:
    change(file, title="水\ud800")
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
def test_what_would_cost_an_article_or_has_no_place(file: Path, spoil: Callable[[Any], None], said: str) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    spoil(content)
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BaokanError, match=f"not a sound issue.json, {said}; digitize the issue again"):
        read_issue(file)


def test_newer_major_version(file: Path) -> None:
    change(file, schema_version="2.0.0")
    with pytest.raises(BaokanError, match=r"newer baokan \(schema 2\.0\.0, this one reads 1\.1\.0\); update baokan"):
        read_issue(file)


def test_newer_minor_version_is_read_without_what_is_new(file: Path, document: IssueDocument) -> None:
    generator = document.model_dump(mode="json")["generator"] | {"host": "new"}
    change(file, schema_version="1.7.0", mood="calm", generator=generator)
    assert read_issue(file) == document


def test_file_of_1_0_0_lacks_what_came_later(file: Path, document: IssueDocument) -> None:
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
def test_no_version(file: Path, found: object) -> None:
    change(file, schema_version=found)
    with pytest.raises(BaokanError, match="schema_version"):
        read_issue(file)


def test_field_that_is_not_known(file: Path) -> None:
    change(file, mood="calm")
    with pytest.raises(BaokanError, match="at mood: "):
        read_issue(file)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"issue\.json: there is no such file"):
        read_issue(tmp_path)


def test_not_utf8(file: Path) -> None:
    file.write_bytes('{"title": "晨报"}'.encode("gb18030"))
    with pytest.raises(BaokanError, match="not UTF-8"):
        read_issue(file)
