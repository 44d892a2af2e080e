"""The reader made again from issue.json, with the page pictures that are there."""

from __future__ import annotations

from pathlib import Path

from ocr.errors import BaokanError
from ocr.export.pictures import large_name, small_name
from ocr.export.reader.issue import reader_html
from ocr.export.schema import IssueDocument
from ocr.export.search_index import INDEX_FILE


def reader_files(document: IssueDocument, folder: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The reader's files by their places in the issue's folder, and what is missing, a sentence each.

    ``folder`` is where the issue and its pictures are. Raises BaokanError for a picture that cannot be read.
    """
    files: dict[str, bytes] = {}
    pictured: set[int] = set()
    problems: list[str] = []
    for page in document.pages:
        names = [f"pages/{name}" for name in (large_name(page.number), small_name(page.number))]
        missing = next((folder / name for name in names if not (folder / name).is_file()), None)
        if missing is None:
            pictured.add(page.number)
            files |= {name: _content(folder / name) for name in names}
        elif page.status != "failed":
            problems.append(f"{missing}: the picture of this page is missing; digitize the issue again to have it")
    return files | {"index.html": reader_html(document, pictured, _depth(folder))}, tuple(problems)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise BaokanError(f"{file}: it could not be read ({reason}); see that it can be opened") from error


def _depth(folder: Path) -> int:
    """How far below the folder of all results the issue's own lies; 1 where that is not known."""
    above = enumerate(folder.resolve().parents, 1)
    return next((depth for depth, parent in above if (parent / INDEX_FILE).is_file()), 1)
