"""How each issue stands, as ``baokan status`` says it, on the page ``index.html`` beside the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from flows.ledger import Entry, State
from ocr.export.library import tell_standings
from ocr.export.reader.library import Standing

STATES: Mapping[State, tuple[str, str, Literal["good", "bad", "busy"]]] = {
    "waiting": ("等待", "waiting", "busy"),
    "queued": ("排队", "queued", "busy"),
    "running": ("识别中", "running", "busy"),
    "done": ("完成", "done", "good"),
    "partly": ("部分完成", "partly done", "bad"),
    "failed": ("失败", "failed", "bad"),
    "same": ("重复", "same scans", "good"),
}
"""Each state in Chinese and English, and of what kind it is."""


def write_page(output: Path, entries: Sequence[Entry]) -> Path:
    """Writes the page with these issues, by their places, and returns its file. Raises BaokanError."""
    return tell_standings(output, [standing_of(entry) for entry in entries])


def standing_of(entry: Entry) -> Standing:
    """How an issue stands, for the page."""
    chinese, english, kind = STATES[entry.state]
    return Standing(
        entry.issue,
        chinese,
        english,
        kind,
        since=entry.since,
        reason=f"= {entry.reason}" if entry.state == "same" else entry.reason,
        run=entry.address,
        pages=entry.pages,
    )
