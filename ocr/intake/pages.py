"""The pages of one issue: which loose files belong together, in which order, under which numbers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import lt
from pathlib import Path

from ocr.intake.formats import format_of, head_of, page_frames
from ocr.intake.names import PageMark, find_date, natural_key, page_mark
from ocr.model import IssueSource, PageSource

NUMBERS_BELIEVABLE = range(1, 1000)
"""Greater numbers in names are a camera's counter, not a page's number."""


@dataclass(frozen=True, slots=True)
class ScanFile:
    """A file that may be a scan, and what its name and its header say."""

    path: Path
    mark: PageMark
    frames: tuple[int, ...] = (0,)
    is_pdf: bool = False

    @property
    def is_issue(self) -> bool:
        """Whether it is an issue of its own. A one-page PDF named as a page is a page."""
        return len(self.frames) > 1 or (self.is_pdf and not self.mark.plain)


def look_at(path: Path) -> ScanFile:
    """Reads a scan's name and header; a file that cannot be read stays a page, to fail when it is opened."""
    try:
        is_pdf = format_of(head_of(path)) == "pdf"
    except OSError:
        is_pdf = False
    return ScanFile(path, page_mark(path.stem), page_frames(path), is_pdf)


def group_pages(files: Iterable[ScanFile]) -> list[list[ScanFile]]:
    """Loose files of a folder, an issue each.

    Files whose names share everything but the page number are one issue. Where the names differ otherwise
    (第1版 要闻, 第2版 民生), they are still one, unless the dates differ or two series have the same page.
    """
    groups: dict[str, list[ScanFile]] = {}
    for file in files:
        groups.setdefault(file.mark.shared.casefold(), []).append(file)
    series = list(groups.values())
    if not series or _are_apart(series):
        return series
    return [[file for group in series for file in group]]


def _are_apart(series: Sequence[Sequence[ScanFile]]) -> bool:
    dates = {found[0] for group in series if (found := find_date(group[0].mark.shared))}
    pages = Counter(place for group in series for place in {_place(file) for file in group if file.mark.number})
    return len(dates) > 1 or any(count > 1 for count in pages.values())


def _place(file: ScanFile) -> tuple[str, int | None]:
    return file.mark.section, file.mark.number


def loose_pages(files: Sequence[ScanFile]) -> tuple[PageSource, ...]:
    """Pages from loose files, not yet hashed, in reading order: by section letter, page number and name.

    They keep the numbers of their names where these rise through the issue, so that a missing page leaves a
    hole; otherwise (no numbers, doubles, sections A and B that each begin at 1) they count from 1.
    """
    ordered = sorted(files, key=_reading_order)
    named = [file.mark.number or 0 for file in ordered]
    believable = all(number in NUMBERS_BELIEVABLE for number in named) and all(map(lt, named, named[1:]))
    return tuple(
        PageSource(
            number=named[place - 1] if believable else place,
            file=file.path,
            frame=file.frames[0],
            label=file.mark.label,
        )
        for place, file in enumerate(ordered, start=1)
    )


def _reading_order(file: ScanFile) -> tuple[str, float, object]:
    number = file.mark.number
    return file.mark.section, float("inf") if number is None else number, natural_key(file.path.name)


def document_pages(file: ScanFile) -> tuple[PageSource, ...]:
    """The pages of a PDF or multi-page TIFF, not yet hashed."""
    return tuple(
        PageSource(number=place, file=file.path, frame=frame) for place, frame in enumerate(file.frames, start=1)
    )


def hashed(issue: IssueSource) -> IssueSource:
    """The issue with the sha256 of each page's file: reads every byte of its scans."""
    return replace(issue, pages=tuple(replace(page, sha256=sha256_of(page.file)) for page in issue.pages))


def doubled_pages(files: Sequence[ScanFile]) -> list[str]:
    """A sentence for each page number that several files of one issue claim."""
    claims: dict[tuple[str, int | None], list[str]] = {}
    for file in sorted(files, key=_reading_order):
        claims.setdefault(_place(file), []).append(file.path.name)
    return [
        f"{' and '.join(names)} have the same page number {section}{number}; all are read, and pages count from 1."
        for (section, number), names in claims.items()
        if number is not None and len(names) > 1
    ]


def sha256_of(file: Path) -> str:
    """Of the file's bytes; empty when it cannot be read. A file that stays as it is is read once."""
    try:
        state = file.stat()
        return _sha256(file, (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns))
    except OSError:
        return ""


@lru_cache(maxsize=4096)
def _sha256(file: Path, state: tuple[int, ...]) -> str:
    """Of the bytes of a file in this state. Raises OSError."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
