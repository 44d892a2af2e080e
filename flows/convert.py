"""``baokan export``: files made again from an issue.json."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ocr.export.atomic import StagedFiles
from ocr.export.pictures import large_name, small_name
from ocr.export.read import read_issue
from ocr.export.reader.issue import reader_html
from ocr.export.schema import IssueDocument
from ocr.export.tables import articles_csv, articles_jsonl, issue_json

_FORMATS: dict[str, tuple[str, Callable[[IssueDocument], bytes]]] = {
    "json": ("issue.json", issue_json),
    "jsonl": ("articles.jsonl", articles_jsonl),
    "csv": ("articles.csv", articles_csv),
}
"""Name and content of each format's file."""


def export_issue(issue: Path, name: str, output: Path | None = None) -> list[str]:
    """Writes the format ``name`` of an issue (its issue.json, or the folder with it) and prints the file's path.

    It goes beside the issue.json, or into the issue's own folder in ``output``. Returns what is missing, a sentence
    each. Raises BaokanError.
    """
    document = read_issue(issue)
    beside = issue if issue.is_dir() else issue.parent
    folder = beside if output is None else output / document.id
    problems: list[str] = []
    with StagedFiles() as files:
        if name == "html":
            problems = _add_reader(files, document, beside, folder)
        else:
            file_name, content = _FORMATS[name]
            files.add(folder / file_name, content(document))
        places = files.take_places()
    print(places[-1])
    return problems


def _add_reader(files: StagedFiles, document: IssueDocument, beside: Path, folder: Path) -> list[str]:
    """The reader, with what pictures there are ``beside`` the issue.json. Returns what is missing."""
    pictured, problems = set(), []
    for page in document.pages:
        names = [large_name(page.number), small_name(page.number)]
        missing = [beside / "pages" / name for name in names if not (beside / "pages" / name).is_file()]
        if not missing:
            pictured.add(page.number)
        elif page.status != "failed":
            problems.append(f"{missing[0]}: the picture of this page is missing; digitize the issue again to have it")
        if folder != beside and not missing:
            for name in names:
                files.add(folder / "pages" / name, (beside / "pages" / name).read_bytes())
    files.add(folder / "index.html", reader_html(document, pictured))
    return problems
