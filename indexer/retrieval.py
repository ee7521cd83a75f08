"""Retrieval: a parsed query → its hits, as readers, scripts and evaluations get them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.engines.base import Filters, Hits, Snapshot, Window
from indexer.query_parser import ParsedQuery


@dataclass(frozen=True, slots=True)
class Retrieved:
    """`wanted`: how many of the words every hit has at least."""

    hits: Hits
    wanted: int


def retrieve(
    parsed: ParsedQuery,
    snapshot: Snapshot,
    window: Window,
    filters: Filters,
    facets: Sequence[str] = (),
    *,
    exact: bool = False,
) -> Retrieved:
    """The hits with all of the words or, unless `exact`, if there are none, with as many of them as
    possible."""
    words = len(parsed.wanted)
    hits = snapshot.search(parsed.query(), filters, window, facets)
    if hits.total or words < 2 or exact:
        return Retrieved(hits, words)
    for least in range(words - 1, 0, -1):
        fewer = snapshot.search(parsed.query(least), filters, window, facets)
        if fewer.total:
            return Retrieved(fewer, least)
    return Retrieved(hits, words)
