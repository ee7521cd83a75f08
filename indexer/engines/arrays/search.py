"""The search of one collection: the documents that answer, their order, and their counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.engines.arrays.coordination import Held, coordinated
from indexer.engines.arrays.evaluator import (
    Collection,
    Evaluator,
    Mask,
    Narrowed,
    Numbers,
    facet_counts,
    top,
)
from indexer.engines.base import FacetCount, Filters, Window
from indexer.model.query import Coordinated


@dataclass(frozen=True, slots=True)
class Found:
    """The answer as numbers of documents; the attributes are those of `Hits`."""

    total: int
    ranked: Sequence[tuple[int, float]]
    others: Sequence[tuple[int, float]]
    facets: Mapping[str, tuple[FacetCount, ...]]
    whole: int
    pinned: Sequence[int]


def search(
    collection: Collection,
    evaluator: Evaluator,
    query: Coordinated,
    filters: Filters,
    window: Window,
    facets: Sequence[str],
) -> Found:
    """Search in one pass: each leaf of the query is read once."""
    narrowed = collection.narrowed(filters)
    matches = evaluator.each(query.parts, window.ranking, window.budget)
    pinned = evaluator.numbers_of(query.pinned)
    left_out = _left_out(collection, evaluator, query, window, pinned)
    enough, less = coordinated(collection, matches, len(query.parts), left_out, window)
    shown = np.array(pinned, np.int64)
    first = _passing_numbers(shown, narrowed).tolist()
    passing = _passing(enough, narrowed)
    total = len(first) + len(passing.documents)
    end = window.offset + window.limit
    listed = [(number, 0.0) for number in first[window.offset : end]]
    listed += _ranked(
        collection,
        evaluator,
        query,
        passing,
        window.moved(max(0, window.offset - len(first)), window.limit - len(listed)),
    )
    others: list[tuple[int, float]] = []
    if total < query.others and total <= end and window.sort == "relevance":
        rest = window.moved(0, query.others - total)
        others += _ranked(collection, evaluator, query, _passing(less, narrowed), rest)
    matching = np.concatenate([shown, enough.documents]) if pinned else enough.documents
    return Found(
        total=total,
        ranked=listed,
        others=others,
        facets={name: _facet(collection, narrowed, name, matching) for name in facets},
        whole=len(first) + int(passing.is_whole.sum()),
        pinned=first,
    )


def _left_out(
    collection: Collection,
    evaluator: Evaluator,
    query: Coordinated,
    window: Window,
    pinned: Sequence[int],
) -> Mask | None:
    """Return a mask of the documents that are excluded or pinned.

    Once time is up, all of them are, as what is excluded must never be shown.
    """
    if not query.excluded and not pinned:
        return None
    mask = np.zeros(len(collection), bool)
    mask[pinned] = True
    for excluded in evaluator.each(query.excluded, window.ranking, window.budget):
        mask[excluded.documents] = True
    if query.excluded and window.budget.ran_out:
        mask[:] = True
    return mask


def _passing(found: Held, narrowed: Narrowed) -> Held:
    mask = narrowed.passing(found.documents)
    return found if mask is None else found.only(mask)


def _passing_numbers(documents: Numbers, narrowed: Narrowed) -> Numbers:
    mask = narrowed.passing(documents)
    return documents if mask is None else documents[mask]


def _ranked(
    collection: Collection,
    evaluator: Evaluator,
    query: Coordinated,
    found: Held,
    window: Window,
) -> Iterator[tuple[int, float]]:
    if window.limit <= 0:
        return
    matching = found.scored
    if window.sort == "relevance" and window.boosted:
        matching = evaluator.boosted(query.parts, matching, found.factors, window)
    yield from top(collection, matching, window)


def _facet(
    collection: Collection, narrowed: Narrowed, name: str, matching: Numbers
) -> tuple[FacetCount, ...]:
    passing = narrowed.passing(matching, but=name)
    return facet_counts(collection, name, matching if passing is None else matching[passing])
