"""``issue.toml`` beside the pages: what an operator knows about an issue and its name does not say."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ocr.errors import UsageError
from ocr.intake.names import find_date, readable
from ocr.model import IssueSource, WritingMode

ISSUE_FILE = "issue.toml"


class IssueFile(BaseModel):
    """The keys of ``issue.toml``, each optional; any other key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    title: str | None = Field(None, min_length=1, max_length=200)
    date: str | None = None
    number: str | None = Field(None, min_length=1, max_length=200)
    pages: int | None = Field(None, ge=1, strict=True)
    writing_mode: WritingMode | None = None
    engine: Literal["rapidocr", "tesseract"] | None = None

    @field_validator("date", mode="before")
    @classmethod
    def _iso(cls, value: object) -> str:
        text = value.isoformat()[:10] if isinstance(value, date) else str(value)
        found = find_date(readable(text.strip()))
        if found is None or found[1] != (0, len(readable(text.strip()))):
            raise ValueError("a date is written as 2021-03-25")
        return found[0]

    @field_validator("title", "number")
    @classmethod
    def _one_line(cls, value: str | None) -> str | None:
        if value is not None and not value.replace("\u3000", " ").isprintable():
            raise ValueError("it has a line break or another control character in it")
        return value

    @field_validator("number", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return str(value) if type(value) is int else value


def read_issue_file(file: Path) -> IssueFile:
    """Reads ``issue.toml``.

    Raises UsageError that names the file and the key or line that is wrong.
    """
    try:
        return IssueFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(IssueFile.model_fields)
            raise UsageError(f"{file}: {key} is not a key of {ISSUE_FILE}; it may have {known}") from error
        reason = first["msg"].removeprefix("Value error, ").lower()
        raise UsageError(f"{file}: {key} is wrong: {reason}; mend or remove it") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: the file is not in UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file}: this is not TOML: {str(error).lower()}; mend that line") from error
    except (ValueError, RecursionError) as error:  # tomllib's own limits, in numbers and in nesting
        raise UsageError(f"{file}: a value in it is too long or nested too deeply; remove it") from error
    except OSError as error:
        raise UsageError(f"{file}: the file cannot be read; check that it is a file and readable") from error


def with_issue_file(issue: IssueSource, said: IssueFile) -> IssueSource:
    """The issue with what ``issue.toml`` says in place of what its name says."""
    return replace(
        issue,
        title=said.title or issue.title,
        date=said.date or issue.date,
        issue_number=said.number or issue.issue_number,
        expected_pages=said.pages or issue.expected_pages,
        writing_mode=said.writing_mode or issue.writing_mode,
        engine=said.engine or issue.engine,
    )
