"""The search of one collection: the documents that match, their order, and their counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from indexer.engines.arrays.evaluator import (
    NOTHING,
    Collection,
    Evaluator,
    Mask,
    Narrowed,
    Numbers,
    Scored,
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
    facets: Mapping[str, tuple[FacetCount, ...]]
    whole: int
    least: int
    pinned: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Level:
    """Matches of some coordination level: all of them, and those that pass the filters."""

    matching: Scored
    passing: Scored


_NO_LEVEL = _Level(NOTHING, NOTHING)


@dataclass(frozen=True, slots=True)
class _Levels:
    """The matches of every part, and those that follow them; `least` parts match in each."""

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
) -> Found:
    """Search in one pass: each leaf of the query is read once."""
    narrowed = collection.narrowed(filters)
    matches = evaluator.each(query.parts, window.ranking, window.budget)
    pinned = evaluator.numbers_of(query.pinned)
    left_out = _left_out(collection, evaluator, query, window, pinned)
    levels = _levels(evaluator, query, matches, left_out, narrowed, window)
    shown = np.array(pinned, np.int64)
    first = _passing(Scored(shown, np.zeros(len(shown))), narrowed).documents.tolist()
    whole, others = levels.whole.passing, levels.others.passing
    matching = _joined([shown, levels.whole.matching.documents, levels.others.matching.documents])
    listed = [(number, 0.0) for number in first[window.offset : window.offset + window.limit]]
    for part, before in ((whole, len(first)), (others, len(first) + len(whole.documents))):
        left = replace(
            window, offset=max(0, window.offset - before), limit=window.limit - len(listed)
        )
        listed += _ranked(collection, evaluator, query, part, left)
    return Found(
        total=len(first) + len(whole.documents) + len(others.documents),
        ranked=listed,
        facets={name: _facet(collection, narrowed, name, matching) for name in facets},
        whole=len(first) + len(whole.documents),
        least=levels.least,
        pinned=first,
    )


def _levels(
    evaluator: Evaluator,
    query: Coordinated,
    matches: Sequence[Scored],
    left_out: Mask | None,
    narrowed: Narrowed,
    window: Window,
) -> _Levels:
    parts = len(query.parts)
    whole = _level(_outside(evaluator.combined(matches, parts), left_out), narrowed)
    passing = len(whole.passing.documents)
    may_follow = passing < query.fill and parts > 1 and not window.budget.is_spent()
    if not may_follow or (passing and _is_enough(query, whole.matching, window)):
        return _Levels(whole, _NO_LEVEL, parts)
    some = _outside(evaluator.combined(matches, 1), left_out)
    least = 1
    if window.sort != "relevance":
        levels = evaluator.levels(matches, some.documents)
        visible = _passing(Scored(some.documents, levels), narrowed).scores
        least = int(visible.max()) if len(visible) else 0
        some = some.only(levels >= least)
    rest = some.only(np.isin(some.documents, whole.matching.documents, invert=True))
    others = _level(rest, narrowed)
    if not len(others.passing.documents):
        return _Levels(whole, _NO_LEVEL, parts)
    return _Levels(whole, others, least)


def _is_enough(query: Coordinated, whole: Scored, window: Window) -> bool:
    """Return whether nothing follows some matches of every part."""
    return window.sort != "relevance" or len(whole.documents) >= query.fill


def _left_out(
    collection: Collection,
    evaluator: Evaluator,
    query: Coordinated,
    window: Window,
    pinned: Sequence[int],
) -> Mask | None:
    """Return a mask of the documents that are excluded or pinned; of all once time is up, as what
    is excluded must never be shown."""
    if not query.excluded and not pinned:
        return None
    mask = np.zeros(len(collection), bool)
    mask[pinned] = True
    for excluded in evaluator.each(query.excluded, window.ranking, window.budget):
        mask[excluded.documents] = True
    if query.excluded and window.budget.ran_out:
        mask[:] = True
    return mask


def _outside(matching: Scored, left_out: Mask | None) -> Scored:
    return matching if left_out is None else matching.only(~left_out[matching.documents])


def _level(matching: Scored, narrowed: Narrowed) -> _Level:
    return _Level(matching, _passing(matching, narrowed))


def _passing(matching: Scored, narrowed: Narrowed) -> Scored:
    mask = narrowed.passing(matching.documents)
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
    """Return the documents of all parts, without a copy where one part has them all."""
    filled = [part for part in parts if len(part)]
    return filled[0] if len(filled) == 1 else np.concatenate(parts)


def _facet(
    collection: Collection, narrowed: Narrowed, name: str, matching: Numbers
) -> tuple[FacetCount, ...]:
    passing = narrowed.passing(matching, but=name)
    return facet_counts(collection, name, matching if passing is None else matching[passing])
