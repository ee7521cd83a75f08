"""Result pages: an answer with the texts that a reader sees of each hit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from indexer.budget import Budget
from indexer.engines.base import Hit, Match
from indexer.model.article import Article
from indexer.model.fingerprint import first_alike
from indexer.model.query import Leaf
from indexer.ranking.parameters import USUAL, Ranking
from indexer.searching.answer import Answer, answer
from indexer.searching.marking import Marker, merged
from indexer.searching.open_index import OpenIndex
from indexer.searching.reasons import Reasons
from indexer.searching.request import SearchRequest
from indexer.searching.result import Marked, MarkedArticle, Result, ResultPage
from indexer.searching.snippets import passages
from indexer.searching.understanding import understand
from indexer.timings import stage

TIME_LIMIT = 1.0
"""Seconds that a search may take, unless it is set otherwise."""


def search(
    request: SearchRequest,
    index: OpenIndex,
    ranking: Ranking = USUAL,
    seconds: float = TIME_LIMIT,
) -> ResultPage:
    """Answer a request and show the answer, within so many seconds as far as possible."""
    budget = Budget(seconds)
    return show(answer(request, index, ranking, budget), index, budget)


def show(answered: Answer, index: OpenIndex, budget: Budget) -> ResultPage:
    """Show an answer: marked titles, passages and reasons. Once time is up, titles alone."""
    showing = _Showing(answered, index)
    results = tuple(showing.shown(hit, in_full=not budget.is_spent()) for hit in answered.hits)
    return ResultPage(
        request=answered.request,
        results=tuple(_with_nearly(results, answered.hits)),
        total=answered.total,
        facets=answered.facets,
        interpretation=answered.interpretation,
        generation=index.snapshot.info.id,
        took_ms=budget.spent_ms,
        partial=budget.ran_out,
        cut=answered.is_cut,
    )


def mark_article(article: Article, query_text: str, index: OpenIndex) -> MarkedArticle:
    """Return the article with the words of the query marked."""
    marker = Marker(understand(query_text, index).parsed.wanted, index.analyzer)
    return MarkedArticle(
        title=Marked(article.title, marker.spans(article.title, "title")),
        summary=Marked(article.summary, marker.spans(article.summary, "summary")),
        paragraphs=tuple(
            Marked(line, marker.spans(line, "body"))
            for line in (article.body.split("\n") if article.body else ())
        ),
    )


class _Showing:
    """Turns the hits of one answer into results."""

    def __init__(self, answered: Answer, index: OpenIndex) -> None:
        wanted, also = answered.understood.parsed.wanted, answered.understood.also
        self._snapshot = index.snapshot
        self._reasons = Reasons(answered.searched, wanted, also, index.analyzer)
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
