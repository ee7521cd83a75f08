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

MAX_QUERY_LENGTH = 200
"""Maximum characters of a query that are kept."""

MEGABYTE = 1 << 20

LOCK_TIMEOUT = 10
"""Seconds to wait for another process that is writing."""

# `form`: the normalised words, under which equal queries are counted. `asked_at`: seconds since
# 1970, of a whole minute. `days` counts all searches, `counts` only those of frequent queries.
# `clicked_at`: seconds since 1970, of a whole hour, in which a query and an article count once.
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
CREATE TABLE IF NOT EXISTS clicks (
    clicked_at INTEGER NOT NULL, query TEXT NOT NULL, form TEXT NOT NULL, article TEXT NOT NULL,
    position INTEGER NOT NULL, PRIMARY KEY (clicked_at, form, article)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS click_counts (
    day TEXT NOT NULL, form TEXT NOT NULL, article TEXT NOT NULL, position INTEGER NOT NULL,
    clicks INTEGER NOT NULL, PRIMARY KEY (day, form, article, position)
) STRICT, WITHOUT ROWID;
"""

# secure_delete overwrites deleted rows, so that expired searches leave no traces in the file.
_PRAGMAS = ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON")

_INSERT = "INSERT INTO searches VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_CLICK = "INSERT OR IGNORE INTO clicks VALUES (?, ?, ?, ?, ?)"

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
_COUNT_CLICKS = """
INSERT INTO click_counts
SELECT date(clicked_at, 'unixepoch') AS day, form, article, position, count(*) FROM clicks
WHERE clicked_at < :until
    AND form IN (SELECT form FROM clicks GROUP BY form HAVING count(*) >= :least_asked)
GROUP BY day, form, article, position
ON CONFLICT DO UPDATE SET clicks = clicks + excluded.clicks
"""


@dataclass(frozen=True, slots=True)
class LoggedClick:
    """A row of the table `clicks`.

    Attributes:
        clicked_at: Seconds since 1970, rounded down to the hour.
        query: As typed.
        form: Its normalised words.
        article: Id of the article.
        position: Place of the article among the hits, from 1.
    """

    clicked_at: int
    query: str
    form: str
    article: str
    position: int


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

    def __init__(self, file: Path, most: int = 200 * MEGABYTE) -> None:
        """Make the store of a file.

        Args:
            file: The file.
            most: Bytes that searches may fill; their counts may be written beyond.
        """
        self._file = file
        self._most = most

    def add(self, batch: Iterable[LoggedSearch | LoggedClick]) -> None:
        """Insert searches and clicks in one transaction."""
        entries = list(batch)
        searches = [astuple(one) for one in entries if isinstance(one, LoggedSearch)]
        clicks = [astuple(one) for one in entries if isinstance(one, LoggedClick)]
        with self.open() as connection:
            (page,) = connection.execute("PRAGMA page_size").fetchone()
            connection.execute(f"PRAGMA max_page_count = {self._most // page}")
            with _transaction(connection):
                connection.executemany(_INSERT, searches)
                connection.executemany(_INSERT_CLICK, clicks)

    def expire(self, first_kept: dt.date, least_asked: int) -> None:
        """Replace the searches and clicks before a day by counts, and erase them from the file.

        Counts are kept for each day, and for each day and query asked at least `least_asked` times
        among all searches in the file; those of clicks likewise.

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
                connection.execute(_COUNT_CLICKS, values)
                connection.execute("DELETE FROM searches WHERE asked_at < :until", values)
                connection.execute("DELETE FROM clicks WHERE clicked_at < :until", values)
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
