"""Selection of hits by the share of the query's weight that they match."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.budget import Budget
from indexer.engines.arrays.evaluator import Collection, Evaluator, Mask, Scored
from indexer.engines.base import Window
from indexer.model.query import Query
from indexer.ranking.coordination import TOLERANCE, enough, part_weight, partial_factor
from indexer.ranking.order import Floats, Numbers
from indexer.ranking.parameters import Ranking

_FEW_BITS = 10  # in a pattern of matched parts; a table of so many patterns costs nothing


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of documents: those that match the same parts are of one kind.

    Attributes:
        shares: For each kind, the share of the query's weight that it matches.
        factors: Multiplier of the scores; see `ranking.coordination.partial_factor`.
        is_whole: Whether it matches every part.
        is_related: Whether it is a hit by families; see `Ranking.own_share`.
    """

    shares: Floats
    factors: Floats
    is_whole: Mask
    is_related: Mask


WHOLE = Kinds(np.ones(1), np.ones(1), np.ones(1, bool), np.zeros(1, bool))
"""The only kind of the documents that match a query of one part or none; their factor is 1."""


@dataclass(frozen=True, slots=True)
class Held:
    """Documents with the data of their matches. Each array has one entry per document.

    Attributes:
        documents: Numbers of the documents, ascending.
        scores: Sums of the scores of the matched parts.
        numbers: The kind of each, as an index.
        kinds: The kinds.
    """

    documents: Numbers
    scores: Floats
    numbers: Numbers
    kinds: Kinds

    @property
    def scored(self) -> Scored:
        """Return the documents with their final scores."""
        if self.kinds is WHOLE:
            return Scored(self.documents, self.scores)
        return Scored(self.documents, self.scores * self.factors)

    @property
    def factors(self) -> Floats:
        """Return the multipliers of the scores."""
        return self.kinds.factors.take(self.numbers)

    @property
    def whole(self) -> int:
        """Return how many documents match every part."""
        if self.kinds is WHOLE:
            return len(self.documents)
        return int(np.count_nonzero(self.kinds.is_whole.take(self.numbers)))

    @property
    def is_related(self) -> Mask:
        """Return which documents are hits by families."""
        return self.kinds.is_related.take(self.numbers)

    def only(self, mask: Mask) -> Held:
        """Return the documents for which the mask is true; it has one entry per document here."""
        kept = mask.nonzero()[0]
        return Held(
            self.documents.take(kept), self.scores.take(kept), self.numbers.take(kept), self.kinds
        )


def own_matches(
    evaluator: Evaluator,
    parts: Sequence[Query],
    matches: Sequence[Scored],
    ranking: Ranking,
    budget: Budget,
) -> list[Scored]:
    """Return the matches of each part without the families of its words.

    Args:
        evaluator: Evaluator of queries over the documents.
        parts: The parts.
        matches: The matches of each, returned as they are where a part has no families.
        ranking: The parameters.
        budget: Time limit.
    """
    without = evaluator.plan(parts, ranking).own
    return [
        match if own is None else evaluator.evaluate(own, ranking, budget)
        for own, match in zip(without, matches, strict=False)
    ]


def coordinated(
    collection: Collection,
    matches: Sequence[Scored],
    own: Sequence[Scored],
    parts: int,
    excluded_mask: Mask | None,
    window: Window,
) -> tuple[Held, Callable[[], Held]]:
    """Return the hits of a query, and a function that returns the remaining partial matches.

    Args:
        collection: The documents.
        matches: The matches of each part, or of the first parts if the budget ran out.
        own: Those without the families of words; see `own_matches`.
        parts: Number of parts; without parts, every document is a hit.
        excluded_mask: Mask of the documents to leave out, or None.
        window: The window, whose ranking has the required share.
    """
    if not parts:
        live = collection.live if excluded_mask is None else collection.live & ~excluded_mask
        return all_held(live), lambda: all_held(np.zeros(len(live), bool))
    if parts == 1 and excluded_mask is None and matches and own[0] is matches[0]:
        (match,) = matches
        found = Held(match.documents, match.scores, np.zeros(len(match), np.int64), WHOLE)
        return found, lambda: found.only(np.zeros(len(match), bool))
    weights = [part_weight(collection.count, len(match)) for match in matches]
    found = gathered(len(collection), matches, own, weights, parts, window.ranking)
    if excluded_mask is not None:
        found = found.only(~excluded_mask[found.documents])
    matched = sum(len(match) > 0 for match in matches)
    shares = found.kinds.shares
    holds_enough = shares >= enough(matched, window.ranking) - TOLERANCE
    inside = holds_enough.take(found.numbers)
    if not inside.any():
        greatest = shares.take(found.numbers).max(initial=0.0)
        inside = (shares >= greatest - TOLERANCE).take(found.numbers)
    hits = found if inside.all() else found.only(inside)
    return hits, lambda: found.only(~inside)


def gathered(
    size: int,
    matches: Sequence[Scored],
    own: Sequence[Scored],
    weights: Sequence[float],
    parts: int,
    ranking: Ranking,
) -> Held:
    """Return the documents that match any part.

    Args:
        size: Number of documents.
        matches: The matches of each part, or of the first parts if the budget ran out; 32 at most.
        own: Those without the families of words; see `own_matches`.
        weights: The weight of each of these; see `ranking.coordination.part_weight`.
        parts: Number of parts.
        ranking: The parameters.
    """
    widened = [number for number, match in enumerate(matches) if own[number] is not match]
    listed = [*matches, *(own[number] for number in widened)]
    scores = np.zeros(size)
    for match in matches:
        match.add_to(scores)
    patterns = np.zeros(size, np.min_scalar_type((1 << len(listed)) - 1))
    for bit, match in enumerate(listed):
        match.mark(patterns, 1 << bit)
    documents = (patterns > 0).nonzero()[0]
    numbers, patterns = _numbered(patterns.take(documents), len(listed))
    bits = np.array([(patterns >> bit) & 1 for bit in range(len(listed))], np.float64)
    held, by_family = np.zeros((2, len(patterns)))
    for number, weight in enumerate(weights):
        held += weight * bits[number]
    for bit, number in enumerate(widened, len(matches)):
        by_family += weights[number] * bits[number]
        by_family -= weights[number] * bits[bit]
    total = sum(weights) or 1.0
    shares = held / total
    is_whole = bits[: len(matches)].sum(axis=0) == parts
    kinds = Kinds(
        shares,
        factors=np.where(is_whole, 1.0, partial_factor(shares, ranking)),
        is_whole=is_whole,
        is_related=by_family / total > (1 - ranking.own_share) * shares + TOLERANCE,
    )
    return Held(documents, scores.take(documents), numbers, kinds)


def _numbered(patterns: Numbers, bits: int) -> tuple[Numbers, Numbers]:
    """Return the index of each pattern of some bits among the possible ones, and these.

    If too many are possible, they are those that occur.
    """
    if bits <= _FEW_BITS:
        return patterns, np.arange(1 << bits)
    occurring, numbers = np.unique(patterns, return_inverse=True)
    return numbers, occurring


def all_held(mask: Mask) -> Held:
    """Return the documents of a mask as full matches of a query without parts."""
    documents = mask.nonzero()[0]
    return Held(documents, np.zeros(len(documents)), np.zeros(len(documents), np.int64), WHOLE)
