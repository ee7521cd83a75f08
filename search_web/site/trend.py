"""The trend of a search: its hits by year, as columns over all years of the collection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.engines.base import FacetCount
from indexer.searching.request import SearchRequest
from search_web.address import SearchAddress

HEIGHT = 100
"""Height of the highest column, in units of the chart."""

MOST_YEARS = 60
"""Years of the chart; of a longer time the last ones are shown."""

LABELLED_YEARS = 12
"""Years up to which each column has its label; of more, each fifth year and the ends have one."""


@dataclass(frozen=True, slots=True)
class Column:
    """A year.

    Attributes:
        year: The year.
        count: Its hits.
        share: Its hits as a share of all its publications, between 0 and 1.
        height: Height of the column of its hits.
        share_height: Height of the column of its share.
        labelled: Whether the year is written under the column.
        active: Whether the search is limited to this year.
        address: The query string of the search in this year alone; if it is active, in any year.
    """

    year: int
    count: int
    share: float
    height: float
    share_height: float
    labelled: bool
    active: bool
    address: str


def trend(
    request: SearchRequest, counts: Sequence[FacetCount], collection: Sequence[FacetCount]
) -> list[Column]:
    """Return the columns of a search, one for each year of the collection without a gap.

    Args:
        request: The search.
        counts: Its hits by year.
        collection: All publications by year.
    """
    return list(_columns(request, _by_year(counts), _by_year(collection)))


def undated_address(request: SearchRequest) -> str:
    """Return the query string of a search in all years."""
    address = SearchAddress(request)
    return address.changed(year=(), month=(), from_date=None, to_date=None)


def _columns(
    request: SearchRequest, hits: dict[int, int], published: dict[int, int]
) -> Iterator[Column]:
    years = _axis(published)
    address = SearchAddress(request)
    shares = {year: hits.get(year, 0) / max(published.get(year, 0), 1) for year in years}
    most = max((hits.get(year, 0) for year in years), default=0)
    most_share = max(shares.values(), default=0)
    for year in years:
        count, active = hits.get(year, 0), request.chosen("year") == (str(year),)
        ends = year in (years[0], years[-1])
        yield Column(
            year=year,
            count=count,
            share=shares[year],
            height=_height(count, most),
            share_height=_height(shares[year], most_share),
            labelled=len(years) <= LABELLED_YEARS or ends or year % 5 == 0,
            active=active,
            address=address.changed(year=() if active else (year,), month=()),
        )


def _axis(published: dict[int, int]) -> range:
    """Return the years of the chart."""
    if not published:
        return range(0)
    last = max(published)
    return range(max(min(published), last - MOST_YEARS + 1), last + 1)


def _by_year(counts: Sequence[FacetCount]) -> dict[int, int]:
    return {int(one.value): one.count for one in counts}


def _height(value: float, most: float) -> float:
    return round(HEIGHT * value / most, 1) if most else 0
