"""The embedded engine: a Whoosh index with arrays of postings for fast searches.

Whoosh's own search is not used: with a limit it sometimes prunes true hits, it scores each field
separately, and it iterates over single postings in Python. This engine evaluates queries on arrays
of postings. If the arrays of a segment are missing or damaged, it reads the same postings from
Whoosh's files, more slowly.

The index uses only Whoosh's own field types and files, so Whoosh reads it without this package. The
engine uses only what whoosh3 shares with the classic Whoosh 2.7.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from indexer.engines.base import EngineError, GenerationInfo
from indexer.engines.generations import KEPT_GENERATIONS, Generations
from indexer.engines.whoosh.open_segments import essential
from indexer.engines.whoosh.snapshot import WhooshSnapshot
from indexer.engines.whoosh.writer import WhooshWriter
from indexer.processes import Processes


class WhooshEngine:
    """Generations of Whoosh indexes in one folder; see `indexer.engines.base.Engine`."""

    def __init__(
        self,
        folder: Path,
        processes: Processes | None = None,
        kept: int = KEPT_GENERATIONS,
    ) -> None:
        """Open the engine.

        Args:
            folder: Folder of the generations, which may not exist.
            processes: Worker processes for writing a generation.
            kept: Number of generations to keep, the served one included.
        """
        self._generations = Generations(folder, kept)
        self._processes = processes or Processes()

    def writer(
        self, analyzer_version: str, resources: Mapping[str, bytes], *, fresh: bool = False
    ) -> WhooshWriter:
        return WhooshWriter(self._generations, analyzer_version, resources, fresh, self._processes)

    def compact(self) -> GenerationInfo | None:
        lease = self._generations.lease()
        lease.release()
        resources = self._generations.resources(lease.folder)
        with self.writer(lease.info.analyzer_version, resources) as writer:
            return writer.compact()

    def snapshot(self, generation: str | None = None) -> WhooshSnapshot:
        lease = self._generations.lease(generation)
        return WhooshSnapshot.open(self._generations, lease, f"generation {lease.info.id}")

    def generation(self) -> str:
        return self._generations.current()

    def info(self) -> GenerationInfo:
        lease = self._generations.lease()
        lease.release()
        return lease.info

    def verify(self) -> Sequence[str]:
        lease = self._generations.lease()
        try:
            damaged = self._generations.damaged(lease.folder)
        finally:
            lease.release()
        if broken := essential(damaged):
            raise EngineError(
                f"generation {lease.info.id} is damaged ({', '.join(broken)}): "
                "run `indexer build` again"
            )
        return tuple(f"{name} is missing or damaged" for name in damaged)

    def rollback(self, generation: str | None = None) -> GenerationInfo:
        with self._generations.lock():
            return self._generations.rollback(generation)

    def generations(self) -> Iterator[GenerationInfo]:
        return iter(self._generations)
