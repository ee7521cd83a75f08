"""Our engine, through the project's own contract.

`full`: a word as the application asks for it, stem and form over title, summary and body. Else one
term in one field, as the other engines have it.
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
from indexer.model.fields import SEARCHED_FIELDS
from indexer.model.query import And, Or, Phrase, Query, Word
from indexer.processes import Processes, available_processors
from indexer.searching.marking import Marker
from indexer.searching.open_index import open_index
from indexer.searching.snippets.passages import passages
from indexer.searching.snippets.repetition import TitleWords
from indexer.searching.worth import Worth
from indexer.sources.file_source import Files
from tests.benchmarks.collection import Collection
from tests.benchmarks.engines.base import FACETS, LIMIT
from tests.benchmarks.project import project_analyzer
from tests.benchmarks.queries import BenchQuery

BEST = Window(limit=LIMIT)
ALL = Filters()
NO_FORM = ""
"""A form that no text has: only the stem is looked for, as in the other engines."""


class Bahith:
    def __init__(self, *, full: bool) -> None:
        self._full = full

    def build(self, collection: Collection, folder: Path) -> float:
        analyzer, processes = project_analyzer(), Processes(available_processors())
        engine = WhooshEngine(folder, processes)
        sources, lists, progress = [Files(collection.articles)], NO_SITE_LISTS, LineProgress()
        begun = time.perf_counter()
        build(
            BuildPlan(sources, engine, analyzer, lists, processes=processes), progress, fresh=True
        )
        return time.perf_counter() - begun

    def open(self, folder: Path, queries: Sequence[BenchQuery]) -> OpenedBahith:
        return OpenedBahith(folder, self._full)


class OpenedBahith:
    def __init__(self, folder: Path, full: bool) -> None:
        self._full = full
        self._index = open_index(WhooshEngine(folder))

    def search(self, query: BenchQuery) -> int:
        wanted = _query(query, self._full)
        facets = FACETS if query.kind.extra == "facets" else ()
        snapshot = self._index.snapshot
        found = snapshot.search(wanted, ALL, BEST, facets).hits
        if query.kind.extra == "snippets":
            marker = Marker([wanted], self._index.analyzer)
            count = len(marker.leaves)
            worth = Worth(range(count), [1 / count] * count)
            articles = snapshot.read_all(found)
            in_each = marker.matches_in(snapshot, found, articles)
            for article, matches in zip(articles, in_each, strict=True):
                passages(article, matches, worth, TitleWords(article.title, self._index.analyzer))
        return len(found)

    def close(self) -> None:
        self._index.close()


def _query(query: BenchQuery, full: bool) -> Query:
    fields = SEARCHED_FIELDS if full else ("body",)
    if query.kind.operator == "phrase":
        return Phrase(tuple((form,) for form in query.forms), fields)
    words = tuple(
        Word(form if full else NO_FORM, stem, fields)
        for form, stem in zip(query.forms, query.stems, strict=True)
    )
    if len(words) == 1:
        return words[0]
    return And(words) if query.kind.operator == "and" else Or(words)
