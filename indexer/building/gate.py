"""The gate: comparison of a new generation with the served one, and objections to publishing it.

A source that answers only in part, a truncated export, a wrong folder or a site with a broken theme
look like many deletions, lost dates, or searches without hits.
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
from indexer.evaluation.judgements import Judgements
from indexer.evaluation.measures import Setting, evaluate
from indexer.lists.query_lists import NO_LISTS, QueryLists
from indexer.model.document import has_text
from indexer.model.query import And
from indexer.ranking.parameters import DEFAULT_RANKING, Ranking
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex, open_index
from indexer.searching.query.expansion import Expander
from indexer.searching.request import MAX_QUERY_LENGTH, SearchRequest
from indexer.settings import Thresholds

COMPARED_HITS = 10
"""Number of hits of a search that are compared."""

MIN_SECTIONS_LOST = 3
"""Losing fewer sections than this is never objected to."""

SECTIONS_NAMED = 3
"""Number of lost sections that an objection names."""

MAX_JUDGED = 200
"""Number of judged queries that are compared, since each is asked twice."""

RELEVANCE = "nDCG@10"
"""The measure of relevance."""

DEFAULT_THRESHOLDS = Thresholds()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """Counts of an index.

    Attributes:
        articles: Number of articles.
        refused: Number of refused records of its sources.
        without_text: Number of articles without a text.
        without_date: Number of articles without a date.
        without_section: Number of articles without a section.
        sections: The sections.
    """

    articles: int
    refused: int
    without_text: int
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
class JudgedChange:
    """The change of relevance on judged queries.

    Attributes:
        queries: Number of judged queries that were compared.
        before: Their nDCG@10 in the served generation.
        after: Their nDCG@10 in the candidate.
    """

    queries: int
    before: float
    after: float


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
        judged: The change on judged queries, or None if none could be compared.
    """

    gained: int
    lost: int
    before: IndexCounts
    after: IndexCounts
    searches: int
    changed: tuple[ChangedSearch, ...]
    judged: JudgedChange | None = None

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
        judgements: Judged queries to compare, if there are any.
        ranking: The ranking that readers get.
    """

    most: Thresholds = DEFAULT_THRESHOLDS
    searches: tuple[str, ...] = ()
    lists: QueryLists = NO_LISTS
    judgements: Judgements | None = None
    ranking: Ranking = DEFAULT_RANKING

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
                found = compare(served, opened, self.searches if is_ours else (), self.ranking)
                if self.judgements is None or not is_ours:
                    return found
                judged = judged_change(served, opened, self.judgements, self.ranking)
                return replace(found, judged=judged)
        except NoGenerationError:
            return None
        except OtherSchemaError:
            return by_count(engine.info(), candidate)
        except EngineUnavailableError:  # never publish without a comparison
            raise
        except EngineError as error:
            _log.warning("the new generation was not compared with the served one: %s", error)
            return None

    def _served(self, engine: Engine, analyzer: ArabicAnalyzer) -> OpenIndex:
        """Open the served generation, with the given analyser if its own no longer exists."""
        try:
            return open_index(engine, analyzer, self.lists)
        except (NoGenerationError, EngineUnavailableError, OtherSchemaError):
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


def compare(
    served: OpenIndex,
    candidate: OpenIndex,
    searches: Sequence[str],
    ranking: Ranking = DEFAULT_RANKING,
) -> Comparison:
    """Compare a candidate with the served generation.

    Args:
        served: The served generation.
        candidate: The candidate.
        searches: The searches to compare.
        ranking: The ranking.
    """
    before, after = served.snapshot.digests(), candidate.snapshot.digests()
    return Comparison(
        gained=len(after.keys() - before.keys()),
        lost=len(before.keys() - after.keys()),
        before=_counted(served.snapshot, before),
        after=_counted(candidate.snapshot, after),
        searches=len(searches),
        changed=tuple(_changed(served, candidate, searches, ranking)),
    )


def judged_change(
    served: OpenIndex, candidate: OpenIndex, judgements: Judgements, ranking: Ranking
) -> JudgedChange | None:
    """Compare relevance on judged queries; return None if none can be compared.

    Only articles that both generations have count: those that are lost are counted elsewhere.

    Args:
        served: The served generation.
        candidate: The candidate.
        judgements: The judged queries, of which `MAX_JUDGED` are compared.
        ranking: The ranking.
    """
    common = served.snapshot.digests().keys() & candidate.snapshot.digests().keys()
    compared = judgements.among(common, MAX_JUDGED)
    if not compared.queries:
        return None
    before, after = (
        evaluate(compared, index, Setting(ranking)).mean(RELEVANCE) for index in (served, candidate)
    )
    return JudgedChange(len(compared.queries), before, after)


def by_count(served: GenerationInfo, candidate: Snapshot) -> Comparison:
    """Compare a candidate with a generation that cannot be opened, by the number of articles.

    Args:
        served: The description of the served generation.
        candidate: The candidate.
    """
    after = _counted(candidate, candidate.digests())
    before = replace(after, articles=served.articles, refused=served.refused, sections=frozenset())
    more = after.articles - before.articles
    return Comparison(max(more, 0), max(-more, 0), before, after, 0, ())


def objections(found: Comparison, read: int, refused: int, most: Thresholds) -> list[str]:
    """Return the objections to publishing a candidate, with remedies, one line each.

    Args:
        found: The comparison of the served index and the candidate.
        read: Number of records read from the sources.
        refused: Number of those that were refused.
        most: The thresholds.
    """
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
    if (
        len(lost) >= MIN_SECTIONS_LOST
        and len(lost) > len(before.sections) * most.most_sections_lost
    ):
        said.append(
            f"{len(lost)} of {len(before.sections)} sections would be lost "
            f"({'، '.join(lost[:SECTIONS_NAMED])}): see whether they were renamed, or left out"
        )
    empty = [one.query for one in found.changed if one.before and not one.after]
    if len(empty) > most.most_searches_empty:
        said.append(
            f"nothing would be found any more for {'، '.join(empty)}: see what became of the "
            "articles that had it, or take it out of searches.txt"
        )
    others = sum(one.others > COMPARED_HITS / 2 for one in found.changed)
    if others > max(1, found.searches * most.most_searches_changed):
        said.append(
            f"{others} of {found.searches} searches would mostly find something else: "
            "look at those that are named above"
        )
    judged = found.judged
    if judged and judged.before - judged.after > most.most_relevance_lost:
        said.append(
            f"{RELEVANCE} of {judged.queries} judged queries would fall from {judged.before:.3f} "
            f"to {judged.after:.3f}: see what became of the texts and word lists, or of the "
            "queries in judgements/"
        )
    return said


def _counted(snapshot: Snapshot, digests: Mapping[str, str]) -> IndexCounts:
    """Return the counts of an index, given the content digest of each article."""
    everything = snapshot.search(
        And(()), Filters(), Window(limit=0, sort="-date"), ("section", "year")
    )
    sections, years = everything.facets["section"], everything.facets["year"]
    return IndexCounts(
        articles=everything.total,
        refused=snapshot.info.refused,
        without_text=sum(not has_text(digest) for digest in digests.values()),
        without_date=everything.total - sum(year.count for year in years),
        without_section=everything.total - sum(section.count for section in sections),
        sections=frozenset(section.value for section in sections),
    )


def _changed(
    served: OpenIndex, candidate: OpenIndex, searches: Sequence[str], ranking: Ranking
) -> Iterator[ChangedSearch]:
    """Yield the searches whose first hits differ."""
    for query in searches:
        before, after = _found(served, query, ranking), _found(candidate, query, ranking)
        ids = [hit.id for hit in after.hits]
        if ids != [hit.id for hit in before.hits]:
            others = len(set(ids) - {hit.id for hit in before.hits})
            yield ChangedSearch(query, before.total, after.total, others)


def _found(index: OpenIndex, query: str, ranking: Ranking) -> Hits:
    """Return the first hits of a search, as readers get them."""
    typed = SearchRequest(q=query[:MAX_QUERY_LENGTH], per_page=COMPARED_HITS)
    return answer(typed, index, ranking).found
