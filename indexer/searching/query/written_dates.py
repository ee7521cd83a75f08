"""Dates in a query and their other writings in texts: 17/6/2019, 2019-06-17, 17 حزيران 2019."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import permutations

from analyzers.normalize import normalize
from indexer.model.fields import SEARCHED_FIELDS
from indexer.model.query import And, Best, Phrase, Query, Word
from indexer.text.dates import month_names, parse_date, parse_month

MOST_UNITS = 5
"""Most words of a date: 17 كانون الأول عام 2019."""

_ANY_YEAR = "2000"
"""A leap year, to read a day and a month without a year."""

_BEFORE_YEAR = ("عام", "سنه", "العام", "لعام")

Slots = tuple[tuple[str, ...], ...]
"""The accepted forms of each word of a phrase."""


def with_written_dates(units: Sequence[Query], together: Collection[Phrase]) -> tuple[Query, ...]:
    """Return the units of a query in which each date also stands for its other writings.

    Args:
        units: The units.
        together: Phrases for single written words; what stands in quotation marks is no date.
    """
    found: list[Query] = []
    start = 0
    while start < len(units):
        size, writings = _longest(units[start : start + MOST_UNITS], together)
        typed = units[start] if size == 1 else And(tuple(units[start : start + size]))
        found.append(Best(typed, tuple(map(Phrase, writings))) if writings else typed)
        start += size
    return tuple(found)


def _longest(units: Sequence[Query], together: Collection[Phrase]) -> tuple[int, tuple[Slots, ...]]:
    """Return how many units the longest date at their beginning has, and its writings.

    Without a date it is one unit, and it has no writings.
    """
    texts: list[str] = []
    for unit in units:
        if isinstance(unit, Word) and unit.fields == SEARCHED_FIELDS:
            texts.append(unit.form)
        elif isinstance(unit, Phrase) and unit in together:
            texts.append("/".join(slot[0] for slot in unit.slots))
        else:
            break
    for size in range(len(texts), 0, -1):
        if any(map(str.isdigit, "".join(texts[:size]))) and (
            writings := _writings(" ".join(texts[:size]))
        ):
            return size, writings
    return 1, ()


@lru_cache(maxsize=1 << 10)
def _writings(text: str) -> tuple[Slots, ...]:
    """Return the phrases of a date: of a day, of a month with its year, or of a day without one."""
    if day := parse_date(text):
        year = (f"{day.year}",)
        numbers = (_number(day.day), _number(day.month), year)
        named = (_named(_number(day.day), month, year) for month in _months(day.month))
        return (numbers, numbers[::-1], *(writing for part in named for writing in part))
    if months := parse_month(text):
        return tuple(_of_month(months[0]))
    if day := parse_date(f"{text} {_ANY_YEAR}"):
        return tuple((_number(day.day), *month) for month in _months(day.month))
    return ()


def _named(day: tuple[str, ...], month: Slots, year: tuple[str, ...]) -> Iterator[Slots]:
    """Yield the writings of a day with the name of its month."""
    yield (day, *month, year)
    yield (day, *month, _BEFORE_YEAR, year)
    yield (*month, day, year)


def _of_month(first: dt.date) -> Iterator[Slots]:
    """Yield the writings of a month with its year."""
    year = (f"{first.year}",)
    yield (_number(first.month), year)
    yield (year, (f"{first.month:02}",))
    for month in _months(first.month):
        yield (*month, year)
        yield (*month, _BEFORE_YEAR, year)


def _number(number: int) -> tuple[str, ...]:
    """Return the forms of a day or month as a number: 6 and 06."""
    return tuple(dict.fromkeys((f"{number}", f"{number:02}")))


@lru_cache(maxsize=12)
def _months(month: int) -> tuple[Slots, ...]:
    """Return the names of a month as slots: any of one word, each of two words, and any two."""
    names = [
        tuple(form for word in name.split() for form in normalize(word))
        for name in month_names(month)
    ]
    single = tuple(dict.fromkeys(name[0] for name in names if len(name) == 1))
    double = tuple(
        dict.fromkeys(tuple((form,) for form in name) for name in names if len(name) > 1)
    )
    each: tuple[Slots, ...] = ((single,), *double)
    pairs = [(*one, *other) for one, other in permutations(each, 2)]
    return (*each, *(pairs or [(single, single)]))
