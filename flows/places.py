"""Where the results of an issue go: the folders of the scans, mirrored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ocr.intake import find_issues
from ocr.intake.names import safe_id
from ocr.model import IssueSource


@dataclass(frozen=True, slots=True)
class Place:
    """An issue and where it belongs below the output."""

    source: IssueSource
    issue: str
    """The place of its folder below the output, as in ``江南晨报/2021/2021-03-25``; the last part is its id."""
    is_shared: bool = False
    """Whether its scans lie loose in a folder with those of other issues."""

    @property
    def scans(self) -> Path:
        """The folder, or the file, that it was found in."""
        return self.source.path


def places_in(scans: Path, output: Path, root: Path | None = None) -> tuple[Place, ...]:
    """Every issue in ``scans`` with its place; without ``root``, that is its id.

    Raises BaokanError as ``find_issues`` does.
    """
    sources = find_issues(scans, output)
    beside = Counter(source.path for source in sources)
    return tuple(Place(source, place_of(source, root), beside[source.path] > 1) for source in sources)


def place_of(source: IssueSource, root: Path | None) -> str:
    """The place below the output of an issue found below ``root``.

    An issue that is named after its folder takes the folder's place, any other lies in it.
    """
    folder = (source.path if source.path.is_dir() else source.path.parent).resolve()
    above = folder.relative_to(root.resolve()).parts if root and folder.is_relative_to(root.resolve()) else ()
    parts = [safe_id(part) for part in above]
    return str(PurePosixPath(*parts) if parts and parts[-1] == source.id else PurePosixPath(*parts, source.id))
