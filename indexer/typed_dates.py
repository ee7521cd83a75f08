"""Typed dates: a day, a month or a year among the words of a query, as readers write them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from indexer.dates import parse_date, parse_month, parse_year

MOST_WORDS = 5
"""Of a date: يوم الجمعة 14 حزيران 2019."""


@dataclass(frozen=True, slots=True)
class TypedDate:
    """The days from `first` to `last`, and the query without the words that say so."""

    first: dt.date
    last: dt.date
    rest: str


def typed_date(text: str) -> TypedDate | None:
    """The longest date among the words of a query, the first of equals; None without one."""
    words = text.split()
    for size in range(min(MOST_WORDS, len(words)), 0, -1):
        for place in range(len(words) - size + 1):
            if period := _period(" ".join(words[place : place + size])):
                return TypedDate(*period, rest=" ".join(words[:place] + words[place + size :]))
    return None


def _period(text: str) -> tuple[dt.date, dt.date] | None:
    if day := parse_date(text):
        return day, day
    return parse_month(text) or parse_year(text)
