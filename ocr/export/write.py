"""The folder of an issue: written whole, or left as it was."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import cv2

from ocr.errors import BaokanError, UsageError
from ocr.export.atomic import StagedFiles, remove_stale
from ocr.export.ids import kept_ids, renamed
from ocr.export.lines import lines_file, page_lines
from ocr.export.overlay import draw_overlay
from ocr.export.pictures import COVER_PX, LARGE_PX, SMALL_PX, scaled, webp
from ocr.export.places import COVER_NAME, PAGE_FILE, PAGES, large_name, picture_name, small_name
from ocr.export.read import read_issue
from ocr.export.reader.issue import reader_html
from ocr.export.reader.library import articles_js
from ocr.export.schema import IssueDocument
from ocr.export.tables import articles_csv, articles_jsonl, issue_json
from ocr.model import Image, Issue, Page
from ocr.settings import OutputSettings

_log = logging.getLogger(__name__)


def pictures_folder(output: Path, place: str) -> Path:
    """Where the page pictures of the issue with this place go."""
    return output / place / PAGES


def write_issue(
    issue: Issue,
    scans: Callable[[Page], Image | None],
    output: Path,
    settings: OutputSettings,
    created: datetime | None = None,
) -> tuple[Path, ...]:
    """Writes the issue's files into its place in ``output`` and returns their paths, ``issue.json`` last.

    ``scans`` gives the pixels of a page as delivered, or None where there are none: that page gets no picture. It is
    called from several threads.
    ``created`` (now) knows its time zone. All files are written beside their places before the first takes its
    place, and ``issue.json`` comes last: once it is the new one, all are. Pictures and lines of pages of an earlier
    result that this one lacks are removed; other files in the folder stay. Articles that were in the earlier result
    keep their ids.

    Raises BaokanError that names the file that could not be written; the earlier result stands then.
    """
    folder, pictures = output / issue.place, pictures_folder(output, issue.place)
    created = created or datetime.now(UTC)
    former = _former(folder)
    if former is not None:
        issue = renamed(issue, kept_ids(former, IssueDocument.from_issue(issue, created)))
    document = IssueDocument.from_issue(issue, created)
    # OpenCV's share of the threads is the pages': decoding and drawing leave Python's lock, but use one core each.
    with StagedFiles() as files, ThreadPoolExecutor(max(1, cv2.getNumThreads())) as pool:
        pictured: set[int] = set()
        for page, made in zip(issue.pages, _all_pictures(issue, scans, settings, pool), strict=True):
            number = page.source.number
            for name, picture in made.items():
                files.add(pictures / name, picture)
                pictured.add(number)
            if page.status == "ok":
                lines = page_lines(page, issue).model_dump_json() + "\n"
                files.add(lines_file(folder, number), lines.encode())
        files.add(folder / "articles.csv", articles_csv(document))
        files.add(folder / "articles.jsonl", articles_jsonl(document))
        files.add(folder / "articles.js", articles_js(document))
        files.add(folder / "index.html", reader_html(document, pictured, len(folder.relative_to(output).parts)))
        files.add(folder / "issue.json", issue_json(document))
        places = files.take_places()
    remove_stale(pictures, PAGE_FILE, places)
    return places


def _all_pictures(
    issue: Issue, scans: Callable[[Page], Image | None], settings: OutputSettings, pool: Executor
) -> Iterator[dict[str, bytes]]:
    """What is shown of each page, as ``_pictures`` gives it; nothing for one without pixels."""
    front = next((page for page in issue.pages if page.status != "failed"), None)

    def pictures_of(page: Page) -> dict[str, bytes]:
        scan = scans(page)
        return {} if scan is None else _pictures(scan, page, issue, settings, cover=page is front)

    return pool.map(pictures_of, issue.pages)


def _pictures(scan: Image, page: Page, issue: Issue, settings: OutputSettings, cover: bool) -> dict[str, bytes]:
    """What is shown of a page, by the files' names: its articles drawn on it, in two sizes the page itself, and for
    the list of issues a ``cover``."""
    number = page.source.number
    large = scaled(scan, LARGE_PX)
    small = scaled(large, SMALL_PX)
    under = large if large.shape[0] >= settings.overlay_px else scan
    with ThreadPoolExecutor(1) as beside:  # The large one takes as long as the others together.
        encoded = beside.submit(webp, large)
        drawn = draw_overlay(under, page, issue, settings.overlay_px)
        made = {
            picture_name(number): _jpeg(drawn, settings.overlay_quality),
            small_name(number): webp(small),
            large_name(number): encoded.result(),
        }
    return made | {COVER_NAME: webp(scaled(small, COVER_PX))} if cover else made


def _former(folder: Path) -> IssueDocument | None:
    """The result that is there; None where there is none, or none that can be read: there are no ids to keep then."""
    try:
        return read_issue(folder)
    except UsageError:
        return None
    except BaokanError as error:
        _log.warning("articles get new ids: %s", error)
        return None


def _jpeg(picture: Image, quality: int) -> bytes:
    done, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
    if not done:
        raise BaokanError("a page picture could not be made into a JPEG; lower output.overlay_px and run it again")
    return encoded.tobytes()
