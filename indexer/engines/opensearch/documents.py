"""The documents of a generation, which lie in one index of the cluster or in several.

An update adds an index of what is new. Documents of the indexes before it that were replaced or
deleted stay in their frozen index, and no search sees them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.cluster import Cluster


class Documents:
    """The documents of some indexes but for deleted ones.

    Attributes:
        indexes: Names of the indexes.
    """

    def __init__(self, cluster: Cluster, indexes: Sequence[str], deleted: Collection[int]) -> None:
        """Name the documents; nothing is read.

        Args:
            cluster: The cluster.
            indexes: Names of the indexes.
            deleted: Numbers of the documents in them that are not of the generation.
        """
        self.indexes = tuple(indexes)
        self._cluster = cluster
        self._names = ",".join(indexes)
        self._deleted = {"terms": {"number": sorted(deleted)}} if deleted else None

    def search(self, body: Json) -> Json:
        """Search all documents; see `Cluster.search`."""
        return self._cluster.search(self._names, self._among_live(body))

    def search_each(self, bodies: Sequence[Json]) -> list[Json]:
        """Search all documents by several bodies in one request."""
        return self._cluster.search_each(self._names, [*map(self._among_live, bodies)])

    def pages(self, body: Json) -> Iterator[list[Json]]:
        """Yield all hits of a search, a page at a time; see `Cluster.pages`."""
        return self._cluster.pages(self._names, self._among_live(body))

    def _among_live(self, body: Json) -> Json:
        """Return the body of a search that leaves deleted documents out; scores stay."""
        if self._deleted is None:
            return body
        query = {"bool": {"must": [body["query"]], "must_not": [self._deleted]}}
        return {**body, "query": query}
