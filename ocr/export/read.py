"""``issue.json`` read back, with no OCR."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ocr.errors import BaokanError, UsageError
from ocr.export.schema import SCHEMA_VERSION, IssueDocument

_AGAIN = "digitize the issue again"
_PART_ID = re.compile(r"[\w.-]*\w", re.ASCII)
"""Of articles and illustrations."""


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
    _check_ids(file, document)
    return document


def _check_ids(file: Path, document: IssueDocument) -> None:
    """Raises BaokanError for an id that cannot name a file: it would lead out of the folder that it is written to."""
    parts = (part for article in document.articles for part in (article.id, *(i.id for i in article.illustrations)))
    wrong = next((part for part in parts if not _PART_ID.fullmatch(part)), None)
    if wrong is None and (document.id in ("", ".", "..") or "/" in document.id or "\0" in document.id):
        wrong = document.id
    if wrong is not None:
        raise BaokanError(f"{file}: not a sound issue.json, {wrong!r} is no id; {_AGAIN}")


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
        content = json.loads(text)
    except json.JSONDecodeError as error:
        cut_off = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        problem = "it breaks off in the middle" if cut_off else f"not JSON, at line {error.lineno}"
        raise BaokanError(f"{file}: {problem}; {_AGAIN}") from error
    except RecursionError as error:
        raise BaokanError(f"{file}: not an issue.json, it is nested too deeply; {_AGAIN}") from error
    if not isinstance(content, dict) or "schema_version" not in content:
        raise BaokanError(f"{file}: JSON, but not an issue.json; give the issue.json that baokan wrote")
    return content


def _check_version(file: Path, found: object) -> bool:
    """Whether a document of version ``found`` is of a newer minor version. Raises BaokanError for another major."""
    known = [int(part) for part in SCHEMA_VERSION.split(".")]
    parts = str(found).split(".")
    if len(parts) != len(known) or not all(part.isdecimal() for part in parts) or int(parts[0]) < known[0]:
        raise BaokanError(f"{file}: its schema_version is {found!r}, which is no version; {_AGAIN}")
    major, minor = int(parts[0]), int(parts[1])
    if major > known[0]:
        raise BaokanError(
            f"{file}: written by a newer baokan (schema {found}, this one reads {SCHEMA_VERSION}); update baokan"
        )
    return minor > known[1]
