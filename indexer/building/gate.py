"""The gate: comparison of a new generation with the served one, and objections to publishing it.

A source that answers only in part, a truncated export, a wrong folder or a site with a broken theme
look like many deletions, lost dates, or searches without hits.
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
"""Number of hits of a search that are compared."""

SECTIONS = 3
"""Losing fewer sections than this is never objected to."""


USUAL = Thresholds()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Holding:
    """Counts of an index.

    Attributes:
        articles: Number of articles.
        without_date: Number of articles without a date.
        without_section: Number of articles without a section.
        sections: The sections.
    """

    articles: int
    without_date: int
    without_section: int
    sections: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChangedSearch:
    """A search whose first hits differ between two indexes.

    Attributes:
        query: The query.
        before: Number of hits in the served generation.
        after: Number of hits in the candidate.
        others: Number of the candidate's first hits that are not among the served first hits.
    """

    query: str
    before: int
    after: int
    others: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of a candidate with the served generation.

    Attributes:
        gained: Number of articles that only the candidate has.
        lost: Number of articles that only the served generation has.
        before: Counts of the served generation.
        after: Counts of the candidate.
        searches: Number of searches that were compared.
        changed: The searches with other first hits.
    """

    gained: int
    lost: int
    before: Holding
    after: Holding
    searches: int
    changed: tuple[ChangedSearch, ...]

    @property
    def sections_lost(self) -> tuple[str, ...]:
        """Return the sections that only the served generation has, sorted."""
        return tuple(sorted(self.before.sections - self.after.sections))


@dataclass(frozen=True, slots=True)
class Gate:
    """The rules by which a candidate is compared with the served generation.

    Attributes:
        most: Thresholds of the objections.
        searches: Searches to compare.
        lists: Staff's lists for queries.
    """

    most: Thresholds = USUAL
    searches: tuple[str, ...] = ()
    lists: QueryLists = NO_LISTS

    def compared(
        self, engine: Engine, candidate: Snapshot, analyzer: ArabicAnalyzer
    ) -> Comparison | None:
        """Compare a candidate with the served generation.

        Args:
            engine: The engine.
            candidate: The candidate.
            analyzer: The analyser of the candidate.

        Returns:
            The comparison, or None if no generation is served or it cannot be read.

        Raises:
            EngineUnavailableError: The engine is unavailable.
        """
        try:
            with closing(self._served(engine, analyzer)) as served:
                is_same = served.analyzer is analyzer
                expander = served.expander if is_same else Expander(self.lists, analyzer)
                opened = OpenIndex(candidate, analyzer, expander)
                is_ours = served.analyzer.version == served.snapshot.info.analyzer_version
                return compare(served, opened, self.searches if is_ours else ())
        except NoGenerationError:
            return None
        except (
            EngineUnavailableError
        ):  # the served generation still exists: never publish without a comparison
            raise
        except EngineError as error:
            _log.warning("the new generation was not compared with the served one: %s", error)
            return None

    def _served(self, engine: Engine, analyzer: ArabicAnalyzer) -> OpenIndex:
        """Open the served generation, with the given analyser if its own no longer exists."""
        try:
            return open_index(engine, analyzer, self.lists)
        except (NoGenerationError, EngineUnavailableError):
            raise
        except EngineError:
            return OpenIndex(engine.snapshot(), analyzer)


def read_searches(file: Path) -> ReadList[str]:
    """Read a list of searches, one per line; a missing file is an empty list.

    Raises:
        ListError: The file cannot be read.
    """
    searches = read_list(file, content_of(file, may_be_absent=True), lambda line: line.entry.text)
    return ReadList(tuple(dict.fromkeys(searches.entries)), searches.faults)


def compare(served: OpenIndex, candidate: OpenIndex, searches: Sequence[str]) -> Comparison:
    """Compare a candidate with the served generation.

    Args:
        served: The served generation.
        candidate: The candidate.
        searches: The searches to compare.
    """
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
    """Return the objections to publishing a candidate, one line each.

    Args:
        found: The comparison with the served generation.
        read: Number of records read from the sources.
        refused: Number of refused records.
        most: The thresholds.
    """
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
    """Return the counts of an index."""
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
    """Yield the searches whose first hits differ."""
    for query in searches:
        before, after = _found(served, query), _found(candidate, query)
        ids = [hit.id for hit in after.hits]
        if ids != [hit.id for hit in before.hits]:
            others = len(set(ids) - {hit.id for hit in before.hits})
            yield ChangedSearch(query, before.total, after.total, others)


def _found(index: OpenIndex, query: str) -> Hits:
    """Return the first hits of a search, as readers get them."""
    typed = SearchRequest(q=query[:MAX_QUERY_LENGTH], per_page=FIRST)
    return answer(typed, index).found
