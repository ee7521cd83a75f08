"""Selection of hits by the share of the query's weight that they match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.budget import Budget
from indexer.engines.arrays.evaluator import Collection, Evaluator, Mask, Scored
from indexer.engines.base import Window
from indexer.model.query import Query, without_families
from indexer.ranking.coordination import TOLERANCE, enough, part_weight, partial_factor
from indexer.ranking.order import Floats, Numbers
from indexer.ranking.parameters import Ranking


@dataclass(frozen=True, slots=True)
class Held:
    """Documents with the data of their matches. Each array has one entry per document.

    Attributes:
        documents: Numbers of the documents, ascending.
        scores: Sums of the scores of the matched parts.
        factors: Multipliers of the scores; see `ranking.coordination.partial_factor`.
        is_whole: Whether the document matches every part.
        is_related: Whether it is a hit by families; see `Ranking.own_share`.
    """

    documents: Numbers
    scores: Floats
    factors: Floats
    is_whole: Mask
    is_related: Mask

    @property
    def scored(self) -> Scored:
        """Return the documents with their final scores."""
        return Scored(self.documents, self.scores * self.factors)

    def only(self, mask: Mask) -> Held:
        """Return the documents for which the mask is true; it has one entry per document here."""
        return Held(
            self.documents[mask],
            self.scores[mask],
            self.factors[mask],
            self.is_whole[mask],
            self.is_related[mask],
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
    return [
        match if own == part else evaluator.evaluate(own, ranking, budget)
        for part, match in zip(parts, matches, strict=False)
        for own in [without_families(part)]
    ]


def coordinated(
    collection: Collection,
    matches: Sequence[Scored],
    own: Sequence[Scored],
    parts: int,
    excluded_mask: Mask | None,
    window: Window,
) -> tuple[Held, Held]:
    """Return the hits of a query, and the remaining partial matches.

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
        return all_held(live), all_held(np.zeros(len(live), bool))
    weights = [part_weight(collection.count, len(match.documents)) for match in matches]
    found, shares = gathered(len(collection), matches, own, weights, parts, window.ranking)
    if excluded_mask is not None:
        inside = ~excluded_mask[found.documents]
        found, shares = found.only(inside), shares[inside]
    if not len(shares):
        return found, found
    matched = sum(len(match.documents) > 0 for match in matches)
    least = min(enough(matched, window.ranking), float(shares.max()))
    holds_enough = shares >= least - TOLERANCE
    return found.only(holds_enough), found.only(~holds_enough)


def gathered(
    size: int,
    matches: Sequence[Scored],
    own: Sequence[Scored],
    weights: Sequence[float],
    parts: int,
    ranking: Ranking,
) -> tuple[Held, Floats]:
    """Return the documents that match any part, and the share of the weight that each matches.

    Args:
        size: Number of documents.
        matches: The matches of each part, or of the first parts if the budget ran out.
        own: Those without the families of words; see `own_matches`.
        weights: The weight of each of these; see `ranking.coordination.part_weight`.
        parts: Number of parts.
        ranking: The parameters.
    """
    scores, held, by_family = np.zeros((3, size))
    levels = np.zeros(size, np.int32)
    total = sum(weights)
    for match, without, weight in zip(matches, own, weights, strict=True):
        scores[match.documents] += match.scores
        held[match.documents] += weight
        levels[match.documents] += 1
        if without is not match:
            by_family[match.documents] += weight
            by_family[without.documents] -= weight
    documents = np.flatnonzero(levels)
    shares, by_family = held[documents] / (total or 1.0), by_family[documents] / (total or 1.0)
    is_whole = levels[documents] == parts
    factors = np.where(is_whole, 1.0, partial_factor(shares, ranking))
    is_related = by_family > (1 - ranking.own_share) * shares + TOLERANCE
    return Held(documents, scores[documents], factors, is_whole, is_related), shares


def all_held(mask: Mask) -> Held:
    """Return the documents of a mask as full matches of a query without parts."""
    documents = np.flatnonzero(mask)
    size = len(documents)
    return Held(documents, np.zeros(size), np.ones(size), np.ones(size, bool), np.zeros(size, bool))
