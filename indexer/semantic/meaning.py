"""Exact search of the nearest articles by their vectors."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from cachetools import LRUCache

from indexer.semantic.embedder import Embedder, EmbedderError, Vector
from indexer.semantic.vector_file import Records, record_type

CACHED_QUERIES = 256
"""Vectors of queries kept in the cache."""

BLOCK = 4096
"""Vectors converted to 32 bits at once, so that they stay in the processor's cache."""

UNKNOWN = np.float32(-2)
"""The cosine of an article without a vector."""

LEAST_NEAR = 3.8
"""Standard deviations above the mean cosine from which an article is near.

With four passages of e5 and 1,050 long articles, the nearest to six queries of letters without
meaning lie at 3.5 to 3.7 (2026-12-01); with title and lead alone at 2.8 to 3.8.
"""

_log = logging.getLogger(__name__)


class Meaning:
    """The vectors of a generation's articles, with the embedder of queries.

    Safe to share between threads.

    Args:
        embedder: The embedder that made the vectors.
        records: The records of its folder; None if there are none.
        keys: The key of each article, by id.
        weight: See `indexer.searching.fusion.fused`.
        version: Version of the records and of how they are used.
        fault: Why the vectors cannot be used, or "".
    """

    def __init__(
        self,
        embedder: Embedder,
        records: Records | None,
        keys: Mapping[str, int],
        weight: float,
        version: str,
        fault: str = "",
    ) -> None:
        self.version = version
        self.fault = fault
        self.weight = weight
        self._embedder = embedder
        self._lock = threading.Lock()
        self._queries: LRUCache[str, Vector] = LRUCache(CACHED_QUERIES)
        self._ids = tuple(keys)
        self._numbers = {id_: number for number, id_ in enumerate(self._ids)}
        if records is None:
            records = np.empty(0, record_type(0))
        articles = _positions(records["article"], np.array([*keys.values()], np.uint64))
        rows = np.flatnonzero(articles >= 0)
        rows = rows[np.argsort(articles[rows], kind="stable")]
        self._articles, self._firsts = np.unique(articles[rows], return_index=True)
        self._values = records["values"][rows]
        self._scales = records["scale"][rows]

    @property
    def articles(self) -> int:
        """Return the number of articles that have vectors."""
        return len(self._articles)

    def cosines(self, text: str) -> Cosines | None:
        """Compare a query with all articles; return None if it cannot be embedded now."""
        if not self.articles:
            return None
        with self._lock:
            vector = self._queries.get(text)
        if vector is None:
            try:
                vector = self._embedder.query(text)
            except EmbedderError as error:
                _log.warning("searched by words alone: %s", error)
                return None
            with self._lock:
                self._queries[text] = vector
        if vector.shape != self._values.shape[1:]:
            _log.warning("searched by words alone: the model's vectors have another dimension")
            return None
        found = np.full(len(self._ids), UNKNOWN)
        found[self._articles] = np.maximum.reduceat(self._products(vector), self._firsts)
        return Cosines(self._ids, self._numbers, found)

    def _products(self, vector: Vector) -> npt.NDArray[np.float32]:
        """Return the dot product of each passage with a vector."""
        products = np.empty(len(self._values), np.float32)
        for start in range(0, len(products), BLOCK):
            block = self._values[start : start + BLOCK].astype(np.float32)
            np.dot(block, vector, out=products[start : start + BLOCK])
        products *= self._scales
        return products


class Cosines:
    """The cosine of each article with a query."""

    def __init__(
        self,
        ids: Sequence[str],
        numbers: Mapping[str, int],
        values: npt.NDArray[np.float32],
    ) -> None:
        self._ids = ids
        self._numbers = numbers
        self._values = values
        known = values[values != UNKNOWN]
        self._mean, self._deviation = float(known.mean()), float(known.std())

    def of(self, ids: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the cosines of articles, `nan` for those without a vector."""
        values = self._values[[self._numbers[id_] for id_ in ids]]
        return np.where(values == UNKNOWN, np.float32(np.nan), values)

    def prominence(self, ids: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return how far articles stand out: deviations of their cosines above the mean of all.

        Those without a vector have `nan`.
        """
        return (self.of(ids).astype(np.float64) - self._mean) / (self._deviation or 1.0)

    def nearest(self, count: int) -> tuple[str, ...]:
        """Return the ids of the nearest articles that are near, nearest first.

        Ties are in order of addition.
        """
        least = self._mean + LEAST_NEAR * self._deviation
        order = np.argsort(-self._values, kind="stable")[:count]
        return tuple(self._ids[number] for number in order if self._values[number] >= least)


def _positions(
    values: npt.NDArray[np.uint64], among: npt.NDArray[np.uint64]
) -> npt.NDArray[np.int64]:
    """Return the position of each value among others, -1 where it is not there."""
    if not len(among):
        return np.full(len(values), -1)
    order = np.argsort(among, kind="stable")
    places = np.searchsorted(among[order], values).clip(max=len(among) - 1)
    return np.where(among[order][places] == values, order[places], -1)
