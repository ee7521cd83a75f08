"""The work folder: where collections, queries and indexes lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.collection import Collection


@dataclass(frozen=True, slots=True)
class Work:
    folder: Path

    def collection(self, size: int) -> Collection:
        return Collection(self.folder / "collections", size)

    @property
    def queries(self) -> Path:
        return self.folder / "queries.tsv"

    def index(self, name: str, size: int) -> Path:
        return self.folder / "indexes" / str(size) / name
