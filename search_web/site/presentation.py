"""Presentation: what stands around the results of a search, as values for its template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.engines.base import FacetCount
from indexer.model.fields import FACET_FIELDS
from indexer.searching.request import SearchRequest
from indexer.searching.result import Result, ResultPage
from search_web.address import changed

FACET_VALUES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter: its field (or `from`, `to`), its value, and the search without it."""

    field: str
    value: str | dt.date
    without: SearchRequest


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, and the search that has it switched on, or off where it is on."""

    value: str
    count: int
    active: bool
    search: SearchRequest


@dataclass(frozen=True, slots=True)
class Facet:
    """The choices of a field: those shown, and the `rest`, which is folded away."""

    field: str
    shown: tuple[Choice, ...]
    rest: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A result, and those after it that have nearly the same text."""

    result: Result
    nearly: tuple[Result, ...]


def groups(results: Sequence[Result]) -> list[Group]:
    """The results in their order, each behind the first that has nearly the same text."""
    others: dict[str, list[Result]] = {}
    for result in results:
        others.setdefault(
            result.nearly if result.nearly in others else result.article.id, []
        ).append(result)
    return [Group(first, tuple(nearly)) for first, *nearly in others.values()]


def chips(request: SearchRequest) -> Iterator[Chip]:
    """The active filters, in the order of the form."""
    for field in FACET_FIELDS:
        for value in getattr(request, field):
            yield Chip(field, str(value), _toggled(request, field, value))
    if request.from_date:
        yield Chip("from", request.from_date, changed(request, from_date=None))
    if request.to_date:
        yield Chip("to", request.to_date, changed(request, to_date=None))


def unfiltered(request: SearchRequest) -> SearchRequest:
    """The search with no filter left."""
    none: dict[str, object] = dict.fromkeys(FACET_FIELDS, ())
    return changed(request, **none, from_date=None, to_date=None)


def facets(page: ResultPage) -> Iterator[Facet]:
    """The facets that offer a choice, the values in the order of the counts."""
    for field in FACET_FIELDS:
        if field == "month" and not _months_wanted(page.request):
            continue
        choices = tuple(_choices(page.request, field, page.facets[field]))
        shown = FACET_VALUES_SHOWN if len(choices) > FACET_VALUES_SHOWN + 1 else len(choices)
        if choices:
            yield Facet(field, choices[:shown], choices[shown:])


def _months_wanted(request: SearchRequest) -> bool:
    """Whether one year is looked at, so that its months are a choice."""
    return len(request.year) == 1 or bool(request.month)


def _choices(request: SearchRequest, field: str, counts: Sequence[FacetCount]) -> Iterator[Choice]:
    chosen = getattr(request, field)
    for count in counts:
        value = int(count.value) if field == "year" else count.value
        toggled = _toggled(request, field, value)
        yield Choice(count.value, count.count, value in chosen, toggled)


def _toggled(request: SearchRequest, field: str, value: str | int) -> SearchRequest:
    chosen: tuple[str | int, ...] = getattr(request, field)
    if value not in chosen:
        return changed(request, **{field: (*chosen, value)})
    without = changed(request, **{field: tuple(one for one in chosen if one != value)})
    if field != "year":
        return without
    months = tuple(month for month in request.month if not month.startswith(f"{value}-"))
    return changed(without, month=months)


def page_numbers(current: int, last: int) -> list[int | None]:
    """The pages to link to: the ends and the neighbours of the current one; None is a gap."""
    near = {number for number in range(current - 1, current + 2) if 1 <= number <= last}
    numbers: list[int | None] = []
    before = 0
    for number in sorted({1, last} | near):
        if number - before == 2:
            numbers.append(number - 1)
        elif number - before > 2:
            numbers.append(None)
        numbers.append(number)
        before = number
    return numbers
