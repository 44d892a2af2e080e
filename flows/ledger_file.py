"""The ledger's file: its tables, its transactions, and what may be wrong with it.

A connection lives for one transaction, so that several processes may write, one at a time, and a share that went away
and came back is found again.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import disk_usage

from ocr.errors import BaokanError
from ocr.export.atomic import writing as writing_to

_BUSY_SECONDS = 60
"""How long a writer waits for another one."""
_CAUSES = {
    "SQLITE_BUSY": "another program holds the ledger; end it, or try again",
    "SQLITE_FULL": "the disk is full; free some space and try again",
    "SQLITE_READONLY": "the ledger may not be written; allow it",
    "SQLITE_CANTOPEN": "the ledger cannot be opened; see that its folder can be written to",
    "SQLITE_IOERR": "the ledger cannot be read or written; see that its disk is there and well",
}
_LEAST_ROOM = 100_000
"""Bytes. Where there are fewer, SQLite answers with errors of many names."""
_UNKNOWN = "the ledger is damaged; baokan status --rebuild makes it again from the results"
_VERSION = 1
_LAYOUT = (
    """
    CREATE TABLE entry (
        issue TEXT NOT NULL, scans TEXT NOT NULL, details TEXT NOT NULL, state TEXT NOT NULL,
        sequence INTEGER NOT NULL UNIQUE, since TEXT NOT NULL, attempt INTEGER NOT NULL, lost INTEGER NOT NULL,
        source TEXT NOT NULL, pages INTEGER NOT NULL, articles INTEGER NOT NULL, review INTEGER NOT NULL,
        reason TEXT NOT NULL, run TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (issue, scans, details)
    ) STRICT
    """,
    """
    CREATE TABLE look (
        issue TEXT PRIMARY KEY, stamp TEXT NOT NULL, scans TEXT NOT NULL, details TEXT NOT NULL
    ) STRICT
    """,
    "CREATE TABLE birth (token TEXT NOT NULL) STRICT",
    f"PRAGMA user_version = {_VERSION}",
)


class LedgerFile:
    """The database in a file, made where there is none. Both methods raise BaokanError where that cannot be used."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction; no other writer comes in between what it reads and what it writes."""
        with self.reading() as db:
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection whose every statement stands for itself."""
        with writing_to(self._file):
            self._file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(self._opened() if self._may_be_written() else self._opened_to_read()) as db:
                _lay_out(db, self._file)
                yield db
        except sqlite3.Error as error:
            raise BaokanError(f"{self._file}: {self._cause(error)}") from error

    def _may_be_written(self) -> bool:
        return all(os.access(path, os.W_OK) for path in (self._file.parent, self._file) if path.exists())

    def _opened(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._file, timeout=_BUSY_SECONDS, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        return db

    def _opened_to_read(self) -> sqlite3.Connection:
        """For those who may look and not write. Where nobody writes, SQLite would want to make files of its own."""
        mode = "mode=ro" if self._file.with_name(f"{self._file.name}-wal").exists() else "immutable=1"
        address = f"{self._file.absolute().as_uri()}?{mode}"
        return sqlite3.connect(address, timeout=_BUSY_SECONDS, isolation_level=None, uri=True)

    def _cause(self, error: sqlite3.Error) -> str:
        """What is wrong, and what to do."""
        name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])  # without the extended code
        if name == "SQLITE_IOERR" and disk_usage(self._file.parent).free < _LEAST_ROOM:
            name = "SQLITE_FULL"
        return _CAUSES.get(name, _UNKNOWN)


def _lay_out(db: sqlite3.Connection, file: Path) -> None:
    """Makes the tables of a new ledger. Raises BaokanError for one of a newer layout."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > _VERSION:
        raise BaokanError(f"{file}: the ledger was made by a newer baokan; update this one")
    if version == _VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    if db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
        for statement in _LAYOUT:
            db.execute(statement)
        give_birth(db)
    db.execute("COMMIT")


def give_birth(db: sqlite3.Connection) -> None:
    """Gives the ledger a token that no other has."""
    db.execute("INSERT INTO birth VALUES (?)", (secrets.token_hex(16),))
