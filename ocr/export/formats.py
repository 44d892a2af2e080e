"""What an issue can be written as, and the files each format has: all from issue.json and the lines beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from ocr.errors import UsageError
from ocr.export.alto import alto_page
from ocr.export.atomic import StagedFiles, remove_stale
from ocr.export.jsonld import article_jsonld
from ocr.export.library import library_depth
from ocr.export.lines import kept_lines
from ocr.export.markdown import article_markdown
from ocr.export.mets import mets_issue
from ocr.export.page_xml import page_xml
from ocr.export.parquet import articles_parquet, write_parquet
from ocr.export.places import PAGES, issue_folders, large_name, small_name
from ocr.export.read import read_issue
from ocr.export.reader.issue import reader_html
from ocr.export.regions import page_views
from ocr.export.schema import IssueDocument
from ocr.export.tables import articles_csv, articles_jsonl, issue_json, write_csv, write_jsonl


@dataclass(frozen=True, slots=True)
class Exported:
    """An issue in another format."""

    files: dict[str, bytes]
    """By their places in the issue's folder."""
    problems: tuple[str, ...] = ()
    """What is missing in them, a sentence each."""
    beside: tuple[str, ...] = ()
    """Files of the issue's folder that must stand beside them, by their places in it."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of it."""

    place: Path
    """The file, or the folder of the files."""
    problems: tuple[str, ...]


def _alto(document: IssueDocument, folder: Path) -> Exported:
    kept = kept_lines(folder, document)
    views = page_views(document, kept.pages)
    return Exported({f"alto/p{view.page.number:02d}.xml": alto_page(view, document) for view in views}, kept.problems)


def _page(document: IssueDocument, folder: Path) -> Exported:
    kept = kept_lines(folder, document)
    views = page_views(document, kept.pages)
    return Exported({f"page/p{view.page.number:02d}.xml": page_xml(view, document) for view in views}, kept.problems)


def _mets(document: IssueDocument, folder: Path) -> Exported:
    """METS, and the ALTO pages that it points at."""
    kept = kept_lines(folder, document)
    views = tuple(page_views(document, kept.pages))
    alto = {view.page.number: (f"alto/p{view.page.number:02d}.xml", alto_page(view, document)) for view in views}
    return Exported(dict(alto.values()) | {"mets.xml": mets_issue(document, views, alto)}, kept.problems)


def _html(document: IssueDocument, folder: Path) -> Exported:
    """The reader, with the page pictures that are there."""
    pictures: dict[int, tuple[str, ...]] = {}
    problems = []
    for page in document.pages:
        names = tuple(f"{PAGES}/{name}" for name in (large_name(page.number), small_name(page.number)))
        missing = next((folder / name for name in names if not (folder / name).is_file()), None)
        if missing is None:
            pictures[page.number] = names
        elif page.status != "failed":
            problems.append(f"{missing}: the picture of this page is missing; digitize the issue again to have it")
    html = reader_html(document, set(pictures), library_depth(folder))
    return Exported({"index.html": html}, tuple(problems), tuple(chain.from_iterable(pictures.values())))


def _articles(folder: str, suffix: str, content: Callable[..., bytes]) -> Callable[[IssueDocument, Path], Exported]:
    def export(document: IssueDocument, _: Path) -> Exported:
        return Exported(
            {f"{folder}/{article.id}.{suffix}": content(article, document) for article in document.articles}
        )

    return export


def _one(name: str, content: Callable[[IssueDocument], bytes]) -> Callable[[IssueDocument, Path], Exported]:
    return lambda document, _: Exported({name: content(document)})


FORMATS: dict[str, Callable[[IssueDocument, Path], Exported]] = {
    "json": _one("issue.json", issue_json),
    "jsonl": _one("articles.jsonl", articles_jsonl),
    "csv": _one("articles.csv", articles_csv),
    "parquet": _one("articles.parquet", articles_parquet),
    "html": _html,
    "alto": _alto,
    "page": _page,
    "mets": _mets,
    "jsonld": _articles("jsonld", "jsonld", article_jsonld),
    "markdown": _articles("markdown", "md", article_markdown),
}
"""How an issue becomes each format; the folder is the issue's own, where its lines are."""

TABLES: dict[str, Callable[[BinaryIO, Iterable[IssueDocument]], None]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
}
"""Formats of which one file holds many issues."""

_FOLDERS = {"alto": "p", "page": "p", "jsonld": "a", "markdown": "a"}
"""Formats that have a folder of their own, and what the names of its files begin with before a number."""


def issue_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Every issue.json that ``paths`` name, each once: files, folders with one, folders with such folders below.

    Raises UsageError for a folder in which there is none.
    """
    return tuple(dict.fromkeys(file for path in paths for file in _issue_files(path)))


def _issue_files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
    elif (file := path / "issue.json").is_file():
        yield file
    elif not (inside := [folder / "issue.json" for folder in issue_folders(path)]):
        raise UsageError(f"{path}: there is no issue.json in it or below it; give an issue.json or its folder")
    else:
        yield from inside


def export_issue(file: Path, name: str, output: Path | None = None) -> Written:
    """Writes the format ``name`` of the issue in an issue.json.

    It goes beside the issue.json, or into the issue's own folder in ``output``. Raises BaokanError, and nothing is
    written then.
    """
    document = read_issue(file)
    folder = file.parent if output is None else output / document.id
    exported = FORMATS[name](document, file.parent)
    places = [folder / place for place in exported.files]
    if any(place.resolve() == file.resolve() for place in places):
        raise UsageError(f"{file}: it would take its own place; give an --output folder")
    with StagedFiles() as files:
        for needed in exported.beside if folder.resolve() != file.parent.resolve() else ():
            files.add(folder / needed, (file.parent / needed).read_bytes())
        for place, content in zip(places, exported.files.values(), strict=True):
            files.add(place, content)
        files.take_places()
    own = "alto" if name == "mets" else name
    if own in _FOLDERS:
        remove_stale(folder / own, re.compile(rf"{_FOLDERS[own]}\d{{2,}}\.\w+"), places)
    return Written(folder / name if name in _FOLDERS else places[-1], exported.problems)


def export_archive(documents: Iterable[IssueDocument], name: str, place: Path) -> None:
    """Writes the articles of many issues into one file, an issue after another. Raises BaokanError."""
    with StagedFiles() as files:
        with files.opened(place) as file:
            TABLES[name](file, documents)
        files.take_places()
