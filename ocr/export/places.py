"""What lies where below the folder of the results: the names on which all agree who write and read there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

OWN_FOLDER = Path(".baokan")
"""In the folder of the results: what baokan keeps for itself. No results lie in it, nor in other hidden folders."""
PAGES = "pages"
"""In an issue's folder: pictures and lines of its pages, ..."""
PAGE_FILE = re.compile(r"p\d{2,}(\.jpg|\.lines\.json|-(small|large)\.webp)")
"""... under these names, ..."""
COVER_NAME = "cover.webp"
"""... and the front page in small."""


def picture_name(page: int) -> str:
    """The file's name of a page with its articles drawn on it."""
    return f"p{page:02d}.jpg"


def large_name(page: int) -> str:
    """The file's name of the page as the reader shows it enlarged."""
    return f"p{page:02d}-large.webp"


def small_name(page: int) -> str:
    """The file's name of the page as the reader shows it whole."""
    return f"p{page:02d}-small.webp"


def lines_name(page: int) -> str:
    """The file's name of a page's lines."""
    return f"p{page:02d}.lines.json"


def issue_folders(root: Path) -> Iterator[Path]:
    """Every folder with an ``issue.json``, ``root`` or below it, by name; hidden folders are left out."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if "issue.json" in files:
            yield Path(folder)
