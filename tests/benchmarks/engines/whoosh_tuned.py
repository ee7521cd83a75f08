"""Whoosh with the best settings.

It has one optimised segment, one searcher for all queries, facets counted over columns, finished
stems, much memory for its writer, and stored offsets for highlights.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.highlight import PinpointFragmenter
from whoosh.index import create_in, open_dir
from whoosh.sorting import Count, FieldFacet

from tests.benchmarks.collection import Collection
from tests.benchmarks.documents import read_documents
from tests.benchmarks.engines.base import FACETS, LIMIT, index_of
from tests.benchmarks.engines.whoosh_query import whoosh_query
from tests.benchmarks.queries import BenchQuery


class TunedWhoosh:
    def build(self, collection: Collection, folder: Path) -> float:
        seconds = self._build(collection.stems, folder / "stems")
        self._build(collection.forms, folder / "forms")
        return seconds

    def open(self, folder: Path, queries: Sequence[BenchQuery]) -> OpenedTunedWhoosh:
        return OpenedTunedWhoosh(index_of(folder, queries))

    @staticmethod
    def _build(documents: Path, folder: Path) -> float:
        folder.mkdir(parents=True)
        begun = time.perf_counter()
        schema = Schema(
            id=ID(stored=True),
            text=TEXT(SpaceSeparatedTokenizer(), stored=True, chars=True),
            section=ID(sortable=True),
            author=ID(sortable=True),
            year=NUMERIC(int, sortable=True),
        )
        writer = create_in(str(folder), schema).writer(limitmb=1024)
        for one in read_documents(documents):
            writer.add_document(
                id=one.id,
                text=one.text,
                section=one.section,
                author=one.author,
                year=int(one.year),
            )
        writer.commit(optimize=True)
        return time.perf_counter() - begun


class OpenedTunedWhoosh:
    def __init__(self, folder: Path) -> None:
        self._index = open_dir(str(folder))
        self._searcher = self._index.searcher()

    def search(self, query: BenchQuery) -> int:
        grouped = None
        if query.kind.extra == "facets":
            grouped = {field: FieldFacet(field, maptype=Count) for field in FACETS}
        terms = query.kind.extra == "snippets"
        found = self._searcher.search(
            whoosh_query(query), limit=LIMIT, groupedby=grouped, terms=terms
        )
        for field in grouped or ():
            dict(found.groups(field))
        if query.kind.extra == "snippets":
            found.fragmenter = PinpointFragmenter()
            for hit in found:
                hit.highlights("text")
        return len([hit["id"] for hit in found])

    def close(self) -> None:
        self._searcher.close()
        self._index.close()
