"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from ocr.errors import BaokanError

PART_SUFFIX = ".part"

_CAUSES = {
    errno.ENOSPC: ("the disk is full", "free some space and run it again"),
    errno.EDQUOT: ("the disk quota is used up", "free some space and run it again"),
    errno.EACCES: ("there is no permission to write it", "allow it or choose another output folder"),
    errno.EPERM: ("there is no permission to write it", "allow it or choose another output folder"),
    errno.EROFS: ("the disk is read-only", "choose another output folder"),
    errno.EEXIST: ("a file stands where a folder is needed", "move it away or choose another output folder"),
    errno.ENOTDIR: ("a file stands where a folder is needed", "move it away or choose another output folder"),
    errno.EISDIR: ("a folder stands where a file is needed", "move it away or choose another output folder"),
}
_NO_DIRECTORY_SYNC = (errno.EINVAL, errno.ENOTSUP)
"""What network shares answer that cannot flush a folder."""


class StagedFiles:
    """Files written beside their places first, which then take their places together, in the order they came.

    A context manager: on leaving it, no file stands beside its place any more, nor a new folder empty.
    """

    def __init__(self) -> None:
        self._parts: dict[Path, Path] = {}
        self._beside: list[Path] = []
        self._new_folders: list[Path] = []

    def __enter__(self) -> StagedFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for path in self._beside:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        for folder in reversed(self._new_folders):
            with suppress(OSError):
                folder.rmdir()

    def add(self, place: Path, content: bytes) -> None:
        """Writes ``content`` to the disk, beside ``place``. Raises BaokanError that names ``place``."""
        with self.opened(place) as file:
            file.write(content)

    @contextmanager
    def opened(self, place: Path) -> Iterator[BinaryIO]:
        """A file beside ``place`` to write into, on the disk when the block ends. Raises BaokanError as ``add``."""
        with writing(place):
            self._make_folder(place.parent)
            self._parts[place] = part = self._path_beside(place)
            with part.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())

    def take_places(self) -> tuple[Path, ...]:
        """Puts each file in its place, over whatever is there, and returns the places.

        Raises BaokanError that names the place; the files taken over before it are back then.
        """
        former: dict[Path, Path | None] = {}
        try:
            for place, part in self._parts.items():
                with writing(place):
                    former[place] = self._keep(place)
                    part.replace(place)
            for folder in dict.fromkeys(place.parent for place in self._parts):
                sync_folder(folder)
        except BaseException:
            _put_back(former)
            raise
        return tuple(self._parts)

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
            self._new_folders.append(folder)

    def _keep(self, place: Path) -> Path | None:
        """A second name for the file in ``place``, or a copy where the disk knows no second names."""
        if not place.exists():
            return None
        kept = self._path_beside(place)
        try:
            kept.hardlink_to(place)
        except OSError:
            shutil.copy2(place, kept)
        return kept

    def _path_beside(self, place: Path) -> Path:
        path = place.with_name(f".{place.name}.{secrets.token_hex(6)}{PART_SUFFIX}")
        self._beside.append(path)
        return path


def _put_back(former: dict[Path, Path | None]) -> None:
    for place, kept in former.items():
        with suppress(OSError):
            if kept is None:
                place.unlink(missing_ok=True)
            else:
                kept.replace(place)


def remove_stale(folder: Path, own: re.Pattern[str], fresh: Collection[Path]) -> None:
    """Removes files of an earlier result from a folder: those with a name of ``own`` that are not ``fresh``.

    Raises BaokanError that names the file.
    """
    if not folder.is_dir():
        return
    stale = [path for path in sorted(folder.iterdir()) if own.fullmatch(path.name) and path not in fresh]
    for path in stale:
        with writing(path):
            path.unlink()
    if stale:
        sync_folder(folder)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what goes wrong while ``path`` is written into a BaokanError that says so."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or "it could not be written").lower()
        problem, remedy = _CAUSES.get(
            error.errno or 0, (reason, "see that its folder can be written to and run it again")
        )
        raise BaokanError(f"{path}: {problem}; {remedy}") from error


def sync_folder(folder: Path) -> None:
    """Makes the names in ``folder`` outlast a power cut. Raises BaokanError."""
    with writing(folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in _NO_DIRECTORY_SYNC:
                raise
        finally:
            os.close(handle)
