"""What the benchmark asks of an engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from tests.benchmarks.collection import Collection
from tests.benchmarks.queries import BenchQuery

LIMIT = 10
FACETS = ("section", "year")


class Opened(Protocol):
    """An open index."""

    def search(self, query: BenchQuery) -> int:
        """Run a query, from its words to the ids and scores of the ten best hits.

        Returns:
            The number of these hits.
        """
        ...

    def close(self) -> None: ...


class BenchedEngine(Protocol):
    """A search engine under measurement, with its index in a folder."""

    def build(self, collection: Collection, folder: Path) -> float:
        """Build the index and return the duration in seconds, without preparations."""
        ...

    def open(self, folder: Path, queries: Sequence[BenchQuery]) -> Opened:
        """Open the index for queries of one kind."""
        ...


def words_of(query: BenchQuery) -> tuple[str, ...]:
    """Return the terms of a query for an engine with a single field."""
    return query.forms if query.kind.operator == "phrase" else query.stems


def index_of(folder: Path, queries: Sequence[BenchQuery]) -> Path:
    """Return the index for some queries: that of forms for phrases, otherwise that of stems."""
    phrase = any(query.kind.operator == "phrase" for query in queries)
    return folder / ("forms" if phrase else "stems")
