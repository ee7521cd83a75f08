"""Addresses: a search read from the address of a page, forgivingly, and written as one.

One state of the search has one address: parameters stand in a fixed order, defaults are left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from indexer.model.fields import DATE_FACETS, FACET_FIELDS
from indexer.searching.request import MAX_QUERY_LENGTH, SearchRequest
from indexer.text.folding import fold

SINGLE = ("q", "from", "to", "sort", "page", "strict")
REPEATED = FACET_FIELDS
MAX_ECHO = 200
"""Characters kept in the search box of a query that cannot be searched."""


class QueryTooLongError(ValueError):
    """A query longer than anyone types."""


def read_search(arguments: MultiDict[str, str]) -> tuple[SearchRequest, frozenset[str]]:
    """The search that an address asks for, and the names of the parameters ignored as faulty.

    Raises QueryTooLongError.
    """
    values = _given(arguments)
    try:
        return SearchRequest.model_validate(values), frozenset()
    except ValidationError as error:
        faulty = frozenset(str(detail["loc"][0]) for detail in error.errors())
    if "q" in faulty:
        raise QueryTooLongError
    kept = {name: value for name, value in values.items() if name not in faulty}
    return SearchRequest.model_validate(kept), faulty


def _given(arguments: MultiDict[str, str]) -> Mapping[str, str | list[str]]:
    """The parameters with a value; a form sends its empty fields too. Years may be days that begin
    or end with them, and digits those of Arabic."""
    values: dict[str, str | list[str]] = {}
    for name in SINGLE:
        if value := arguments.get(name, "").strip():
            values[name] = value
    for name in REPEATED:
        if listed := [value for value in arguments.getlist(name) if value.strip()]:
            values[name] = [fold(value) for value in listed] if name in DATE_FACETS else listed
    for name, day in (("from", "01-01"), ("to", "12-31")):
        if name in values:
            typed = fold(str(values[name]))
            values[name] = f"{typed}-{day}" if re.fullmatch("[0-9]{4}", typed) else typed
    return values


def read_query(text: str) -> str:
    """A query on its own, cleaned as in a search and cut to the longest that can be searched."""
    return SearchRequest(q=text[:MAX_QUERY_LENGTH]).q


def write_search(request: SearchRequest) -> str:
    """The search as an address holds it, after the question mark."""
    return urlencode(parameters(request))


def parameters(request: SearchRequest) -> list[tuple[str, str]]:
    """The names and values that ask for this search."""
    defaults = SearchRequest()
    pairs: list[tuple[str, str]] = []
    for name in ("q", *FACET_FIELDS, "from_date", "to_date", "sort", "page", "strict"):
        value = getattr(request, name)
        if value != getattr(defaults, name):
            pairs += [(name.removesuffix("_date"), text) for text in _texts(value)]
    return pairs


def _texts(value: Any) -> list[str]:
    if isinstance(value, tuple):
        return [str(one) for one in sorted(set(value))]
    if isinstance(value, bool):
        return ["true"] if value else []
    if isinstance(value, dt.date):
        return [value.isoformat()]
    return [str(value)]


def changed(request: SearchRequest, **changes: object) -> SearchRequest:
    """The search with these fields changed, from its first page unless `page` is among them."""
    return request.model_copy(update={"page": 1, **changes})
