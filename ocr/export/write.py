"""The folder of an issue: written whole, or left as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

import cv2

from ocr.errors import BaokanError
from ocr.export.atomic import StagedFiles, sync_folder, writing
from ocr.export.overlay import draw_overlay
from ocr.export.schema import IssueDocument
from ocr.export.tables import articles_csv, articles_jsonl, issue_json
from ocr.model import Image, Issue, Page
from ocr.settings import OutputSettings

_PICTURE_NAME = re.compile(r"p\d{2,}\.jpg")


def pictures_folder(output: Path, place: str) -> Path:
    """Where the page pictures of the issue with this place go."""
    return output / place / "pages"


def write_issue(
    issue: Issue,
    scans: Callable[[Page], Image | None],
    output: Path,
    settings: OutputSettings,
    created: datetime | None = None,
) -> tuple[Path, ...]:
    """Writes the issue's files into its place in ``output`` and returns their paths, ``issue.json`` last.

    ``scans`` gives the pixels of a page as delivered, or None where there are none: that page gets no picture.
    ``created`` (now) knows its time zone. All files are written beside their places before the first takes its
    place, and ``issue.json`` comes last: once it is the new one, all are. Page pictures of an earlier result that
    this one lacks are removed; other files in the folder stay.

    Raises BaokanError that names the file that could not be written; the earlier result stands then.
    """
    folder, pictures = output / issue.place, pictures_folder(output, issue.place)
    document = IssueDocument.from_issue(issue, created or datetime.now(UTC))
    with StagedFiles() as files:
        for page in issue.pages:
            scan = scans(page)
            if scan is not None:
                picture = _jpeg(draw_overlay(scan, page, issue, settings.overlay_px), settings.overlay_quality)
                files.add(pictures / f"p{page.source.number:02d}.jpg", picture)
        files.add(folder / "articles.csv", articles_csv(document))
        files.add(folder / "articles.jsonl", articles_jsonl(document))
        files.add(folder / "issue.json", issue_json(document))
        places = files.take_places()
    _remove_stale_pictures(pictures, places)
    return places


def _jpeg(picture: Image, quality: int) -> bytes:
    done, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
    if not done:
        raise BaokanError("a page picture could not be made into a JPEG; lower output.overlay_px and run it again")
    return encoded.tobytes()


def _remove_stale_pictures(folder: Path, fresh: Collection[Path]) -> None:
    if not folder.is_dir():
        return
    stale = [path for path in sorted(folder.iterdir()) if _PICTURE_NAME.fullmatch(path.name) and path not in fresh]
    for path in stale:
        with writing(path):
            path.unlink()
    if stale:
        sync_folder(folder)
