"""``baokan export``: files made again from an issue.json."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ocr.export.atomic import StagedFiles
from ocr.export.read import read_issue
from ocr.export.reader.again import reader_files
from ocr.export.schema import IssueDocument
from ocr.export.tables import articles_csv, articles_jsonl, issue_json

_Files = tuple[dict[str, bytes], tuple[str, ...]]
"""By their places in the issue's folder; and what is missing, a sentence each."""


def _one(name: str, content: Callable[[IssueDocument], bytes]) -> Callable[[IssueDocument, Path], _Files]:
    return lambda document, _: ({name: content(document)}, ())


_FORMATS: dict[str, Callable[[IssueDocument, Path], _Files]] = {
    "json": _one("issue.json", issue_json),
    "jsonl": _one("articles.jsonl", articles_jsonl),
    "csv": _one("articles.csv", articles_csv),
    "html": reader_files,
}
"""How an issue becomes each format; the folder is the issue's own, where its pictures are."""


def export_issue(issue: Path, name: str, output: Path | None = None) -> tuple[str, ...]:
    """Writes the format ``name`` of an issue (its issue.json, or the folder with it) and prints the file's path.

    It goes beside the issue.json, or into the issue's own folder in ``output``. Returns what is missing, a sentence
    each. Raises BaokanError.
    """
    document = read_issue(issue)
    beside = issue if issue.is_dir() else issue.parent
    contents, problems = _FORMATS[name](document, beside)
    folder = beside if output is None else output / document.id
    with StagedFiles() as files:
        for place, content in contents.items():
            files.add(folder / place, content)
        places = files.take_places()
    print(places[-1])
    return problems
