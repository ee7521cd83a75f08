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
        """Runs a query, from its words to the ids and scores of the best ten and what else its kind
        wants. How many of the ten there are."""
        ...

    def close(self) -> None: ...


class BenchedEngine(Protocol):
    """A search engine under measurement, with its index in a folder."""

    def build(self, collection: Collection, folder: Path) -> float:
        """Makes the index. The seconds that took, without what is prepared for it."""
        ...

    def open(self, folder: Path, queries: Sequence[BenchQuery]) -> Opened:
        """Opens the index for queries of one kind."""
        ...


def words_of(query: BenchQuery) -> tuple[str, ...]:
    """The terms that an engine which knows one field looks for."""
    return query.forms if query.kind.operator == "phrase" else query.stems


def index_of(folder: Path, queries: Sequence[BenchQuery]) -> Path:
    """The index for the queries: that of forms for phrases, else that of stems."""
    phrase = any(query.kind.operator == "phrase" for query in queries)
    return folder / ("forms" if phrase else "stems")
