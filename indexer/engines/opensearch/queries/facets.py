"""Filters of the hits, and counts of the values of facets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from indexer.engines.base import FacetCount, Filters
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.facet_keys import facet_key, is_shortened
from indexer.engines.opensearch.queries.leaf_query import all_of
from indexer.model.fields import DATE_FACETS, FIELD

MOST_VALUES = 10_000
"""Values of a facet that are counted."""


def filter_clauses(filters: Filters, but: str = "") -> list[Json]:
    """Return the clauses of all filters, except that of the field `but`."""
    clauses: list[Json] = [
        {"terms": {field: [*map(facet_key, values)]}}
        for field, values in filters.values.items()
        if values and field != but
    ]
    bounds = (("gte", filters.first), ("lte", filters.last))
    if period := {bound: day.toordinal() for bound, day in bounds if day}:
        clauses.append({"range": {"day": period}})
    return clauses


def facet_aggregations(facets: Sequence[str], filters: Filters) -> Json:
    """Return the aggregations that count facets, each under the filters of the other fields."""
    return {
        name: {
            "filter": all_of(filter_clauses(filters, but=name)),
            "aggs": {"values": {"terms": {"field": name, "size": MOST_VALUES}}},
        }
        for name in facets
    }


def facet_counts(
    facets: Sequence[str], found: Mapping[str, Any], whole: Callable[[str, str], str]
) -> dict[str, tuple[FacetCount, ...]]:
    """Return the counts of facets, most frequent first; years and months newest first.

    Args:
        facets: Names of the facets.
        found: The answers to `facet_aggregations`.
        whole: Returns the value of a facet whose term was shortened, by facet and term.
    """
    return {name: _ordered(name, found[name]["values"]["buckets"], whole) for name in facets}


def _ordered(
    name: str, buckets: Sequence[Json], whole: Callable[[str, str], str]
) -> tuple[FacetCount, ...]:
    counts = [
        FacetCount(whole(name, key) if is_shortened(key) else key, bucket["doc_count"])
        for bucket in buckets
        for key in (bucket["key"],)
    ]
    if name in DATE_FACETS:
        return tuple(sorted(counts, key=lambda facet: facet.value, reverse=True))
    return tuple(sorted(counts, key=lambda facet: (-facet.count, facet.value))[: FIELD[name].most])
