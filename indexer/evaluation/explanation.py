"""What the order of a judged query's hits depends on, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.engines.base import Hit
from indexer.evaluation.judgements import Judgements
from indexer.evaluation.measures import DEFAULT_SETTING, Setting, first_answer
from indexer.ranking.order import FEATURES, Order
from indexer.searching.open_index import OpenIndex

EXPLAINED = 10
"""Hits that are explained, besides the relevant ones after them."""


def explanation_text(
    query: str, judgements: Judgements, index: OpenIndex, setting: Setting = DEFAULT_SETTING
) -> str:
    """Format the first hits of a judged query, and what each feature adds to their place.

    Args:
        query: The id of the query.
        judgements: The judgements that have it.
        index: The index to search.
        setting: The options of the search.
    """
    relevance = judgements.relevance[query]
    answered = first_answer(judgements.queries[query], index, setting)
    lines = [f"{query}\t{judgements.queries[query]}"]
    for rank, hit in enumerate((*answered.hits, *answered.others), 1):
        grade = relevance.get(hit.id, 0)
        if rank <= EXPLAINED or grade:
            added = "  ".join(_contributions(hit, setting.ranking.order))
            lines.append(f"{rank}\t{'*' * grade}\t{hit.id}\t{hit.score:.2f}\t{added}")
    return "\n".join((*lines, ""))


def _contributions(hit: Hit, order: Order) -> Iterator[str]:
    """Yield what each feature adds to the place of a hit, the greatest first."""
    if (explained := hit.explanation) is None:
        return
    added = order.weights(explained.conditions) * explained.features
    pairs = sorted(zip(FEATURES, added.tolist(), strict=True), key=lambda one: -abs(one[1]))
    yield from (f"{name} {value:+.2f}" for name, value in pairs if value)
