"""tantivy by tantivy-py: one text field, fast fields for facets, one segment as far as it goes.

Like our engine it tells how many documents match, so it may skip none. `ids`: whose documents the
best ten are; tantivy-py reads texts from stored documents alone. Without, they stay addresses.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import tantivy

from tests.benchmarks.collection import Collection
from tests.benchmarks.documents import read_documents
from tests.benchmarks.engines.base import FACETS, LIMIT, index_of, words_of
from tests.benchmarks.queries import BenchQuery

HEAP = 1_000_000_000
COUNTS = {field: {"terms": {"field": field, "size": 100}} for field in FACETS}


class Tantivy:
    def __init__(self, *, ids: bool) -> None:
        self._ids = ids

    def build(self, collection: Collection, folder: Path) -> float:
        seconds = self._build(collection.stems, folder / "stems")
        self._build(collection.forms, folder / "forms")
        return seconds

    def open(self, folder: Path, queries: Sequence[BenchQuery]) -> OpenedTantivy:
        return OpenedTantivy(index_of(folder, queries), ids=self._ids)

    @staticmethod
    def _build(documents: Path, folder: Path) -> float:
        folder.mkdir(parents=True)
        begun = time.perf_counter()
        index = tantivy.Index(_schema(), path=str(folder))
        writer = index.writer(HEAP, 1)
        for one in read_documents(documents):
            writer.add_document(
                tantivy.Document(
                    id=one.id,
                    text=one.text,
                    section=one.section,
                    author=one.author,
                    year=one.year,
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        return time.perf_counter() - begun


class OpenedTantivy:
    def __init__(self, folder: Path, *, ids: bool) -> None:
        self._ids = ids
        index = tantivy.Index.open(str(folder))
        self._schema = index.schema
        self._searcher = index.searcher()

    def search(self, query: BenchQuery) -> int:
        extra = query.kind.extra
        return self.run(query, facets=extra == "facets", snippets=extra == "snippets")

    def run(
        self,
        query: BenchQuery,
        *,
        section: str = "",
        facets: bool = False,
        snippets: bool = False,
    ) -> int:
        """Run a query, with what is wanted beside the best ten.

        Args:
            query: The query; its kind's `extra` does not count.
            section: The section to which it is confined, or "".
            facets: Whether to count two facets.
            snippets: Whether to make snippets of the best ten.
        """
        wanted = self._query(query)
        if section:
            only = tantivy.Query.term_query(self._schema, "section", section)
            unscored = tantivy.Query.const_score_query(only, 0.0)
            must = tantivy.Occur.Must
            wanted = tantivy.Query.boolean_query([(must, wanted), (must, unscored)])
        found = self._searcher.search(wanted, LIMIT).hits
        documents = [self._searcher.doc(address) for _, address in found] if self._ids else []
        _ = [document["id"] for document in documents]
        if facets:
            self._searcher.aggregate(wanted, COUNTS)
        if snippets:
            generator = tantivy.SnippetGenerator.create(
                self._searcher, wanted, self._schema, "text"
            )
            generator.set_max_num_chars(240)
            for document in documents or [self._searcher.doc(address) for _, address in found]:
                generator.snippet_from_doc(document).highlighted()
        return len(found)

    def close(self) -> None:
        del self._searcher

    def _query(self, query: BenchQuery) -> tantivy.Query:
        words = words_of(query)
        if query.kind.operator == "phrase":
            return tantivy.Query.phrase_query(self._schema, "text", list(words))
        occur = tantivy.Occur.Must if query.kind.operator == "and" else tantivy.Occur.Should
        terms = [(occur, tantivy.Query.term_query(self._schema, "text", word)) for word in words]
        return terms[0][1] if len(terms) == 1 else tantivy.Query.boolean_query(terms)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", stored=True, tokenizer_name="whitespace")
    for field in ("section", "author", "year"):
        builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()
