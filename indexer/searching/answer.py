"""search: a request and an open index → a page of results. Knows neither Flask nor an engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from indexer.budget import Budget
from indexer.engines.base import Filters, Hit, Hits, Match, Window
from indexer.model.article import Article
from indexer.model.fields import FACET_FIELDS
from indexer.model.fingerprint import first_alike
from indexer.model.query import Leaf
from indexer.ranking.formula import NEWER
from indexer.searching.marking import Marker, merged
from indexer.searching.open_index import OpenIndex
from indexer.searching.reasons import Reasons
from indexer.searching.request import SearchRequest, Sort
from indexer.searching.result import Interpretation, Marked, MarkedArticle, Result, ResultPage
from indexer.searching.retrieval import Understood, retrieve, understand
from indexer.searching.rewriting import LITTLE, rewritings, suggestion
from indexer.searching.snippets import passages
from indexer.searching.typed_dates import TypedDate, typed_date
from indexer.timings import stage

TIME_LIMIT = 1.0
"""Seconds that a search may take, unless it is set otherwise."""

NO_HITS = Hits(total=0, hits=(), facets=dict.fromkeys(FACET_FIELDS, ()))


def search(
    request: SearchRequest, index: OpenIndex, newer: float = NEWER, seconds: float = TIME_LIMIT
) -> ResultPage:
    """Answers a request. Without a query: all articles that pass the filters. `newer`: by how much
    at most newer articles are preferred, where no dates are asked for. `seconds`: after which what
    was found is given as it is."""
    begun = time.perf_counter()
    budget = Budget(seconds)
    with stage("understand"):
        understood = understand(request.q, index, strict=request.strict, budget=budget)
    searched = request.q
    if request.q and understood.parsed.is_empty:
        hits, interpretation = NO_HITS, Interpretation(nothing_to_search=True)
    else:
        hits, interpretation = _hits(understood, request, index, newer, budget)
    if request.q and not request.strict and not interpretation.whole:
        for rewriting in rewritings(request.q, index, budget):
            other = understand(rewriting.text, index, budget=budget)
            rewritten, taken = _hits(other, request, index, newer, budget)
            if taken.whole or rewritten.total > hits.total == 0:
                understood, hits, searched = other, rewritten, rewriting.text
                interpretation = replace(taken, rewritten=rewriting)
                break
    cut = budget.ran_out
    interpretation = replace(interpretation, date=_offered(request))
    if request.q and not request.strict and not interpretation.rewritten:
        suggested = suggestion(request.q, index) if interpretation.whole < LITTLE else None
        interpretation = replace(interpretation, suggested=suggested)
    show = _Showing(searched, understood, index)
    results = tuple(show.shown(hit, in_full=not budget.is_spent()) for hit in hits.hits)
    return ResultPage(
        request=request,
        results=tuple(_with_nearly(results, hits.hits)),
        total=hits.total,
        facets=hits.facets,
        interpretation=interpretation,
        generation=index.snapshot.info.id,
        took_ms=(time.perf_counter() - begun) * 1000,
        partial=budget.ran_out,
        cut=cut,
    )


def _offered(request: SearchRequest) -> TypedDate | None:
    """The date among the words, where none is filtered by."""
    return None if request.is_dated or request.strict else typed_date(request.q)


def mark_article(article: Article, query_text: str, index: OpenIndex) -> MarkedArticle:
    """The article with the words of the query marked."""
    marker = Marker(understand(query_text, index).parsed.wanted, index.analyzer)
    return MarkedArticle(
        title=Marked(article.title, marker.spans(article.title, "title")),
        summary=Marked(article.summary, marker.spans(article.summary, "summary")),
        paragraphs=tuple(
            Marked(line, marker.spans(line, "body")) for line in article.body.split("\n")
        ),
    )


@stage("retrieve")
def _hits(
    understood: Understood, request: SearchRequest, index: OpenIndex, newer: float, budget: Budget
) -> tuple[Hits, Interpretation]:
    """The hits, and how the query was taken."""
    parsed = understood.parsed
    words = len(parsed.wanted)
    taken = Interpretation(
        words=words,
        wanted=words,
        as_plain_words=parsed.as_plain_words,
        stop_words=parsed.stop_words,
        too_many_words=parsed.too_many_words,
        also=understood.also,
    )
    preference = 0.0 if request.is_dated else newer
    window = Window(request.offset, request.per_page, _sort(request), preference, budget=budget)
    found = retrieve(
        understood, index.snapshot, window, _filters(request), FACET_FIELDS, strict=request.strict
    )
    taken = replace(taken, wanted=found.wanted, whole=found.whole, pinned=found.pinned)
    return found.hits, taken


def _sort(request: SearchRequest) -> Sort:
    """Newest first where there is no query to be relevant to."""
    return "-date" if not request.q and request.sort == "relevance" else request.sort


def _filters(request: SearchRequest) -> Filters:
    values = {field: tuple(map(str, getattr(request, field))) for field in FACET_FIELDS}
    return Filters(values, request.from_date, request.to_date)


class _Showing:
    """Makes results of the hits of one search."""

    def __init__(self, searched: str, understood: Understood, index: OpenIndex) -> None:
        wanted = understood.parsed.wanted
        self._snapshot = index.snapshot
        self._reasons = Reasons(searched, wanted, understood.also, index.analyzer)
        self._marked = len(Marker(wanted, index.analyzer).leaves)
        self._marker = Marker((*wanted, *self._reasons.leaves), index.analyzer)

    @stage("snippets")
    def shown(self, hit: Hit, *, in_full: bool) -> Result:
        """The result; not `in_full`, without what takes time."""
        article = self._snapshot.read(hit)
        if not in_full:
            return Result(article, hit.score, Marked(article.title), ())
        matches_in = cache(partial(self._marker.matches_in, self._snapshot, hit, article))

        def marked_in(field: str) -> list[Match]:
            return [match for match in matches_in(field) if match.leaf < self._marked]

        return Result(
            article=article,
            score=hit.score,
            title=Marked(article.title, merged(article.title, marked_in("title"))),
            passages=passages(article.body, article.summary, marked_in),
            reasons=self._reasons.of(self._found(article, matches_in)),
        )

    def _found(
        self, article: Article, matches_in: Callable[[str], Sequence[Match]]
    ) -> Mapping[Leaf, str]:
        """The leaves that stand in an article, each as it is written there first."""
        found: dict[Leaf, str] = {}
        for field in self._reasons.fields:
            text: str = getattr(article, field)
            for match in matches_in(field) if text else ():
                leaf = self._marker.leaves[match.leaf]
                if leaf not in found:
                    found[leaf] = text[match.start : match.end]
        return found


def _with_nearly(results: Sequence[Result], hits: Sequence[Hit]) -> Iterator[Result]:
    """The results, those with nearly the same text as one before them saying which."""
    firsts = first_alike([hit.fingerprint for hit in hits])
    for result, first in zip(results, firsts, strict=True):
        yield result if first is None else replace(result, nearly=results[first].article.id)
