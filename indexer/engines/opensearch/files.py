"""Files kept with a generation, as documents of the meta index."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from opensearchpy import helpers

from indexer.engines.base import EngineError
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.stored import key_of

FileKind = Literal["resource", "lexicon"]
"""Kind of a file: a word list or what a build keeps, or the lexicon."""

PART_SIZE = 4 << 20
"""Bytes of a file in one document; a request of the cluster may have 100 MB."""

LEXICON = "layer"
"""Name of the file with the layer of the lexicon that a generation adds."""

PAGE = 10
"""Parts read by one request."""


class Files:
    """The files of all generations."""

    def __init__(self, cluster: Cluster, meta: str) -> None:
        """Keep files in the meta index.

        Args:
            cluster: The cluster.
            meta: Name of the meta index.
        """
        self._cluster = cluster
        self._meta = meta

    def write(self, generation: str, kind: FileKind, files: Mapping[str, bytes]) -> None:
        """Store files of a generation."""
        parts = [
            {
                "_index": self._meta,
                "_id": key_of(f"{generation}/{kind}/{name}/{part}"),
                "_source": {
                    "kind": kind,
                    "generation": generation,
                    "name": name,
                    "part": part,
                    "content": base64.b64encode(content[begin : begin + PART_SIZE]).decode(),
                },
            }
            for name, content in files.items()
            for part, begin in enumerate(range(0, max(len(content), 1), PART_SIZE))
        ]
        self._cluster.write(
            lambda client: helpers.bulk(client, parts, max_chunk_bytes=2 * PART_SIZE, refresh=True)
        )

    def read(self, generation: str, kind: FileKind) -> dict[str, bytes]:
        """Return the files of a kind of a generation, by name."""
        files: dict[str, bytes] = {}
        for hit in self._parts({"generation": generation, "kind": kind}):
            source = hit["_source"]
            before = files.get(source["name"], b"")
            files[source["name"]] = before + base64.b64decode(source["content"])
        return files

    def lexicons(self, generations: Sequence[str]) -> dict[str, bytes]:
        """Return the layer of the lexicon that was written with each of some generations.

        Raises:
            EngineError: One of them is not there.
        """
        layers: dict[str, bytes] = {}
        for generation in generations:
            files = self.read(generation, "lexicon")
            if LEXICON not in files:
                raise EngineError(
                    f"generation {generation} is damaged (no lexicon): run `indexer build --fresh`"
                )
            layers[generation] = files[LEXICON]
        return layers

    def _parts(self, wanted: Mapping[str, str]) -> Iterator[Json]:
        """Yield the parts of files, in order of names and parts."""
        body: Json = {
            "query": {"bool": {"filter": [{"term": {key: one}} for key, one in wanted.items()]}},
            "size": PAGE,
            "sort": ["name", "part"],
        }
        for hits in self._cluster.pages(self._meta, body):
            yield from hits
