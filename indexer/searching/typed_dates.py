"""Typed dates: a day, a month or a year among the words of a query, as readers write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.text.dates import parse_date, parse_month, parse_year
from indexer.text.folding import fold

Period = tuple[dt.date, dt.date]

MOST_WORDS = 5
"""Of a date: يوم الجمعة 14 حزيران 2019."""

YEAR = frozenset(map(fold, ("سنة", "عام", "العام", "السنة")))
"""What may stand before a year: عام 2017."""

FROM = frozenset(map(fold, ("من", "بين")))
TO = frozenset(map(fold, ("إلى", "حتى", "و", "-", "–")))
"""Around and between two dates that are a range."""

OPEN = frozenset(map(fold, ("منذ", "قبل", "بعد", "حتى")))
"""Before a date from which or to which is meant: no filter is offered that says something else."""


@dataclass(frozen=True, slots=True)
class TypedDate:
    """The days from `first` to `last`, and the query without the words that say so."""

    first: dt.date
    last: dt.date
    rest: str


def typed_date(text: str) -> TypedDate | None:
    """The longest date among the words of a query, or the range that it begins; the first of
    equals; None without one, and where only its beginning or its end is meant."""
    words = text.split()
    found = _longest(words)
    if found is None:
        return None
    place, end, period = found
    if begun := _range(words, place, end, period):
        place, end, period = begun
    elif place and fold(words[place - 1]) in OPEN | FROM:
        return None
    return TypedDate(*period, rest=" ".join(words[:place] + words[end:]))


def _longest(words: Sequence[str]) -> tuple[int, int, Period] | None:
    """Where the longest date begins and ends among the words, and its days."""
    for size in range(min(MOST_WORDS, len(words)), 0, -1):
        for place in range(len(words) - size + 1):
            if period := _period(" ".join(words[place : place + size])):
                return place, place + size, period
    return None


def _range(
    words: Sequence[str], place: int, end: int, first: Period
) -> tuple[int, int, Period] | None:
    """The range that a date begins: من 2015 إلى 2016، بين 2018 و2020."""
    if not place or fold(words[place - 1]) not in FROM or end >= len(words):
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
    return place - 1, len(words) - len(rest) + second[1], (first[0], second[2][1])


def _period(text: str) -> Period | None:
    if day := parse_date(text):
        return day, day
    before, _, year = text.partition(" ")
    return parse_month(text) or parse_year(year if fold(before) in YEAR else text)
