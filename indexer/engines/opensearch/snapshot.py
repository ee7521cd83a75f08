"""A snapshot of a generation in the cluster."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from indexer.engines.base import Filters, GenerationInfo, Hit, Hits, Matches, Window
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.catalogue import Manifest
from indexer.engines.opensearch.documents import Documents
from indexer.engines.opensearch.files import Files
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.engines.opensearch.lexicons import Lexicons
from indexer.engines.opensearch.queries.counts import Counts
from indexer.engines.opensearch.queries.generation import Generation
from indexer.engines.opensearch.queries.pages import Marker, Pages
from indexer.engines.opensearch.queries.search import Search
from indexer.engines.opensearch.stored import article_of, key_of
from indexer.model.article import Article
from indexer.model.query import Coordinated, Leaf, Query

ARTICLES_PAGE = 200
DIGESTS_PAGE = 10_000
"""Documents read by one request."""


class OpenSearchSnapshot:
    """A generation, whose documents never change; see `indexer.engines.base.Snapshot`."""

    def __init__(
        self, documents: Documents, manifest: Manifest, files: Files, lexicons: Lexicons
    ) -> None:
        """Open a generation; nothing is read before it is needed.

        Args:
            documents: Its documents.
            manifest: Its manifest.
            files: The files of all generations.
            lexicons: Their lexicons.
        """
        self._documents = documents
        self._manifest = manifest
        self._files = files
        self._lexicons = lexicons
        self._pages = Pages(documents)
        self._opening = threading.Lock()
        self._marker: tuple[Sequence[Leaf], Marker] | None = None

    @property
    def info(self) -> GenerationInfo:
        return self._manifest.info

    @property
    def indexes(self) -> Sequence[str]:
        """Return the names of the indexes that its documents lie in."""
        return self._documents.indexes

    def search(
        self,
        query: Query | Coordinated,
        filters: Filters,
        window: Window,
        facets: Sequence[str] = (),
    ) -> Hits:
        asked = Coordinated.of(query)
        if window.budget.is_spent() and asked.parts:
            return Hits(0, (), dict.fromkeys(facets, ()))
        hits = Search(self._opened, asked, filters, window).hits(facets)
        self._pages.add([*hits.hits, *hits.others])
        return hits

    def counts(self, queries: Sequence[Query]) -> Sequence[int]:
        counts = self._opened.counts
        found = counts.of(queries, counts.filterer(queries))
        return [found[query] for query in queries]

    def article(self, article_id: str) -> Article | None:
        body = {"query": {"ids": {"values": [key_of(article_id)]}}, "_source": ["article"]}
        hits = self._documents.search(body)["hits"]["hits"]
        return article_of(hits[0]["_source"]) if hits else None

    def with_address(self, address: str) -> Sequence[str]:
        query = {"bool": {"filter": [{"term": {"addresses": address}}]}}
        return [row["id"][0] for row in self._rows(query, ["id"])]

    def read(self, hit: Hit) -> Article:
        return self._pages.stored(hit).article

    def read_all(self, hits: Sequence[Hit]) -> Sequence[Article]:
        return [self.read(hit) for hit in hits]

    def matches(
        self, hits: Sequence[Hit], leaves: Sequence[Leaf]
    ) -> Sequence[Mapping[str, Matches]]:
        marker = self._marker
        if marker is None or marker[0] is not leaves:
            marker = leaves, Marker(self._opened.lexicon, leaves)
            if isinstance(leaves, tuple):  # a list could change
                self._marker = marker
        return [marker[1].matches(self._pages.stored(hit)) for hit in hits]

    def articles(self) -> Iterator[Article]:
        body = {"query": {"match_all": {}}, "size": ARTICLES_PAGE, "_source": ["article"]}
        return (article_of(hit["_source"]) for hit in self._all(body))

    def digests(self) -> Mapping[str, str]:
        rows = self._rows({"match_all": {}}, ["id", "digest"])
        return {row["id"][0]: row["digest"][0] for row in rows}

    def forms(self) -> Mapping[str, int]:
        return self._opened.lexicon.frequencies()

    def resources(self) -> Mapping[str, bytes]:
        return self._files.read(self.info.id, "resource")

    def close(self) -> None:
        """Nothing is held open."""

    def _rows(self, query: Json, fields: Sequence[str]) -> Iterator[Json]:
        """Yield stored values of all documents that match a query."""
        body = {"query": query, "size": DIGESTS_PAGE, "_source": False, "docvalue_fields": fields}
        return (hit["fields"] for hit in self._all(body))

    def _all(self, body: Json) -> Iterator[Json]:
        """Yield all hits of a search in the order in which their documents were added."""
        for hits in self._documents.pages({**body, "sort": ["number"]}):
            yield from hits

    @property
    def _opened(self) -> Generation:
        with self._opening:
            return self._generation

    @cached_property
    def _generation(self) -> Generation:
        lexicon = Lexicon(self._lexicons.layers(self._manifest.parts))
        counts = Counts(self._documents, lexicon)
        return Generation(self._documents, self._manifest.statistics, lexicon, counts)
