"""QueryReport: what the log of queries says about a period."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Single searches and the counts that outlived others, as one.
_COUNTED = """
SELECT date(asked_at, 'unixepoch') AS day, form, count(*) AS searches, sum(total = 0) AS empty
FROM searches GROUP BY day, form
UNION ALL SELECT day, form, searches, empty FROM counts
"""
_DAYS = """
SELECT day, sum(searches), sum(empty) FROM (
    SELECT date(asked_at, 'unixepoch') AS day, count(*) AS searches, sum(total = 0) AS empty
    FROM searches GROUP BY day
    UNION ALL SELECT day, searches, empty FROM days
) WHERE day >= :first GROUP BY day ORDER BY day
"""
# With max(), SQLite takes the other columns from the row that has it: the last search of a form.
_FREQUENT = f"""
WITH counted AS ({_COUNTED}),
    frequent AS (
        SELECT form, sum(searches) AS searches, sum(empty) AS empty FROM counted
        WHERE day >= :first GROUP BY form ORDER BY searches DESC, form LIMIT :limit
    ),
    last AS (
        SELECT form, max(asked_at), query, total, rewritten, fewer_words FROM searches
        WHERE form IN (SELECT form FROM frequent) GROUP BY form
    )
SELECT coalesce(query, form), searches, empty, total, coalesce(rewritten, ''),
    coalesce(fewer_words, 0) != 0
FROM frequent LEFT JOIN last USING (form) ORDER BY searches DESC, form
"""  # noqa: S608
_EMPTY = """
SELECT query, form, count(*) AS searches, max(asked_at) FROM searches
WHERE asked_at >= :since AND total = 0 GROUP BY form ORDER BY searches DESC, form LIMIT :limit
"""
_SLOWEST = """
SELECT query, asked_at, took_ms, total, source FROM searches WHERE asked_at >= :since
ORDER BY took_ms DESC LIMIT :limit
"""
_QUANTILE = """
SELECT took_ms FROM searches WHERE asked_at >= :since ORDER BY took_ms LIMIT 1 OFFSET :place
"""
_HOW_MANY = "SELECT count(*) FROM searches WHERE asked_at >= :since"
_BY_DAY = f"""
SELECT day, form, sum(searches), sum(empty) FROM ({_COUNTED}) WHERE day >= :first
    AND form IN (SELECT form FROM ({_COUNTED}) WHERE day >= :first
        GROUP BY form HAVING sum(searches) >= :least)
GROUP BY day, form ORDER BY day, 3 DESC, form
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Day:
    """A day of UTC, how many searches it saw and how many of them found nothing."""

    day: dt.date
    searches: int
    empty: int


@dataclass(frozen=True, slots=True)
class Frequent:
    """A query, as it was last typed, or by its normalised words where only counts are left; how
    often it was asked and how often it found nothing; what it found last, and how it was taken."""

    query: str
    searches: int
    empty: int
    total: int | None
    rewritten: str
    fewer_words: bool


@dataclass(frozen=True, slots=True)
class Empty:
    """A query that found nothing, how often, and when last."""

    query: str
    searches: int
    last: dt.datetime


@dataclass(frozen=True, slots=True)
class Slow:
    """A search and what it took, in milliseconds."""

    query: str
    asked_at: dt.datetime
    took_ms: float
    total: int
    source: str


@dataclass(frozen=True, slots=True)
class Durations:
    """The median, the 95th percentile (by nearest rank) and the longest, in milliseconds."""

    p50: float
    p95: float
    longest: float


@dataclass(frozen=True, slots=True)
class QueryReport:
    """Reads through an open connection what was asked from a day of UTC on, `first`."""

    connection: sqlite3.Connection
    first: dt.date

    def days(self, last: dt.date) -> tuple[Day, ...]:
        """Each day up to the last, from the first on which somebody searched."""
        rows = self._rows(_DAYS)
        found = {one.day: one for one in (Day(_day(day), *counts) for day, *counts in rows)}
        begin = min(found, default=last)
        length = (last - begin).days + 1
        days = (begin + dt.timedelta(days=number) for number in range(length))
        return tuple(found.get(day, Day(day, 0, 0)) for day in days)

    def frequent(self, limit: int) -> Iterator[Frequent]:
        """The most frequent queries."""
        for row in self._rows(_FREQUENT, limit=limit):
            yield Frequent(*row)

    def empty(self, limit: int) -> Iterator[Empty]:
        """The queries that found nothing, the most frequent first."""
        for query, _, searches, last in self._rows(_EMPTY, limit=limit):
            yield Empty(query, searches, _moment(last))

    def slowest(self, limit: int) -> Iterator[Slow]:
        for query, asked_at, took_ms, total, source in self._rows(_SLOWEST, limit=limit):
            yield Slow(query, _moment(asked_at), took_ms, total, source)

    def durations(self) -> Durations | None:
        """None where nobody searched."""
        ((count,),) = self._rows(_HOW_MANY)
        if not count:
            return None
        places = (-(-count * percent // 100) - 1 for percent in (50, 95, 100))
        return Durations(*(self._rows(_QUANTILE, place=place)[0][0] for place in places))

    def by_day(self, least: int) -> Iterator[tuple[str, str, int, int]]:
        """A day, the normalised words of a query, how often it was asked then and how often it
        found nothing; of queries asked at least so often in the period."""
        yield from self._rows(_BY_DAY, least=least)

    def _rows(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        midnight = dt.datetime.combine(self.first, dt.time(), dt.UTC)
        since = int(midnight.timestamp())
        values |= {"first": self.first.isoformat(), "since": since}
        return self.connection.execute(statement, values).fetchall()


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
