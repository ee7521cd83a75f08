"""View models of the page of results: filters, facets, page links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from indexer.engines.base import FacetCount
from indexer.model.article import Article
from indexer.model.fields import DATE_FACETS, FACET_FIELDS, KEYWORDS
from indexer.searching.request import SearchRequest, accepted
from indexer.searching.result import Result, ResultPage
from search_web.address import SearchAddress, changed, write_search
from search_web.language.formatting import formatter
from search_web.site.wording import value_text

_HEADS = tuple(field for field in KEYWORDS if field.beside and field.heads)
_OTHERS = tuple(field for field in KEYWORDS if field.beside and not field.heads)

PAGE_SIZES = (10, 20, 50)
"""Numbers of hits on a page that are offered."""

QUICK_RANGES = (1, 5)
"""Years before today whose publications are offered beside the fields of dates."""

DAYS_OF_A_YEAR = 365.2425

FACET_VALUES_SHOWN = 6
"""Values of a facet that are not folded away."""


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter.

    Attributes:
        field: A facet field, `from` or `to`.
        value: The value filtered by.
        without: The query string of the search without this filter.
    """

    field: str
    value: str | dt.date
    without: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet.

    Attributes:
        text: The value, as it is shown.
        count: Hits that have it.
        number: Their number, as it is shown.
        active: Whether the search filters by it.
        value: The value, as a form sends it.
    """

    text: Markup
    count: int
    number: str
    active: bool
    value: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of a field.

    Attributes:
        field: The field.
        shown: Values shown at once.
        rest: Values folded away.
        most: The highest count, by which the bars of a field of time are drawn; 0 for no bars.
    """

    field: str
    shown: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    most: int


@dataclass(frozen=True, slots=True)
class QuickRange:
    """A period up to today.

    Attributes:
        years: Its length.
        active: Whether the search is limited to it.
        address: The query string of the search with this period, else without it if it is active.
    """

    years: int
    active: bool
    address: str


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The value of an article in a field."""

    field: str
    value: str


def values_above(article: Article) -> list[FieldValue]:
    """Return the field values shown above the title of an article."""
    return _values(article, heads=True)


def values_below(article: Article) -> list[FieldValue]:
    """Return the field values shown below the title of an article, beside its date."""
    return _values(article, heads=False)


def _values(article: Article, *, heads: bool) -> list[FieldValue]:
    fields = _HEADS if heads else _OTHERS
    return [FieldValue(field.name, value) for field in fields for value in field.values(article)]


def hit_anchor(article_id: str) -> str:
    """Return the anchor of a hit on a page of results, to which its article leads back."""
    return f"hit-{quote(article_id, safe='')}"


def places_in_body(result: Result) -> list[int | None]:
    """Return the offset of each passage of a hit in its body; None if it is not there."""
    found = (result.article.body.find(one.marked.text) for one in result.passages)
    return [offset if offset >= 0 else None for offset in found]


def chips(request: SearchRequest) -> Iterator[Chip]:
    """Yield the active filters, in the order of the form."""
    address = SearchAddress(request)
    for field in FACET_FIELDS:
        for value in request.chosen(field):
            yield Chip(field, value, address.changed(**_without(request, field, value)))
    if request.from_date:
        yield Chip("from", request.from_date, address.changed(from_date=None))
    if request.to_date:
        yield Chip("to", request.to_date, address.changed(to_date=None))


def unfiltered(request: SearchRequest) -> SearchRequest:
    """Return a search without its filters."""
    none: dict[str, object] = dict.fromkeys(FACET_FIELDS, ())
    return changed(request, **none, from_date=None, to_date=None)


def quick_ranges(request: SearchRequest) -> Iterator[QuickRange]:
    """Yield the periods up to today that are offered."""
    undated = changed(request, from_date=None, to_date=None, year=(), month=())
    today = dt.datetime.now(dt.UTC).date()
    for years in QUICK_RANGES:
        first = today - dt.timedelta(days=round(years * DAYS_OF_A_YEAR))
        dated = changed(undated, from_date=first)
        active = changed(request) == dated
        yield QuickRange(years, active, write_search(undated if active else dated))


def facets(page: ResultPage) -> Iterator[Facet]:
    """Yield the facets that have values, each in the order of its counts."""
    for field in FACET_FIELDS:
        if field == "month" and not _shows_months(page.request):
            continue
        choices = tuple(_choices(page.request, field, page.facets[field]))
        if field == "language" and len(choices) < 2 and not page.request.chosen(field):
            continue
        shown = FACET_VALUES_SHOWN if len(choices) > FACET_VALUES_SHOWN + 1 else len(choices)
        if choices:
            most = max(one.count for one in choices) if field in DATE_FACETS else 0
            yield Facet(field, choices[:shown], choices[shown:], most)


def _shows_months(request: SearchRequest) -> bool:
    """Return whether months are offered: if one year, or already a month, is filtered by."""
    return len(request.chosen("year")) == 1 or bool(request.chosen("month"))


def _choices(request: SearchRequest, field: str, counts: Sequence[FacetCount]) -> Iterator[Choice]:
    chosen, current = request.chosen(field), formatter()
    counted = {count.value for count in counts}
    without_hits = [FacetCount(value, 0) for value in chosen if value not in counted]
    for count in (*counts, *without_hits):
        yield Choice(
            text=value_text(field, count.value),
            count=count.count,
            number=current.number(count.count),
            active=count.value in chosen,
            value=count.value,
        )


def _without(request: SearchRequest, field: str, value: str) -> Mapping[str, Hashable]:
    """Return the fields of a search that change if a filter is removed.

    Removing a year removes its months too.
    """
    kept = (one for one in request.chosen(field) if one != value)
    without: dict[str, Hashable] = {field: accepted(field, kept)}
    if field == "year":
        months = request.chosen("month")
        without["month"] = tuple(one for one in months if not one.startswith(f"{value}-"))
    return without


def page_numbers(current: int, last: int) -> list[int | None]:
    """Return the page numbers to link to: first, last, and the current one's neighbours.

    None stands for a gap of two or more pages.
    """
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
