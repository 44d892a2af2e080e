"""Frozen settings, a group per stage, from ``baokan.toml`` and ``BAOKAN_…`` variables; unknown keys are errors.

A setting is here when an operator may want another value. What the reader knows about pages (how far apart
two lines of a caption may stand, say) are named constants beside the code that uses them, in multiples of
``char_px``.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from ocr.errors import UsageError

READER_VERSION = "1"
"""Raised with every change of the reader that changes what it reads: part of every cache key."""


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IntakeSettings(_Group):
    """What is taken in."""

    pdf_dpi: int = Field(300, ge=72, le=1200, description="Resolution at which PDF pages are drawn.")
    max_megapixels: int = Field(250, ge=1, description="A larger scan is refused.")


class RecognizeSettings(_Group):
    """Who reads, and how."""

    engine: Literal["rapidocr", "tesseract"] = Field("rapidocr", description="The OCR engine.")
    batch: int = Field(8, ge=1, le=64, description="Lines in one call of the recognizer.")
    threads: int = Field(0, ge=0, description="Threads an engine may use in all; 0 is one a core.")


class OutputSettings(_Group):
    """What is written besides the articles."""

    overlay_px: int = Field(1600, ge=200, description="Height of the page pictures, pixels.")
    overlay_quality: int = Field(80, ge=1, le=100, description="JPEG quality of the page pictures.")
    review_below: float = Field(0.9, ge=0, le=1, description="An article below this confidence needs review.")


class Settings(BaseSettings):
    """All settings. ``BAOKAN_RECOGNIZE__ENGINE=tesseract`` sets ``recognize.engine``."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="BAOKAN_", env_nested_delimiter="__", toml_file="baokan.toml"
    )

    intake: IntakeSettings = IntakeSettings()
    recognize: RecognizeSettings = RecognizeSettings()
    output: OutputSettings = OutputSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    def digest(self) -> str:
        """sha256 of what decides the reading: the same digest and scans give the same articles."""
        decisive = self.model_dump_json(exclude={"recognize": {"batch", "threads"}})
        return hashlib.sha256(f"{READER_VERSION}\n{decisive}".encode()).hexdigest()

    def threads(self) -> int:
        """How many threads run in all. The one place that decides it: engines take this number, OpenCV and
        the pages in parallel share it, and nothing else starts threads."""
        return self.recognize.threads or os.cpu_count() or 1


def load_settings(engine: str | None = None, folder: Path | None = None) -> Settings:
    """Settings from ``baokan.toml`` in ``folder`` (the working folder), then the environment, then ``engine``.

    Raises UsageError that names the first wrong key.
    """
    toml = (folder or Path()) / "baokan.toml"

    class _Here(Settings):
        model_config = SettingsConfigDict(toml_file=toml)

    try:
        settings = _Here()
        if engine is None:
            return Settings.model_validate(settings.model_dump())
        return Settings.model_validate(
            settings.model_dump() | {"recognize": {**settings.recognize.model_dump(), "engine": engine}}
        )
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{toml}: setting {key}: {first['msg'].lower()}; mend or remove it") from error
