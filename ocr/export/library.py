"""The archive as a whole, after an issue was written: the search index and the list of all issues."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ocr.errors import BaokanError
from ocr.export.atomic import StagedFiles, writing
from ocr.export.places import issue_folders
from ocr.export.read import read_issue
from ocr.export.reader.library import Standing, library_html
from ocr.export.search_index import INDEX_FILE, SearchIndex

LIST_NAME = "index.html"


def add_to_library(output: Path, folder: Path) -> None:
    """Takes the issue in ``folder``, somewhere below ``output``, into the index and the list.

    Issues whose folders are gone go from both; into an empty index come all issues that are there. Raises BaokanError.
    """
    document = read_issue(folder)
    with SearchIndex(output / INDEX_FILE) as index, index.writing():
        if not any(issue.has_result for issue in index.issues()):
            _put_all(output, index)
        index.put(_place(output, folder), document)
        for issue in index.issues():
            if issue.has_result and not (output / issue.place / "issue.json").exists():
                index.remove(issue.place)
        # While no other process writes: of two lists, the later one has both issues.
        _write_list(output, index)


def tell_standings(output: Path, standings: Iterable[Standing]) -> Path:
    """Shows in the list how the issues stand, those without a result too, and returns its file. Raises BaokanError."""
    with SearchIndex(output / INDEX_FILE) as index, index.writing():
        index.stand(standings)
        _write_list(output, index)
    return output / LIST_NAME


def library_depth(folder: Path) -> int:
    """How far below the list of all issues the folder of one lies; 1 where there is no list."""
    above = enumerate(folder.resolve().parents, 1)
    return next((depth for depth, parent in above if (parent / INDEX_FILE).is_file()), 1)


def rebuild_library(output: Path) -> list[BaokanError]:
    """Makes index and list anew from every ``issue.json`` below ``output``. Returns what could not be read.

    How issues stand is whoever's who told it, to be told again. Raises BaokanError; the former index stands then.
    """
    file = output / INDEX_FILE
    fresh = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with SearchIndex(fresh) as index:
            with index.writing():
                problems = _put_all(output, index)
            with writing(file):
                # What a crash left undone was another file's.
                file.with_name(f"{file.name}-journal").unlink(missing_ok=True)
                fresh.replace(file)
            _write_list(output, index)
    finally:
        with writing(fresh):
            fresh.unlink(missing_ok=True)
    return problems


def _put_all(output: Path, index: SearchIndex) -> list[BaokanError]:
    problems = []
    for folder in issue_folders(output):
        try:
            index.put(_place(output, folder), read_issue(folder))
        except BaokanError as error:
            problems.append(error)
    return problems


def _place(output: Path, folder: Path) -> str:
    return folder.relative_to(output).as_posix()


def _write_list(output: Path, index: SearchIndex) -> None:
    with StagedFiles() as files:
        files.add(output / LIST_NAME, library_html(index.issues()))
        files.take_places()
