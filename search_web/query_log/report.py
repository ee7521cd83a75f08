"""Statistics of the query log over a period."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Counts of single searches, and those kept of expired ones.
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
# With max(), SQLite takes the other columns from the same row: the last search of a form
# (https://www.sqlite.org/lang_select.html#bareagg).
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
# Single clicks with the query as typed, and counts of expired ones.
_CLICKED = """
SELECT date(clicked_at, 'unixepoch') AS day, query, form, article, position, 1 AS clicks FROM clicks
UNION ALL SELECT day, NULL, form, article, position, clicks FROM click_counts
"""
_CLICKED_AT = f"""
SELECT coalesce(max(query), form), form, article, position, sum(clicks) FROM ({_CLICKED})
WHERE day >= :first GROUP BY form, article, position ORDER BY 5 DESC, form, article, position
LIMIT :limit
"""  # noqa: S608
_CLICKED_BY_DAY = f"""
SELECT day, form, article, position, sum(clicks) FROM ({_CLICKED}) WHERE day >= :first
    AND form IN (SELECT form FROM ({_CLICKED}) WHERE day >= :first
        GROUP BY form HAVING sum(clicks) >= :least)
GROUP BY day, form, article, position ORDER BY day, form, article, position
"""  # noqa: S608
_NO_LIMIT = -1


@dataclass(frozen=True, slots=True)
class Clicked:
    """Clicks on an article for a query.

    Attributes:
        query: As typed at one of them; its normalised words if only counts are left.
        form: Its normalised words.
        article: Id of the article.
        position: Place of the article among the hits, from 1.
        clicks: Number of clicks.
    """

    query: str
    form: str
    article: str
    position: int
    clicks: int


@dataclass(frozen=True, slots=True)
class DailyCount:
    """The searches of a day (UTC), and those of them without results."""

    day: dt.date
    searches: int
    empty: int


@dataclass(frozen=True, slots=True)
class FrequentQuery:
    """A query and its counts.

    Attributes:
        query: As last typed; its normalised words if only counts are left.
        searches: Number of its searches.
        empty: Number of those without results.
        total: Hits of the last search; None if only counts are left.
        rewritten: Kind of the last search's rewriting, or "".
        fewer_words: Whether the last search required fewer words than it had.
    """

    query: str
    searches: int
    empty: int
    total: int | None
    rewritten: str
    fewer_words: bool


@dataclass(frozen=True, slots=True)
class ZeroResultQuery:
    """A query without results, the number of its searches, and the time of the last one."""

    query: str
    searches: int
    last: dt.datetime


@dataclass(frozen=True, slots=True)
class SlowSearch:
    """A search and its duration in milliseconds."""

    query: str
    asked_at: dt.datetime
    took_ms: float
    total: int
    source: str


@dataclass(frozen=True, slots=True)
class Durations:
    """Median, 95th percentile (by nearest rank) and maximum of durations, in milliseconds."""

    p50: float
    p95: float
    longest: float


@dataclass(frozen=True, slots=True)
class QueryReport:
    """Query the log through an open connection.

    Attributes:
        connection: A connection of `QueryStore.open`.
        first: First day (UTC) of the period.
    """

    connection: sqlite3.Connection
    first: dt.date

    def days(self, last: dt.date) -> tuple[DailyCount, ...]:
        """Return the counts of every day, from the first with a search up to `last`."""
        rows = self._rows(_DAYS)
        counted = (DailyCount(_day(day), *counts) for day, *counts in rows)
        found = {one.day: one for one in counted}
        begin = min(found, default=last)
        length = (last - begin).days + 1
        days = (begin + dt.timedelta(days=number) for number in range(length))
        return tuple(found.get(day, DailyCount(day, 0, 0)) for day in days)

    def frequent(self, limit: int) -> Iterator[FrequentQuery]:
        """Yield the most frequent queries."""
        for row in self._rows(_FREQUENT, limit=limit):
            yield FrequentQuery(*row)

    def empty(self, limit: int) -> Iterator[ZeroResultQuery]:
        """Yield the most frequent queries without results."""
        for query, _, searches, last in self._rows(_EMPTY, limit=limit):
            yield ZeroResultQuery(query, searches, _moment(last))

    def slowest(self, limit: int) -> Iterator[SlowSearch]:
        """Yield the slowest searches."""
        for query, asked_at, took_ms, total, source in self._rows(_SLOWEST, limit=limit):
            yield SlowSearch(query, _moment(asked_at), took_ms, total, source)

    def durations(self) -> Durations | None:
        """Return the durations of searches, or None without any."""
        ((count,),) = self._rows(_HOW_MANY)
        if not count:
            return None
        places = (-(-count * percent // 100) - 1 for percent in (50, 95, 100))
        return Durations(*(self._rows(_QUANTILE, place=place)[0][0] for place in places))

    def by_day(self, least: int) -> Iterator[tuple[str, str, int, int]]:
        """Yield the daily counts of the queries with at least `least` searches in the period.

        Yields:
            (day, normalised words of the query, searches, searches without results)
        """
        yield from self._rows(_BY_DAY, least=least)

    def clicked(self, limit: int = _NO_LIMIT) -> Iterator[Clicked]:
        """Yield the most frequent clicks by query, article and place."""
        for row in self._rows(_CLICKED_AT, limit=limit):
            yield Clicked(*row)

    def clicked_by_day(self, least: int) -> Iterator[tuple[str, str, str, int, int]]:
        """Yield the daily counts of clicks for queries with at least `least` in the period.

        Yields:
            (day, normalised words of the query, id of the article, its place, clicks)
        """
        yield from self._rows(_CLICKED_BY_DAY, least=least)

    def _rows(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        midnight = dt.datetime.combine(self.first, dt.time(), dt.UTC)
        since = int(midnight.timestamp())
        values |= {"first": self.first.isoformat(), "since": since}
        return self.connection.execute(statement, values).fetchall()


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
