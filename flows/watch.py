"""``baokan watch``: every complete issue of the watched folder gets its run, once.

What is decided here hangs on the ledger alone, and each step is taken down before or after it is made so that it may
be made again: a watcher that was killed anywhere goes on where it was. The server is asked for a run by a key that
names the attempt; it gives the same run for the same key.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from flows import deployment
from flows.content import Content
from flows.follow import Follower, Runs
from flows.inbox import Arrival, Broken, Inbox, ShareAway
from flows.ledger import ACTIVE, SETTLED, Entry, Ledger
from flows.lock import only_watcher
from flows.page import write_page
from flows.record import mend_notice, record_failure, record_same, withdraw
from ocr.crash import tell
from ocr.errors import BaokanError, UsageError, printable
from ocr.model import IssueSource
from ocr.report import counted
from ocr.settings import Settings, load_settings

MOST_LOST = 3
"""Runs in a row that end without a word before the issue has failed."""
_PASSING_SECONDS = 60.0
"""How long after a failure that passes by itself, a full disk, the issue is tried again."""
_REST = 4
"""A look is followed by a pause of this many times the time it took: a slow share is left time for others."""
_SUBMITTED_AT_ONCE = 10
"""Runs that the server is asked for in one round, for the same reason as above."""


def watch(root: Path, output: Path, engine: str | None) -> int:
    """Watches ``root`` until this process is told to end. Returns the exit code.

    Raises UsageError for a folder that is not there, BaokanError where another watcher is at work.
    """
    if not root.is_dir():
        raise UsageError(f"{root}: no such folder; make it, or name the folder that scans are dropped into")
    settings = load_settings(engine)
    with only_watcher(output):
        watcher = Watcher(root, output, settings, engine, deployment)
        tell(f"{root}: watched; results go to {output}")
        try:
            while True:
                watcher.round()
                time.sleep(max(settings.watch.poll_seconds, _REST * watcher.look_seconds))
        except KeyboardInterrupt:
            tell(f"{root}: not watched any more; what comes now is taken at the next start")
    return 0


class Watcher:
    """The rounds of the watcher. All times are of ``clock``, seconds, which never goes back."""

    def __init__(
        self,
        root: Path,
        output: Path,
        settings: Settings,
        engine: str | None,
        runs: Runs,
        tell_line: Callable[[str], None] = tell,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._root, self._output, self._engine = root, output, engine
        self._runs, self._tell_line, self._clock = runs, tell_line, clock
        self._ledger = Ledger(output)
        self._token = self._ledger.token()
        self._inbox = Inbox(root, output, settings, engine, self._ledger, clock)
        self._follower = Follower(runs, clock)
        self._waiting: dict[int, float] = {}
        """When each failure that passes was first seen, by its sequence."""
        self._missed: set[str] = set()
        """Issues that are done in part, and whose scans are not there."""
        self._complaints: set[str] = set()
        entries = self._ledger.entries()
        for entry in entries:
            try:
                mend_notice(output, entry)
            except BaokanError as error:  # of this issue's folder, and no reason to leave the others
                tell_line(str(error))
        self._seen = self._told = _latest(entries)
        self._shown = -1
        self._away = False
        self.look_seconds = 0.0
        """How long the last look at the folder took."""

    def round(self) -> None:
        """One look at everything, and what follows from it. What goes wrong is said once, until it is over."""
        former, self._complaints = self._complaints, set()
        try:
            if not self._ledger.file.exists() or self._ledger.token() != self._token:
                raise BaokanError(f"{self._output}: the results went away; waiting for them, nothing is done meanwhile")
            arrivals = self._look()
            self._decide(arrivals)
            self._show()
            self._submit(arrivals)
            self._follow()
        except BaokanError as error:
            self._complaints.add(str(error))
        except OSError as error:
            self._complaints.add(f"{error.filename or self._output}: {error.strerror}; waiting for it")
        for line in sorted(self._complaints - former):
            self._tell_line(line)

    def _look(self) -> tuple[Arrival | Broken, ...]:
        """What is complete. What failed while the share was away is tried again once it is back."""
        began = self._clock()
        try:
            arrivals = self._inbox.look()
        except ShareAway as error:
            self._away = True
            self._complaints.add(str(error))
            return ()
        finally:
            self.look_seconds = self._clock() - began
        for path in self._inbox.unseen:
            self._complaints.add(f"{path}: the folder cannot be opened; allow it, what is known of it stays")
        entries = self._ledger.entries()
        if self._away:
            self._away = False
            self._tell_line(f"{self._root}: the scans are back")
            for entry in entries:
                if entry.sequence > self._seen and entry.state in ("failed", "partly"):
                    self._ledger.retry(entry.issue)
        self._seen = _latest(entries)
        self._miss(arrivals)
        return arrivals

    def _miss(self, arrivals: Sequence[Arrival | Broken]) -> None:
        """Forgets issues that were taken away, or have another name now, before anything came of them."""
        there = {found.place if isinstance(found, Broken) else found.source.place for found in arrivals}
        for entry in self._ledger.entries():
            if entry.issue in there or (entry.state in ACTIVE and entry.run):
                continue  # its run says what became of it
            if not self._inbox.lacks(Path(entry.source)):
                continue
            if entry.state in SETTLED and self._has_result(entry):
                if entry.state == "partly":
                    self._missed.add(entry.issue)
            else:
                withdraw(self._output, entry)
                self._shown = -1
                self._tell_line(f"{entry.issue}: its scans were taken away; forgotten until they are back")

    def _decide(self, arrivals: Sequence[Arrival | Broken]) -> None:
        """Takes down which of the complete issues need a run."""
        entries = {entry.issue: entry for entry in self._ledger.entries()}
        results = {
            entry.scans: entry
            for entry in entries.values()
            if entry.state in SETTLED + ACTIVE and entry.issue not in self._missed
        }
        read_otherwise = {(entry.issue, entry.content): entry.run for entry in self._ledger.superseded()}
        paths: dict[str, Path] = {}
        for arrival in arrivals:
            if isinstance(arrival, Broken):
                self._refuse(arrival, entries.get(arrival.place))
                continue
            source, content = arrival.source, arrival.content
            if (other := paths.setdefault(source.place, source.path)) != source.path:
                self._complaints.add(f"{source.path}: {other} has the same place {source.place}; rename one of them")
                continue
            entry = entries.get(source.place)
            if entry is not None and (self._is_settled(entry, content) or self._is_to_pass(entry)):
                continue
            if entry is not None and read_otherwise.get((entry.issue, content)) == entry.run != "":
                self._complaints.add(f"{entry.issue}: the worker read it with other settings than the watcher has")
                continue
            twin = results.get(content.scans)
            if twin is not None and twin.issue != source.place and self._has_result(twin):
                self._note_twin(arrival, entry, twin)
                continue
            self._missed.discard(source.place)
            results[content.scans] = self._ledger.queued(source, content)
            self._tell_line(f"{source.place}: {_completeness(source)}")
            for warning in source.warnings:
                self._tell_line(f"{source.place}: {warning}")

    def _is_settled(self, entry: Entry, content: Content) -> bool:
        """Whether an issue with this content needs nothing."""
        if entry.state in ACTIVE:
            return True  # what has changed meanwhile is seen when that run has ended
        if entry.state in ("waiting", "same") or entry.issue in self._missed or not entry.content.covers(content):
            return False
        return entry.state == "failed" or self._has_result(entry)

    def _is_to_pass(self, entry: Entry) -> bool:
        """Whether an issue waits for something that was wrong to be over, such as a full disk."""
        if entry.state != "waiting" or not entry.reason:
            return False
        since = self._waiting.setdefault(entry.sequence, self._clock())
        return self._clock() - since < _PASSING_SECONDS

    def _has_result(self, entry: Entry) -> bool:
        """Whether there is, or will be, what the ledger says; somebody may have removed it, to have it made again."""
        return entry.state in ACTIVE or (self._output / entry.issue / "issue.json").exists()

    def _note_twin(self, arrival: Arrival, entry: Entry | None, twin: Entry) -> None:
        source, content = arrival.source, arrival.content
        if entry is not None and (entry.state, entry.content, entry.reason) == ("same", content, twin.issue):
            return
        record_same(self._output, source, content, twin.issue)
        self._tell_line(f"{source.place}: the same scans as {twin.issue}; nothing to do")

    def _refuse(self, broken: Broken, entry: Entry | None) -> None:
        if entry is None or entry.content != broken.content or entry.state == "waiting":
            record_failure(self._output, broken.place, broken.content, broken.reason, source=broken.path)

    def _submit(self, arrivals: Sequence[Arrival | Broken]) -> None:
        """Asks the server for the runs that are wanted and that it was not asked for, or did not answer for."""
        paths: dict[str, Path] = {}
        for arrival in arrivals:
            if isinstance(arrival, Arrival):
                paths.setdefault(arrival.source.place, arrival.source.path)  # as it was decided
        queued = [entry for entry in self._ledger.entries() if entry.state == "queued" and not entry.run]
        wanted = [entry for entry in sorted(queued, key=lambda entry: entry.attempt) if entry.issue in paths]
        for entry in wanted[:_SUBMITTED_AT_ONCE]:
            path = paths[entry.issue]
            if printable(str(path)) != str(path):
                reason = f"{path}: the server takes no such name; rename it, or digitize it with baokan run"
                record_failure(self._output, entry.issue, entry.content, printable(reason))
                continue
            key = self._ledger.key(entry)
            run = self._runs.submit(path, self._root, self._output, self._engine, key, entry.issue)
            self._ledger.submitted(entry, run.id, run.url)

    def _follow(self) -> None:
        """Finds runs that ended without a word."""
        active = {entry.run for entry in self._ledger.entries() if entry.state in ACTIVE and entry.run}
        ended = self._follower.ended(active)
        if ended:  # a run may have ended in the ledger since it was read
            for entry in self._ledger.entries():
                if entry.state in ACTIVE and entry.run in ended:
                    self._give_up(entry, ended[entry.run])

    def _give_up(self, entry: Entry, state: str | None) -> None:
        """A run that ended in a state of the server and not in the ledger: the issue waits for another one."""
        if state == "Crashed" and self._runs.start_again(entry.run):
            self._tell_line(f"{entry.issue}: its run crashed and is started again")
            return
        if state == "Cancelled":
            reason = "its run was cancelled"
        elif state == "Crashed" or entry.lost + 1 >= MOST_LOST:
            reason = f"its runs end without a result ({state or 'the server forgot them'}); see {entry.address}"
        else:
            self._ledger.lost(entry)
            self._tell_line(f"{entry.issue}: its run ended without a result ({state or 'the server forgot it'})")
            return
        reason = f'{entry.issue}: {reason}; baokan retry "{entry.issue}" starts another'
        record_failure(self._output, entry.issue, entry.content, reason)

    def _show(self) -> None:
        """Says what has ended since the last round, and brings the page up to date."""
        entries = self._ledger.entries()
        for entry in sorted(entries, key=lambda entry: entry.sequence):
            if entry.sequence > self._told and (line := _ending(entry)):
                self._tell_line(line)
        self._told = _latest(entries)
        if self._shown != self._told:
            write_page(self._output, entries)
            self._shown = self._told


def _completeness(source: IssueSource) -> str:
    count, expected = len(source.pages), source.expected_pages or 0
    if count < expected:
        return f"taken with {count} of the {expected} pages that issue.toml expects; the others may come later"
    return f"complete with {counted(count, 'page')}"


def _ending(entry: Entry) -> str | None:
    """The line for an issue that has ended; None for one that has not."""
    first_reason = entry.reason.partition("\n")[0]
    match entry.state:
        case "done":
            return f"{entry.issue}: done, {counted(entry.articles, 'article')}, {entry.review} to review"
        case "partly":
            return f"{entry.issue}: done in part, {counted(entry.articles, 'article')}; {first_reason}"
        case "failed":
            return f"{entry.issue}: failed; {first_reason}"
        case "waiting" if entry.reason:
            return f"{entry.issue}: tried again in a while; {first_reason}"
        case _:
            return None


def _latest(entries: Sequence[Entry]) -> int:
    return max((entry.sequence for entry in entries), default=0)
