"""The vectors of a data folder, as its settings ask for them."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from indexer.engines.base import Snapshot
from indexer.semantic.embedder import Embedder
from indexer.semantic.embedding import Progress, embed, no_progress
from indexer.semantic.meaning import Meaning
from indexer.semantic.vector_file import (
    Checkpoint,
    DamagedVectorsError,
    VectorFolder,
    article_key,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Embeddings:
    """The vectors of a data folder.

    Attributes:
        folder: The vectors of the embedder's model.
        embedder: The embedder.
        most: Maximum number of passages of an article.
        weight: See `indexer.searching.fusion.fused`.
    """

    folder: VectorFolder
    embedder: Embedder
    most: int
    weight: float

    @property
    def version(self) -> str:
        """Return a name of the vectors that readers may use now, and of how they are used."""
        return self._version_of(self.folder.checkpoint())

    def open(self, snapshot: Snapshot) -> Meaning:
        """Open the vectors that there are for the articles of a snapshot; none if damaged."""
        checkpoint, records, fault = self.folder.checkpoint(), None, ""
        try:
            records = None if checkpoint is None else self.folder.read(checkpoint)
        except DamagedVectorsError as error:
            if checkpoint != self.folder.checkpoint():  # another file has replaced it meanwhile
                return self.open(snapshot)
            _log.warning("searched by words alone: %s", error)
            fault = str(error)
        keys = {id_: article_key(digest, self.most) for id_, digest in snapshot.digests().items()}
        version = self._version_of(checkpoint)
        return Meaning(self.embedder, records, keys, self.weight, version, fault)

    def _version_of(self, checkpoint: Checkpoint | None) -> str:
        return f"{checkpoint.version if checkpoint else ''}-{self.most}-{self.weight}"

    def embed(self, snapshot: Snapshot, progress: Progress = no_progress) -> int:
        """Make the vectors that the articles of a snapshot lack; see `embed`."""
        return embed(snapshot, self.folder, self.embedder, self.most, progress)
