"""Result pages: answers with marked titles, snippets and reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from indexer.budget import Budget
from indexer.engines.base import Hit, Match
from indexer.model.article import Article
from indexer.model.fingerprint import first_near_duplicates
from indexer.model.query import Leaf
from indexer.ranking.parameters import DEFAULT_RANKING, Ranking
from indexer.searching.answer import Answer, answer
from indexer.searching.marking import Marker, merge_spans
from indexer.searching.open_index import OpenIndex
from indexer.searching.reasons import Reasons
from indexer.searching.request import SearchRequest
from indexer.searching.result import Marked, MarkedArticle, Result, ResultPage
from indexer.searching.snippets import passages
from indexer.searching.understanding import understand
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


def show(answered: Answer, index: OpenIndex, budget: Budget) -> ResultPage:
    """Make the result page of an answer; once the budget is spent, results have titles only."""
    builder = _ResultBuilder(answered, index)
    hits = (*answered.hits, *answered.others)
    built = [builder.build(hit, in_full=not budget.is_spent()) for hit in hits]
    results = tuple(_with_near_duplicates(built, hits))
    near = [builder.build(hit, in_full=not budget.is_spent()) for hit in answered.near]
    return ResultPage(
        request=answered.request,
        results=results[: len(answered.hits)],
        others=results[len(answered.hits) :],
        near=tuple(replace(result, reasons=()) for result in near),
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

    def __init__(self, answered: Answer, index: OpenIndex) -> None:
        wanted, also = answered.understood.parsed.wanted, answered.understood.also
        self._snapshot = index.snapshot
        self._reasons = Reasons(answered.searched, wanted, also, index.analyzer)
        self._marked_leaves = len(Marker(wanted, index.analyzer).leaves)
        self._marker = Marker((*wanted, *self._reasons.leaves), index.analyzer)

    @stage("snippets")
    def build(self, hit: Hit, *, in_full: bool) -> Result:
        """Make a result; if not `in_full`, without marks, passages and reasons."""
        article = self._snapshot.read(hit)
        if not in_full:
            return Result(article, hit.score, Marked(article.title), ())
        matches_in = cache(partial(self._marker.matches_in, self._snapshot, hit, article))

        def marked_in(field: str) -> list[Match]:
            return [match for match in matches_in(field) if match.leaf < self._marked_leaves]

        return Result(
            article=article,
            score=hit.score,
            title=Marked(article.title, merge_spans(article.title, marked_in("title"))),
            passages=passages(article.body, article.summary, marked_in),
            reasons=self._reasons.of(self._found(article, matches_in)),
        )

    def _found(
        self, article: Article, matches_in: Callable[[str], Sequence[Match]]
    ) -> Mapping[Leaf, str]:
        """Return the leaves that an article contains, with the text of each one's first match."""
        found: dict[Leaf, str] = {}
        for field in self._reasons.fields:
            text: str = getattr(article, field)
            for match in matches_in(field) if text else ():
                leaf = self._marker.leaves[match.leaf]
                if leaf not in found:
                    found[leaf] = text[match.start : match.end]
        return found


def _with_near_duplicates(results: Sequence[Result], hits: Sequence[Hit]) -> Iterator[Result]:
    """Yield the results, each near-duplicate with the id of the first result like it."""
    firsts = first_near_duplicates([hit.fingerprint for hit in hits])
    for result, first in zip(results, firsts, strict=True):
        yield result if first is None else replace(result, nearly=results[first].article.id)
