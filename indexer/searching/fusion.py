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
    if not window.limit or window.offset >= DEPTH:
        return window
    return window.moved(0, max(DEPTH, window.offset + window.limit))


def ordered(found: Hits, cosines: Cosines | None, window: Window, weight: float) -> Hits:
    """Order the hits of the widened window anew, and return those of the window.

    Pinned hits stay first. Without cosines the order stays as it is.
    """
    if widened(window) is window:
        return found
    hits = found.hits
    if cosines is not None:
        pinned = [hit for hit in hits if hit.id in found.pinned]
        head = [hit for hit in hits[:DEPTH] if hit.id not in found.pinned]
        head = [*fused(head, cosines.of([hit.id for hit in head]), weight)]
        hits = (*pinned, *head, *hits[DEPTH:])
    end = window.offset + window.limit
    others = found.others if end >= found.total else ()
    return replace(found, hits=hits[window.offset : end], others=others)


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


def fused(hits: Sequence[Hit], cosines: npt.NDArray[np.float32], weight: float) -> tuple[Hit, ...]:
    """Order hits by the sum of their standard scores by words and by meaning.

    Lee, "Analyses of multiple evidence combination", SIGIR 1997, with standard scores.

    Args:
        hits: The hits, best first.
        cosines: Their cosines with the query, `nan` where there is none.
        weight: Weight of the standard score of the cosine.
    """
    words = _standard(np.array([hit.score for hit in hits], np.float64))
    total = words + weight * _standard(cosines.astype(np.float64))
    return tuple(hits[place] for place in np.argsort(-total, kind="stable"))


def _standard(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return standard scores; `nan` and values without variance score 0."""
    known = ~np.isnan(values)
    deviation = values[known].std() if known.any() else 0.0
    if not deviation:
        return np.zeros_like(values)
    return np.where(known, (values - values[known].mean()) / deviation, 0.0)
