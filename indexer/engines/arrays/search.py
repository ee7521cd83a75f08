"""Search of a collection: matching, filtering, ranking and facets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from indexer.engines.arrays.coordination import Held, coordinated, own_matches
from indexer.engines.arrays.evaluator import (
    Collection,
    Evaluator,
    FilterMasks,
    Mask,
    Scored,
    top,
)
from indexer.engines.arrays.facets import FacetCounter
from indexer.engines.arrays.ordering import placed
from indexer.engines.base import FacetCount, Filters, Window
from indexer.model.query import Coordinated
from indexer.ranking.order import Explanation, Numbers


class NumberedHit(NamedTuple):
    """A hit as a document number. The attributes correspond to those of `Hit`."""

    number: int
    score: float
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class NumberedHits:
    """The hits as document numbers. The attributes correspond to those of `Hits`.

    Attributes:
        total: Number of all hits.
        ranked: Each hit in the window.
        others: The partial matches that follow the last hit.
        facets: Counts of the values of each facet.
        whole: Number of hits that match every part, pinned ones included.
        pinned: Numbers of the pinned hits.
    """

    total: int
    ranked: Sequence[NumberedHit]
    others: Sequence[NumberedHit]
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
) -> NumberedHits:
    """Search a collection, reading each leaf of the query once.

    Args:
        collection: The collection.
        evaluator: Its evaluator.
        query: The query.
        filters: Filters of the hits.
        window: The hits to return, and their order.
        facets: Names of the facets to count.
    """
    masks = collection.filter_masks(filters)
    matches = evaluator.each(query.parts, window.ranking, window.budget)
    own = own_matches(evaluator, query.parts, matches, window.ranking, window.budget)
    pinned = evaluator.numbers_of(query.pinned)
    excluded_mask = _excluded(collection, evaluator, query, window, pinned)
    enough, less = coordinated(collection, matches, own, len(query.parts), excluded_mask, window)
    first = masks.only(np.array(pinned)).tolist() if pinned else []
    passing = _passing(enough, masks)
    total = len(first) + len(passing.documents)
    end = window.offset + window.limit
    listed = [NumberedHit(number, 0.0) for number in first[window.offset : end]]

    def ranked(found: Held, moved: Window) -> Iterator[NumberedHit]:
        return _ranked(collection, evaluator, query, matches, found, moved)

    behind = window
    if first:
        behind = window.moved(max(0, window.offset - len(first)), window.limit - len(listed))
    listed += ranked(passing, behind)
    others: list[NumberedHit] = []
    if total < query.others and total <= end and window.sort == "relevance":
        rest = window.moved(0, query.others - total)
        others += ranked(_passing(less(), masks), rest)
    matching = np.concatenate([pinned, enough.documents]) if pinned else enough.documents
    return NumberedHits(
        total=total,
        ranked=listed,
        others=others,
        facets=_facets(collection, matching, masks, facets),
        whole=len(first) + passing.whole,
        pinned=first,
    )


def _facets(
    collection: Collection, matching: Numbers, masks: FilterMasks, names: Sequence[str]
) -> dict[str, tuple[FacetCount, ...]]:
    """Count the values of facets in the matching documents that pass the other fields' filters."""

    def counter(but: str | None = None) -> FacetCounter:
        documents = masks.only(matching, but)
        return FacetCounter(documents, collection.live, collection.facet_totals)

    passing = counter()
    counters = {name: counter(but=name) if name in masks.fields else passing for name in names}
    return {name: one.counts(name, collection.facets[name]) for name, one in counters.items()}


def _excluded(
    collection: Collection,
    evaluator: Evaluator,
    query: Coordinated,
    window: Window,
    pinned: Sequence[int],
) -> Mask | None:
    """Return a mask of the documents that are excluded or pinned, or None.

    If the budget runs out, it covers all documents, since an excluded one must never be shown.
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


def _passing(found: Held, masks: FilterMasks) -> Held:
    """Return the documents that pass all filters."""
    mask = masks.passing(found.documents)
    return found if mask is None else found.only(mask)


def _ranked(
    collection: Collection,
    evaluator: Evaluator,
    query: Coordinated,
    matches: Sequence[Scored],
    found: Held,
    window: Window,
) -> Iterator[NumberedHit]:
    """Yield the hits of a window; see `placed`."""
    if window.limit <= 0 or not len(found.documents):
        return
    result = placed(evaluator, query.parts, matches, found, window)
    for number, score in top(collection, result.scored, window):
        yield NumberedHit(number, score, result.explanations.get(number))
