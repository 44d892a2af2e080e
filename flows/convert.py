"""``baokan export``: files made again from an issue.json."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ocr.export.atomic import StagedFiles
from ocr.export.read import read_issue
from ocr.export.schema import IssueDocument
from ocr.export.tables import articles_csv, articles_jsonl, issue_json

_FORMATS: dict[str, tuple[str, Callable[[IssueDocument], bytes]]] = {
    "json": ("issue.json", issue_json),
    "jsonl": ("articles.jsonl", articles_jsonl),
    "csv": ("articles.csv", articles_csv),
}
"""Name and content of each format's file."""


def export_issue(issue: Path, name: str, output: Path | None = None) -> Path:
    """Writes the format ``name`` of an issue (its issue.json, or the folder with it) and returns the file.

    It goes beside the issue.json, or into the issue's own folder in ``output``. Raises BaokanError.
    """
    document = read_issue(issue)
    file_name, content = _FORMATS[name]
    beside = issue if issue.is_dir() else issue.parent
    place = (beside if output is None else output / document.id) / file_name
    with StagedFiles() as files:
        files.add(place, content(document))
        files.take_places()
    return place
