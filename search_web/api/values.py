"""The values of responses of searches, as their models in `models` describe them.

They are encoded without a model for each hit, its snippets and reasons. Their order is that of the
models.
"""

from __future__ import annotations

from typing import Any

from indexer.model.article import Article
from indexer.model.fields import KEYWORDS
from indexer.searching.interpretation import Interpretation
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.typed_dates import TypedDate
from indexer.searching.result import Result, ResultPage
from indexer.searching.rewriting import Rewriting
from indexer.text.authors import JOINED_BY
from indexer.text.page_starts import PageStart

Values = dict[str, Any]


def search_values(page: ResultPage, index: OpenIndex, next_cursor: str | None) -> Values:
    """Return the values of a `SearchModel`."""
    return {
        "generation": page.generation,
        "analyzer_version": index.analyzer.version,
        "query": page.request.q,
        "total": page.total,
        "whole": page.interpretation.whole,
        "page": page.request.page,
        "per_page": page.request.per_page,
        "took_ms": round(page.took_ms, 3),
        "partial": page.partial,
        "next_cursor": next_cursor,
        "interpretation": _interpretation(page.interpretation),
        "hits": [hit_values(result) for result in page.results],
        "others": [hit_values(result) for result in page.others],
        "near": [hit_values(result) for result in page.near],
        "facets": _facets(page),
    }


def facets_values(page: ResultPage, index: OpenIndex) -> Values:
    """Return the values of a `FacetsModel`."""
    return {
        "generation": page.generation,
        "analyzer_version": index.analyzer.version,
        "query": page.request.q,
        "total": page.total,
        "partial": page.partial,
        "interpretation": _interpretation(page.interpretation),
        "facets": _facets(page),
    }


def hit_values(result: Result) -> Values:
    """Return the values of a `HitModel`."""
    return {
        **listed_values(result.article),
        "score": round(result.score, 6),
        "why": [
            {"word": reason.word, "match": reason.kind, "found": reason.found}
            for reason in result.reasons
        ],
        "nearly": result.nearly or None,
        "snippets": [
            {
                "text": passage.marked.text,
                "marks": passage.marked.marks,
                **_page(passage.page),
            }
            for passage in result.passages
        ],
    }


def _page(page: PageStart | None) -> Values:
    """Return the page of a passage and the address of its file there, as far as they are known."""
    if page is None:
        return {"page": None, "file": None}
    return {"page": page.page or None, "file": page.address or None}


def listed_values(article: Article) -> Values:
    """Return the values of a `ListedModel`."""
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "date": article.date.isoformat() if article.date else None,
        **keyword_values(article),
    }


def keyword_values(article: Article) -> Values:
    """Return the values of an article in the keyword fields; those of a list as text too."""
    values = [(field, field.values(article)) for field in KEYWORDS]
    texts = {field.name: JOINED_BY.join(held) for field, held in values}
    return texts | {field.listed_as: held for field, held in values if field.listed_as}


def _interpretation(taken: Interpretation) -> Values:
    return {
        "words": taken.words,
        "whole": taken.whole,
        "partly": taken.partly,
        "as_plain_words": taken.as_plain_words,
        "stop_words": taken.stop_words,
        "too_many_words": taken.too_many_words,
        "nothing_to_search": taken.nothing_to_search,
        "also": [
            {"kind": one.kind, "typed": one.typed, "others": one.others} for one in taken.also
        ],
        "pinned": taken.pinned,
        "rewritten": _rewriting(taken.rewritten),
        "suggested": _rewriting(taken.suggested),
        "date": _date(taken.date),
        "dated": taken.dated or None,
    }


def _rewriting(rewriting: Rewriting | None) -> Values | None:
    return {"kind": rewriting.kind, "text": rewriting.text} if rewriting else None


def _date(date: TypedDate | None) -> Values | None:
    return {"from": date.first, "to": date.last, "q": date.rest} if date else None


def _facets(page: ResultPage) -> Values:
    """Return the values of each facet field, most frequent first, years newest first."""
    return {
        field: [{"value": count.value, "count": count.count} for count in counts]
        for field, counts in page.facets.items()
    }
