"""What a search answers with. Each model is also its own description in the document."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, Field, create_model

from indexer.engines.base import FacetCount
from indexer.model.article import Article
from indexer.model.fields import KEYWORDS
from indexer.searching.interpretation import Interpretation
from indexer.searching.open_index import OpenIndex
from indexer.searching.reasons import Reason
from indexer.searching.result import Marked, Result, ResultPage
from indexer.searching.rewriting import Rewriting
from indexer.searching.typed_dates import TypedDate

Model = TypeVar("Model", bound=BaseModel)


class Answer(BaseModel):
    """What every answer tells: the generation of the index, and the analyser that made it."""

    generation: str
    analyzer_version: str


class SnippetModel(BaseModel):
    """A passage; `marks` are [start, end) in code points of `text`."""

    text: str
    marks: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, marked: Marked) -> Self:
        return cls(text=marked.text, marks=marked.marks)


class ReasonModel(BaseModel):
    """What a word of the query is to a hit: there as it was typed (`exact`), in another form
    (`stem`), as what staff's lists say means the same (`synonym`), as another `spelling` of the
    name, or not there, among hits with fewer words (`fallback`). `found`: how the article writes
    it."""

    word: str
    match: Literal["exact", "stem", "synonym", "spelling", "fallback"]
    found: str

    @classmethod
    def of(cls, reason: Reason) -> Self:
        return cls(word=reason.word, match=reason.kind, found=reason.found)


def with_facets(model: type[Model]) -> type[Model]:
    """Add a property for each field that is filtered whole."""
    rows: Any = {field.name: (str, ...) for field in KEYWORDS}
    return create_model(
        model.__name__, __base__=model, __module__=__name__, __doc__=model.__doc__, **rows
    )


@with_facets
class ListedModel(BaseModel):
    """An article in a list."""

    id: str
    title: str
    url: str
    date: str | None


def listed(article: Article) -> dict[str, Any]:
    """Return the values of an article in a list."""
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "date": article.date.isoformat() if article.date else None,
        **{field.name: field.of(article) for field in KEYWORDS},
    }


class HitModel(ListedModel):
    """An article found. `date` is an ISO day, or null if it is not known. `why` it matched, word by
    word of what was searched. `nearly`: the id of a hit before it on the page that has nearly the
    same text, or null."""

    score: float
    why: tuple[ReasonModel, ...]
    nearly: str | None
    snippets: tuple[SnippetModel, ...]

    @classmethod
    def of(cls, result: Result) -> Self:
        return cls(
            **listed(result.article),
            score=round(result.score, 6),
            why=tuple(map(ReasonModel.of, result.reasons)),
            nearly=result.nearly or None,
            snippets=tuple(SnippetModel.of(passage.marked) for passage in result.passages),
        )


class FacetModel(BaseModel):
    """A value and the number of hits that have it, under the filters of the other fields."""

    value: str
    count: int

    @classmethod
    def of(cls, count: FacetCount) -> Self:
        return cls(value=count.value, count=count.count)


class AlsoModel(BaseModel):
    """What a word or name was also searched as: a `synonym` of staff's list, or another `spelling`
    of a foreign name."""

    kind: Literal["synonym", "spelling"]
    typed: str
    others: tuple[str, ...]


class RewritingModel(BaseModel):
    """What was searched in place of words that no article holds: typed on the other keyboard
    `layout`, the `name` of a country in another language, `arabizi`, two words written as one
    (`split`), or misspelled (`spelling`)."""

    kind: Literal["layout", "name", "arabizi", "split", "spelling"]
    text: str

    @classmethod
    def of(cls, rewriting: Rewriting) -> Self:
        return cls(kind=rewriting.kind, text=rewriting.text)


class DateModel(BaseModel):
    """A day, month or year among the words of the query, and the query without it: what may be
    asked for as a filter."""

    first: dt.date = Field(serialization_alias="from")
    last: dt.date = Field(serialization_alias="to")
    q: str

    @classmethod
    def of(cls, date: TypedDate) -> Self:
        return cls(first=date.first, last=date.last, q=date.rest)


class InterpretationModel(BaseModel):
    """How the query was taken: hits hold at least `wanted` of its `words`; the first `whole` of
    them, in the order of relevance, hold all. `rewritten`: what was searched in its place;
    `suggested`: what may have been meant where little was found, and was not searched."""

    words: int
    wanted: int
    whole: int
    as_plain_words: bool
    stop_words: bool
    too_many_words: bool
    nothing_to_search: bool
    also: tuple[AlsoModel, ...]
    pinned: tuple[str, ...]
    rewritten: RewritingModel | None
    suggested: RewritingModel | None
    date: DateModel | None

    @classmethod
    def of(cls, taken: Interpretation) -> Self:
        return cls(
            words=taken.words,
            wanted=taken.wanted,
            whole=taken.whole,
            as_plain_words=taken.as_plain_words,
            stop_words=taken.stop_words,
            too_many_words=taken.too_many_words,
            nothing_to_search=taken.nothing_to_search,
            also=tuple(
                AlsoModel(kind=one.kind, typed=one.typed, others=one.others) for one in taken.also
            ),
            pinned=taken.pinned,
            rewritten=RewritingModel.of(taken.rewritten) if taken.rewritten else None,
            suggested=RewritingModel.of(taken.suggested) if taken.suggested else None,
            date=DateModel.of(taken.date) if taken.date else None,
        )


Facets = dict[str, tuple[FacetModel, ...]]


def facets_of(page: ResultPage) -> Facets:
    """The values of each field that can be filtered by, most first, years newest first."""
    return {field: tuple(map(FacetModel.of, counts)) for field, counts in page.facets.items()}


class SearchModel(Answer):
    """A page of hits. `next_cursor` goes on after it; null at the end. `partial`: the time for the
    search was over before all was done, so hits, marks or counts may be missing."""

    query: str
    total: int
    page: int
    per_page: int
    took_ms: float
    partial: bool
    next_cursor: str | None
    interpretation: InterpretationModel
    hits: tuple[HitModel, ...]
    facets: Facets

    @classmethod
    def of(cls, page: ResultPage, index: OpenIndex, next_cursor: str | None) -> Self:
        return cls(
            generation=page.generation,
            analyzer_version=index.analyzer.version,
            query=page.request.q,
            total=page.total,
            page=page.request.page,
            per_page=page.request.per_page,
            took_ms=round(page.took_ms, 3),
            partial=page.partial,
            next_cursor=next_cursor,
            interpretation=InterpretationModel.of(page.interpretation),
            hits=tuple(map(HitModel.of, page.results)),
            facets=facets_of(page),
        )


class FacetsModel(Answer):
    """How many hits there are, and how many of each value. `partial`: as of a search."""

    query: str
    total: int
    partial: bool
    interpretation: InterpretationModel
    facets: Facets

    @classmethod
    def of(cls, page: ResultPage, index: OpenIndex) -> Self:
        return cls(
            generation=page.generation,
            analyzer_version=index.analyzer.version,
            query=page.request.q,
            total=page.total,
            partial=page.partial,
            interpretation=InterpretationModel.of(page.interpretation),
            facets=facets_of(page),
        )
