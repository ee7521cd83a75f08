"""Result pages: answers with marked titles, snippets and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from indexer.budget import Budget
from indexer.engines.base import NO_MATCHES, Hit, Matches
from indexer.model.article import Article
from indexer.model.fingerprint import first_near_duplicates
from indexer.ranking.parameters import DEFAULT_RANKING, Ranking
from indexer.searching.answer import Answer, answer
from indexer.searching.marking import Marker, spans_of
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.understanding import understand
from indexer.searching.reasons import Reasons
from indexer.searching.request import SearchRequest
from indexer.searching.result import Marked, MarkedArticle, Result, ResultPage
from indexer.searching.snippets.passages import passages
from indexer.searching.snippets.repetition import TitleWords
from indexer.searching.worth import part_weights
from indexer.timings import stage

TIME_LIMIT = 1.0
"""Default time limit of a search, in seconds."""


def search(
    request: SearchRequest,
    index: OpenIndex,
    ranking: Ranking = DEFAULT_RANKING,
    seconds: float = TIME_LIMIT,
) -> ResultPage:
    """Answer a request and make the result page.

    Args:
        request: The request.
        index: The index to search.
        ranking: The ranking parameters.
        seconds: Time limit; a partial page is returned when it runs out.
    """
    budget = Budget(seconds)
    return show(answer(request, index, ranking, budget), index, budget)


@stage("snippets")
def show(answered: Answer, index: OpenIndex, budget: Budget) -> ResultPage:
    """Make the result page of an answer; once the budget is spent, results have titles only."""
    builder = _ResultBuilder(answered, index, budget)
    hits = (*answered.hits, *answered.others)
    results = tuple(_with_near_duplicates(builder.build(hits, budget), hits))
    return ResultPage(
        request=answered.request,
        results=results[: len(answered.hits)],
        others=results[len(answered.hits) :],
        near=tuple(map(builder.near, answered.near)),
        total=answered.total,
        facets=answered.facets,
        interpretation=answered.interpretation,
        generation=index.snapshot.info.id,
        took_ms=budget.spent_ms,
        partial=budget.ran_out,
        cut=answered.is_cut,
    )


def mark_article(article: Article, query_text: str, index: OpenIndex) -> MarkedArticle:
    """Mark the words of a query in an article."""
    marker = Marker(understand(query_text, index).parsed.wanted, index.analyzer)
    return MarkedArticle(
        title=Marked(article.title, marker.spans(article.title, "title")),
        summary=Marked(article.summary, marker.spans(article.summary, "summary")),
        paragraphs=tuple(
            Marked(line, marker.spans(line, "body"))
            for line in (article.body.split("\n") if article.body else ())
        ),
    )


class _ResultBuilder:
    """Makes results of the hits of one answer."""

    def __init__(self, answered: Answer, index: OpenIndex, budget: Budget) -> None:
        wanted, also = answered.understood.parsed.wanted, answered.understood.also
        self._snapshot = index.snapshot
        self._analyzer = index.analyzer
        self._reasons = Reasons(answered.searched, wanted, also, index.analyzer)
        self._marker = Marker(self._reasons.leaves, index.analyzer)
        self._worth = self._reasons.worth(part_weights(wanted, index, budget), DEFAULT_RANKING)

    def build(self, hits: Sequence[Hit], budget: Budget) -> list[Result]:
        """Make results; without marks, passages and reasons once the budget is spent."""
        articles = self._snapshot.read_all(hits)
        if not hits or budget.is_spent():
            return list(map(_without_marks, hits, articles))
        matches = self._marker.matches_in(self._snapshot, hits, articles)
        return [
            _without_marks(hit, article) if budget.is_spent() else self._result(hit, article, found)
            for hit, article, found in zip(hits, articles, matches, strict=True)
        ]

    def _result(self, hit: Hit, article: Article, matches: Mapping[str, Matches]) -> Result:
        title = article.title
        marks = spans_of(title, matches.get("title", NO_MATCHES), 0, len(title))
        return Result(
            article=article,
            score=hit.score,
            title=Marked(title, marks),
            passages=passages(article, matches, self._worth, TitleWords(title, self._analyzer)),
            reasons=self._reasons.of(article, matches),
        )

    def near(self, hit: Hit) -> Result:
        """Make a result of a hit by meaning alone, whose words are neither marked nor explained."""
        article = self._snapshot.read(hit)
        title = article.title
        opening = passages(article, {}, self._worth, TitleWords(title, self._analyzer))
        return Result(article, hit.score, Marked(title), opening)


def _without_marks(hit: Hit, article: Article) -> Result:
    return Result(article, hit.score, Marked(article.title), ())


def _with_near_duplicates(results: Sequence[Result], hits: Sequence[Hit]) -> Iterator[Result]:
    """Yield the results, each near-duplicate with the id of the first result like it."""
    firsts = first_near_duplicates([hit.fingerprint for hit in hits])
    for result, first in zip(results, firsts, strict=True):
        yield result if first is None else replace(result, nearly=results[first].article.id)
