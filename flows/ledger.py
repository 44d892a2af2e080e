"""The ledger: what has been seen, done and failed, in one SQLite database beside the results.

It is the truth; Prefect's history may be deleted. A row is an issue with one content (its scans and settings); the
row with the highest sequence says how the issue stands. What comes later has the higher sequence, whatever the clock
says: times are for people only.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from flows.content import Content
from flows.ledger_file import LedgerFile, give_birth
from ocr.errors import BaokanError, UsageError, printable
from ocr.export.atomic import writing
from ocr.export.places import OWN_FOLDER
from ocr.export.schema import IssueDocument
from ocr.model import IssueSource

LEDGER = OWN_FOLDER / "ledger.sqlite"

State = Literal["waiting", "queued", "running", "done", "partly", "failed", "same", "superseded"]
ACTIVE: tuple[State, ...] = ("queued", "running")
SETTLED: tuple[State, ...] = ("done", "partly")
"""There is a result; in part of its pages only, where some failed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An issue with one content, and how it stands. The fields are the table's columns."""

    issue: str
    """Its place: its folder below the root of the results."""
    scans: str
    details: str
    state: State = "waiting"
    sequence: int = 0
    """Of its last change, from 1; no two changes have the same."""
    since: str = ""
    """When that was, ISO 8601, in UTC."""
    attempt: int = 0
    """The sequence at which it was queued last: no two attempts have the same."""
    lost: int = 0
    """How many runs in a row ended without a word."""
    source: str = ""
    """Where its scans lie, from the root of the file system."""
    pages: int = 0
    articles: int = 0
    review: int = 0
    """How many of the articles need review."""
    reason: str = ""
    """What failed, a sentence a line; for the state ``same``, the issue with the same scans."""
    run: str = ""
    """Prefect's id of its last run; empty where there was none."""
    address: str = ""
    """Of that run in Prefect's UI."""

    @property
    def has_result(self) -> bool:
        """Whether its articles were written."""
        return self.state in SETTLED

    @property
    def content(self) -> Content:
        """What it was, or is to be, made from."""
        return Content(self.scans, self.details)


_COLUMNS = tuple(field.name for field in fields(Entry))


class Ledger:
    """The ledger of the results in ``output``. Every method raises BaokanError where it cannot be read or written."""

    def __init__(self, output: Path) -> None:
        self.file = output / LEDGER
        self._db = LedgerFile(self.file)

    def token(self) -> str:
        """What tells this ledger from any other; it is made where there is none yet."""
        with self._db.reading() as db:
            return str(db.execute("SELECT token FROM birth").fetchone()[0])

    # -- what a run says ------------------------------------------------------------------------------

    def started(self, source: IssueSource, content: Content, run: str, address: str) -> None:
        """The run has begun to read the issue. Where it was queued with another content, that one was never read."""
        with self._db.writing() as db:
            db.execute(
                "UPDATE entry SET state = 'superseded' WHERE issue = ? AND run = ? AND state IN ('queued', 'running') "
                "AND NOT (scans = ? AND details = ?)",
                (source.place, run, content.scans, content.details),
            )
            self._put(db, source.place, content, **_of(source), state="running", reason="", run=run, address=address)

    def finished(self, issue: str, content: Content, document: IssueDocument, problems: Sequence[str] = ()) -> Entry:
        """The issue is written; ``problems`` are what is missing besides its failed pages, a sentence each."""
        return self._record(issue, content, lost=0, **_of_result(document, problems))

    def failed(
        self, issue: str, content: Content, reason: str, passes: bool = False, source: Path | None = None
    ) -> Entry:
        """The issue could not be digitized. What ``passes`` by itself, or by the operator, is waited for; ``source``
        is where its scans lie, if nobody has said so yet."""
        where = {} if source is None else {"source": _where(source)}
        return self._record(issue, content, lost=0, state="waiting" if passes else "failed", reason=reason, **where)

    # -- what the watcher says ------------------------------------------------------------------------

    def queued(self, source: IssueSource, content: Content) -> Entry:
        """The server is about to be asked for a run: a new attempt."""
        with self._db.writing() as db:
            attempt = _next_sequence(db)
            return self._put(
                db, source.place, content, **_of(source), state="queued", attempt=attempt, reason="", run="", address=""
            )

    def submitted(self, entry: Entry, run: str, address: str) -> None:
        """The server has taken the run. It may have begun already."""
        with self._db.writing() as db:
            db.execute(
                "UPDATE entry SET run = ?, address = ? WHERE issue = ? AND scans = ? AND details = ? AND attempt = ?",
                (run, address, entry.issue, entry.scans, entry.details, entry.attempt),
            )

    def lost(self, entry: Entry) -> None:
        """The run ended without a word; the issue waits for another."""
        self._record(entry.issue, entry.content, state="waiting", lost=entry.lost + 1, reason="")

    def same(self, source: IssueSource, content: Content, other: str) -> None:
        """The issue holds the scans of another one, and needs no run."""
        self._record(source.place, content, **_of(source), state="same", reason=other)

    def withdrawn(self, entry: Entry) -> Entry | None:
        """The issue was taken away before anything came of it. Returns its last result, if it has one."""
        with self._db.writing() as db:
            db.execute(
                "UPDATE entry SET state = 'superseded' WHERE issue = ? AND (sequence = ? OR state NOT IN (?, ?))",
                (entry.issue, entry.sequence, *SETTLED),
            )
        return next((former for former in self.entries() if former.issue == entry.issue), None)

    def retry(self, issue: str) -> Entry:
        """An issue that failed, wholly or in part, is to be tried again.

        Raises UsageError where there is none of this name, or nothing to try again.
        """
        entry = next((entry for entry in self.entries() if entry.issue == issue), None)
        if entry is None:
            raise UsageError(f"{issue}: no such issue; baokan status shows them all")
        if entry.state in ACTIVE:
            raise UsageError(f"{issue}: it is being digitized; wait for it to end")
        if entry.state not in ("failed", "partly", "waiting"):
            raise UsageError(f"{issue}: it did not fail; baokan run --force reads an issue again")
        return self._record(issue, entry.content, state="waiting", lost=0, reason="")

    def look(self, issue: str) -> tuple[str, Content] | None:
        """The stamp of the issue's files when they were last hashed, and the content they had."""
        with self._db.reading() as db:
            row = db.execute("SELECT stamp, scans, details FROM look WHERE issue = ?", (issue,)).fetchone()
        return (row[0], Content(*row[1:])) if row else None

    def looked(self, issue: str, stamp: str, content: Content) -> None:
        """The files of this stamp have this content."""
        with self._db.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO look VALUES (?, ?, ?, ?)", (issue, stamp, content.scans, content.details)
            )

    # -- what is asked --------------------------------------------------------------------------------

    def entries(self) -> tuple[Entry, ...]:
        """How each issue stands, by its place."""
        if not self.file.exists():
            return ()
        with self._db.reading() as db:
            latest = "sequence IN (SELECT max(sequence) FROM entry WHERE state != 'superseded' GROUP BY issue)"
            return tuple(_select(db, f"{latest} ORDER BY issue"))

    def superseded(self) -> tuple[Entry, ...]:
        """What was queued and never read, since the run found another content or the scans were taken away."""
        with self._db.reading() as db:
            return tuple(_select(db, "state = 'superseded'"))

    def key(self, entry: Entry) -> str:
        """The name of an attempt, unlike that of any other, of this ledger or of one that was lost."""
        told = f"{self.token()}\n{entry.issue}\n{entry.scans}\n{entry.details}\n{entry.attempt}"
        return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()

    # -- made anew ------------------------------------------------------------------------------------

    def rebuilt(self, results: Sequence[tuple[str, Content, IssueDocument]]) -> None:
        """Forgets everything and takes down these results, each with its place. A damaged ledger is thrown away."""
        try:
            self.token()
        except BaokanError:
            for file in self.file.parent.glob(f"{self.file.name}*"):
                with writing(file):
                    file.unlink()
        with self._db.writing() as db:
            for table in ("entry", "look", "birth"):
                db.execute(f"DELETE FROM {table}")
            give_birth(db)
            for issue, content, document in results:
                self._put(db, issue, content, **_of_result(document, ()))

    # -- the database ---------------------------------------------------------------------------------

    def _record(self, issue: str, content: Content, **changes: Any) -> Entry:
        with self._db.writing() as db:
            return self._put(db, issue, content, **changes)

    def _put(self, db: sqlite3.Connection, issue: str, content: Content, **changes: Any) -> Entry:
        """Changes the row, or makes it, as the latest of all."""
        key = (issue, content.scans, content.details)
        former = next(_select(db, "issue = ? AND scans = ? AND details = ?", *key), Entry(*key))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        entry = replace(former, sequence=_next_sequence(db), since=now, **changes)
        db.execute(f"INSERT OR REPLACE INTO entry VALUES ({', '.join('?' * len(_COLUMNS))})", astuple(entry))
        return entry


def _next_sequence(db: sqlite3.Connection) -> int:
    return 1 + int(db.execute("SELECT coalesce(max(sequence), 0) FROM entry").fetchone()[0])


def _select(db: sqlite3.Connection, condition: str, *values: str) -> Iterator[Entry]:
    columns = ", ".join(_COLUMNS)
    return (Entry(*row) for row in db.execute(f"SELECT {columns} FROM entry WHERE {condition}", values))


def _of(source: IssueSource) -> dict[str, Any]:
    """What an entry holds of scans that are to be read."""
    return {"source": _where(source.path), "pages": len(source.pages)}


def _where(scans: Path) -> str:
    return printable(str(scans.absolute()))


def _of_result(document: IssueDocument, problems: Sequence[str]) -> dict[str, Any]:
    """What an entry holds of an issue that was written."""
    missing = [*(page.error for page in document.pages if page.error is not None), *problems]
    return {
        "state": "partly" if missing else "done",
        "pages": len(document.pages),
        "articles": len(document.articles),
        "review": sum(article.needs_review for article in document.articles),
        "reason": "\n".join(missing),
    }
