"""Typed dates: a day, a month, a year or a range of them among the words of a query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.text.dates import parse_date, parse_month, parse_year
from indexer.text.folding import fold

Period = tuple[dt.date, dt.date]
"""First and last day, inclusive."""

MOST_WORDS = 5
"""Maximum number of words of a date: يوم الجمعة 14 حزيران 2019."""

YEAR = frozenset(map(fold, ("سنة", "عام", "العام", "السنة")))
"""Words for "year" that may precede its number: عام 2017."""

FROM = frozenset(map(fold, ("من", "بين")))
"""Words before the first date of a range."""

TO = frozenset(map(fold, ("إلى", "حتى", "و", "-", "–")))
"""Words and signs between the two dates of a range."""

OPEN = frozenset(map(fold, ("منذ", "قبل", "بعد", "حتى")))
"""Words before a date that is one end of an open range, for which no filter is offered."""


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A period found in a query.

    Attributes:
        first: First day.
        last: Last day, inclusive.
        rest: The query without the words of the date.
    """

    first: dt.date
    last: dt.date
    rest: str


@lru_cache(maxsize=256)  # recent queries
def typed_date(text: str) -> TypedDate | None:
    """Return the longest date among the words of a query, or the range that it begins.

    Returns:
        The date, the first of equally long ones; None if there is no date or an open range.
    """
    words = text.split()
    found = _longest(words)
    if found is None:
        return None
    start, end, period = found
    if begun := _range(words, start, end, period):
        start, end, period = begun
    elif start and fold(words[start - 1]) in OPEN | FROM:
        return None
    return TypedDate(*period, rest=" ".join(words[:start] + words[end:]))


def _longest(words: Sequence[str]) -> tuple[int, int, Period] | None:
    """Return the start, end and period of the longest date among the words, or None."""
    for size in range(min(MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            if period := _period(" ".join(words[start : start + size])):
                return start, start + size, period
    return None


def _range(
    words: Sequence[str], start: int, end: int, first: Period
) -> tuple[int, int, Period] | None:
    """Return the start, end and period of the range that a date begins, or None.

    Examples: من 2015 إلى 2016، بين 2018 و2020.

    Args:
        words: The words of the query.
        start: Start of the date among the words.
        end: End of the date, exclusive.
        first: The period of the date.
    """
    if not start or fold(words[start - 1]) not in FROM or end >= len(words):
        return None
    rest = list(words[end:])
    if fold(rest[0]) in TO:
        rest.pop(0)
    elif rest[0].startswith("و"):
        rest[0] = rest[0].removeprefix("و")
    else:
        return None
    second = _longest(rest)
    if second is None or second[0] or second[2][1] < first[0]:
        return None
    return start - 1, len(words) - len(rest) + second[1], (first[0], second[2][1])


def _period(text: str) -> Period | None:
    """Return the period of a day, a month or a year, or None."""
    if day := parse_date(text):
        return day, day
    before, _, year = text.partition(" ")
    return parse_month(text) or parse_year(year if fold(before) in YEAR else text)
