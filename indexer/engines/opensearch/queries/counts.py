"""How many documents of a generation match a leaf or a query, asked for once and kept."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from cachetools import LRUCache

from indexer.engines.arrays.evaluator import ScoredLeaf, TermLeaf
from indexer.engines.opensearch.documents import Documents
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.engines.opensearch.queries.leaf_query import NOTHING, Nearby, all_of
from indexer.engines.opensearch.queries.nearby import nearby
from indexer.engines.opensearch.queries.scored_leaves import scored_leaves
from indexer.engines.opensearch.queries.tree_query import Filterer
from indexer.model.query import Near, Query, Similar

Counted = ScoredLeaf | Query
"""What has a number of documents."""

KEPT_COUNTS = 100_000
"""Counts kept of a generation, about 200 bytes each."""

KEPT_NEARBY = 100
"""Proximity matches whose frequencies are kept."""


class Counts:
    """The counts of a generation, which never change. Safe to share between threads."""

    def __init__(self, documents: Documents, lexicon: Lexicon) -> None:
        """Count the documents of a generation.

        Args:
            documents: The documents.
            lexicon: Their forms.
        """
        self._documents = documents
        self._lexicon = lexicon
        self._counts: LRUCache[Counted, int] = LRUCache(KEPT_COUNTS)
        self._nearby: LRUCache[Near, Nearby] = LRUCache(KEPT_NEARBY)
        self._lock = threading.Lock()

    def filterer(self, queries: Iterable[Query | Similar]) -> Filterer:
        """Return a maker of filters for some queries."""
        found: dict[Near, Nearby] = {}
        for leaf in {leaf for query in queries for leaf in scored_leaves(query)}:
            if isinstance(leaf, Near):
                with self._lock:
                    known = self._nearby.get(leaf)
                if known is None:
                    known = nearby(self._documents, leaf, self._lexicon)
                found[leaf] = known
                with self._lock:
                    self._nearby[leaf] = known
        return Filterer(self._lexicon, found)

    def of(self, wanted: Iterable[Counted], filterer: Filterer) -> Mapping[Counted, int]:
        """Return the counts of leaves and queries; all that are not known need one request."""
        counts: dict[Counted, int] = {}
        asked = {}
        for one in dict.fromkeys(wanted):
            with self._lock:
                known = self._counts.get(one)
            if known is not None:
                counts[one] = known
                continue
            is_leaf = isinstance(one, TermLeaf | Similar)
            query = filterer.leaf(one) if is_leaf else filterer.filter(one)  # type: ignore[arg-type]
            if query == NOTHING:
                counts[one] = 0
            else:
                asked[one] = {"query": all_of([query]), "size": 0, "track_total_hits": True}
        answers = self._documents.search_each([*asked.values()])
        for one, answer in zip(asked, answers, strict=True):
            counts[one] = answer["hits"]["total"]["value"]
        with self._lock:
            self._counts.update(counts)
        return counts
