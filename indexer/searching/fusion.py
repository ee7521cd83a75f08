"""Words and meaning together: the order of hits, and what is near in meaning alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from indexer.engines.base import Filters, Hit, Hits, Snapshot, Window
from indexer.model.query import And, Ids, Not, Query
from indexer.semantic.meaning import Cosines

DEPTH = 100
"""Best hits by words that are ordered anew, so that pages and cursors agree on the rest."""

NEAREST = 10
"""Nearest articles in meaning, which follow the last hit if they are no hits."""


def widened(window: Window) -> Window:
    """Return the window of hits that must be known for the order of those in a window."""
    if not _is_ordered(window):
        return window
    return window.moved(0, max(DEPTH, window.offset + window.limit))


def ordered(found: Hits, cosines: Cosines | None, window: Window, weight: float) -> Hits:
    """Order the hits of the widened window anew, and return those of the window.

    Pinned hits stay first. Without cosines the order stays as it is.
    """
    if not _is_ordered(window):
        return found
    hits = found.hits
    if cosines is not None:
        pinned = [hit for hit in hits if hit.id in found.pinned]
        head = [hit for hit in hits[:DEPTH] if hit.id not in found.pinned]
        head = [*fused(head, cosines.prominence([hit.id for hit in head]), weight)]
        hits = (*pinned, *head, *hits[DEPTH:])
    end = window.offset + window.limit
    others = found.others if end >= found.total else ()
    return replace(found, hits=hits[window.offset : end], others=others)


def _is_ordered(window: Window) -> bool:
    """Return whether a window shows any of the hits that are ordered anew."""
    return bool(window.limit) and window.offset < DEPTH


def near(
    found: Hits,
    cosines: Cosines,
    excluded: Sequence[Query],
    filters: Filters,
    snapshot: Snapshot,
) -> tuple[Hit, ...]:
    """Return the nearest articles that pass the filters and are neither hits nor others.

    Args:
        found: All hits of the query.
        cosines: The cosines of the articles with the query.
        excluded: Queries whose documents are left out.
        filters: Filters of the articles.
        snapshot: The generation.
    """
    known = {hit.id for hit in (*found.hits, *found.others)}
    ids = tuple(id_ for id_ in cosines.nearest(NEAREST) if id_ not in known)
    if not ids:
        return ()
    query = And((Ids(ids), *map(Not, excluded)))
    by_id = {hit.id: hit for hit in snapshot.search(query, filters, Window(limit=len(ids))).hits}
    return tuple(by_id[id_] for id_ in ids if id_ in by_id)


def fused(
    hits: Sequence[Hit], prominence: npt.NDArray[np.float64], weight: float
) -> tuple[Hit, ...]:
    """Order hits by the sum of their scores by words and their prominence by meaning.

    The scores of the learned order are logarithms of odds, up to a constant (`indexer.evaluation.
    listwise`), so that a weighted sum is a product of odds. A hit without a vector counts as the
    mean of the others.

    Args:
        hits: The hits, best first.
        prominence: How far their cosines with the query stand out, `nan` where there is none.
        weight: Weight of the prominence.
    """
    known = ~np.isnan(prominence)
    mean = prominence[known].mean() if known.any() else 0.0
    words = np.array([hit.score for hit in hits], np.float64)
    total = words + weight * np.where(known, prominence, mean)
    return tuple(hits[place] for place in np.argsort(-total, kind="stable"))
