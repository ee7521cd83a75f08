"""Answers: recent answers, by generation and request, so that what many ask is answered once."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from cachetools import LRUCache

from indexer.ranking.parameters import USUAL, Ranking
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from indexer.searching.result import ResultPage
from indexer.searching.result_page import TIME_LIMIT, search
from indexer.timings import observed

SIZE = 32 << 20
"""Bytes of answers that are kept, about: some 150 pages of ten articles of 1,000 words."""

_OVERHEAD = 4000  # bytes of a page beside its texts, about


class Answers:
    """The most recent answers, up to `size` bytes; with 0, none.

    `ranking` and `seconds`: as in `indexer.searching.result_page.search`.
    """

    def __init__(
        self, size: int = SIZE, ranking: Ranking = USUAL, seconds: float = TIME_LIMIT
    ) -> None:
        self.ranking = ranking
        self._seconds = seconds
        self._kept: LRUCache[tuple[str, str, SearchRequest], ResultPage] = LRUCache(size, _size)
        self._lock = threading.Lock()

    def search(self, request: SearchRequest, index: OpenIndex) -> ResultPage:
        """The answer to a request, as `search` gives it."""
        page = self._kept_or_made(request, index)
        if request.q:
            observed().found = page.total
        return page

    def _kept_or_made(self, request: SearchRequest, index: OpenIndex) -> ResultPage:
        begun = time.perf_counter()
        key = (index.snapshot.info.id, index.expander.version, request)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None:
            return replace(kept, took_ms=(time.perf_counter() - begun) * 1000)
        page = search(request, index, self.ranking, self._seconds)
        if not page.partial and _size(page) <= self._kept.maxsize:
            with self._lock:
                self._kept[key] = page
        return page


def _size(page: ResultPage) -> int:
    """Two bytes for each Arabic letter."""
    return _OVERHEAD + sum(2 * len(result.article.body) for result in page.results)
