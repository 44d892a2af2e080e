"""The records of ``issue.json``, from the inside out. Each field is always there, null where the paper has nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

FurnitureRole = Literal["masthead", "folio", "running_head", "footer", "jump", "advertisement", "decoration"]

BoxRecord = Annotated[
    tuple[int, int, int, int],
    Field(
        description="[left, top, right, bottom] in pixels of the scan as delivered, before deskewing; origin top "
        "left; the right and bottom edges are not part of it.",
        examples=[[74, 900, 480, 1390]],
    ),
]
PageNumber = Annotated[int, Field(ge=1, description="Page number in the issue, from 1.")]
Confidence = Annotated[float, Field(ge=0, le=1, description="From 0 to 1, as the reader says it; not calibrated.")]


class Record(BaseModel):
    """What all records share."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", model_title_generator=lambda model: model.__name__.removesuffix("Record")
    )


class GeneratorRecord(Record):
    """What made this file."""

    name: Literal["baokan"] = Field(description="The program.")
    version: str = Field(description="The program's version.")
    engine: str = Field(description="The OCR engine with its version and models.")
    settings: str = Field(description="sha256: and the hex digest of the settings that decided the result.")
    created: AwareDatetime = Field(description="When, in UTC, to the second. The only field that changes by itself.")


class SourceFileRecord(Record):
    """The scan a page was read from."""

    file: str = Field(description="Name of the scan's file.")
    sha256: str = Field(description="Of the file's bytes, hex; empty when the file could not be read.")
    frame: int = Field(ge=0, description="Which page of a PDF or picture of a multi-page TIFF, from 0.")


class PageIllustrationRecord(Record):
    """A photo or drawing, as its page lists it."""

    id: str = Field(description="Unique in the issue.", examples=["p01-i01"])
    bbox: BoxRecord
    caption: str | None = Field(description="Its caption, credit included.")
    article_id: str | None = Field(description="The article it belongs to.")


class FurnitureRecord(Record):
    """What belongs to no article."""

    role: FurnitureRole
    text: str
    bbox: BoxRecord


class PageRecord(Record):
    """A page of the issue."""

    number: PageNumber
    label: str | None = Field(description="The page's own name as printed or as its file says it, such as 第1版 or A5.")
    section: str | None = Field(description="The page's section as printed, such as 要闻.")
    source: SourceFileRecord
    width: int = Field(ge=0, description="Of the scan as delivered, pixels; 0 on a page that could not be opened.")
    height: int = Field(ge=0, description="Of the scan as delivered, pixels; 0 on a page that could not be opened.")
    dpi: int | None = Field(description="Dots an inch, as the file says; null where it says nothing believable.")
    skew_deg: float = Field(description="How far the scan was turned, degrees, counter-clockwise positive.")
    writing_mode: Literal["horizontal-tb", "vertical-rl"] = Field(description="As in CSS.")
    status: Literal["ok", "blank", "failed"]
    error: str | None = Field(description="Why the page failed: what is wrong with which file and what to do.")
    confidence: Confidence
    illustrations: tuple[PageIllustrationRecord, ...]
    furniture: tuple[FurnitureRecord, ...]


class SourceRecord(Record):
    """A place on a page."""

    page: PageNumber
    bbox: BoxRecord


class JoinRecord(Record):
    """Where two halves of a paragraph were put together."""

    offset: int = Field(ge=0, description="The character of the text at which the second half begins, from 0.")
    kind: Literal["column", "illustration", "page"] = Field(description="What had cut the paragraph.")
    evidence: str = Field(description="Why the halves were taken to belong together.")
    confidence: Confidence


class BlockRecord(Record):
    """A whole paragraph, subhead, line of a poem or item of a list."""

    type: Literal["paragraph", "subhead", "verse", "list_item"]
    text: str
    confidence: Confidence
    sources: tuple[SourceRecord, ...] = Field(description="Where it stands, a place for each of its pieces, in order.")
    joins: tuple[JoinRecord, ...]
    doubts: tuple[tuple[Annotated[int, Field(ge=0)], Confidence], ...] = Field(
        (),
        description="The characters that may well be wrong, those below a confidence of 0.9: the offset into text, "
        "from 0, and the confidence. Since 1.1.0.",
        examples=[[[17, 0.62], [18, 0.874]]],
    )


class ArticleIllustrationRecord(Record):
    """A photo or drawing, as its article lists it."""

    id: str = Field(description="Unique in the issue.", examples=["p01-i01"])
    page: PageNumber
    bbox: BoxRecord
    caption: str | None = Field(description="Its caption, credit included.")


class JumpRecord(Record):
    """Where a story left its page and where it goes on."""

    from_page: PageNumber | None
    to_page: PageNumber | None
    headline: str | None = Field(description="The short headline over the continuation.")


class ArticleRecord(Record):
    """One story, whole, over all its pages."""

    id: str = Field(description="Stable: the same scans and settings give the same id.", examples=["a01"])
    pages: tuple[PageNumber, ...] = Field(description="The pages it stands on.")
    section: str | None = Field(description="The section it stands in, such as 要闻.")
    kicker: str | None = Field(description="引题, the line over the headline.")
    headline: str | None = Field(description="主题. A headline set in two halves keeps the space between them.")
    subtitle: str | None = Field(description="副题, without its leading dash.")
    byline: str | None = Field(description="署名, as printed.", examples=["本报记者 林书言 实习生 周可"])
    authors: tuple[str, ...] = Field(description="The names in the byline.")
    dateline: str | None = Field(description="电头, such as 本报讯; it stays in the body's text too.")
    editor_note: str | None = Field(description="编者按.")
    title_sources: tuple[SourceRecord, ...] = Field(
        (), description="Where its title block stands, and that of its continuation. Since 1.1.0."
    )
    body: tuple[BlockRecord, ...]
    illustrations: tuple[ArticleIllustrationRecord, ...]
    jump: JumpRecord | None = Field(description="Null where the story stays on its page.")
    package: str | None = Field(description="Id of the article whose page-wide headline stands over this one.")
    text: str = Field(
        description="The whole article as plain text, a paragraph a line: kicker, headline, subtitle, byline and "
        "editor's note, as far as it has them, then the body. No captions."
    )
    char_count: int = Field(ge=0, description="Characters of text without white space.")
    confidence: Confidence
    needs_review: bool = Field(description="Whether review_reasons has any.")
    review_reasons: tuple[str, ...] = Field(description="Why a person should look at it, a sentence each.")
