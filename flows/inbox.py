"""The watched folder: what lies in it, and which of its issues are complete.

Each look lists every folder anew and compares with the look before; no event of the system is waited for, since
network shares send none. What may not be looked at is left as it was: a share that went away has lost nothing. How
long a file has been as it is, is measured on the monotonic clock; times of files are only compared for being the same.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from stat import S_ISREG
from time import monotonic

from flows.content import Content, content_of, digest
from flows.ledger import Ledger
from ocr.errors import BaokanError, UsageError
from ocr.intake import ISSUE_FILE, SCAN_ENDINGS, hashed, is_litter, is_our_own, issues_in, safe_id
from ocr.model import IssueSource
from ocr.run import own_settings
from ocr.settings import Settings

READY = "_READY"
"""A file of this name says that all scans beside it are there."""

FileState = tuple[int, int, int]
"""Size in bytes, times of the last change of content and of state in ns."""


_LOST_LINK = (-1, 0, 0)
"""The state of a link to nothing, or to itself: a scan that was lost, and still a page."""


class ShareAway(BaokanError):
    """The watched folder went away, as a network share does."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A complete issue."""

    source: IssueSource
    content: Content


@dataclass(frozen=True, slots=True)
class Broken:
    """A folder whose issues cannot be made out."""

    place: str
    content: Content
    """Made from the states of its files; nothing else is known of it."""
    reason: str
    path: Path


@dataclass(slots=True)
class _Folder:
    """What the looks so far have shown of a folder."""

    files: dict[str, FileState] = field(default_factory=dict)
    """Scans, issue.toml and _READY, by name."""
    since: dict[str, float] = field(default_factory=dict)
    """When each was first seen as it is now."""
    removed: float = float("-inf")
    """When one of them was first missed. Who replaces a scan may remove it first."""
    pending: bool = True
    """It holds something that was not complete at the last look."""
    sorted_at: float = float("-inf")
    found: tuple[Arrival | Broken, ...] = ()
    """What was complete when it was sorted last."""

    def take_in(self, files: dict[str, FileState], now: float) -> None:
        """Notes what a look shows."""
        if files != self.files:
            self.since = {
                name: self.since[name] if self.files.get(name) == state else now for name, state in files.items()
            }
            if not self.files.keys() <= files.keys():
                self.removed = now
            self.files, self.pending, self.found = files, True, ()

    @property
    def scans(self) -> set[str]:
        """The names of its scans."""
        return {name for name in self.files if _is_scan(name)}

    def is_worth_sorting(self, now: float, settle: float) -> bool:
        """Whether something may be complete now that was not before."""
        told = READY in self.files or ISSUE_FILE in self.files
        changes = (self.removed, *self.since.values())
        return self.pending and (told or any(self.sorted_at < change + settle <= now for change in changes))

    def is_complete(self, source: IssueSource, now: float, settle: float) -> bool:
        """Whether all of an issue's scans are there, as far as anything tells: settled for so many seconds, or
        as many as issue.toml says, none of which grew since the last look, or followed by _READY."""
        changed = max(self.removed, *(self.since[name] for name in _names(source, self.files)))
        if READY in self.files and changed <= self.since[READY]:
            return True
        counted = source.expected_pages is not None and len(source.pages) >= source.expected_pages
        return now - changed >= settle or (counted and now > changed)


class Inbox:
    """The watched folder ``root``. ``output`` may lie in it, and is no part of it."""

    def __init__(
        self,
        root: Path,
        output: Path,
        settings: Settings,
        engine: str | None,
        ledger: Ledger,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._root, self._output = root, output.resolve()
        self._settings, self._engine = settings, engine
        self._ledger, self._clock = ledger, clock
        self._folders: dict[Path, _Folder] = {}
        self.unseen: list[Path] = []
        """Folders that the last look could not look at: what was known of them stays."""

    def look(self) -> tuple[Arrival | Broken, ...]:
        """Everything that is complete now.

        Raises ShareAway where the folder cannot be looked at or is empty all at once: nothing is taken for deleted.
        """
        listed, self.unseen = list_scans(self._root, self._output)
        if not listed and self._folders:
            raise ShareAway(f"{self._root}: all scans are gone at once; waiting for them, nothing is taken for deleted")
        kept = {path: folder for path, folder in self._folders.items() if any(map(path.is_relative_to, self.unseen))}
        self._folders = kept | {path: self._folders.get(path) or _Folder() for path in listed}
        now, settle = self._clock(), self._settings.watch.settle_seconds
        for path, files in listed.items():
            folder = self._folders[path]
            folder.take_in(files, now)
            if folder.is_worth_sorting(now, settle):
                folder.sorted_at = now if self._sort(path, folder, now, settle) else float("-inf")
        return tuple(found for folder in self._folders.values() for found in folder.found)

    def lacks(self, scans: Path) -> bool:
        """Whether the last look has shown all there is where an issue's scans lay, a folder or a file in one. If none
        of what it found complete is that issue, the scans are gone. False for what lies elsewhere."""
        root = self._root.absolute()
        if not self._folders or not scans.is_relative_to(root):
            return False
        if any(scans.is_relative_to(path.absolute()) for path in self.unseen):
            return False
        here = self._root / scans.relative_to(root)
        folder = self._folders.get(here) or self._folders.get(here.parent)
        return folder is None or not folder.pending

    def _sort(self, path: Path, folder: _Folder, now: float, settle: float) -> bool:
        """Finds what of a folder is complete, with its content. False where it changes, or goes away, meanwhile."""
        try:
            sources = issues_in(path, self._root)
            if {page.file.name for source in sources for page in source.pages} != folder.scans:
                return False
            complete = [source for source in sources if folder.is_complete(source, now, settle)]
            arrivals = [self._arrival(path, folder, source) for source in complete]
        except UsageError as error:
            if now - folder.since.get(ISSUE_FILE, now) < settle:
                return False  # it may be half written
            folder.found, folder.pending = (self._broken(path, folder, str(error)),), False
            return True
        except OSError:
            return False
        folder.found = tuple(arrival for arrival in arrivals if arrival is not None)
        folder.pending = len(folder.found) < len(sources)
        return None not in arrivals

    def _arrival(self, path: Path, folder: _Folder, source: IssueSource) -> Arrival | None:
        """The issue with its content; None where its files change while they are read."""
        own = own_settings(source, self._settings, self._engine)
        names = _names(source, folder.files)
        stamp = digest(own.digest(), *((name, folder.files[name]) for name in names))
        known = self._ledger.look(source.place)
        if known is not None and known[0] == stamp:
            return Arrival(source, known[1])
        content = content_of(hashed(source), own)
        if any(_state_of(path / name) != folder.files[name] for name in names):
            return None
        self._ledger.looked(source.place, stamp, content)
        return Arrival(source, content)

    def _broken(self, path: Path, folder: _Folder, reason: str) -> Broken:
        parts = [safe_id(part) for part in path.relative_to(self._root).parts]
        return Broken("/".join(parts) or safe_id(path.name), Content(digest(*folder.files.items())), reason, path)


def list_scans(root: Path, output: Path) -> tuple[dict[Path, dict[str, FileState]], list[Path]]:
    """Every folder below ``root`` that holds scans, with the states of what matters in it; and the folders that
    could not be looked at, with all that is below them. ``output``, resolved, is left out.

    Raises ShareAway where ``root`` itself cannot be looked at.
    """
    listed: dict[Path, dict[str, FileState]] = {}
    unseen: list[Path] = []
    linked: set[Path] = set()
    waiting = [root]
    while waiting:
        path = waiting.pop()
        files: dict[str, FileState] = {}
        try:
            for entry in sorted(path.iterdir(), reverse=True):
                if is_litter(entry.name):
                    continue
                if entry.is_dir():
                    if _belongs(entry, root.resolve(), output, linked):
                        waiting.append(entry)
                elif (_is_scan(entry.name) or entry.name in (ISSUE_FILE, READY)) and (state := _state_of(entry)):
                    files[entry.name] = state
        except OSError as error:
            if path == root:
                reason = (error.strerror or "it cannot be opened").lower()
                raise ShareAway(f"{root}: {reason}; waiting for it, nothing is taken for deleted") from error
            unseen.append(path)
            continue
        if any(map(_is_scan, files)):
            listed[path] = files
    return listed, unseen


def _belongs(folder: Path, root: Path, output: Path, linked: set[Path]) -> bool:
    """Whether a folder may hold issues: it is none of ours, and no link to what is looked at anyway."""
    if is_our_own(folder) or folder.resolve() == output:
        return False
    if not folder.is_symlink():
        return True
    target = folder.resolve()
    if target in linked or target.is_relative_to(root) or root.is_relative_to(target):
        return False
    linked.add(target)
    return True


def _is_scan(name: str) -> bool:
    return PurePath(name).suffix.lower() in SCAN_ENDINGS


def _state_of(file: Path) -> FileState | None:
    """The state of a file; None for what is no file, or not there any more. Raises OSError."""
    try:
        state = file.stat()
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ELOOP):
            raise
        return _LOST_LINK if file.is_symlink() else None
    return (state.st_size, state.st_mtime_ns, state.st_ctime_ns) if S_ISREG(state.st_mode) else None


def _names(source: IssueSource, files: Mapping[str, FileState]) -> list[str]:
    """The files that decide an issue: its scans, and issue.toml."""
    names = {page.file.name for page in source.pages} | ({ISSUE_FILE} & set(files))
    return sorted(names)
