"""SQLite storage of the query log, shared by all processes.

It cannot identify readers: no column holds an address, a cookie or the like.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

Source = Literal["page", "api"]

LOCK_TIMEOUT = 10
"""Seconds to wait for another process that is writing."""

# `form`: the normalised words, under which equal queries are counted. `asked_at`: seconds since
# 1970, of a whole minute. `days` counts all searches, `counts` only those of frequent queries.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS searches (
    asked_at INTEGER NOT NULL, query TEXT NOT NULL, form TEXT NOT NULL, total INTEGER NOT NULL,
    took_ms REAL NOT NULL, rewritten TEXT NOT NULL, fewer_words INTEGER NOT NULL,
    source TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS searches_by_time ON searches (asked_at);
CREATE TABLE IF NOT EXISTS counts (
    day TEXT NOT NULL, form TEXT NOT NULL, searches INTEGER NOT NULL, empty INTEGER NOT NULL,
    PRIMARY KEY (day, form)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS days (
    day TEXT PRIMARY KEY, searches INTEGER NOT NULL, empty INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

# secure_delete overwrites deleted rows, so that expired searches leave no traces in the file.
_PRAGMAS = ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON")

_INSERT = "INSERT INTO searches VALUES (?, ?, ?, ?, ?, ?, ?, ?)"

_COUNT = """
INSERT INTO counts
SELECT date(asked_at, 'unixepoch') AS day, form, count(*), sum(total = 0) FROM searches
WHERE asked_at < :until
    AND form IN (SELECT form FROM searches GROUP BY form HAVING count(*) >= :least_asked)
GROUP BY day, form
ON CONFLICT DO UPDATE SET searches = searches + excluded.searches, empty = empty + excluded.empty
"""
_COUNT_DAYS = """
INSERT INTO days
SELECT date(asked_at, 'unixepoch') AS day, count(*), sum(total = 0) FROM searches
WHERE asked_at < :until
GROUP BY day
ON CONFLICT DO UPDATE SET searches = searches + excluded.searches, empty = empty + excluded.empty
"""


@dataclass(frozen=True, slots=True)
class LoggedSearch:
    """A row of the table `searches`.

    Attributes:
        asked_at: Seconds since 1970, rounded down to the minute.
        query: As typed.
        form: Its normalised words.
        total: Number of hits.
        took_ms: Duration in milliseconds.
        rewritten: Kind of the query's rewriting, or "".
        fewer_words: Whether hits may lack some of its words.
        source: Where it was asked.
    """

    asked_at: int
    query: str
    form: str
    total: int
    took_ms: float
    rewritten: str
    fewer_words: bool
    source: Source


class QueryStore:
    """A file of searches, created on first use.

    Each batch and each page opens a connection of its own, so a file that was removed or repaired
    needs no restart. All methods raise sqlite3.Error and OSError.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, batch: Iterable[LoggedSearch]) -> None:
        """Insert searches in one transaction."""
        with self.open() as connection, _transaction(connection):
            connection.executemany(_INSERT, map(astuple, batch))

    def expire(self, first_kept: dt.date, least_asked: int) -> None:
        """Replace the searches before a day by counts, and erase them from the file.

        Counts are kept for each day, and for each day and query asked at least `least_asked` times
        among all searches in the file.

        Args:
            first_kept: The first day (UTC) whose searches stay.
            least_asked: The fewest searches of a query whose counts are kept.
        """
        midnight = dt.datetime.combine(first_kept, dt.time(), dt.UTC)
        values = {"until": int(midnight.timestamp()), "least_asked": least_asked}
        with self.open() as connection:
            with _transaction(connection):
                connection.execute(_COUNT, values)
                connection.execute(_COUNT_DAYS, values)
                connection.execute("DELETE FROM searches WHERE asked_at < :until", values)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """Open a connection in autocommit mode, creating the file with mode 0600 and its tables."""
        os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(
            sqlite3.connect(self._file, timeout=LOCK_TIMEOUT, isolation_level=None)
        ) as connection:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            connection.executescript(_SCHEMA)
            yield connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield
