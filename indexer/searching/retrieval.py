"""Retrieval: a parsed query → its hits, as readers, scripts and evaluations get them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.budget import UNLIMITED, Budget
from indexer.engines.base import Filters, Hits, Snapshot, Window
from indexer.model.query import Ids, Or, Query
from indexer.searching.expansion import Also
from indexer.searching.open_index import OpenIndex
from indexer.searching.query_parser import ParsedQuery, parse_query

FILL = 10
"""Where fewer articles hold all words, the best of those that hold some follow them. On our judged
questions nDCG@10 is .09 above that of all words alone; to ask step by step for one word less gives
.01 to .02 less (docs/relevance.md)."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as it is searched, what its words were also searched as, and the ids of the articles
    that staff put first for it."""

    parsed: ParsedQuery
    also: tuple[Also, ...] = ()
    pinned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """`wanted`: how many of the words every hit has at least. `whole`: how many of all hits have
    all of them; by relevance they come first, after those that are `pinned`, which count among
    them."""

    hits: Hits
    wanted: int
    whole: int
    pinned: tuple[str, ...] = ()


def understand(
    text: str, index: OpenIndex, *, strict: bool = False, budget: Budget = UNLIMITED
) -> Understood:
    """What a reader typed; unless `strict`, with what staff's lists say that it also means."""
    parsed = parse_query(text, index.analyzer)
    if strict:
        return Understood(parsed)

    def is_there(query: Query) -> bool:
        window = Window(limit=0, sort="-date", budget=budget)
        return index.snapshot.search(query, Filters(), window).total > 0

    expanded, also = index.expander.expand(parsed, is_there)
    return Understood(expanded, also, index.expander.pinned(text))


def retrieve(
    understood: Understood,
    snapshot: Snapshot,
    window: Window,
    filters: Filters,
    facets: Sequence[str] = (),
    *,
    strict: bool = False,
) -> Retrieved:
    """The hits of a query, by relevance after the articles that staff put first."""
    parsed = understood.parsed
    if not understood.pinned or window.sort != "relevance":
        return _retrieved(parsed, snapshot, window, filters, facets, strict)
    ids = Ids(understood.pinned)
    found = snapshot.search(ids, filters, Window(limit=len(ids.ids), sort="-date")).hits
    if not found:
        return _retrieved(parsed, snapshot, window, filters, facets, strict)
    first = sorted(found, key=lambda hit: ids.ids.index(hit.id))
    shown = tuple(first[window.offset : window.offset + window.limit])
    left = replace(
        window,
        offset=max(0, window.offset - len(first)),
        limit=window.limit - len(shown),
    )
    without = replace(parsed, excluded=(*parsed.excluded, ids))
    rest = _retrieved(without, snapshot, left, filters, (), strict)
    matching = parsed.query(rest.wanted if rest.wanted < len(parsed.wanted) else None)
    counted = snapshot.search(Or((matching, ids)), filters, replace(window, limit=0), facets)
    return Retrieved(
        Hits(len(first) + rest.hits.total, shown + rest.hits.hits, counted.facets),
        rest.wanted,
        len(first) + rest.whole,
        tuple(hit.id for hit in first),
    )


def _retrieved(
    parsed: ParsedQuery,
    snapshot: Snapshot,
    window: Window,
    filters: Filters,
    facets: Sequence[str],
    strict: bool,
) -> Retrieved:
    """The hits with all of the words and, unless `strict`, if they are few, those with some of
    them; in another order than that of relevance, which some would drown, only if there are none,
    and with as many of the words as possible."""
    words = len(parsed.wanted)
    hits = snapshot.search(parsed.query(), filters, window, facets)
    if hits.total >= FILL or words < 2 or strict or window.budget.is_spent():
        return Retrieved(hits, words, hits.total)
    if window.sort != "relevance":
        return _with_most(parsed, snapshot, window, filters, facets, hits)
    if hits.total and _are_enough(parsed, snapshot, window, filters):
        return Retrieved(hits, words, hits.total)
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


def _are_enough(parsed: ParsedQuery, snapshot: Snapshot, window: Window, filters: Filters) -> bool:
    """Whether without filters there are so many with all words that no others follow: then no
    others do behind a filter either, whose count was of those alone."""
    if not any((*filters.values.values(), filters.first, filters.last)):
        return False
    return snapshot.search(parsed.query(), Filters(), replace(window, limit=0)).total >= FILL


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
