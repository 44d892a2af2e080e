"""The folder of an issue: written whole, or left as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import cv2

from ocr.errors import BaokanError
from ocr.export.atomic import StagedFiles, remove_stale
from ocr.export.lines import lines_file, page_lines
from ocr.export.overlay import draw_overlay
from ocr.export.schema import IssueDocument
from ocr.export.tables import articles_csv, articles_jsonl, issue_json
from ocr.model import Image, Issue, Page
from ocr.settings import OutputSettings

_PAGE_FILE = re.compile(r"p\d{2,}\.(jpg|lines\.json)")


def pictures_folder(output: Path, issue: str) -> Path:
    """Where the page pictures of the issue with this id go."""
    return output / issue / "pages"


def write_issue(
    issue: Issue,
    scans: Callable[[Page], Image | None],
    output: Path,
    settings: OutputSettings,
    created: datetime | None = None,
) -> tuple[Path, ...]:
    """Writes the issue's files into ``output/<issue id>`` and returns their paths, ``issue.json`` last.

    ``scans`` gives the pixels of a page as delivered, or None where there are none: that page gets no picture. It is
    called from several threads.
    ``created`` (now) knows its time zone. All files are written beside their places before the first takes its
    place, and ``issue.json`` comes last: once it is the new one, all are. Pictures and lines of pages of an earlier
    result that this one lacks are removed; other files in the folder stay.

    Raises BaokanError that names the file that could not be written; the earlier result stands then.
    """
    folder, pictures = output / issue.id, pictures_folder(output, issue.id)
    document = IssueDocument.from_issue(issue, created or datetime.now(UTC))

    def picture_of(page: Page) -> bytes | None:
        scan = scans(page)
        if scan is None:
            return None
        return _jpeg(draw_overlay(scan, page, issue, settings.overlay_px), settings.overlay_quality)

    # OpenCV's share of the threads is the pages': decoding and drawing leave Python's lock, but use one core each.
    with StagedFiles() as files, ThreadPoolExecutor(max(1, cv2.getNumThreads())) as pool:
        for page, picture in zip(issue.pages, pool.map(picture_of, issue.pages), strict=True):
            if picture is not None:
                files.add(pictures / f"p{page.source.number:02d}.jpg", picture)
            if page.status == "ok":
                lines = page_lines(page, issue).model_dump_json() + "\n"
                files.add(lines_file(folder, page.source.number), lines.encode())
        files.add(folder / "articles.csv", articles_csv(document))
        files.add(folder / "articles.jsonl", articles_jsonl(document))
        files.add(folder / "issue.json", issue_json(document))
        places = files.take_places()
    remove_stale(pictures, _PAGE_FILE, places)
    return places


def _jpeg(picture: Image, quality: int) -> bytes:
    done, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
    if not done:
        raise BaokanError("a page picture could not be made into a JPEG; lower output.overlay_px and run it again")
    return encoded.tobytes()
