"""Search of a collection: matching by coordination level, filtering, ranking and facets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from indexer.engines.arrays.evaluator import (
    NO_MATCHES,
    Collection,
    Evaluator,
    FilterMasks,
    Mask,
    Numbers,
    Scored,
    facet_counts,
    top,
)
from indexer.engines.base import FacetCount, Filters, Window
from indexer.model.query import Coordinated


@dataclass(frozen=True, slots=True)
class NumberedHits:
    """The hits as document numbers. The attributes correspond to those of `Hits`.

    Attributes:
        total: Number of all hits.
        ranked: Number and score of each hit in the window.
        facets: Counts of the values of each facet.
        whole: Number of hits that match every part, pinned ones included.
        least: Number of parts that every hit matches, pinned ones aside.
        pinned: Numbers of the pinned hits.
    """

    total: int
    ranked: Sequence[tuple[int, float]]
    facets: Mapping[str, tuple[FacetCount, ...]]
    whole: int
    least: int
    pinned: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Level:
    """Matches of a coordination level.

    Attributes:
        matching: All of them.
        passing: Those that pass the filters.
    """

    matching: Scored
    passing: Scored


_NO_LEVEL = _Level(NO_MATCHES, NO_MATCHES)


@dataclass(frozen=True, slots=True)
class _Levels:
    """The matches of a coordinated query.

    Attributes:
        whole: Documents that match every part.
        others: Partial matches that follow them.
        least: Least number of parts that a match has.
    """

    whole: _Level
    others: _Level
    least: int


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
        window: Which hits to return, and their order.
        facets: Names of the facets to count.
    """
    masks = collection.filter_masks(filters)
    matches = evaluator.each(query.parts, window.ranking, window.budget)
    pinned = evaluator.numbers_of(query.pinned)
    excluded_mask = _excluded(collection, evaluator, query, window, pinned)
    levels = _levels(evaluator, query, matches, excluded_mask, masks, window)
    shown = np.array(pinned, np.int64)
    first = _passing(Scored(shown, np.zeros(len(shown))), masks).documents.tolist()
    whole, others = levels.whole.passing, levels.others.passing
    matching = _joined([shown, levels.whole.matching.documents, levels.others.matching.documents])
    listed = [(number, 0.0) for number in first[window.offset : window.offset + window.limit]]
    for part, before in ((whole, len(first)), (others, len(first) + len(whole.documents))):
        left = replace(
            window, offset=max(0, window.offset - before), limit=window.limit - len(listed)
        )
        listed += _ranked(collection, evaluator, query, part, left)
    return NumberedHits(
        total=len(first) + len(whole.documents) + len(others.documents),
        ranked=listed,
        facets={name: _facet(collection, masks, name, matching) for name in facets},
        whole=len(first) + len(whole.documents),
        least=levels.least,
        pinned=first,
    )


def _levels(
    evaluator: Evaluator,
    query: Coordinated,
    matches: Sequence[Scored],
    excluded_mask: Mask | None,
    masks: FilterMasks,
    window: Window,
) -> _Levels:
    parts = len(query.parts)
    whole = _level(_not_excluded(evaluator.combined(matches, parts), excluded_mask), masks)
    passing = len(whole.passing.documents)
    may_follow = passing < query.fill and parts > 1 and not window.budget.is_spent()
    if not may_follow or (passing and _is_enough(query, whole.matching, window)):
        return _Levels(whole, _NO_LEVEL, parts)
    some = _not_excluded(evaluator.combined(matches, 1), excluded_mask)
    least = 1
    if window.sort != "relevance":
        levels = evaluator.levels(matches, some.documents)
        visible = _passing(Scored(some.documents, levels), masks).scores
        least = int(visible.max()) if len(visible) else 0
        some = some.only(levels >= least)
    rest = some.only(np.isin(some.documents, whole.matching.documents, invert=True))
    others = _level(rest, masks)
    if not len(others.passing.documents):
        return _Levels(whole, _NO_LEVEL, parts)
    return _Levels(whole, others, least)


def _is_enough(query: Coordinated, whole: Scored, window: Window) -> bool:
    """Return True if full matches, some of which pass the filters, suffice without partial ones."""
    return window.sort != "relevance" or len(whole.documents) >= query.fill


def _excluded(
    collection: Collection,
    evaluator: Evaluator,
    query: Coordinated,
    window: Window,
    pinned: Sequence[int],
) -> Mask | None:
    """Return a mask of the documents that are excluded or pinned, or None.

    Once time is up it covers all documents, since an excluded one must never be shown.
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


def _not_excluded(matching: Scored, excluded_mask: Mask | None) -> Scored:
    return matching if excluded_mask is None else matching.only(~excluded_mask[matching.documents])


def _level(matching: Scored, masks: FilterMasks) -> _Level:
    return _Level(matching, _passing(matching, masks))


def _passing(matching: Scored, masks: FilterMasks) -> Scored:
    mask = masks.passing(matching.documents)
    return matching if mask is None else matching.only(mask)


def _ranked(
    collection: Collection,
    evaluator: Evaluator,
    query: Coordinated,
    matching: Scored,
    window: Window,
) -> Iterator[tuple[int, float]]:
    if window.limit <= 0:
        return
    if window.sort == "relevance" and window.boosted:
        matching = evaluator.boosted(query.parts, matching, window)
    yield from top(collection, matching, window)


def _joined(parts: Sequence[Numbers]) -> Numbers:
    """Concatenate documents, without a copy if only one part has any."""
    filled = [part for part in parts if len(part)]
    return filled[0] if len(filled) == 1 else np.concatenate(parts)


def _facet(
    collection: Collection, masks: FilterMasks, name: str, matching: Numbers
) -> tuple[FacetCount, ...]:
    passing = masks.passing(matching, but=name)
    return facet_counts(collection, name, matching if passing is None else matching[passing])
