"""The records of ``issue.json``, from the inside out. Each field is always written, null where the paper has nothing.

Every field says what it is, numbers their unit too (``x-unit``), and gives an example, which is of the sample issue
where that has one; records of records get theirs from their fields. A field that a later minor version adds has a
default, with which older files are read.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

FurnitureRole = Literal["masthead", "folio", "running_head", "footer", "jump", "advertisement", "decoration"]
BlockType = Literal["paragraph", "subhead", "verse", "list_item"]
WritingMode = Literal["horizontal-tb", "vertical-rl"]


def unit(name: str) -> dict[str, Any]:
    """What a field's numbers count, as the JSON Schema says it."""
    return {"x-unit": name}


BoxRecord = Annotated[
    tuple[int, int, int, int],
    Field(
        description="[left, top, right, bottom] in pixels of the scan as delivered, before deskewing; origin top "
        "left; the right and bottom edges are not part of it.",
        examples=[[568, 944, 1505, 1353]],
        json_schema_extra=unit("pixels"),
    ),
]
PageNumber = Annotated[
    int,
    Field(ge=1, description="Page number in the issue, from 1.", examples=[1], json_schema_extra=unit("page number")),
]
Confidence = Annotated[
    float,
    Field(
        ge=0,
        le=1,
        description="The share of such characters that are right, from 0 to 1: measured on pages of known text with "
        "the default engine.",
        examples=[0.993],
        json_schema_extra=unit("share of 1"),
    ),
]
IllustrationId = Annotated[str, Field(description="Unique in the issue.", examples=["p01-i01"])]
Caption = Annotated[
    str | None,
    Field(
        description="Its caption (图片说明), credit included.",
        examples=["改造后的澄河菜场，过道宽敞明亮。 本报记者 闻小满 摄"],
    ),
]


class Record(BaseModel):
    """What all records share."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        model_title_generator=lambda model: model.__name__.removesuffix("Record").removesuffix("Document"),
        field_title_generator=lambda name, _: name.replace("_", " ").capitalize(),
    )


class GeneratorRecord(Record):
    """What made this file."""

    name: Literal["baokan"] = Field(description="The program.", examples=["baokan"])
    version: str = Field(description="The program's version.", examples=["0.1.0"])
    engine: str = Field(description="The OCR engine with its version and models.", examples=["rapidocr 3.9.2 PP-OCRv6"])
    settings: str = Field(
        description="sha256: and the hex digest of the settings that decided the result.",
        examples=["sha256:e75f301d7fe5e0a0e67e32724894438a1f86ac6ee0588389c0bbbcdbb0dbb562"],
    )
    created: AwareDatetime = Field(
        description="When, in UTC, to the second. The only field that changes by itself.",
        examples=["2026-11-23T12:00:00Z"],
    )


class SourceFileRecord(Record):
    """The scan a page was read from."""

    file: str = Field(description="Name of the scan's file.", examples=["01.jpg"])
    sha256: str = Field(
        description="Of the file's bytes, hex; empty when the file could not be read.",
        examples=["a4ec86c4824981ddafbc490913d4a7bf7c563b09af42eeca78705e60ca5155a0"],
    )
    frame: int = Field(
        ge=0,
        description="Which page of a PDF or picture of a multi-page TIFF, from 0.",
        examples=[0],
        json_schema_extra=unit("index"),
    )


class PageIllustrationRecord(Record):
    """A photo or drawing, as its page lists it."""

    id: IllustrationId
    bbox: BoxRecord
    caption: Caption
    article_id: str | None = Field(description="The article it belongs to.", examples=["a02"])


class FurnitureRecord(Record):
    """What belongs to no article."""

    role: FurnitureRole = Field(
        description="报头 masthead, 版次 folio, 报眉 running_head, footer, 转版线 jump, 广告 advertisement; all else "
        "is decoration.",
        examples=["masthead"],
    )
    text: str = Field(description="As printed.", examples=["澄湾报"])
    bbox: BoxRecord


class PageRecord(Record):
    """A page of the issue."""

    number: PageNumber
    label: str | None = Field(
        description="The page's own name as printed or as its file says it, such as 第1版 or A5.", examples=["第3版"]
    )
    section: str | None = Field(description="The page's section (版名) as printed, such as 要闻.", examples=["副刊"])
    source: SourceFileRecord = Field(description="The scan it was read from.")
    width: int = Field(
        ge=0,
        description="Of the scan as delivered; 0 on a page that could not be opened.",
        examples=[2080],
        json_schema_extra=unit("pixels"),
    )
    height: int = Field(
        ge=0,
        description="Of the scan as delivered; 0 on a page that could not be opened.",
        examples=[3000],
        json_schema_extra=unit("pixels"),
    )
    dpi: int | None = Field(
        description="As the file says it; null where it says nothing believable.",
        examples=[240],
        json_schema_extra=unit("dots per inch"),
    )
    skew_deg: float = Field(
        description="How far the scan was turned, counter-clockwise positive.",
        examples=[0.362],
        json_schema_extra=unit("degrees"),
    )
    writing_mode: WritingMode = Field(
        description="As in CSS: lines from left to right, or columns from right to left (竖排).",
        examples=["horizontal-tb"],
    )
    status: Literal["ok", "blank", "failed"] = Field(
        description="blank: no text and no picture; failed: it could not be read, and error says why.", examples=["ok"]
    )
    error: str | None = Field(
        description="Why the page failed: what is wrong with which file and what to do.",
        examples=["scans/澄湾报_2024-05-16/02.jpg: not an image or damaged; scan it again"],
    )
    confidence: Confidence
    illustrations: tuple[PageIllustrationRecord, ...] = Field(description="Its photos and drawings, from the top.")
    furniture: tuple[FurnitureRecord, ...] = Field(description="What on it belongs to no article.")


class SourceRecord(Record):
    """A place on a page."""

    page: PageNumber
    bbox: BoxRecord


class JoinRecord(Record):
    """Where two halves of a paragraph were put together."""

    offset: int = Field(
        ge=0,
        description="The character of the text at which the second half begins, from 0.",
        examples=[52],
        json_schema_extra=unit("characters"),
    )
    kind: Literal["column", "illustration", "page"] = Field(
        description="What had cut the paragraph: the column's end, a picture or its caption, the page's end.",
        examples=["column"],
    )
    evidence: str = Field(
        description="Why the halves were taken to belong together.", examples=["flush, in mid-sentence"]
    )
    confidence: Confidence = Field(
        description="How clear that evidence was, from 0 to 1.", examples=[0.988], json_schema_extra=unit("share of 1")
    )


class BlockRecord(Record):
    """A whole paragraph, subhead (小标题), line of a poem or item of a list."""

    type: BlockType = Field(description="What it is; a verse is one line of a poem.", examples=["paragraph"])
    text: str = Field(
        description="As printed, whole over columns, pictures and pages.",
        examples=["门牌挂在一间6平方米的小木屋上。屋里有水有电，一台补鞋机、一盏台灯、一把高脚凳，就把地方占满了。"],
    )
    confidence: Confidence
    sources: tuple[SourceRecord, ...] = Field(
        description="Where it stands, a place for each of its pieces, in order: one more than it has joins."
    )
    joins: tuple[JoinRecord, ...] = Field(description="Where its pieces were put together, in order.")
    doubts: tuple[tuple[Annotated[int, Field(ge=0)], Confidence], ...] = Field(
        (),
        description="The characters that may well be wrong, those below a confidence of 0.9: the offset into text, "
        "from 0, and the confidence. Since 1.1.0.",
        examples=[[[17, 0.62], [18, 0.874]]],
        json_schema_extra=unit("characters, share of 1"),
    )


class ArticleIllustrationRecord(Record):
    """A photo or drawing, as its article lists it."""

    id: IllustrationId
    page: PageNumber
    bbox: BoxRecord
    caption: Caption


class JumpRecord(Record):
    """Where a story left its page and where it goes on."""

    from_page: PageNumber | None = Field(
        description="The page it left, from 1.", examples=[1], json_schema_extra=unit("page number")
    )
    to_page: PageNumber | None = Field(
        description="The page it goes on at, from 1.", examples=[3], json_schema_extra=unit("page number")
    )
    headline: str | None = Field(
        description="The short headline over the continuation.", examples=["老菜场又闻到烟火气"]
    )


class ArticleRecord(Record):
    """One story, whole, over all its pages."""

    id: str = Field(description="Stable: the same scans and settings give the same id.", examples=["a02"])
    pages: tuple[PageNumber, ...] = Field(
        description="The pages it stands on, in order.", examples=[[1, 3]], json_schema_extra=unit("page number")
    )
    section: str | None = Field(description="The section (版名) it stands in, such as 要闻.", examples=["副刊"])
    kicker: str | None = Field(description="引题, the line over the headline.", examples=["澄河菜场关门87天后重新开张"])
    headline: str | None = Field(
        description="主题. A headline set in two halves keeps the space between them.",
        examples=["“晚市”亮灯 老菜场又闻到烟火气"],
    )
    subtitle: str | None = Field(
        description="副题, without its leading dash.", examples=["112个摊位全部回迁，八成摊主是老面孔"]
    )
    byline: str | None = Field(description="署名, as printed.", examples=["本报记者 闻小满 通讯员 邱见山"])
    authors: tuple[str, ...] = Field(
        description="The names in the byline; without one, those after the dateline, or alone in brackets at the end.",
        examples=[["闻小满", "邱见山"]],
    )
    dateline: str | None = Field(
        description="电头, such as 本报讯; it stays in the body's text too.", examples=["本报讯"]
    )
    editor_note: str | None = Field(
        description="编者按.", examples=["编者按：今年春天，澄湾区启动“一刻钟便民圈”建设，首批选定6个社区。"]
    )
    title_sources: tuple[SourceRecord, ...] = Field(
        (),
        description="Where its title block stands, and that of its continuation. Since 1.1.0.",
    )
    body: tuple[BlockRecord, ...] = Field(description="The story's text, in reading order.")
    illustrations: tuple[ArticleIllustrationRecord, ...] = Field(description="Its photos and drawings.")
    jump: JumpRecord | None = Field(description="Null where the story stays on its page.")
    package: str | None = Field(
        description="Id of the article whose page-wide headline stands over this one (专题).", examples=["a01"]
    )
    text: str = Field(
        description="The whole article as plain text, a paragraph a line: kicker, headline, subtitle, byline and "
        "editor's note, as far as it has them, then the body. No captions.",
        examples=["湖边绿道新添三座饮水台\n本报讯 五一假期前，环湖绿道新装的三座饮水台通水。"],
    )
    char_count: int = Field(
        ge=0,
        description="Characters of text that are not white space.",
        examples=[887],
        json_schema_extra=unit("characters"),
    )
    confidence: Confidence
    needs_review: bool = Field(description="Whether review_reasons has any.", examples=[True])
    review_reasons: tuple[str, ...] = Field(
        description="Why a person should look at it, a sentence each.", examples=[["low confidence: 0.94"]]
    )
