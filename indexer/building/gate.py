"""The gate: what must not be switched to without a second thought.

A source that answers half, an export cut short, a wrong folder and a site whose theme broke look
like many deletions, lost dates, or searches that find nothing any more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from analyzers.analyzer import ArabicAnalyzer
from analyzers.list_reader import ReadList, content_of, read_list
from indexer.engines.base import (
    Engine,
    EngineError,
    EngineUnavailableError,
    Filters,
    GenerationInfo,
    Hits,
    NoGenerationError,
    OtherSchemaError,
    Snapshot,
    Window,
)
from indexer.lists.query_lists import NO_LISTS, QueryLists
from indexer.model.document import has_text
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

SHOWN = 3
"""Lost sections that an objection names."""

USUAL = Thresholds()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Holding:
    """How much an index holds: its articles, those without a text, a date or a section, its
    sections, and how many records of its sources were refused."""

    articles: int
    refused: int
    without_text: int
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
        except OtherSchemaError:
            return by_count(engine.info(), candidate)
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
        except (NoGenerationError, EngineUnavailableError, OtherSchemaError):
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
    before, after = served.snapshot.digests(), candidate.snapshot.digests()
    return Comparison(
        gained=len(after.keys() - before.keys()),
        lost=len(before.keys() - after.keys()),
        before=_holding(served.snapshot, before),
        after=_holding(candidate.snapshot, after),
        searches=len(searches),
        changed=tuple(_changed(served, candidate, searches)),
    )


def by_count(served: GenerationInfo, candidate: Snapshot) -> Comparison:
    """How many more or fewer articles there would be, where what is served cannot be opened."""
    after = _holding(candidate, candidate.digests())
    before = replace(after, articles=served.articles, refused=served.refused, sections=frozenset())
    more = after.articles - before.articles
    return Comparison(max(more, 0), max(-more, 0), before, after, 0, ())


def objections(found: Comparison, read: int, refused: int, most: Thresholds) -> list[str]:
    """What speaks against a switch and what to do about it, a line each. `read` and `refused`:
    records of the sources."""
    before, after = found.before, found.after
    said = []
    if found.lost > max(most.few, before.articles * most.most_lost):
        said.append(
            f"{found.lost:,} of {before.articles:,} articles would be lost: see whether the source "
            "still holds them, and whether it is whole"
        )
    tried = before.articles + before.refused
    usual = read * before.refused / tried if tried else 0
    if refused - usual > max(most.few, read * most.most_refused):
        said.append(
            f"{refused:,} of {read:,} records were refused, {before.refused:,} of {tried:,} "
            "before: mend those that are named above"
        )
    for name, had, has, most_more in (
        ("text", before.without_text, after.without_text, most.most_without_text),
        ("date", before.without_date, after.without_date, most.most_without_date),
        ("section", before.without_section, after.without_section, most.most_without_section),
    ):
        usual = after.articles * had / before.articles if before.articles else 0
        if has - usual > max(most.few, after.articles * most_more):
            said.append(
                f"{has:,} of {after.articles:,} articles would have no {name}, {had:,} of "
                f"{before.articles:,} before: see whether the source gives it as it did"
            )
    lost = found.sections_lost
    if len(lost) >= SECTIONS and len(lost) > len(before.sections) * most.most_sections_lost:
        said.append(
            f"{len(lost)} of {len(before.sections)} sections would be lost "
            f"({'، '.join(lost[:SHOWN])}): were they renamed, or left out?"
        )
    empty = [one.query for one in found.changed if one.before and not one.after]
    if len(empty) > most.most_searches_empty:
        said.append(
            f"nothing would be found any more for {'، '.join(empty)}: see what became of the "
            "articles that had it, or take it out of searches.txt"
        )
    others = sum(one.others > FIRST / 2 for one in found.changed)
    if others > max(1, found.searches * most.most_searches_changed):
        said.append(
            f"{others} of {found.searches} searches would mostly find something else: "
            "look at those that are named above"
        )
    return said


def _holding(snapshot: Snapshot, digests: Mapping[str, str]) -> Holding:
    everything = snapshot.search(
        And(()), Filters(), Window(limit=0, sort="-date"), ("section", "year")
    )
    sections, years = everything.facets["section"], everything.facets["year"]
    return Holding(
        articles=everything.total,
        refused=snapshot.info.refused,
        without_text=sum(not has_text(digest) for digest in digests.values()),
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
