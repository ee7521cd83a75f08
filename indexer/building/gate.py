"""The gate: what must not be switched to without a second thought.

A source that answers half, an export cut short, a wrong folder and a site whose theme broke look
like many deletions, lost dates, or searches that find nothing any more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from analyzers.analyzer import ArabicAnalyzer
from analyzers.list_reader import ReadList, content_of, read_list
from indexer.engines.base import (
    Engine,
    EngineError,
    EngineUnavailableError,
    Filters,
    Hits,
    NoGenerationError,
    Snapshot,
    Window,
)
from indexer.lists.query_lists import NO_LISTS, QueryLists
from indexer.model.query import And
from indexer.searching.answer import answer
from indexer.searching.expansion import Expander
from indexer.searching.open_index import OpenIndex, open_index
from indexer.searching.request import MAX_QUERY_LENGTH, SearchRequest
from indexer.settings import Thresholds

FIRST = 10
"""Hits of a search that are compared."""

SECTIONS = 3
"""Fewer sections than so many are lost without an objection."""


USUAL = Thresholds()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Holding:
    """How much an index holds: its articles, those without a date and without a section, and its
    sections."""

    articles: int
    without_date: int
    without_section: int
    sections: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChangedSearch:
    """A search that finds something else: how many hits before and after, and how many of the first
    ten were not among them before."""

    query: str
    before: int
    after: int
    others: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A candidate beside what is served. `searches`: how many were compared."""

    gained: int
    lost: int
    before: Holding
    after: Holding
    searches: int
    changed: tuple[ChangedSearch, ...]

    @property
    def sections_lost(self) -> tuple[str, ...]:
        return tuple(sorted(self.before.sections - self.after.sections))


@dataclass(frozen=True, slots=True)
class Gate:
    """What a candidate is measured by: thresholds, searches, and the lists that queries are
    expanded by."""

    most: Thresholds = USUAL
    searches: tuple[str, ...] = ()
    lists: QueryLists = NO_LISTS

    def compared(
        self, engine: Engine, candidate: Snapshot, analyzer: ArabicAnalyzer
    ) -> Comparison | None:
        """A candidate beside what is served; None if nothing is that can be read."""
        try:
            with closing(self._served(engine, analyzer)) as served:
                is_same = served.analyzer is analyzer
                expander = served.expander if is_same else Expander(self.lists, analyzer)
                opened = OpenIndex(candidate, analyzer, expander)
                is_ours = served.analyzer.version == served.snapshot.info.analyzer_version
                return compare(served, opened, self.searches if is_ours else ())
        except NoGenerationError:
            return None
        except EngineUnavailableError:  # what is served is not lost: never switch unseen
            raise
        except EngineError as error:
            _log.warning("the new generation was not compared with the served one: %s", error)
            return None

    def _served(self, engine: Engine, analyzer: ArabicAnalyzer) -> OpenIndex:
        """What is served; if another version of the analyser made it, so that it cannot answer a
        query, with this one."""
        try:
            return open_index(engine, analyzer, self.lists)
        except (NoGenerationError, EngineUnavailableError):
            raise
        except EngineError:
            return OpenIndex(engine.snapshot(), analyzer)


def read_searches(file: Path) -> ReadList[str]:
    """Read searches, a line each; there are none without the file. Raises ListError if it cannot be
    read at all."""
    searches = read_list(file, content_of(file, may_be_absent=True), lambda line: line.entry.text)
    return ReadList(tuple(dict.fromkeys(searches.entries)), searches.faults)


def compare(served: OpenIndex, candidate: OpenIndex, searches: Sequence[str]) -> Comparison:
    """What would change for readers."""
    before, after = served.snapshot.digests().keys(), candidate.snapshot.digests().keys()
    return Comparison(
        gained=len(after - before),
        lost=len(before - after),
        before=_holding(served.snapshot),
        after=_holding(candidate.snapshot),
        searches=len(searches),
        changed=tuple(_changed(served, candidate, searches)),
    )


def objections(found: Comparison, read: int, refused: int, most: Thresholds) -> list[str]:
    """What speaks against a switch, a line each. `read` and `refused`: records of the sources."""
    before, after = found.before, found.after
    said = []
    if found.lost > max(most.few, before.articles * most.most_lost):
        said.append(f"{found.lost:,} of {before.articles:,} articles would be lost")
    if refused > max(most.few, read * most.most_refused):
        said.append(f"{refused:,} of {read:,} records were refused")
    for name, had, has, most_more in (
        ("date", before.without_date, after.without_date, most.most_without_date),
        ("section", before.without_section, after.without_section, most.most_without_section),
    ):
        usual = after.articles * had / before.articles if before.articles else 0
        if has - usual > max(most.few, after.articles * most_more):
            said.append(f"{has:,} of {after.articles:,} articles would have no {name}")
    lost = found.sections_lost
    if len(lost) >= SECTIONS and len(lost) > len(before.sections) * most.most_sections_lost:
        said.append(f"{len(lost)} of {len(before.sections)} sections would be lost")
    empty = [one.query for one in found.changed if one.before and not one.after]
    if len(empty) > most.most_searches_empty:
        said.append(f"nothing would be found any more for {'، '.join(empty)}")
    others = sum(one.others > FIRST / 2 for one in found.changed)
    if others > max(1, found.searches * most.most_searches_changed):
        said.append(f"{others} of {found.searches} searches would mostly find something else")
    return said


def _holding(snapshot: Snapshot) -> Holding:
    everything = snapshot.search(
        And(()), Filters(), Window(limit=0, sort="-date"), ("section", "year")
    )
    sections, years = everything.facets["section"], everything.facets["year"]
    return Holding(
        articles=everything.total,
        without_date=everything.total - sum(year.count for year in years),
        without_section=everything.total - sum(section.count for section in sections),
        sections=frozenset(section.value for section in sections),
    )


def _changed(
    served: OpenIndex, candidate: OpenIndex, searches: Sequence[str]
) -> Iterator[ChangedSearch]:
    for query in searches:
        before, after = _found(served, query), _found(candidate, query)
        ids = [hit.id for hit in after.hits]
        if ids != [hit.id for hit in before.hits]:
            others = len(set(ids) - {hit.id for hit in before.hits})
            yield ChangedSearch(query, before.total, after.total, others)


def _found(index: OpenIndex, query: str) -> Hits:
    typed = SearchRequest(q=query[:MAX_QUERY_LENGTH], per_page=FIRST)
    return answer(typed, index).found
