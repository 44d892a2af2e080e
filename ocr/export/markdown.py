"""Markdown with front matter: a file an article, its titles and data in the front matter, its text below."""

from __future__ import annotations

import re

import yaml

from ocr.export.records import ArticleRecord, BlockRecord
from ocr.export.schema import IssueDocument

_MARKS = re.compile(r"([\\`*_\[\]<>&~|$#])")
"""What Markdown, or one of its usual extensions, reads as a mark wherever it stands."""
_OPENING = re.compile(r"^(?:([-+=:])|(\d{1,9})([.)]))")
"""What makes a list, a rule or a heading only at a line's start."""


def article_markdown(article: ArticleRecord, document: IssueDocument) -> bytes:
    """One article. CommonMark, UTF-8; whatever was printed stays text."""
    note = [f"> {escaped(article.editor_note)}"] if article.editor_note else []
    text = "\n\n".join([*note, *_blocks(article)])
    return f"---\n{_front_matter(article, document)}---\n\n{text}\n".encode()


def escaped(text: str) -> str:
    """The text so that Markdown shows it as it is, but for white space around its lines; line feeds are line breaks.

    >>> print(escaped("1. 第*一*条 <b>"))
    1\\. 第\\*一\\*条 \\<b\\>
    """
    lines = (line.strip(" \t") for line in text.splitlines())
    return "\\\n".join(_OPENING.sub(_held, _MARKS.sub(r"\\\1", line)) for line in lines if line)


def _held(found: re.Match[str]) -> str:
    sign, number, stop = found.groups()
    return f"\\{sign}" if sign else f"{number}\\{stop}"


def _front_matter(article: ArticleRecord, document: IssueDocument) -> str:
    fields = {
        "title": article.headline,
        "kicker": article.kicker,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "authors": list(article.authors),
        "dateline": article.dateline,
        "newspaper": document.title,
        "date": document.date,
        "number": document.number,
        "issue": document.id,
        "id": article.id,
        "package": article.package,
        "section": article.section,
        "pages": list(article.pages),
        "illustrations": [
            {"id": placed.id, "page": placed.page, "caption": placed.caption} for placed in article.illustrations
        ],
        "confidence": article.confidence,
        "needs_review": article.needs_review,
    }
    text: str = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=2**20)
    return text


def _blocks(article: ArticleRecord) -> list[str]:
    """The body's blocks; lines of a poem, and items of a list, that follow each other are one."""
    parts: list[str] = []
    before: BlockRecord | None = None
    for block in article.body:
        text = escaped(block.text)
        if before is not None and before.type == block.type == "verse":
            parts[-1] += "\\\n" + text
        elif before is not None and before.type == block.type == "list_item":
            parts[-1] += f"\n- {text}"
        else:
            parts.append({"subhead": "## ", "list_item": "- "}.get(block.type, "") + text)
        before = block
    return parts
