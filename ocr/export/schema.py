"""``issue.json`` as a whole: its model, its JSON Schema, and how an issue becomes one.

A change here or in ``records`` is a new ``SCHEMA_VERSION``: a new minor version only adds fields, anything else
is a new major version.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, get_args, overload

from pydantic import Field

import ocr
from ocr.export.records import (
    ArticleIllustrationRecord,
    ArticleRecord,
    BlockRecord,
    FurnitureRecord,
    FurnitureRole,
    GeneratorRecord,
    JoinRecord,
    JumpRecord,
    PageIllustrationRecord,
    PageRecord,
    Record,
    SourceFileRecord,
    SourceRecord,
)
from ocr.geometry import Box
from ocr.model import Article, Block, Furniture, Issue, Page, Source

SCHEMA_VERSION = "1.1.0"
_DIGITS = 3
"""Of confidences and degrees: more would be noise."""

Pages = Mapping[int, Page]
"""The pages of the issue by their numbers."""


class IssueDocument(Record):
    """A digitized issue of a newspaper or periodical: its pages and its articles."""

    schema_version: str = Field(
        pattern=r"^1\.\d+\.\d+$", description="Of this format, MAJOR.MINOR.PATCH.", examples=[SCHEMA_VERSION]
    )
    id: str = Field(description="Name of the issue's folder or file.", examples=["澄湾报_2024-05-16"])
    title: str | None = Field(description="The newspaper's title.", examples=["澄湾报"])
    date: str | None = Field(description="Day of issue, ISO 8601.", examples=["2024-05-16"])
    number: str | None = Field(description="The issue's number (期号) as printed.", examples=["第1428期"])
    generator: GeneratorRecord = Field(title="Made by", description="The program that made this file, and how.")
    pages: tuple[PageRecord, ...] = Field(description="Every page, in order of their numbers.")
    articles: tuple[ArticleRecord, ...] = Field(description="Every article, page by page.")

    @classmethod
    def from_issue(cls, issue: Issue, created: datetime) -> IssueDocument:
        """The issue as it is written.

        Boxes of pages, pixels of the deskewed page, are mapped to the scan; all boxes are clipped to the scan.
        ``created`` knows its time zone; it is kept in UTC, to the second.
        """
        pages = {page.source.number: page for page in issue.pages}
        return cls(
            schema_version=SCHEMA_VERSION,
            id=_storable(issue.id),
            title=_storable(issue.title),
            date=issue.date,
            number=issue.issue_number,
            generator=GeneratorRecord(
                name="baokan",
                version=program_version(),
                engine=issue.engine,
                settings=f"sha256:{issue.settings}",
                created=created.astimezone(UTC).replace(microsecond=0),
            ),
            pages=tuple(
                _page_record(page, label, section, issue)
                for page, label, section in zip(issue.pages, issue.labels, issue.sections, strict=True)
            ),
            articles=tuple(_article_record(article, pages) for article in issue.articles),
        )


def json_schema() -> dict[str, Any]:
    """The JSON Schema, draft 2020-12, of ``issue.json``: of this version and all older ones of the same major."""
    schema = IssueDocument.model_json_schema(mode="validation")
    definitions = schema["$defs"]
    for record in (*definitions.values(), schema):
        for field in record["properties"].values():
            field.setdefault("examples", [_example(field, definitions)])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:baokan:issue:{SCHEMA_VERSION}",
        **schema,
    }


def _example(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """A value of a field: its own first example, or one made of its parts'."""
    if "examples" in schema:
        return schema["examples"][0]
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], definitions)
    if "items" in schema:
        return [_example(schema["items"], definitions)]
    fields = definitions[schema["$ref"].rpartition("/")[2]]["properties"]
    return {name: _example(field, definitions) for name, field in fields.items()}


def plain_text(article: Article) -> str:
    """The whole article, a paragraph a line.

    Kicker, headline, subtitle, byline and editor's note, as far as it has them, a line each, then the body.
    Captions stay with their illustrations.
    """
    title_block = (article.kicker, article.headline, article.subtitle, article.byline, article.editor_note)
    return "\n".join([part for part in title_block if part] + [block.text for block in article.body])


def program_version() -> str:
    """Baokan's version as installed, or as the checkout says it where it is not installed."""
    try:
        return version("baokan")
    except PackageNotFoundError:
        return ocr.__version__


def _page_record(page: Page, label: str | None, section: str | None, issue: Issue) -> PageRecord:
    illustrations = (placed for placed in issue.illustrations if placed.page == page.source.number)
    return PageRecord(
        number=page.source.number,
        label=_storable(label),
        section=section,
        source=SourceFileRecord(
            file=_storable(page.source.file.name), sha256=page.source.sha256, frame=page.source.frame
        ),
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        skew_deg=_rounded(page.skew_deg),
        writing_mode=page.writing_mode,
        status=page.status,
        error=_storable(page.error),
        confidence=_rounded(page.confidence),
        illustrations=tuple(
            PageIllustrationRecord(
                id=placed.id, bbox=_clipped(placed.bbox, page), caption=placed.caption, article_id=placed.article_id
            )
            for placed in illustrations
        ),
        furniture=tuple(_furniture_record(furniture, page) for furniture in page.furniture),
    )


def _furniture_record(furniture: Furniture, page: Page) -> FurnitureRecord:
    """Furniture with a role of another kind, a stray caption say, is decoration to the outside."""
    role: FurnitureRole = next((known for known in get_args(FurnitureRole) if known == furniture.role), "decoration")
    return FurnitureRecord(role=role, text=furniture.text, bbox=_clipped(page.to_scan.box(furniture.box), page))


def _article_record(article: Article, pages: Pages) -> ArticleRecord:
    text = plain_text(article)
    jump = article.jump
    return ArticleRecord(
        id=article.id,
        pages=article.pages,
        section=article.section,
        kicker=article.kicker,
        headline=article.headline,
        subtitle=article.subtitle,
        byline=article.byline,
        authors=article.authors,
        dateline=article.dateline,
        editor_note=article.editor_note,
        title_sources=tuple(_source_record(source, pages) for source in article.title_boxes),
        body=tuple(_block_record(block, pages) for block in article.body),
        illustrations=tuple(
            ArticleIllustrationRecord(
                id=placed.id, page=placed.page, bbox=_clipped(placed.bbox, pages[placed.page]), caption=placed.caption
            )
            for placed in article.illustrations
        ),
        jump=JumpRecord(from_page=jump.from_page, to_page=jump.to_page, headline=jump.headline) if jump else None,
        package=article.package,
        text=text,
        char_count=sum(not char.isspace() for char in text),
        confidence=_rounded(article.confidence),
        needs_review=bool(article.review_reasons),
        review_reasons=article.review_reasons,
    )


def _block_record(block: Block, pages: Pages) -> BlockRecord:
    return BlockRecord(
        type=block.kind,
        text=block.text,
        confidence=_rounded(block.confidence),
        sources=tuple(_source_record(source, pages) for source in block.sources),
        joins=tuple(
            JoinRecord(offset=join.offset, kind=join.kind, evidence=join.evidence, confidence=_rounded(join.confidence))
            for join in block.joins
        ),
        doubts=tuple((offset, _rounded(sure)) for offset, sure in block.doubts),
    )


def _source_record(source: Source, pages: Pages) -> SourceRecord:
    return SourceRecord(page=source.page, bbox=_clipped(source.bbox, pages[source.page]))


def _clipped(box: Box, page: Page) -> tuple[int, int, int, int]:
    """A box, pixels of the scan, as far as it lies on the scan."""
    left, top, right, bottom = box.within(page.width, page.height)
    return int(left), int(top), int(right), int(bottom)


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS) + 0.0  # + 0.0 turns -0.0 into 0.0


@overload
def _storable(name: str) -> str: ...
@overload
def _storable(name: None) -> None: ...
def _storable(name: str | None) -> str | None:
    """A name from the file system as JSON can hold it: a byte that was not UTF-8 is written ``\\xb0``."""
    return None if name is None else name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
