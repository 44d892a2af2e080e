"""Full-text search over an archive: an SQLite file beside the issues, kept up to date as they are written.

Text is indexed folded (``ocr.export.folding``). Three characters and more are found by FTS5's trigrams, which know no
words and so need none; one and two, which trigrams cannot find, by a table of single characters and pairs. Row numbers
begin with the issue's date, so that the newest come first and a span of dates is a span of rows, without sorting.
docs/adr/018-reader-and-search.md has the figures.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import date
from itertools import islice, pairwise
from pathlib import Path
from types import TracebackType

from ocr.errors import BaokanError, UsageError
from ocr.export.folding import fold, folds, places
from ocr.export.places import OWN_FOLDER
from ocr.export.reader.library import ListedIssue, Standing, with_standings
from ocr.export.schema import IssueDocument

INDEX_FILE = OWN_FOLDER / "search.sqlite"
"""In the folder of the results."""

_PER_DAY = 1 << 24
"""Row numbers to a day: more articles than any archive has of one."""
_TRIGRAM = 3
_PATIENCE_S = 60.0
"""How long to wait for another process that is writing."""
_REMEDIES = {
    sqlite3.SQLITE_FULL: "free some space and run it again",
    sqlite3.SQLITE_CANTOPEN: "see that it can be read and written",
    sqlite3.SQLITE_READONLY: "see that it can be written",
    sqlite3.SQLITE_BUSY: "another program holds it; end that, or run it again",
}
"""What to do about each kind of SQLite's errors; the index being damaged is what is left."""
_BEFORE, _AFTER = 20, 44
"""Characters of a snippet around what was found."""

_TABLES = """
CREATE TABLE made (version TEXT);
CREATE TABLE issues (
  place TEXT PRIMARY KEY, title TEXT, date TEXT, number TEXT, pages INTEGER, failed INTEGER, articles INTEGER,
  review INTEGER, folded_title TEXT
) WITHOUT ROWID;
CREATE TABLE standings (
  place TEXT PRIMARY KEY, chinese TEXT, english TEXT, kind TEXT, since TEXT, reason TEXT, run TEXT, pages INTEGER
) WITHOUT ROWID;
CREATE TABLE articles (
  row INTEGER PRIMARY KEY, issue TEXT NOT NULL, article TEXT NOT NULL, page INTEGER, headline TEXT, text TEXT
);
CREATE INDEX articles_of_issue ON articles (issue);
CREATE VIRTUAL TABLE long USING fts5 (text, content='', tokenize='trigram');
CREATE VIRTUAL TABLE short USING fts5 (text, content='', detail=none, tokenize='unicode61 remove_diacritics 0');
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found."""

    issue: str
    """The issue's place: its folder below that of the results, with ``/``."""
    title: str | None
    date: str | None
    article: str
    """The article's id."""
    page: int
    """The first page it stands on."""
    headline: str | None
    snippet: tuple[str, str, str]
    """The text before what was found, that itself, and the text after."""


class SearchIndex:
    """An open index; a context manager. All methods raise BaokanError for a file that is damaged or in the way."""

    def __init__(self, file: Path) -> None:
        """Opens the index, empty where there was none. Raises BaokanError for one of another version."""
        self._file = file
        with _database(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(file, timeout=_PATIENCE_S, isolation_level=None)
        try:
            with _database(file):
                if not self._base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    self._make_tables()
                (found,) = self._base.execute("SELECT version FROM made").fetchone()
            if found != _version():
                raise BaokanError(f"{file}: made by another version of baokan; run baokan search --rebuild")
        except BaseException:
            self._base.close()
            raise

    def _make_tables(self) -> None:
        with self.writing():
            # Unless another process just did.
            if not self._base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for statement in _TABLES.split(";")[:-1]:
                    self._base.execute(statement)
                self._base.execute("INSERT INTO made VALUES (?)", (_version(),))

    def __enter__(self) -> SearchIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Within it all changes are one, and no other process writes."""
        with _database(self._file):
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._base.in_transaction:  # a full disk has ended it already
                    self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    def put(self, issue: str, document: IssueDocument) -> None:
        """The issue of that place in the index, instead of what the index had of it."""
        self.remove(issue)
        failed = sum(page.status == "failed" for page in document.pages)
        title = fold(document.title or document.id)
        review = sum(article.needs_review for article in document.articles)
        counts = (len(document.pages), failed, len(document.articles), review)
        values = (issue, document.title, document.date, document.number, *counts, title)
        self._base.execute("INSERT INTO issues VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        first = _day(document.date) * _PER_DAY
        (last,) = self._base.execute(
            "SELECT max(row) FROM articles WHERE row BETWEEN ? AND ?", (first, first + _PER_DAY - 1)
        ).fetchone()
        for row, article in enumerate(document.articles, first if last is None else last + 1):
            captions = [placed.caption for placed in article.illustrations if placed.caption]
            text = "\n".join([article.text, *captions])
            page = article.pages[0] if article.pages else 1
            self._base.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)", (row, issue, article.id, page, article.headline, text)
            )
            folded = fold(text)
            self._base.execute("INSERT INTO long (rowid, text) VALUES (?, ?)", (row, folded))
            self._base.execute("INSERT INTO short (rowid, text) VALUES (?, ?)", (row, _short_words(folded)))

    def remove(self, issue: str) -> None:
        """The index without the issue."""
        for row, text in self._base.execute("SELECT row, text FROM articles WHERE issue = ?", (issue,)).fetchall():
            folded = fold(text)
            # A table that keeps no content is told what it indexed.
            self._base.execute("INSERT INTO long (long, rowid, text) VALUES ('delete', ?, ?)", (row, folded))
            words = _short_words(folded)
            self._base.execute("INSERT INTO short (short, rowid, text) VALUES ('delete', ?, ?)", (row, words))
        self._base.execute("DELETE FROM articles WHERE issue = ?", (issue,))
        self._base.execute("DELETE FROM issues WHERE place = ?", (issue,))

    def stand(self, standings: Iterable[Standing]) -> None:
        """Takes down how the issues stand, instead of what was there."""
        self._base.execute("DELETE FROM standings")
        self._base.executemany("INSERT INTO standings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, standings))

    def issues(self) -> list[ListedIssue]:
        """All issues, with how they stand."""
        with _database(self._file):
            rows = self._base.execute(
                "SELECT place, title, date, number, pages, failed, articles, review FROM issues ORDER BY place"
            )
            issues = [ListedIssue(*row) for row in rows]
            standings = [Standing(*row) for row in self._base.execute("SELECT * FROM standings ORDER BY place")]
        return with_standings(issues, standings)

    def search(
        self, query: str, title: str | None = None, first: date | None = None, last: date | None = None, limit: int = 20
    ) -> list[Hit]:
        """The newest articles with all words of the query, at most ``limit``.

        ``title`` is a part of the paper's; ``first`` and ``last`` are days, both included: issues without a date are
        in no span. Raises UsageError for a query that says nothing.
        """
        terms = [term for word in query.split() if (term := fold(word).strip())]
        matches = _matches(terms)
        if not matches:
            raise UsageError("there is nothing to search for; give a word, such as 水库")
        until = (last or date.max).toordinal() + 1
        span = (first.toordinal() if first else int(last is not None)) * _PER_DAY, until * _PER_DAY - 1
        with _database(self._file):
            streams = [
                self._rows(f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?", match, *span)
                for table, match in matches
            ]
            if title:
                of_title = (
                    "SELECT row FROM articles WHERE issue IN (SELECT place FROM issues WHERE instr(folded_title, ?)) "
                    "AND row BETWEEN ? AND ?"
                )
                streams.insert(0, self._rows(of_title, fold(title), *span))
            return [self._hit(row, terms) for row in islice(_common(streams), limit)]

    def _rows(self, query: str, *values: str | int) -> Iterator[int]:
        """Row numbers, the highest first."""
        return (row for (row,) in self._base.execute(f"{query} ORDER BY 1 DESC", values))

    def _hit(self, row: int, terms: Sequence[str]) -> Hit:
        issue, paper, day, article, page, headline, text = self._base.execute(
            "SELECT issue, title, date, article, page, headline, text FROM articles JOIN issues ON place = issue "
            "WHERE row = ?",
            (row,),
        ).fetchone()
        return Hit(issue, paper, day, article, page, headline, snippet_of(text, terms))


def _matches(terms: Sequence[str]) -> list[tuple[str, str]]:
    """The tables that know the terms, each with what FTS5 is asked for."""
    long = [f'"{term.replace(chr(34), chr(34) * 2)}"' for term in terms if len(term) >= _TRIGRAM]
    short = [f'"{word}"' for term in terms if len(term) < _TRIGRAM for word in _longest_words(term)]
    return [(table, " AND ".join(words)) for table, words in (("long", long), ("short", short)) if words]


def _common(streams: Sequence[Iterator[int]]) -> Iterator[int]:
    """The numbers that all streams have; each falls. None is read further than is asked for.

    >>> list(_common([iter((9, 7, 4, 1)), iter((8, 7, 3, 1))]))
    [7, 1]
    """
    heads = [next(stream, None) for stream in streams]
    while (lowest := _lowest(heads)) is not None:
        if all(head == lowest for head in heads):
            yield lowest
            heads = [next(stream, None) for stream in streams]
        for k, stream in enumerate(streams):
            if (head := heads[k]) is not None and head > lowest:
                heads[k] = next((row for row in stream if row <= lowest), None)


def _lowest(heads: Sequence[int | None]) -> int | None:
    """The lowest of all; None where one is."""
    numbers = [head for head in heads if head is not None]
    return min(numbers) if numbers and len(numbers) == len(heads) else None


def _words(text: str) -> Iterator[str]:
    """Single characters and pairs of neighbours, as far as they are letters, digits or hanzi."""
    yield from (char for char in text if char.isalnum())
    yield from (one + other for one, other in pairwise(text) if one.isalnum() and other.isalnum())


def _short_words(text: str) -> str:
    return " ".join(sorted(set(_words(text))))


def _longest_words(term: str) -> list[str]:
    words = list(_words(term))
    return [word for word in words if len(word) == max(map(len, words))]


def snippet_of(text: str, terms: Iterable[str]) -> tuple[str, str, str]:
    """The text around the first of the folded ``terms`` that it has, cut into before, found and after.

    >>> snippet_of("本报讯　臺灣 的茶", ["台湾的"])
    ('本报讯\\u3000', '臺灣 的', '茶')
    """
    folded, at = fold(text), places(text)
    found = [(start, len(term)) for term in terms if (start := folded.find(term)) >= 0]
    if not found:
        return "", "", text[:_AFTER].replace("\n", " ")
    start, length = found[0]
    left, right = at[start], at[start + length - 1] + 1
    before, after = text[max(0, left - _BEFORE) : left], text[right : right + _AFTER]
    return before.replace("\n", " "), text[left:right], after.replace("\n", " ")


def _day(text: str | None) -> int:
    """The number of a day; 0 for one that is not known."""
    try:
        return date.fromisoformat(text or "").toordinal()
    except ValueError:
        return 0


def _version() -> str:
    """Of the tables and of how text is folded: what one wrote another cannot mend."""
    return hashlib.sha256((_TABLES + repr(folds())).encode()).hexdigest()[:16]


@contextmanager
def _database(file: Path) -> Iterator[None]:
    """Turns what goes wrong with the index into a BaokanError that says so."""
    try:
        yield
    except OSError as error:
        raise BaokanError(f"{file}: it could not be made ({error.strerror}); see that it can be written") from error
    except sqlite3.DatabaseError as error:
        remedy = _REMEDIES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "run baokan search --rebuild")
        raise BaokanError(f"{file}: the search index could not be used ({error}); {remedy}") from error
