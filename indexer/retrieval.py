"""Retrieval: a parsed query → its hits, as readers, scripts and evaluations get them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.engines.base import Filters, Hits, Snapshot, Window
from indexer.expansion import Also
from indexer.open_index import OpenIndex
from indexer.query import Query
from indexer.query_parser import ParsedQuery, parse_query

FILL = 10
"""Where fewer articles hold all words, the best of those that hold some follow them. On our judged
questions nDCG@10 is .09 above that of all words alone; to ask step by step for one word less gives
.01 to .02 less (docs/relevance.md)."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as it is searched, and what its words were also searched as."""

    parsed: ParsedQuery
    also: tuple[Also, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """`wanted`: how many of the words every hit has at least. `whole`: how many of all hits have
    all of them; by relevance they come first."""

    hits: Hits
    wanted: int
    whole: int


def understand(text: str, index: OpenIndex, *, exact: bool = False) -> Understood:
    """What a reader typed; unless `exact`, with what staff's lists say that it also means."""
    parsed = parse_query(text, index.analyzer)
    if exact:
        return Understood(parsed)

    def is_there(query: Query) -> bool:
        return index.snapshot.search(query, Filters(), Window(limit=0, sort="-date")).total > 0

    return Understood(*index.expander.expand(parsed, is_there))


def retrieve(
    parsed: ParsedQuery,
    snapshot: Snapshot,
    window: Window,
    filters: Filters,
    facets: Sequence[str] = (),
    *,
    exact: bool = False,
) -> Retrieved:
    """The hits with all of the words and, unless `exact`, if they are few, those with some of them;
    in another order than that of relevance, which some would drown, only if there are none, and
    with as many of the words as possible."""
    words = len(parsed.wanted)
    hits = snapshot.search(parsed.query(), filters, window, facets)
    if hits.total >= FILL or words < 2 or exact:
        return Retrieved(hits, words, hits.total)
    if window.sort != "relevance":
        return _with_most(parsed, snapshot, window, filters, facets, hits)
    some = snapshot.search(parsed.query(1), filters, replace(window, limit=0), facets)
    if some.total == hits.total:
        return Retrieved(hits, words, hits.total)
    left = replace(
        window,
        offset=max(0, window.offset - hits.total),
        limit=window.limit - len(hits.hits),
    )
    others = snapshot.search(parsed.not_all(), filters, left)
    together = Hits(total=some.total, hits=hits.hits + others.hits, facets=some.facets)
    return Retrieved(together, wanted=1, whole=hits.total)


def _with_most(
    parsed: ParsedQuery,
    snapshot: Snapshot,
    window: Window,
    filters: Filters,
    facets: Sequence[str],
    whole: Hits,
) -> Retrieved:
    """The hits with all of the words or, if there are none, with as many as possible."""
    words = len(parsed.wanted)
    if not whole.total:
        for least in range(words - 1, 0, -1):
            fewer = snapshot.search(parsed.query(least), filters, window, facets)
            if fewer.total:
                return Retrieved(fewer, least, 0)
    return Retrieved(whole, words, whole.total)
