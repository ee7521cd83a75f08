"""QueryStore: what readers searched for, in a file of SQLite that all processes share.

It knows no reader: there is no column for an address, a cookie or anything else of who asked.
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

PATIENCE = 10
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

# What was deleted is gone from the bytes of the file too.
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
class Asked:
    """One search; see the columns of its table. `rewritten`: the kind of rewriting, or nothing."""

    asked_at: int
    query: str
    form: str
    total: int
    took_ms: float
    rewritten: str
    fewer_words: bool
    source: Source


class QueryStore:
    """A file of searches, made when first written to or read. A connection is opened for each
    batch and each page, so a file that was removed or mended needs no restart. Everything raises
    sqlite3.Error or OSError."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, batch: Iterable[Asked]) -> None:
        """Writes searches, all or none."""
        with self.open() as connection, _transaction(connection):
            connection.executemany(_INSERT, map(astuple, batch))

    def expire(self, first_kept: dt.date, least_asked: int) -> None:
        """Keeps of the searches before a day (of UTC) only the counts: of each day, and a day of
        each query that was asked at least so often, among all that are there."""
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
        """A connection that commits each statement; only the owner of the file may read it."""
        os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(
            sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None)
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
