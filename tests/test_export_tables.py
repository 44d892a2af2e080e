"""The tables: CSV for spreadsheets, where no cell may become a formula, and JSON lines for programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.export.schema import IssueDocument
from ocr.export.tables import CSV_COLUMNS, articles_csv, articles_jsonl, harmless, issue_json
from tests.small_issue import NOON, small_issue


def test_csv_opens_with_pandas(document: IssueDocument) -> None:
    table = pd.read_csv(io.BytesIO(articles_csv(document)), dtype={"pages": str})
    assert tuple(table.columns) == CSV_COLUMNS
    assert list(table["pages"]) == ["1;2", "2"]
    assert table["text"][0] == document.articles[0].text
    assert table["captions"][0] == "堤上。 林书言 摄"
    assert list(table["needs_review"]) == [False, True]
    assert pd.isna(table["kicker"][1])


def test_csv_has_a_bom_and_json_none(document: IssueDocument) -> None:
    assert articles_csv(document).startswith(b"\xef\xbb\xbfissue_id,")
    assert issue_json(document).startswith(b"{\n")
    assert articles_jsonl(document).startswith(b'{"issue_id"')


def test_formula_cell_is_made_harmless(document: IssueDocument) -> None:
    rows = list(csv.DictReader(io.StringIO(articles_csv(document).decode("utf-8-sig"), newline="")))
    assert rows[1]["headline"] == "'=1+1 还是等于二"


def test_issue_without_articles_has_its_columns() -> None:
    empty = IssueDocument.from_issue(replace(small_issue(), articles=()), NOON)
    assert articles_csv(empty).decode("utf-8-sig") == ",".join(CSV_COLUMNS) + "\r\n"
    assert articles_jsonl(empty) == b""


def test_jsonl_has_an_article_a_line_with_its_issue(document: IssueDocument) -> None:
    lines = [json.loads(line) for line in articles_jsonl(document).decode().splitlines()]
    assert [line.pop("issue_id") for line in lines] == [document.id] * 2
    assert [(line.pop("title"), line.pop("date")) for line in lines] == [("晨报", "2021-03-25")] * 2
    assert lines == document.model_dump(mode="json")["articles"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", " ＝", "\ufeff@"])
def test_each_formula_start_is_seen(start: str) -> None:
    assert harmless(f"{start}1") == f"'{start}1"


@given(st.text())
def test_no_cell_is_a_formula_and_none_loses_text(cell: str) -> None:
    safe = harmless(cell)
    assert safe in (cell, "'" + cell)
    assert not safe.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert harmless(safe) == safe


@given(st.text(st.characters(categories=("L", "N")), min_size=1))
def test_plain_words_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell
