"""LRU cache of result pages, keyed by generation, version of the query lists, and request."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from cachetools import LRUCache

from indexer.ranking.parameters import DEFAULT_RANKING, Ranking
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from indexer.searching.result import ResultPage
from indexer.searching.result_page import TIME_LIMIT, search
from indexer.timings import observed

NEWEST = 5
"""Articles of `Answers.newest`."""

SIZE = 32 << 20
"""Default size in bytes (estimated): about 150 pages of ten articles of 1,000 words."""

_PAGE_OVERHEAD = 4000  # estimated bytes of a page beside its article texts


class Answers:
    """Answer search requests through an LRU cache. Safe to share between threads.

    Args:
        size: Capacity in bytes (estimated); 0 disables caching.
        ranking: See `indexer.searching.result_page.search`.
        seconds: Time limit of a search.

    Attributes:
        ranking: The ranking that all answers use.
        ranking_version: Its version, which is a digest of all its parameters.
    """

    def __init__(
        self, size: int = SIZE, ranking: Ranking = DEFAULT_RANKING, seconds: float = TIME_LIMIT
    ) -> None:
        self.ranking = ranking
        self.ranking_version = ranking.version
        self._seconds = seconds
        self._cache: LRUCache[tuple[str, str, SearchRequest], ResultPage] = LRUCache(size, _size)
        self._newest: tuple[tuple[str, str], ResultPage] | None = None
        self._lock = threading.Lock()

    def search(self, request: SearchRequest, index: OpenIndex) -> ResultPage:
        """Return the result page of a request, from the cache if it is there.

        Partial pages are never cached. `took_ms` of a cached page is the time of the look-up.
        """
        page = self._cached_or_computed(request, index)
        if request.q:
            observed().found = page.total
        return page

    def newest(self, index: OpenIndex) -> ResultPage:
        """Return the newest articles, with the counts of all articles by the values of each facet.

        They are found once for a generation, whatever the size of the cache.
        """
        key = (index.snapshot.info.id, index.version)
        kept = self._newest
        if kept is not None and kept[0] == key:
            return kept[1]
        page = self.search(SearchRequest(per_page=NEWEST), index)
        if not page.partial:
            self._newest = key, page
        return page

    def _cached_or_computed(self, request: SearchRequest, index: OpenIndex) -> ResultPage:
        begun = time.perf_counter()
        key = (index.snapshot.info.id, index.version, request)
        with self._lock:
            cached = self._cache.get(key)
        if cached is not None:
            return replace(cached, took_ms=(time.perf_counter() - begun) * 1000)
        page = search(request, index, self.ranking, self._seconds)
        if not page.partial and _size(page) <= self._cache.maxsize:
            with self._lock:
                self._cache[key] = page
        return page


def _size(page: ResultPage) -> int:
    """Estimate the bytes of a page in memory: CPython stores an Arabic letter in two."""
    return _PAGE_OVERHEAD + sum(2 * len(result.article.body) for result in page.results)
