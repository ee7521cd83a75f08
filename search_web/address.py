"""Conversion between search requests and the query strings of page URLs.

Reading is lenient: faulty parameters are ignored. Writing is canonical: parameters have a fixed
order and defaults are left out, so that each search has exactly one URL.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable, Mapping
from functools import lru_cache
from urllib.parse import urlencode

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from indexer.model.fields import DATE_FACETS, FACET_FIELDS
from indexer.searching.request import MAX_QUERY_LENGTH, SearchRequest
from indexer.text.folding import fold

SINGLE_VALUED = ("q", "from", "to", "sort", "per_page", "page", "strict")
MULTI_VALUED = FACET_FIELDS
CACHED = 4096
"""Pieces of query strings that are kept: the links of a page share most of theirs."""

MAX_ECHO_LENGTH = 200
"""Characters of a rejected query that are shown again in the search box."""


class QueryTooLongError(ValueError):
    """A query longer than `MAX_QUERY_LENGTH`."""


def read_search(arguments: MultiDict[str, str]) -> tuple[SearchRequest, frozenset[str]]:
    """Parse the query string of a page leniently.

    Returns:
        The request, and the names of the parameters ignored as faulty.

    Raises:
        QueryTooLongError: The query exceeds `MAX_QUERY_LENGTH`.
    """
    values = _normalized(arguments)
    try:
        return SearchRequest.model_validate(values), frozenset()
    except ValidationError as error:
        faulty = frozenset(str(detail["loc"][0]) for detail in error.errors())
    if "q" in faulty:
        raise QueryTooLongError
    kept = {name: value for name, value in values.items() if name not in faulty}
    return SearchRequest.model_validate(kept), faulty


def _normalized(arguments: MultiDict[str, str]) -> Mapping[str, str | list[str]]:
    """Return the non-empty parameters with dates as ISO 8601.

    Arabic digits become ASCII. A year alone in `from` or `to` becomes its first or last day.
    """
    values: dict[str, str | list[str]] = {}
    for name in SINGLE_VALUED:
        if value := arguments.get(name, "").strip():
            values[name] = value
    for name in MULTI_VALUED:
        if listed := [value for value in arguments.getlist(name) if value.strip()]:
            values[name] = [fold(value) for value in listed] if name in DATE_FACETS else listed
    for name, day in (("from", "01-01"), ("to", "12-31")):
        if name in values:
            typed = fold(str(values[name]))
            values[name] = f"{typed}-{day}" if re.fullmatch("[0-9]{4}", typed) else typed
    return values


def read_query(text: str) -> str:
    """Clean a query as `SearchRequest` does, and truncate it to `MAX_QUERY_LENGTH`."""
    return SearchRequest(q=text[:MAX_QUERY_LENGTH]).q


class SearchAddress:
    """The canonical query string of a search, kept in pieces to write many that differ little."""

    def __init__(self, request: SearchRequest) -> None:
        """Write the pieces of a search: a piece for each parameter without its default."""
        self._pieces = {name: _piece(name, getattr(request, name)) for name in _DEFAULTS}

    def __str__(self) -> str:
        """Return the query string, without the question mark."""
        return "&".join(filter(None, self._pieces.values()))

    def changed(self, **changes: Hashable) -> str:
        """Return the query string of the search changed as by the function `changed`."""
        pieces = self._pieces | {"page": ""}
        for name, value in changes.items():
            pieces[name] = _piece(name, value)
        return "&".join(filter(None, pieces.values()))


def write_search(request: SearchRequest) -> str:
    """Return the canonical query string of a search, without the question mark."""
    return str(SearchAddress(request))


def parameters(request: SearchRequest) -> list[tuple[str, str]]:
    """Return the canonical query parameters of a search, as (name, value) pairs."""
    return [pair for name in _DEFAULTS for pair in _pairs(name, getattr(request, name))]


_DEFAULTS: Mapping[str, object] = {
    name: getattr(SearchRequest(), name)
    for name in ("q", *FACET_FIELDS, "from_date", "to_date", "sort", "per_page", "page", "strict")
}
"""The value of each field of a search that is not written, in the order in which they are."""


@lru_cache(CACHED)
def _piece(name: str, value: Hashable) -> str:
    """Return the part of a query string that gives a field its value."""
    return urlencode(pairs) if (pairs := _pairs(name, value)) else ""


def _pairs(name: str, value: object) -> list[tuple[str, str]]:
    """Return the parameters that give a field its value."""
    if value == _DEFAULTS[name]:
        return []
    return [(name.removesuffix("_date"), text) for text in _texts(value)]


def _texts(value: object) -> list[str]:
    if isinstance(value, tuple):
        return [str(one) for one in sorted(set(value))]
    if isinstance(value, bool):
        return ["true"] if value else []
    if isinstance(value, dt.date):
        return [value.isoformat()]
    return [str(value)]


def changed(request: SearchRequest, **changes: object) -> SearchRequest:
    """Return a copy of a search with some fields replaced, on page 1 unless `page` is given."""
    return request.model_copy(update={"page": 1, **changes})
