"""Cross-validation of the learned order: each query is ordered by weights fitted to others."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Hashable, Sequence

from indexer.evaluation.listwise import JudgedQuery, fit, ndcg_with
from indexer.ranking.order import Order

FOLDS = 5
"""Parts of the queries; each is ordered by weights fitted to the other four."""


def fold(query: JudgedQuery) -> int:
    """Return the part of a query; all queries for an article are in the same one."""
    return zlib.crc32(query.group.encode()) % FOLDS


def held_out(
    queries: Sequence[JudgedQuery],
    part: Callable[[JudgedQuery], Hashable],
    learn: Callable[[Sequence[JudgedQuery]], Order] = fit,
) -> list[float]:
    """Return nDCG@10 of each query, in the order that the queries of all other parts teach.

    Args:
        queries: The queries.
        part: Returns the part of a query.
        learn: Fits an order to queries.
    """
    parts = [part(query) for query in queries]
    orders = {
        own: learn([one for one, other in zip(queries, parts, strict=True) if other != own])
        for own in dict.fromkeys(parts)
    }
    return [ndcg_with(orders[own], one) for one, own in zip(queries, parts, strict=True)]
