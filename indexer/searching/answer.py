"""The answer to a search request, the same for every caller.

Pages, API, feed, export, citations, evaluation, the gate and staff's pages all call `answer`, which
depends on neither Flask nor a particular engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from indexer.budget import UNLIMITED, Budget
from indexer.engines.base import FacetCount, Filters, Hit, Hits, Sort, Window
from indexer.model.fields import FACET_FIELDS
from indexer.model.query import And, Coordinated
from indexer.ranking.parameters import DEFAULT_RANKING, Ranking
from indexer.searching.fusion import near, ordered, widened
from indexer.searching.interpretation import Interpretation
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.typed_dates import TypedDate, typed_date
from indexer.searching.query.understanding import Understood, understand
from indexer.searching.request import SearchRequest
from indexer.searching.rewriting import LITTLE, rewritings, suggestion
from indexer.semantic.meaning import Meaning
from indexer.timings import stage

NO_HITS = Hits(total=0, hits=(), facets=dict.fromkeys(FACET_FIELDS, ()))


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request.

    Attributes:
        request: The request.
        searched: Text of the query that was searched: the reader's, or its rewriting.
        understood: That query, parsed and expanded.
        interpretation: Departures from the literal query, such as synonyms and rewritings.
        found: The hits of the page, their total and facet counts.
        is_cut: Whether time ran out before all hits were found.
        near: Articles near in meaning alone, after the last hit; they are counted nowhere.
    """

    request: SearchRequest
    searched: str
    understood: Understood
    interpretation: Interpretation
    found: Hits
    is_cut: bool
    near: tuple[Hit, ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        return self.found.hits

    @property
    def others(self) -> tuple[Hit, ...]:
        """Return what holds less, after the last hit, to fill its page; it is counted nowhere."""
        return self.found.others

    @property
    def total(self) -> int:
        return self.found.total

    @property
    def facets(self) -> Mapping[str, tuple[FacetCount, ...]]:
        return self.found.facets


def answer(
    request: SearchRequest,
    index: OpenIndex,
    ranking: Ranking = DEFAULT_RANKING,
    budget: Budget = UNLIMITED,
) -> Answer:
    """Answer a request.

    A request without a query matches all articles that pass its filters. The engine is searched
    once, and asked once for the counts of the query's synonyms and spellings. Rewritings are
    searched only if no article matches all words, and so is the period of a typed date, which is
    then a filter of the request of the answer.

    Args:
        request: The request.
        index: The index to search.
        ranking: The ranking parameters.
        budget: Time limit; partial results are returned when it runs out.
    """
    with stage("understand"):
        understood = understand(request.q, index, strict=request.strict, budget=budget)
    searched = request.q
    if request.q and understood.parsed.is_empty:
        found, taken = NO_HITS, Interpretation(nothing_to_search=True)
    else:
        found, taken = _search(understood, request, index, ranking, budget)
    if not taken.whole and (dated := _by_typed_date(request, index, ranking, budget)):
        return dated
    if request.q and not request.strict and not taken.whole:
        for rewriting in rewritings(request.q, index, budget):
            other = understand(rewriting.text, index, budget=budget)
            rewritten, retaken = _search(other, request, index, ranking, budget)
            if retaken.whole or rewritten.total > found.total == 0:
                understood, found, searched = other, rewritten, rewriting.text
                taken = replace(retaken, rewritten=rewriting)
                break
    is_cut = budget.ran_out
    if date := _offered_date(request):
        taken = replace(taken, date=date)
    if request.q and not request.strict and not taken.rewritten and taken.whole < LITTLE:
        taken = replace(taken, suggested=suggestion(request.q, index))
    plain = Answer(request, searched, understood, taken, found, is_cut)
    meaning = None if taken.nothing_to_search else _meaning(request, index)
    return _with_meaning(plain, index, meaning) if meaning else plain


@stage("retrieve")
def _search(
    understood: Understood,
    request: SearchRequest,
    index: OpenIndex,
    ranking: Ranking,
    budget: Budget,
) -> tuple[Hits, Interpretation]:
    """Search the engine once; return the hits and the interpretation of the query."""
    parsed = understood.parsed
    sort = _sort(request)
    query = Coordinated(
        (And(parsed.wanted),) if request.strict and parsed.wanted else parsed.wanted,
        parsed.excluded,
        understood.pinned if sort == "relevance" else (),
        others=0 if request.strict else max(ranking.others, request.offset + request.per_page),
    )
    window = Window(
        offset=request.offset,
        limit=request.per_page,
        sort=sort,
        newer=0.0 if request.is_dated else ranking.newer,
        ranking=ranking,
        budget=budget,
    )
    if _meaning(request, index):
        window = widened(window)
    found = index.snapshot.search(query, _filters(request), window, FACET_FIELDS)
    return found, Interpretation(
        words=len(parsed.wanted),
        whole=found.whole,
        partly=found.total - found.whole,
        as_plain_words=parsed.as_plain_words,
        stop_words=parsed.stop_words,
        too_many_words=parsed.too_many_words,
        also=understood.also,
        pinned=found.pinned,
    )


def _meaning(request: SearchRequest, index: OpenIndex) -> Meaning | None:
    """Return what orders by meaning too; None if the request is strict or sorted by date."""
    by_relevance = bool(request.q) and request.sort == "relevance" and not request.strict
    return index.meaning if by_relevance else None


def _with_meaning(plain: Answer, index: OpenIndex, meaning: Meaning) -> Answer:
    """Order the hits of a widened window by meaning too, and add what is near in meaning alone."""
    request, found = plain.request, plain.found
    window = Window(offset=request.offset, limit=request.per_page)
    with stage("meaning"):
        cosines = meaning.cosines(plain.searched) if window.limit else None
        shown = ordered(found, cosines, window, meaning.weight)
        all_hits = len(found.hits) == found.total <= window.offset + window.limit
        if cosines is None or not all_hits:
            return replace(plain, found=shown)
        excluded = plain.understood.parsed.excluded
        nearest = near(found, cosines, excluded, _filters(request), index.snapshot)
    return replace(plain, found=shown, near=nearest)


def _by_typed_date(
    request: SearchRequest, index: OpenIndex, ranking: Ranking, budget: Budget
) -> Answer | None:
    """Return the answer with the typed date as a filter, or None if that finds nothing whole."""
    date = _offered_date(request)
    if date is None or budget.is_spent():
        return None
    asked = {"q": date.rest, "from_date": date.first, "to_date": date.last}
    found = answer(request.model_copy(update=asked), index, ranking, budget)
    if not found.total or (date.rest and not found.interpretation.whole):
        return None
    taken = replace(found.interpretation, date=date, dated=request.q)
    return replace(found, interpretation=taken)


def _offered_date(request: SearchRequest) -> TypedDate | None:
    """Return the date typed in the query, unless the request filters by date."""
    return None if request.is_dated or request.strict else typed_date(request.q)


def _sort(request: SearchRequest) -> Sort:
    """Return the order of the hits: newest first if there is no query to be relevant to."""
    return "-date" if not request.q and request.sort == "relevance" else request.sort


def _filters(request: SearchRequest) -> Filters:
    values = {field: request.chosen(field) for field in FACET_FIELDS}
    return Filters(values, request.from_date, request.to_date)
