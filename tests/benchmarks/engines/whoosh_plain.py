"""Whoosh with default settings, as most programs use it.

It has the default writer, a searcher for each query, and Whoosh's own grouping and highlights. Only
the analysis is not measured: it receives finished stems.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in, open_dir

from tests.benchmarks.collection import Collection
from tests.benchmarks.documents import read_documents
from tests.benchmarks.engines.base import FACETS, LIMIT, index_of
from tests.benchmarks.engines.whoosh_query import whoosh_query
from tests.benchmarks.queries import BenchQuery


class PlainWhoosh:
    def build(self, collection: Collection, folder: Path) -> float:
        seconds = self._build(collection.stems, folder / "stems")
        self._build(collection.forms, folder / "forms")
        return seconds

    def open(self, folder: Path, queries: Sequence[BenchQuery]) -> OpenedPlainWhoosh:
        return OpenedPlainWhoosh(index_of(folder, queries))

    @staticmethod
    def _build(documents: Path, folder: Path) -> float:
        folder.mkdir(parents=True)
        begun = time.perf_counter()
        schema = Schema(
            id=ID(stored=True, unique=True),
            text=TEXT(SpaceSeparatedTokenizer(), stored=True),
            section=ID(stored=True),
            author=ID(stored=True),
            year=ID(stored=True),
        )
        writer = create_in(str(folder), schema).writer()
        for one in read_documents(documents):
            writer.add_document(
                id=one.id, text=one.text, section=one.section, author=one.author, year=one.year
            )
        writer.commit()
        return time.perf_counter() - begun


class OpenedPlainWhoosh:
    def __init__(self, folder: Path) -> None:
        self._index = open_dir(str(folder))

    def search(self, query: BenchQuery) -> int:
        grouped = list(FACETS) if query.kind.extra == "facets" else None
        with self._index.searcher() as searcher:
            found = searcher.search(whoosh_query(query), limit=LIMIT, groupedby=grouped)
            for field in grouped or ():
                _ = {value: len(numbers) for value, numbers in found.groups(field).items()}
            if query.kind.extra == "snippets":
                for hit in found:
                    hit.highlights("text")
            return len([hit["id"] for hit in found])

    def close(self) -> None:
        self._index.close()
