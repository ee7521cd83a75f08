"""Our engine, through the project's own contract.

It is asked for one term in one field, as the other engines are, and raises nothing. Snippets come
with the whole page of results, since readers get them so.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from indexer.building.pipeline import build
from indexer.building.plan import BuildPlan
from indexer.building.progress import LineProgress
from indexer.engines.base import Filters, Window
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.lists.site_lists import NO_SITE_LISTS
from indexer.model.query import And, Or, Phrase, Query, Word
from indexer.processes import Processes, available_processors, default_memory
from indexer.searching.open_index import open_index
from indexer.searching.request import SearchRequest
from indexer.searching.result_page import search
from indexer.sources.file_source import Files
from tests.benchmarks.collection import Collection
from tests.benchmarks.engines.base import FACETS, LIMIT
from tests.benchmarks.project import project_analyzer
from tests.benchmarks.queries import BenchQuery

SAME_WORK = Window(limit=LIMIT, boosted=False)
"""What other engines do: the best ten by the score of the terms."""

FIELDS = ("body",)
ALL = Filters()
NO_FORM = ""
"""A form that no text has: only the stem is looked for, as in the other engines."""


class Bahith:
    def build(self, collection: Collection, folder: Path) -> float:
        analyzer, processes = (
            project_analyzer(),
            Processes(available_processors(), default_memory()),
        )
        engine = WhooshEngine(folder, processes)
        sources, lists, progress = [Files(collection.articles)], NO_SITE_LISTS, LineProgress()
        begun = time.perf_counter()
        build(
            BuildPlan(sources, engine, analyzer, lists, processes=processes), progress, fresh=True
        )
        return time.perf_counter() - begun

    def open(self, folder: Path, queries: Sequence[BenchQuery]) -> OpenedBahith:
        return OpenedBahith(folder)


class OpenedBahith:
    def __init__(self, folder: Path) -> None:
        self._index = open_index(WhooshEngine(folder))

    def search(self, query: BenchQuery) -> int:
        if query.kind.extra == "snippets":
            typed = SearchRequest(q=" OR ".join(query.forms), per_page=LIMIT)
            return len(search(typed, self._index).results)
        facets = FACETS if query.kind.extra == "facets" else ()
        return self.run(query, ALL, facets)

    def run(self, query: BenchQuery, filters: Filters, facets: Sequence[str]) -> int:
        """Run a query of terms; its kind's `extra` does not count."""
        found = self._index.snapshot.search(same_terms(query), filters, SAME_WORK, facets)
        return len([hit.id for hit in found.hits])

    def close(self) -> None:
        self._index.close()


def same_terms(query: BenchQuery) -> Query:
    """Return a query of the terms that the other engines are asked for."""
    if query.kind.operator == "phrase":
        return Phrase(tuple((form,) for form in query.forms), FIELDS)
    words = tuple(Word(NO_FORM, stem, FIELDS) for stem in query.stems)
    if len(words) == 1:
        return words[0]
    return And(words) if query.kind.operator == "and" else Or(words)
