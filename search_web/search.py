"""search: a request and an open index → a page of results. Knows neither Flask nor an engine."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial

from indexer.article import Article
from indexer.engines.base import Filters, Hit, Hits, Snapshot, Window
from indexer.ladder import rewritings
from indexer.open_index import OpenIndex
from indexer.ranking import NEWER
from indexer.retrieval import Understood, retrieve, understand
from indexer.schema import FACET_FIELDS
from indexer.typed_dates import TypedDate, typed_date
from search_web.marking import Marker, merged
from search_web.observation import stage
from search_web.request import SearchRequest, Sort
from search_web.result import Interpretation, Marked, MarkedArticle, Result, ResultPage
from search_web.snippets import passages

NO_HITS = Hits(total=0, hits=(), facets=dict.fromkeys(FACET_FIELDS, ()))


def search(request: SearchRequest, index: OpenIndex, newer: float = NEWER) -> ResultPage:
    """Answers a request. Without a query: all articles that pass the filters. `newer`: by how much
    at most newer articles are preferred, where no dates are asked for."""
    begun = time.perf_counter()
    with stage("understand"):
        understood = understand(request.q, index, exact=request.exact)
    if request.q and understood.parsed.is_empty:
        hits, interpretation = NO_HITS, Interpretation(nothing_to_search=True)
    else:
        hits, interpretation = _hits(understood, request, index, newer)
    if request.q and not request.exact and not interpretation.whole:
        for rewriting in rewritings(request.q, index):
            other = understand(rewriting.text, index)
            rewritten, taken = _hits(other, request, index, newer)
            if taken.whole or rewritten.total > hits.total == 0:
                understood, hits = other, rewritten
                interpretation = replace(taken, rewritten=rewriting)
                break
    interpretation = replace(interpretation, date=_offered(request))
    marker = Marker(understood.parsed.wanted, index.analyzer)
    return ResultPage(
        request=request,
        results=tuple(_result(hit, marker, index.snapshot) for hit in hits.hits),
        total=hits.total,
        facets=hits.facets,
        interpretation=interpretation,
        generation=index.snapshot.info.id,
        took_ms=(time.perf_counter() - begun) * 1000,
    )


def _offered(request: SearchRequest) -> TypedDate | None:
    """The date among the words, where none is filtered by."""
    dated = request.from_date or request.to_date or request.year
    return None if dated or request.exact else typed_date(request.q)


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
    understood: Understood, request: SearchRequest, index: OpenIndex, newer: float
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
    dated = request.from_date or request.to_date or request.year
    preference = 0.0 if dated else newer
    window = Window(request.offset, request.per_page, _sort(request), preference)
    found = retrieve(
        understood, index.snapshot, window, _filters(request), FACET_FIELDS, exact=request.exact
    )
    taken = replace(taken, wanted=found.wanted, whole=found.whole, pinned=found.pinned)
    return found.hits, taken


def _sort(request: SearchRequest) -> Sort:
    """Newest first where there is no query to be relevant to."""
    return "-date" if not request.q and request.sort == "relevance" else request.sort


def _filters(request: SearchRequest) -> Filters:
    values = {
        "section": request.section,
        "author": request.author,
        "year": tuple(map(str, request.year)),
    }
    return Filters(values, request.from_date, request.to_date)


@stage("snippets")
def _result(hit: Hit, marker: Marker, snapshot: Snapshot) -> Result:
    article = snapshot.read(hit)
    matches_in = partial(marker.matches_in, snapshot, hit, article)
    return Result(
        article=article,
        score=hit.score,
        title=Marked(article.title, merged(article.title, matches_in("title"))),
        passages=passages(article.body, article.summary, matches_in),
    )
