"""An issue's document as the bytes of its files: ``issue.json``, ``articles.jsonl``, ``articles.csv``.

The two tables also hold many issues in one, written one after another."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from typing import BinaryIO

import pandas as pd

from ocr.export.records import ArticleRecord
from ocr.export.schema import SCHEMA_VERSION, IssueDocument

CSV_COLUMNS = (
    "issue_id",
    "title",
    "date",
    "article_id",
    "pages",
    "section",
    "kicker",
    "headline",
    "subtitle",
    "byline",
    "text",
    "captions",
    "char_count",
    "confidence",
    "needs_review",
)
_FORMULA_STARTS = "=+-@"

Cells = dict[str, str | int | float | bool | None]
"""A row by its columns."""


def issue_json(document: IssueDocument) -> bytes:
    """The whole document, UTF-8 without BOM, indented by two, in this version of the schema."""
    content = document.model_dump(mode="json") | {"schema_version": SCHEMA_VERSION}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def articles_jsonl(document: IssueDocument) -> bytes:
    """An article a line, as in issue.json, after the issue's id (``issue_id``), title and date. UTF-8 without BOM."""
    issue = {"issue_id": document.id, "title": document.title, "date": document.date}
    lines = (json.dumps(issue | article.model_dump(mode="json"), ensure_ascii=False) for article in document.articles)
    return "".join(line + "\n" for line in lines).encode()


def articles_csv(document: IssueDocument) -> bytes:
    """A row an article, for spreadsheets: UTF-8 with BOM, rows ended by CR LF, empty cells for nulls.

    Several pages are parted by semicolons, since a spreadsheet takes ``1-2`` for a date and ``1,2`` for a number;
    several captions, like paragraphs, by line feeds.
    """
    return _csv_lines([], header=True).encode("utf-8-sig") + _csv_rows(document)


def write_jsonl(file: BinaryIO, documents: Iterable[IssueDocument]) -> None:
    """The articles of many issues, as ``articles_jsonl`` has them."""
    for document in documents:
        file.write(articles_jsonl(document))


def write_csv(file: BinaryIO, documents: Iterable[IssueDocument]) -> None:
    """The articles of many issues under one header, as ``articles_csv`` has them."""
    file.write(_csv_lines([], header=True).encode("utf-8-sig"))
    for document in documents:
        file.write(_csv_rows(document))


def _csv_rows(document: IssueDocument) -> bytes:
    return _csv_lines([_csv_row(document, article) for article in document.articles], header=False).encode()


def _csv_lines(rows: list[Cells], header: bool) -> str:
    table = pd.DataFrame(rows, columns=list(CSV_COLUMNS))
    text: str = table.to_csv(index=False, header=header, lineterminator="\r\n")
    return text


def _csv_row(document: IssueDocument, article: ArticleRecord) -> Cells:
    cells: Cells = {
        "issue_id": document.id,
        "title": document.title,
        "date": document.date,
        "article_id": article.id,
        "pages": ";".join(map(str, article.pages)),
        "section": article.section,
        "kicker": article.kicker,
        "headline": article.headline,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "text": article.text,
        "captions": "\n".join(placed.caption for placed in article.illustrations if placed.caption),
        "char_count": article.char_count,
        "confidence": article.confidence,
        "needs_review": article.needs_review,
    }
    return {column: harmless(cell) if isinstance(cell, str) else cell for column, cell in cells.items()}


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would take it for a formula.

    Spreadsheets skip white space and control characters before a formula, and East Asian ones take full-width
    signs for plain ones.

    >>> harmless("=1+1"), harmless("\\t＠SUM(A1)"), harmless("水退了")
    ("'=1+1", "'\\t＠SUM(A1)", '水退了')
    """
    start = next((char for char in cell if unicodedata.category(char)[0] not in "ZC"), "")
    return "'" + cell if start and unicodedata.normalize("NFKC", start)[0] in _FORMULA_STARTS else cell
