"""Presentation: what stands around the results of a search, as values for its template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.engines.base import FacetCount
from indexer.model.article import Article
from indexer.model.fields import FACET_FIELDS, KEYWORDS
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


@dataclass(frozen=True, slots=True)
class Value:
    """A value that an article has in a field."""

    field: str
    value: str


def values_above(article: Article) -> list[Value]:
    """What stands above the title of an article."""
    return _values(article, heads=True)


def values_below(article: Article) -> list[Value]:
    """What stands below the title of an article, beside its date."""
    return _values(article, heads=False)


def _values(article: Article, *, heads: bool) -> list[Value]:
    fields = (field for field in KEYWORDS if field.heads == heads)
    return [Value(field.name, value) for field in fields if (value := field.of(article))]


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
        for value in request.chosen(field):
            yield Chip(field, value, _toggled(request, field, value))
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
    return len(request.chosen("year")) == 1 or bool(request.chosen("month"))


def _choices(request: SearchRequest, field: str, counts: Sequence[FacetCount]) -> Iterator[Choice]:
    chosen = request.chosen(field)
    for count in counts:
        toggled = _toggled(request, field, count.value)
        yield Choice(count.value, count.count, count.value in chosen, toggled)


def _toggled(request: SearchRequest, field: str, value: str) -> SearchRequest:
    """The search with a value switched on or off; the months of a year go with it."""
    chosen = request.chosen(field)
    if value not in chosen:
        return changed(request.narrowed(field, (*chosen, value)))
    without = changed(request.narrowed(field, (one for one in chosen if one != value)))
    if field != "year":
        return without
    months = (one for one in request.chosen("month") if not one.startswith(f"{value}-"))
    return without.narrowed("month", months)


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
