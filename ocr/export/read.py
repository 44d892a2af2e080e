"""``issue.json`` read back, with no OCR."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ocr.errors import BaokanError, UsageError
from ocr.export.records import ArticleRecord
from ocr.export.schema import SCHEMA_VERSION, IssueDocument

_AGAIN = "digitize the issue again"
_PART_ID = re.compile(r"[\w.-]*\w", re.ASCII)
"""Of articles and illustrations."""
_VERSION_PART = re.compile(r"\d{1,9}", re.ASCII)
_LONGEST_NUMBER = 9
"""Digits of a whole number: more than any count or place of ours has."""


def read_issue(path: Path) -> IssueDocument:
    """The document in ``path``, an ``issue.json`` or the folder with one.

    A document of another minor version is read as this version would write it: without the fields it does not
    know, with nothing in those that were not there.
    Raises UsageError where there is no such file, BaokanError for one that is no whole ``issue.json`` or has a
    newer major version.
    """
    file = path / "issue.json" if path.is_dir() else path
    content = _parsed(file)
    newer_minor = _check_version(file, content.get("schema_version"))
    content["schema_version"] = SCHEMA_VERSION
    try:
        document = IssueDocument.model_validate(content, extra="ignore" if newer_minor else "forbid")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BaokanError(f"{file}: not a sound issue.json, at {where}: {first['msg'].lower()}; {_AGAIN}") from error
    problem = _wrong_id(document) or _wrong_reference(document)
    if problem is not None:
        raise BaokanError(f"{file}: not a sound issue.json, {problem}; {_AGAIN}")
    return document


def _wrong_id(document: IssueDocument) -> str | None:
    """An id that cannot name a file, since it would lead out of the folder that it is written to."""
    parts = (part for article in document.articles for part in (article.id, *(i.id for i in article.illustrations)))
    wrong = next((part for part in parts if not _PART_ID.fullmatch(part)), None)
    if wrong is None and (document.id in ("", ".", "..") or "/" in document.id or "\0" in document.id):
        wrong = document.id
    return None if wrong is None else f"{wrong!r} is no id"


def _wrong_reference(document: IssueDocument) -> str | None:
    """Two things of one name, of which one would be lost, or a page that is not there."""
    pages = Counter(page.number for page in document.pages)
    counted = [(f"page {number}", count) for number, count in pages.items()]
    counted += Counter(f"article {article.id}" for article in document.articles).items()
    twice = next((name for name, count in counted if count > 1), None)
    if twice is not None:
        return f"{twice} is there twice"
    named = {page for article in document.articles for page in _pages_named(article)}
    missing = sorted(named - set(pages))
    return f"page {missing[0]} is not there" if missing else None


def _pages_named(article: ArticleRecord) -> Iterator[int]:
    yield from article.pages
    yield from (placed.page for placed in article.illustrations)
    yield from (source.page for source in article.title_sources)
    yield from (source.page for block in article.body for source in block.sources)


def _parsed(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError(f"{file}: there is no such file; give an issue.json or the folder with one") from error
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise BaokanError(f"{file}: it could not be read ({reason}); see that it can be opened") from error
    except UnicodeDecodeError as error:
        raise BaokanError(f"{file}: not an issue.json, its text is not UTF-8; {_AGAIN}") from error
    try:
        content = json.loads(text, parse_int=_number)
        if "\\ud" in text.lower():
            # Half of a surrogate pair, which can be written as \\ud800 and as nothing else.
            json.dumps(content, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        cut_off = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        problem = "it breaks off in the middle" if cut_off else f"not JSON, at line {error.lineno}"
        raise BaokanError(f"{file}: {problem}; {_AGAIN}") from error
    except UnicodeEncodeError as error:
        raise BaokanError(f"{file}: not an issue.json, a character in it is none; {_AGAIN}") from error
    except OverflowError as error:
        raise BaokanError(f"{file}: not an issue.json, a number in it is too large; {_AGAIN}") from error
    except RecursionError as error:
        raise BaokanError(f"{file}: not an issue.json, it is nested too deeply; {_AGAIN}") from error
    if not isinstance(content, dict) or "schema_version" not in content:
        raise BaokanError(f"{file}: JSON, but not an issue.json; give the issue.json that baokan wrote")
    return content


def _number(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise OverflowError
    return int(digits)


def _check_version(file: Path, found: object) -> bool:
    """Whether a document of version ``found`` is of a newer minor version. Raises BaokanError for another major."""
    known = [int(part) for part in SCHEMA_VERSION.split(".")]
    parts = str(found).split(".")
    if len(parts) != len(known) or not all(map(_VERSION_PART.fullmatch, parts)) or int(parts[0]) < known[0]:
        raise BaokanError(f"{file}: its schema_version is {found!r}, which is no version; {_AGAIN}")
    major, minor = int(parts[0]), int(parts[1])
    if major > known[0]:
        raise BaokanError(
            f"{file}: written by a newer baokan (schema {found}, this one reads {SCHEMA_VERSION}); update baokan"
        )
    return minor > known[1]
