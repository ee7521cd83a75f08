"""Worth: the share of a query's weight that a match of each of its leaves holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.budget import Budget
from indexer.model.query import Query
from indexer.ranking.coordination import part_weight
from indexer.searching.open_index import OpenIndex


@dataclass(frozen=True, slots=True)
class Worth:
    """What the match of each leaf is worth.

    Attributes:
        parts: For each leaf, the index of the part of the query to which it belongs.
        values: For each leaf, the share of the query's weight that its match holds.
    """

    parts: Sequence[int]
    values: Sequence[float]


def part_weights(parts: Sequence[Query], index: OpenIndex, budget: Budget) -> list[float]:
    """Return the share of a query's weight that each part has, as in ranking.

    They are equal once the budget is spent, and if no document matches any part.

    Args:
        parts: The parts of the query.
        index: The index, whose documents are counted.
        budget: Time limit.
    """
    weights = [0.0] * len(parts)
    if len(parts) > 1 and not budget.is_spent():
        documents = index.snapshot.info.articles
        weights = [part_weight(documents, count) for count in index.counts(parts)]
    total = sum(weights)
    return [weight / total if total else 1 / len(parts) for weight in weights]
