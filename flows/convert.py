"""``baokan export``: issues that were digitized, in other formats, without any OCR."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from ocr.crash import complain
from ocr.errors import BaokanError, UsageError, printable
from ocr.export.formats import TABLES, export_archive, export_issue, issue_files
from ocr.export.read import read_issue
from ocr.export.schema import IssueDocument
from ocr.run import Outcome, exit_code


def export_issues(paths: Sequence[Path], name: str, output: Path | None) -> int:
    """Writes the format ``name`` of every issue that ``paths`` name, says where, and returns the exit code.

    ``output`` is a folder, or one file for all issues. An issue that cannot be read, or lacks something, is told in a
    sentence, and the others go on. Raises UsageError for paths without issues and for a file that cannot be of this
    format, BaokanError where the one file cannot be written.
    """
    files = issue_files(paths)
    errors: list[BaokanError] = []
    if output is not None and _is_table(output, name):
        outcomes = tuple(_in_one(files, name, output, errors))
    else:
        outcomes = tuple(_each(files, name, output, errors))
    for sentence in (*(problem for outcome in outcomes for problem in outcome.problems), *errors):
        complain(printable(str(sentence)))
    return exit_code(outcomes, errors)


def _is_table(output: Path, name: str) -> bool:
    """Whether ``output`` names one file for all issues, by its ending."""
    kind = output.suffix.lower().removeprefix(".")
    if kind not in TABLES or output.is_dir():
        return False
    if kind != name:
        raise UsageError(f"{output}: a file of this name would not hold {name}; give a folder, or a name in .{name}")
    return True


def _each(files: Sequence[Path], name: str, output: Path | None, errors: list[BaokanError]) -> Iterator[Outcome]:
    for file in files:
        try:
            written = export_issue(file, name, output)
        except BaokanError as error:
            errors.append(error)
        else:
            print(printable(str(written.place)))
            yield Outcome(file.parent.name, (written.place,), 0, written.problems)


def _in_one(files: Sequence[Path], name: str, output: Path, errors: list[BaokanError]) -> Iterator[Outcome]:
    documents = _readable(files, errors)
    first = next(documents, None)
    if first is not None:
        export_archive(chain([first], documents), name, output)
        print(printable(str(output)))
        yield Outcome(output.name, (output,), 0)


def _readable(files: Sequence[Path], errors: list[BaokanError]) -> Iterator[IssueDocument]:
    for file in files:
        try:
            yield read_issue(file)
        except BaokanError as error:
            errors.append(error)
