"""The page ``index.html`` beside the results: how each issue stands, as ``baokan status`` says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from flows.ledger import Entry, State
from ocr.export.atomic import StagedFiles

PAGE = "index.html"

STATES: Mapping[State, tuple[str, str]] = {
    "waiting": ("等待", "waiting"),
    "queued": ("排队", "queued"),
    "running": ("识别中", "running"),
    "done": ("完成", "done"),
    "partly": ("部分完成", "partly done"),
    "failed": ("失败", "failed"),
    "same": ("重复", "same scans"),
}
"""Each state in Chinese and English."""


def write_page(output: Path, entries: Sequence[Entry]) -> Path:
    """Writes the page with these issues, by their places, and returns its file. Raises BaokanError."""
    place = output / PAGE
    with StagedFiles() as files:
        files.add(place, page_of(entries).encode())
        files.take_places()
    return place


def page_of(entries: Sequence[Entry]) -> str:
    """The page: no network, no script but for the language and the local time; what was read or named is escaped."""
    environment = Environment(
        loader=PackageLoader("flows"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["address"] = quote
    return environment.get_template(PAGE).render(entries=entries, states=STATES)
