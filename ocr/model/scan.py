"""What an issue is made of before it is read: files, pages, pixels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""Grey, H x W, or BGR, H x W x 3; uint8; 0 is black."""

WritingMode = Literal["horizontal-tb", "vertical-rl"]


@dataclass(frozen=True, slots=True)
class PageSource:
    """One page of an issue before it is read: where its picture is."""

    number: int
    """From 1, in reading order; unique in the issue."""
    file: Path
    frame: int = 0
    """Which picture of a multi-page TIFF or page of a PDF, from 0."""
    sha256: str = ""
    """Of the file's bytes; empty when the file could not be read."""
    label: str | None = None
    """The page's own name when the file's name gives it, such as 第3版 or A5."""


@dataclass(frozen=True, slots=True)
class IssueSource:
    """A folder of scans, a PDF, a multi-page TIFF or loose files: what one issue is made of."""

    id: str
    path: Path
    pages: tuple[PageSource, ...]
    title: str | None = None
    date: str | None = None
    """ISO 8601."""
    issue_number: str | None = None
    expected_pages: int | None = None
    writing_mode: WritingMode | None = None
    engine: str | None = None
    warnings: tuple[str, ...] = ()
    """Files that were left out and why, a sentence each."""
    above: tuple[str, ...] = ()
    """The folders that its own lies in, below the root of the results: those that its scans lie in."""

    @property
    def place(self) -> str:
        """Its folder below the root of the results, with ``/``: what tells it from issues of the same name."""
        return "/".join((*self.above, self.id))


@dataclass(frozen=True, slots=True)
class Scan:
    """The pixels of a page as delivered, upright by its own EXIF tag."""

    image: Image
    dpi: int | None
    """As the file says it; None where it says nothing believable."""
