"""The engine on a cluster of OpenSearch, for who outgrows one machine.

It gives the answers of the embedded engine. The cluster finds the hits, scored by
`indexer.ranking.formula`, and counts facets; the best hits are put in order here, from their stored
texts, by the code of the embedded engine. Word lists, manifests and lexicons lie in the cluster
too, so that several machines need no shared disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from indexer.engines.base import GenerationInfo, OtherSchemaError
from indexer.engines.generations import KEPT_GENERATIONS
from indexer.engines.opensearch.catalogue import Catalogue
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.files import Files
from indexer.engines.opensearch.folding import is_worth_folding
from indexer.engines.opensearch.lexicons import Lexicons
from indexer.engines.opensearch.lock import WriterLock
from indexer.engines.opensearch.settings import OpenSearchSettings
from indexer.engines.opensearch.snapshot import OpenSearchSnapshot
from indexer.engines.opensearch.verification import verified
from indexer.engines.opensearch.writer import OpenSearchWriter
from indexer.model.fields import SCHEMA_VERSION


class OpenSearchEngine:
    """Generations in a cluster; see `indexer.engines.base.Engine`."""

    def __init__(
        self, settings: OpenSearchSettings, folder: Path, kept: int = KEPT_GENERATIONS
    ) -> None:
        """Open the engine, without asking the cluster.

        Args:
            settings: The settings.
            folder: Folder to which the files in the settings are relative.
            kept: Number of generations to keep, the served one included.
        """
        self._cluster = Cluster(settings, folder)
        self._catalogue = Catalogue(self._cluster, kept)
        self._files = Files(self._cluster, self._catalogue.meta)
        self._lexicons = Lexicons(self._files)

    def writer(
        self, analyzer_version: str, resources: Mapping[str, bytes], *, fresh: bool = False
    ) -> OpenSearchWriter:
        return OpenSearchWriter(
            self._cluster, self._catalogue, self._lexicons, analyzer_version, resources, fresh
        )

    def compact(self) -> GenerationInfo | None:
        manifest = self._catalogue.manifest(self._catalogue.served(at_once=True))
        if not is_worth_folding(manifest) or manifest.info.schema_version != SCHEMA_VERSION:
            return None
        resources = self._files.read(manifest.info.id, "resource")
        with self.writer(manifest.info.analyzer_version, resources) as writer:
            return writer.fold()

    def snapshot(self, generation: str | None = None) -> OpenSearchSnapshot:
        wanted = self._catalogue.served(at_once=True) if generation is None else generation
        manifest = self._catalogue.manifest(wanted)
        if manifest.info.schema_version != SCHEMA_VERSION:
            raise OtherSchemaError(
                f"generation {wanted} is of schema {manifest.info.schema_version}, and this "
                f"version of Bahith reads schema {SCHEMA_VERSION}: run `indexer build` with the "
                "same sources"
            )
        documents = self._catalogue.documents(manifest)
        return OpenSearchSnapshot(documents, manifest, self._files, self._lexicons)

    def generation(self) -> str:
        return self._catalogue.served()

    def info(self) -> GenerationInfo:
        return self._catalogue.manifest(self._catalogue.served(at_once=True)).info

    def verify(self) -> Sequence[str]:
        snapshot = self.snapshot()
        return verified(self._cluster, snapshot)

    def rollback(self, generation: str | None = None) -> GenerationInfo:
        self._catalogue.served(at_once=True)
        lock = WriterLock(self._cluster, self._catalogue.meta)
        lock.take()
        try:
            return self._catalogue.rollback(generation)
        finally:
            lock.release()

    def generations(self) -> Iterator[GenerationInfo]:
        return (manifest.info for manifest in self._catalogue.manifests())
