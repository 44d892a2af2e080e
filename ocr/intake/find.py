"""From a path to the issues in it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from ocr.errors import BaokanError, NothingToDigitize, UsageError
from ocr.intake.formats import ARCHIVE_ENDINGS, FOREIGN_ENDINGS, SCAN_ENDINGS, TAKEN, format_of, head_of
from ocr.intake.issue_file import ISSUE_FILE, read_issue_file, with_issue_file
from ocr.intake.names import (
    find_date,
    find_issue_number,
    find_title,
    find_title_above,
    is_generic,
    natural_key,
    page_mark,
    readable,
    safe_id,
)
from ocr.intake.pages import ScanFile, document_pages, doubled_pages, group_pages, hashed, look_at, loose_pages
from ocr.model import IssueSource, PageSource

_LITTER = frozenset(("thumbs.db", "desktop.ini", "__macosx", "@eadir", "$recycle.bin", "system volume information"))
_UNFINISHED = (".part", ".tmp", ".crdownload", ".download", ".partial", "~")
_DROP_BOXES = frozenset(("scans", "scan", "inbox", "input", "扫描", "扫描件", "收件箱"))
"""A folder of this name is where scans are dropped, and names no issue."""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to digitize."""

    issues: tuple[IssueSource, ...]
    problems: tuple[BaokanError, ...] = ()
    """Paths that hold nothing to digitize, and folders whose issue.toml is wrong."""


@dataclass(slots=True)
class _Folder:
    """What a folder holds, sorted out."""

    path: Path
    scans: list[ScanFile] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def find_issues(path: Path, output: Path | None = None) -> Found:
    """The issues in ``path``: one issue (a folder of scans, a PDF, a TIFF, an image) or folders of issues.

    Their places mirror the folders below ``path``. ``output``, if it lies in ``path``, is left out. A scan that
    cannot be opened is still a page: opening it fails as that page's failure. A wrong issue.toml costs the issues of
    its folder alone.

    Raises UsageError for a path that is not there, NothingToDigitize when there is no scan.
    """
    try:
        there = path.exists()
    except PermissionError as error:
        raise UsageError(f"{path}: there is no permission to open it; allow it and run it again") from error
    except OSError:
        there = False
    if not there:
        raise UsageError(f"{path}: no such path; give a folder of scans, a PDF or an image")
    if path.is_file():
        try:
            return Found((hashed(_single_file(path)),))
        except UsageError as error:
            return Found((), (error,))
    if not path.is_dir():
        raise NothingToDigitize(f"{path}: this is neither a file nor a folder; give a folder of scans or a scan")
    found, homeless, refused = _walk(path, output.resolve() if output else None)
    if not found and not refused:
        left_out = f" ({' '.join(homeless)})" if homeless else ""
        raise NothingToDigitize(f"{path}: no scans in this folder; put {TAKEN} files into it{left_out}")
    if found:
        found[0] = replace(found[0], warnings=found[0].warnings + tuple(homeless))
    return Found(tuple(map(hashed, found)), tuple(refused))


def issues_in(folder: Path, root: Path) -> tuple[IssueSource, ...]:
    """The issues among a folder's own files, with their places below ``root``, which it lies in; none where it
    holds no scans.

    Looks at the files' names and headers only: pages have no sha256 before they are ``hashed``. Raises UsageError
    for a wrong issue.toml.
    """
    return tuple(_issues_of(_sort_out(folder, root), root))


def find_issue(scans: Path, root: Path, place: str) -> IssueSource:
    """The issue with this place below ``root``; its pages are among ``scans``, its file or the folder with them.

    Raises NothingToDigitize where it is not there, and UsageError for a wrong issue.toml.
    """
    for issue in issues_in(scans if scans.is_dir() else scans.parent, root):
        if issue.place == place:
            return hashed(issue)
    raise NothingToDigitize(f"{scans}: the scans of {place} are not there any more; put them back")


def _walk(root: Path, output: Path | None) -> tuple[list[IssueSource], list[str], list[UsageError]]:
    """Every issue below ``root``, the warnings of folders that hold none, and what is wrong with others."""
    found: list[IssueSource] = []
    homeless: list[str] = []
    refused: list[UsageError] = []
    seen: set[Path] = set()
    waiting = [root]
    while waiting:
        path = waiting.pop()
        resolved = path.resolve()
        if (resolved == output and path != root) or resolved in seen:
            continue
        seen.add(resolved)
        folder = _sort_out(path, root)
        waiting += reversed(folder.folders)
        try:
            issues = list(_issues_of(folder, root))
        except UsageError as error:
            refused.append(error)
            continue
        found += issues
        if not issues:
            homeless += folder.warnings
    return found, homeless, refused


def _sort_out(path: Path, root: Path) -> _Folder:
    """Looks at each entry of a folder, in natural order."""
    folder = _Folder(path)
    try:
        entries = sorted(path.iterdir(), key=lambda entry: natural_key(entry.name))
    except OSError:
        folder.warnings.append(f"{path.relative_to(root.parent)} was left out: the folder may not be opened.")
        return folder
    for entry in entries:
        if is_litter(entry.name):
            continue
        try:
            _take_in(folder, entry)
        except OSError as error:
            reason = (error.strerror or "it may not be opened").lower()
            folder.warnings.append(f"{entry.relative_to(path.parent)} was left out: {reason}.")
    return folder


def _take_in(folder: _Folder, entry: Path) -> None:
    """Puts an entry where it belongs. Raises OSError for one that may not be looked at."""
    if entry.is_dir():
        if not is_our_own(entry):
            folder.folders.append(entry)
    elif entry.suffix.lower() in SCAN_ENDINGS:
        # A link to nothing is a scan that was lost; a pipe or a device, linked or not, would be read for ever.
        if entry.is_file() or not entry.exists():
            folder.scans.append(look_at(entry))
    elif reason := _why_left_out(entry):
        folder.warnings.append(f"{entry.relative_to(folder.path.parent)} was left out: {reason}.")


def is_litter(name: str) -> bool:
    """Whether a file or folder is a system's or an unfinished copy."""
    lower = name.lower()
    return lower.startswith((".", "~")) or lower in _LITTER or lower.endswith(_UNFINISHED)


def is_our_own(folder: Path) -> bool:
    """Whether a folder holds the pictures that were written beside an issue.json, and no scans."""
    return folder.name == "pages" and (folder.parent / "issue.json").is_file()


def _why_left_out(file: Path) -> str | None:
    """Why a file is not taken that may have been meant as a scan; None for one that was not."""
    ending = file.suffix.lower()
    if ending in FOREIGN_ENDINGS:
        return f"{FOREIGN_ENDINGS[ending]} is not read; save it as JPEG, PNG, TIFF or PDF"
    if ending in ARCHIVE_ENDINGS:
        return "it is an archive; unpack it here"
    try:
        format_ = format_of(head_of(file)) if file.is_file() else None
    except OSError:
        return None
    return f"its content is {format_.upper()}, but not its ending; rename it" if format_ else None


def _issues_of(folder: _Folder, root: Path) -> Iterator[IssueSource]:
    """The issues among a folder's own files, each with its place; the first carries the folder's warnings."""
    loose = group_pages(scan for scan in folder.scans if not scan.is_issue)
    documents = [scan for scan in folder.scans if scan.is_issue]
    issues = [_loose_issue(folder.path, group, alone=len(loose) == 1) for group in loose]
    issues += [_document_issue(document, alone=len(folder.scans) == 1) for document in documents]
    issue_file = folder.path / ISSUE_FILE
    if issues and issue_file.is_file():
        said = read_issue_file(issue_file)
        if len(loose) == 1 or len(issues) == 1:
            issues[0] = with_issue_file(issues[0], said)
        else:
            folder.warnings.append(
                f"{folder.path.name}/{ISSUE_FILE} was not used: it stands beside {len(issues)} issues; "
                "give each a folder of its own."
            )
    if issues:
        issues[0] = replace(issues[0], warnings=issues[0].warnings + tuple(folder.warnings))
    return _placed(issues, folder, root)


def _placed(issues: Iterable[IssueSource], folder: _Folder, root: Path) -> Iterator[IssueSource]:
    """Issues with ids that can be folders, each with a place of its own.

    The first that is named after its folder takes that folder's place; anything else lies in it, beside what lies
    in the folders there. A counter parts what would have the same place.
    """
    inside = tuple(map(safe_id, folder.path.relative_to(root).parts))
    named = folder.path.name if folder.path != root else None
    taken = {safe_id(path.name).casefold() for path in folder.folders}
    for issue in map(partial(_titled, above=folder.path.relative_to(root).parts), issues):
        name = safe_id(issue.id)
        if issue.id == named:
            named = None
            yield replace(issue, id=name, above=inside[:-1])
            continue
        candidates = itertools.chain([name], (f"{name}-{n}" for n in itertools.count(2)))
        id_ = next(id_ for id_ in candidates if id_.casefold() not in taken)
        taken.add(id_.casefold())
        yield replace(issue, id=id_, above=inside)


def _titled(issue: IssueSource, above: Sequence[str]) -> IssueSource:
    """With the title that the folders say, where only a date is its name: 江南晨报/2021/2021-03-25."""
    if issue.title or not issue.date:
        return issue
    return replace(
        issue, title=find_title_above([readable(name) for name in above if name.casefold() not in _DROP_BOXES])
    )


def _loose_issue(folder: Path, files: Sequence[ScanFile], alone: bool) -> IssueSource:
    """An issue from loose files; ``alone`` says that the folder has no other loose files."""
    shares = {file.mark.shared for file in files}
    shared = shares.pop() if len(shares) == 1 else ""
    name = folder.resolve().name
    own = _names_issue(name, shared) if alone else shared or name
    return _issue(own, folder, (own, name, shared), loose_pages(files), tuple(doubled_pages(files)))


def _names_issue(folder: str, shared: str) -> str:
    """Which name is the issue's: the folder's, unless it only says where scans are dropped."""
    if is_generic(shared):
        return folder
    dated = find_date(shared) is not None and find_date(readable(folder)) is None
    return shared if dated or folder.casefold() in _DROP_BOXES else folder


def _document_issue(document: ScanFile, alone: bool) -> IssueSource:
    """An issue from one file; ``alone`` says that it is its folder's only scan."""
    stem, folder = document.path.stem, document.path.resolve().parent.name
    dated_folder = alone and find_date(readable(folder)) and not find_date(readable(stem))
    names = (stem, folder) if dated_folder else (stem,)
    return _issue(folder if dated_folder else stem, document.path, names, document_pages(document))


def _single_file(path: Path) -> IssueSource:
    """A file that was given itself."""
    try:
        format_ = format_of(head_of(path))
    except OSError:
        format_ = None
    if path.suffix.lower() not in SCAN_ENDINGS and format_ is None:
        raise NothingToDigitize(f"{path}: this is not a scan; give a folder of scans or a file in one of {TAKEN}")
    scan = look_at(path)
    pages = document_pages(scan) if scan.is_issue else loose_pages([scan])
    issue = _issue(path.stem, path, (path.stem, page_mark(path.stem).shared), pages)
    issue_file = path.parent / ISSUE_FILE
    if issue_file.is_file() and len(_sort_out(path.parent, path.parent).scans) == 1:
        issue = with_issue_file(issue, read_issue_file(issue_file))
    return replace(issue, id=safe_id(issue.id))


def _issue(
    own: str, path: Path, names: Sequence[str], pages: tuple[PageSource, ...], warnings: tuple[str, ...] = ()
) -> IssueSource:
    """An issue with what the first of its names that says anything says of title, date and number."""
    said = [readable(name) for name in names]
    dated = next((found[0] for name in said if (found := find_date(name))), None)
    return IssueSource(
        id=own,
        path=path,
        pages=pages,
        title=next((title for name in said if (title := find_title(name))), None),
        date=dated,
        issue_number=next((number for name in said if (number := find_issue_number(name))), None),
        warnings=warnings,
    )
