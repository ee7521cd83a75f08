"""Which documents answer a query, by the share of its weight that they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.engines.arrays.evaluator import Collection, Floats, Mask, Numbers, Scored
from indexer.engines.base import Window
from indexer.ranking.coordination import TOLERANCE, enough
from indexer.ranking.formula import idf
from indexer.ranking.parameters import Ranking


@dataclass(frozen=True, slots=True)
class Held:
    """Documents, ascending, with what each of them holds of the query.

    Attributes:
        documents: Their numbers.
        scores: Sums of the scores of the parts that they match.
        factors: Multipliers of the scores; see `ranking.coordination.factor`.
        is_whole: Whether they match every part.
    """

    documents: Numbers
    scores: Floats
    factors: Floats
    is_whole: Mask

    @property
    def scored(self) -> Scored:
        return Scored(self.documents, self.scores * self.factors)

    def only(self, mask: Mask) -> Held:
        """Return those that the mask, as long as this, lets through."""
        return Held(
            self.documents[mask], self.scores[mask], self.factors[mask], self.is_whole[mask]
        )


def coordinated(
    collection: Collection,
    matches: Sequence[Scored],
    parts: int,
    excluded_mask: Mask | None,
    window: Window,
) -> tuple[Held, Held]:
    """Return the documents that hold enough of a query, and those that hold less.

    Args:
        collection: The documents.
        matches: The matches of each part; fewer than there are parts if time ran out.
        parts: Number of parts; without any, every document answers.
        excluded_mask: A mask of documents that do not count.
        window: Its ranking says what is enough.
    """
    if not parts:
        live = collection.live if excluded_mask is None else collection.live & ~excluded_mask
        return _all(live), _all(np.zeros(len(live), bool))
    found, shares = _gathered(collection, matches, parts, window.ranking)
    if excluded_mask is not None:
        inside = ~excluded_mask[found.documents]
        found, shares = found.only(inside), shares[inside]
    if not len(shares):
        return found, found
    matched = sum(len(match.documents) > 0 for match in matches)
    least = min(enough(matched, window.ranking), float(shares.max()))
    holds_enough = shares >= least - TOLERANCE
    return found.only(holds_enough), found.only(~holds_enough)


def _gathered(
    collection: Collection, matches: Sequence[Scored], parts: int, ranking: Ranking
) -> tuple[Held, Floats]:
    """Return the documents that match any part, and the share of the weight that each holds."""
    size = len(collection)
    scores, held = np.zeros(size), np.zeros(size)
    levels = np.zeros(size, np.int32)
    total = 0.0
    for match in matches:
        weight = idf(collection.count, len(match.documents)) if len(match.documents) else 0.0
        scores[match.documents] += match.scores
        held[match.documents] += weight
        levels[match.documents] += 1
        total += weight
    documents = np.flatnonzero(levels)
    shares = held[documents] / total if total else held[documents]
    is_whole = levels[documents] == parts
    factors = np.where(is_whole, 1.0, ranking.part_factor * shares**ranking.share_power)
    return Held(documents, scores[documents], factors, is_whole), shares


def _all(mask: Mask) -> Held:
    """Return the documents of a mask; all of them hold all of a query without parts."""
    documents = np.flatnonzero(mask)
    size = len(documents)
    return Held(documents, np.zeros(size), np.ones(size), np.ones(size, bool))
