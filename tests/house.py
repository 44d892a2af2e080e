"""A folder of scans, its results, a watcher with a clock of its own, and the server's part of it."""

from __future__ import annotations

import errno
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flows.deployment import MOST_RESTARTS, SubmittedRun
from flows.ledger import Entry, Ledger
from flows.lock import only_watcher
from flows.record import recorded
from flows.watch import Watcher
from ocr.errors import BaokanError, PageError
from ocr.intake import find_issue
from ocr.model import Page
from ocr.pipeline import failed_page, read_page
from ocr.recognize import open_engine
from ocr.run import Outcome, put_together, write_out
from ocr.settings import Settings, WatchSettings
from tests.page_files import picture_bytes

SETTLE = 10.0
SETTINGS = Settings(watch=WatchSettings(settle_seconds=SETTLE))


def blank(level: int) -> bytes:
    """A scan of an empty page; each level is another one."""
    return picture_bytes("JPEG", level=level)


@dataclass
class Server:
    """What Prefect's server does: the same key gives the same run, and runs wait until they are worked on."""

    settings: Settings = SETTINGS
    reads: list[str] = field(default_factory=list)
    """Files that were read, pages kept from before left out."""
    states: dict[str, str] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    asked: dict[str, tuple[Path, Path, Path, str]] = field(default_factory=dict)
    away: bool = False
    full: bool = False
    """The disk of the results has no room."""
    _kept: dict[tuple[str, int], Page] = field(default_factory=dict)

    def submit(
        self, scans: Path, root: Path, output: Path, engine: str | None, key: str, issue: str | None = None
    ) -> SubmittedRun:
        self._answer()
        assert issue is not None
        if key not in self.asked:
            self.asked[key] = (scans, root, output, issue)
            self.states[key] = "Scheduled"
        return SubmittedRun(key, f"http://server/{key}")

    def run_state(self, id_: str) -> str | None:
        self._answer()
        return self.states.get(id_)

    def start_again(self, id_: str) -> bool:
        self._answer()
        self.starts[id_] = self.starts.get(id_, 1) + 1
        if self.starts[id_] > 1 + MOST_RESTARTS:
            return False
        self.states[id_] = "Scheduled"
        return True

    def forget_failures(self) -> None:
        """Pages that failed are read again by the next run, as they really are: only what was read is kept."""
        self._kept = {key: page for key, page in self._kept.items() if page.status != "failed"}

    def _answer(self) -> None:
        if self.away:
            raise BaokanError("no Prefect server answers")

    def work(self) -> None:
        """Does all runs that wait."""
        for run, state in list(self.states.items()):
            if state == "Scheduled":
                try:
                    self._digitize(run)
                    self.states[run] = "Completed"
                except BaokanError:
                    self.states[run] = "Failed"

    def _digitize(self, run: str) -> None:
        scans, root, output, issue = self.asked[run]
        source = find_issue(scans, root, issue)

        def digitize() -> Outcome:
            pages = []
            for place in source.pages:
                key = (place.sha256, place.frame)
                if key not in self._kept:
                    self.reads.append(place.file.name)
                    try:
                        self._kept[key] = read_page(place, self.settings, open_engine(self.settings))
                    except PageError as error:
                        self._kept[key] = failed_page(place, error)
                pages.append(replace(self._kept[key], source=place))
            if self.full:
                raise BaokanError("issue.json: the disk is full") from OSError(errno.ENOSPC, "no space left on device")
            return write_out(put_together(source, pages, self.settings), self.settings, output)

        recorded(source, self.settings, output, SubmittedRun(run, f"http://server/{run}"), digitize)


@dataclass
class House:
    """A folder of scans, its results, a server and a watcher with a clock of its own."""

    scans: Path
    output: Path
    server: Server = field(default_factory=Server)
    now: float = 1000.0
    said: list[str] = field(default_factory=list)
    watcher: Watcher = field(init=False)

    def __post_init__(self) -> None:
        self.scans.mkdir()
        self.start()

    def start(self) -> None:
        """A new watcher, as after a crash of the one before."""
        self.watcher = Watcher(self.scans, self.output, SETTINGS, None, self.server, self.said.append, lambda: self.now)

    def lock(self) -> None:
        """Takes the watcher's lock and gives it back. Raises BaokanError where another process has it."""
        with only_watcher(self.output):
            pass

    def drop(self, name: str, content: bytes) -> Path:
        file = self.scans / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    def pass_time(self, seconds: float = SETTLE) -> None:
        """A look, some time, and another look."""
        self.watcher.round()
        self.now += seconds
        self.watcher.round()

    def settle(self) -> None:
        """Everything that is there is taken, read and noticed."""
        self.pass_time()
        self.server.work()
        self.pass_time()

    def entry(self, issue: str) -> Entry:
        (entry,) = [entry for entry in Ledger(self.output).entries() if entry.issue == issue]
        return entry

    def states(self) -> dict[str, str]:
        return {entry.issue: entry.state for entry in Ledger(self.output).entries()}

    def document(self, issue: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.output / issue / "issue.json").read_text(encoding="utf-8"))
        return content

    def ids(self, issue: str) -> dict[str, str]:
        return {article["headline"]: article["id"] for article in self.document(issue)["articles"]}
