"""Comparisons: what our engine and tantivy do side by side.

*Same work*: both are given the same terms of one field, and return ids and scores of the best ten.
Ours raises nothing and learns nothing. *Readers*: ours answers what a reader types, with all that
the site has: words over all fields, synonyms and families, raised and learned order, and all
facets; tantivy searches the plain terms with two facets. *Snippets*: ours makes the whole page of
results, marks and reasons included; tantivy makes its snippets.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from indexer.engines.base import Filters
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex, open_index
from indexer.searching.request import SearchRequest
from indexer.searching.result_page import search
from tests.benchmarks.corpus import SECTIONS
from tests.benchmarks.engines.bahith import OpenedBahith
from tests.benchmarks.engines.base import FACETS, LIMIT
from tests.benchmarks.engines.contestants import PACKAGE
from tests.benchmarks.queries import BenchQuery

Work = Literal["same work", "readers", "snippets"]

SECTION = SECTIONS[2]
"""The section that filtered queries are confined to: a sixth of the documents."""

NO_MEASURED_WORD = "زقطرخظ"
"""Letters that no article has: the first question of a process, which no figure includes."""

Search = Callable[[BenchQuery], int]
"""Runs a query and returns the number of its hits, at most ten."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Queries that both engines are asked, in the same process, by turns.

    Attributes:
        name: Its name in reports.
        work: What is done.
        kind: Name of the kind of the queries; see `queries.KINDS`.
        typed: What a reader types, made of the forms.
        filtered: Whether only `SECTION` is searched.
        facets: Whether facets are counted; readers always get them.
    """

    name: str
    work: Work
    kind: str
    typed: str = ""
    filtered: bool = False
    facets: bool = False

    @property
    def key(self) -> str:
        """Return the name by which processes and results know it."""
        return f"{self.work}: {self.name}"

    def ours(self, folder: Path) -> Search:
        """Open our index."""
        sections = (SECTION,) if self.filtered else ()
        if self.work == "same work":
            opened, filters = OpenedBahith(folder), Filters({"section": sections})
            facets = FACETS if self.facets else ()
            return lambda query: opened.run(query, filters, facets)
        index = open_index(WhooshEngine(folder))
        answered = _page if self.work == "snippets" else _answer

        def ask(typed: str) -> int:
            asked = {"q": typed, "per_page": LIMIT, "section": sections}
            return answered(SearchRequest.model_validate(asked), index)

        ask(NO_MEASURED_WORD)
        return lambda query: ask(self.typed.format(*query.forms))

    def theirs(self, folder: Path) -> Search:
        """Open tantivy's index; only here tantivy is needed."""
        module = importlib.import_module(f"{PACKAGE}.tantivy_engine")
        index = folder / ("forms" if self.kind == "phrase" else "stems")
        opened = module.OpenedTantivy(index, ids=True)
        section = SECTION if self.filtered else ""
        facets = self.facets or self.work == "readers"
        snippets = self.work == "snippets"

        def run(query: BenchQuery) -> int:
            hits: int = opened.run(query, section=section, facets=facets, snippets=snippets)
            return hits

        return run


def _answer(request: SearchRequest, index: OpenIndex) -> int:
    return len([hit.id for hit in answer(request, index).hits])


def _page(request: SearchRequest, index: OpenIndex) -> int:
    return len(search(request, index).results)


COMPARISONS: Mapping[str, Comparison] = {
    one.key: one
    for one in (
        Comparison("one term", "same work", "one term"),
        Comparison("two OR", "same work", "two OR"),
        Comparison("four OR", "same work", "four OR"),
        Comparison("two AND", "same work", "two AND"),
        Comparison("four AND", "same work", "four AND"),
        Comparison("phrase", "same work", "phrase"),
        Comparison("two OR, filter", "same work", "two OR", filtered=True),
        Comparison("two OR, 2 facets", "same work", "two OR", facets=True),
        Comparison("one word", "readers", "one term", "{0}"),
        Comparison("two words", "readers", "two OR", "{0} {1}"),
        Comparison("four words", "readers", "four OR", "{0} {1} {2} {3}"),
        Comparison("phrase", "readers", "phrase", '"{0} {1}"'),
        Comparison("two words, filter", "readers", "two OR", "{0} {1}", filtered=True),
        Comparison("two words", "snippets", "two OR", "{0} {1}"),
        Comparison("four words", "snippets", "four OR", "{0} {1} {2} {3}"),
    )
}
"""All comparisons, by key."""
