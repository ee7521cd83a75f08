"""The cluster's query for a leaf in one field, as a filter or scored by its frequency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from indexer.engines.arrays.evaluator import ScoredLeaf, TermLeaf
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.engines.opensearch.mapping import LONGEST_GRAM
from indexer.model.query import Near, Phrase, Prefix, Similar

NOTHING: Json = {"match_none": {}}
EVERYTHING: Json = {"match_all": {"boost": 0}}

_COUNTED = "Math.round(_score / (1 - _score))"
"""The frequency of an interval without gaps: Lucene scores it frequency / (frequency + 1)."""

Nearby = Mapping[str, Mapping[int, int]]
"""For each field, the frequency of a Near in each document that has any, by number."""


def matching(leaf: ScoredLeaf, field: str, lexicon: Lexicon, nearby: Nearby) -> Json:
    """Return the filter of the documents with a leaf in a field.

    Args:
        leaf: The leaf.
        field: Name of the field.
        lexicon: The forms of the generation.
        nearby: The frequencies of a Near.
    """
    match leaf:
        case TermLeaf("stems"):
            return {"terms": {f"stems.{field}": [leaf.term, *leaf.more]}}
        case Similar(stem, least):
            alike = [other for other, _ in lexicon.alike(stem, least)]
            return {"terms": {f"stems.{field}": alike}} if alike else NOTHING
        case Near():
            numbers = [*nearby.get(field, ())]
            return {"terms": {"number": numbers}} if numbers else NOTHING
        case Phrase(slots):
            return _intervals(slots, field, lexicon)
        case _:
            return frequency(leaf, field, lexicon, nearby)


def frequency(leaf: ScoredLeaf, field: str, lexicon: Lexicon, nearby: Nearby) -> Json:
    """Return the query of the documents with a leaf in a field, whose score is its frequency."""
    match leaf:
        case TermLeaf("forms", form):
            return {"term": {f"forms.{field}": form}} if form in lexicon.numbers else NOTHING
        case TermLeaf(_, stem, _, more):
            return highest([{"term": {f"stems.{field}": one}} for one in (stem, *more)])
        case Phrase(slots):
            found = _intervals(slots, field, lexicon)
            return {"script_score": {"query": found, "script": {"source": _COUNTED}}}
        case Prefix():
            return any_of([_begins(prefix, field) for prefix in _shortest(leaf.prefixes)])
        case Near():
            by_count: dict[int, list[int]] = defaultdict(list)
            for number, count in nearby.get(field, {}).items():
                by_count[count].append(number)
            return any_of(
                {"constant_score": {"filter": {"terms": {"number": numbers}}, "boost": count}}
                for count, numbers in by_count.items()
            )
        case Similar():
            raise NotImplementedError("similar stems are scored by the texts of the best hits")


def any_of(queries: Iterable[Json], least: int = 1) -> Json:
    """Return the query of documents that match at least some queries, whose scores add up."""
    asked = [query for query in queries if query != NOTHING]
    if len(asked) < least:
        return NOTHING
    if len(asked) == least == 1:
        return asked[0]
    return {"bool": {"should": asked, "minimum_should_match": least}}


def highest(queries: Iterable[Json]) -> Json:
    """Return the query of documents that match any query, with the best of their scores."""
    asked = [query for query in queries if query != NOTHING]
    if len(asked) < 2:
        return asked[0] if asked else NOTHING
    return {"dis_max": {"queries": asked}}


def all_of(filters: Sequence[Json]) -> Json:
    """Return the filter of documents that pass all filters."""
    return {"bool": {"filter": [*filters]}} if filters else EVERYTHING


def none_of(*filters: Json) -> Json:
    """Return the filter of documents that pass no filter."""
    return {"bool": {"must_not": [*filters]}}


def _intervals(slots: Sequence[Sequence[str]], field: str, lexicon: Lexicon) -> Json:
    places = [
        {"any_of": {"intervals": [_standing(form) for form in lexicon.known(slot)]}}
        for slot in slots
    ]
    if not places or not all(place["any_of"]["intervals"] for place in places):
        return NOTHING
    rule = {"all_of": {"ordered": True, "max_gaps": 0, "intervals": places}}
    return {"intervals": {f"forms.{field}": rule if len(places) > 1 else places[0]}}


def _standing(form: str) -> Json:
    return {"match": {"query": form, "analyzer": "terms"}}


def _begins(prefix: str, field: str) -> Json:
    if len(prefix) <= LONGEST_GRAM:
        return {"term": {f"forms.{field}.begin": prefix}}
    return {"prefix": {f"forms.{field}": {"value": prefix, "rewrite": "scoring_boolean"}}}


def _shortest(prefixes: Sequence[str]) -> list[str]:
    """Return the prefixes that begin with no other one, so that each form counts once."""
    kept: list[str] = []
    for prefix in sorted(prefixes, key=len):
        if not prefix.startswith(tuple(kept)):
            kept.append(prefix)
    return kept
