"""Frozen settings, a group per stage: from ``baokan.toml``, then ``BAOKAN_…`` variables, then the command line.

A setting is here when an operator may want another value. What the reader knows about pages (how far apart
two lines of a caption may stand, say) are named constants beside the code that uses them, in multiples of
``char_px``. An unknown key is an error wherever it stands.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ocr.errors import DEBUG_VARIABLE, UsageError

READER_VERSION = "2"
"""Raised by hand when the reader became so much better that archives are to be read anew: a watched folder then is."""

FILE_NAME = "baokan.toml"
PREFIX = "BAOKAN_"


_UNDECISIVE: dict[str, Any] = {
    "recognize": {"threads": True},
    "output": {"overlay_px": True, "overlay_quality": True},
    "limits": True,
    "serve": True,
    "watch": True,
}
"""What changes nothing in the articles. A setting that is not named here reads every page anew."""


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class IntakeSettings(_Group):
    """What is taken in."""

    pdf_dpi: int = Field(300, ge=72, le=1200, description="Resolution at which PDF pages are drawn.")
    max_megapixels: int = Field(250, ge=1, description="A larger scan is refused.")


class RecognizeSettings(_Group):
    """Who reads, and how."""

    engine: Literal["rapidocr", "tesseract"] = Field("rapidocr", description="The OCR engine.")
    batch: int = Field(8, ge=1, le=64, description="Lines in one call of the recognizer.")
    threads: int = Field(0, ge=0, le=256, description="Threads an engine may use in all; 0 is one a core.")


class OutputSettings(_Group):
    """What is written besides the articles."""

    overlay_px: int = Field(1600, ge=200, description="Height of the page pictures, pixels.")
    overlay_quality: int = Field(80, ge=1, le=100, description="JPEG quality of the page pictures.")
    review_below: float = Field(0.965, ge=0, le=1, description="An article below this confidence needs review.")


class LimitSettings(_Group):
    """What one page may take; beyond it, that page has failed and the others go on."""

    page_seconds: int = Field(600, ge=1, description="Time to read a page, seconds.")
    page_megabytes: int = Field(6000, ge=500, description="Memory to read a page, the models and Tesseract included.")


class ServeSettings(_Group):
    """How ``baokan serve`` runs."""

    host: str = Field("127.0.0.1", description="Address the server listens on; it asks nobody for a password.")
    port: int = Field(4200, ge=1, le=65535, description="Port of the server and its UI.")
    issues_at_once: int = Field(0, ge=0, le=64, description="Issues digitized at once; 0 is one for two cores.")
    notify: str = Field("", description="Prefect block told of failures, as in slack-webhook/archive; empty for none.")

    @property
    def url(self) -> str:
        """Where the UI is, for a browser on this machine."""
        here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)
        return f"http://{here}:{self.port}"

    @property
    def api_url(self) -> str:
        """Where the server's API is, for a program on this machine."""
        return f"{self.url}/api"


class WatchSettings(_Group):
    """How the folder of scans is watched."""

    settle_seconds: float = Field(10, ge=0, description="Scans unchanged for so long are taken to be complete.")
    poll_seconds: float = Field(2, gt=0, description="Between two looks at the folder; longer where a look is slow.")


class Settings(_Group):
    """All settings. ``Settings()`` is the defaults and looks nowhere; ``load_settings`` looks everywhere."""

    intake: IntakeSettings = IntakeSettings()
    recognize: RecognizeSettings = RecognizeSettings()
    output: OutputSettings = OutputSettings()
    limits: LimitSettings = LimitSettings()
    serve: ServeSettings = ServeSettings()
    watch: WatchSettings = WatchSettings()

    def digest(self) -> str:
        """sha256 of what decides the articles: the same digest and scans give the same ones."""
        decisive = self.model_dump_json(exclude=_UNDECISIVE)
        return hashlib.sha256(f"{READER_VERSION}\n{decisive}".encode()).hexdigest()

    def threads(self) -> int:
        """How many threads run in all. The one place that decides it: engines take this number, OpenCV and
        the pages in parallel share it, and nothing else starts threads."""
        return self.recognize.threads or _cores()

    def shared_by(self, jobs: int) -> Settings:
        """The same settings for each of ``jobs`` that work at once."""
        share = self.recognize.model_copy(update={"threads": max(1, self.threads() // jobs)})
        return self.model_copy(update={"recognize": share})

    def with_engine(self, engine: str, said_by: str) -> Settings:
        """The same settings with another engine. Raises UsageError that names ``said_by`` for an unknown one."""
        return _validated(_merged(self.model_dump(), {"recognize": {"engine": engine}}), said_by)


def load_settings(
    engine: str | None = None, folder: Path | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """Settings from ``baokan.toml`` in ``folder`` (the working folder), then ``environ`` (the environment: as in
    ``BAOKAN_RECOGNIZE__ENGINE=tesseract``), then ``engine``.

    Raises UsageError that names the file or the variable and its first wrong key.
    """
    file = (folder or Path()) / FILE_NAME
    table = _read_table(file)
    settings = _validated(table, str(file))
    for name, setting in _variables(os.environ if environ is None else environ):
        table = _merged(table, setting)
        settings = _validated(table, name)
    return settings.with_engine(engine, "--engine") if engine else settings


def _cores() -> int:
    """Cores this process may run on, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _read_table(file: Path) -> dict[str, Any]:
    """What the file says; nothing where there is none."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError) as error:  # too long a number and too deep a nesting are neither of tomllib's
        raise UsageError(f"{file}: not TOML ({error}); mend or remove it") from error
    except OSError as error:
        raise UsageError(f"{file}: it could not be read ({error.strerror}); see that it can be opened") from error


def _variables(environ: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every ``BAOKAN_…`` variable with the setting it stands for, in order of their names."""
    for name in sorted(environ):
        if name.startswith(PREFIX) and name != DEBUG_VARIABLE:
            group, _, key = name.removeprefix(PREFIX).lower().partition("__")
            yield name, {group: {key: environ[name]} if key else environ[name]}


def _merged(table: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """``table`` with the groups of ``over`` laid over its own, key by key."""
    merged = dict(table)
    for group, keys in over.items():
        both = isinstance(keys, Mapping) and isinstance(merged.get(group), Mapping)
        merged[group] = {**merged[group], **keys} if both else keys
    return merged


def _validated(table: Mapping[str, Any], said_by: str) -> Settings:
    """Settings of ``table``. Raises UsageError: ``said_by`` is the file, variable or option that is to blame."""
    try:
        return Settings.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        problem = "there is no such setting" if first["type"] == "extra_forbidden" else first["msg"].lower()
        raise UsageError(f"{said_by}: setting {key}: {problem}; mend or remove it") from error
