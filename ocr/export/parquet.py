"""``articles.parquet``: an article a row, typed and nested, for DuckDB, pandas, Polars and Spark."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from ocr.export.records import ArticleRecord
from ocr.export.schema import SCHEMA_VERSION, IssueDocument

_GROUP = 2_000
"""Articles a row group: what is in memory while an archive is written, and what a reader may skip."""

_PLACE = pa.struct([("page", pa.int32()), ("bbox", pa.list_(pa.int32(), 4))])
_BLOCK = pa.struct(
    [("type", pa.string()), ("text", pa.string()), ("confidence", pa.float64()), ("sources", pa.list_(_PLACE))]
)
COLUMNS = pa.schema(
    [
        ("issue_id", pa.string()),
        ("title", pa.string()),
        ("date", pa.string()),
        ("article_id", pa.string()),
        ("pages", pa.list_(pa.int32())),
        ("section", pa.string()),
        ("kicker", pa.string()),
        ("headline", pa.string()),
        ("subtitle", pa.string()),
        ("byline", pa.string()),
        ("authors", pa.list_(pa.string())),
        ("dateline", pa.string()),
        ("editor_note", pa.string()),
        ("package", pa.string()),
        ("text", pa.string()),
        ("body", pa.list_(_BLOCK)),
        ("captions", pa.list_(pa.string())),
        ("char_count", pa.int32()),
        ("confidence", pa.float64()),
        ("needs_review", pa.bool_()),
        ("review_reasons", pa.list_(pa.string())),
    ],
    metadata={"baokan_schema_version": SCHEMA_VERSION},
)


def articles_parquet(document: IssueDocument) -> bytes:
    """The articles of one issue."""
    file = io.BytesIO()
    write_parquet(file, [document])
    return file.getvalue()


def write_parquet(file: BinaryIO, documents: Iterable[IssueDocument]) -> None:
    """The articles of many issues, of which only a row group is held in memory at a time."""
    rows: list[dict[str, Any]] = []
    with pq.ParquetWriter(file, COLUMNS, compression="zstd") as writer:
        for document in documents:
            rows += (_row(document, article) for article in document.articles)
            if len(rows) >= _GROUP:
                writer.write_table(pa.Table.from_pylist(rows, COLUMNS))
                rows = []
        writer.write_table(pa.Table.from_pylist(rows, COLUMNS))


def _row(document: IssueDocument, article: ArticleRecord) -> dict[str, Any]:
    """As in issue.json where a column has a field's name; a block's joins stay there."""
    fields = article.model_dump(include=set(COLUMNS.names))
    captions = [placed.caption for placed in article.illustrations if placed.caption]
    issue = {"issue_id": document.id, "title": document.title, "date": document.date, "article_id": article.id}
    return fields | issue | {"captions": captions}
