"""Response models of searches. Their docstrings are descriptions in the OpenAPI document."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, Field, create_model

from indexer.engines.base import FacetCount
from indexer.model.article import Article
from indexer.model.fields import KEYWORDS
from indexer.searching.interpretation import Interpretation
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.typed_dates import TypedDate
from indexer.searching.reasons import Reason
from indexer.searching.result import Marked, Result, ResultPage
from indexer.searching.rewriting import Rewriting

Model = TypeVar("Model", bound=BaseModel)


class AnswerModel(BaseModel):
    """Base of all responses: the generation of the index, and the version of its analyzer."""

    generation: str
    analyzer_version: str


class SnippetModel(BaseModel):
    """A passage; `marks` are [start, end) offsets in code points of `text`."""

    text: str
    marks: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, marked: Marked) -> Self:
        """Make the model of a marked text."""
        return cls(text=marked.text, marks=marked.marks)


class ReasonModel(BaseModel):
    """How a word of the query matches a hit.

    `match` is `exact` for the typed form, `stem` for another form of the word, `family` for a word
    of its family, `synonym` for a synonym of staff's lists, `spelling` for another spelling of a
    name, and `fallback` if the hit lacks the word. `found` is the word as the article writes it.
    """

    word: str
    match: Literal["exact", "stem", "family", "synonym", "spelling", "fallback"]
    found: str

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """Make the model of a reason."""
        return cls(word=reason.word, match=reason.kind, found=reason.found)


def with_keywords(model: type[Model]) -> type[Model]:
    """Add a property to a model for each keyword field, and one for each list of values."""
    rows: Any = {field.name: (str, ...) for field in KEYWORDS}
    rows |= {field.listed_as: (tuple[str, ...], ...) for field in KEYWORDS if field.listed_as}
    return create_model(
        model.__name__, __base__=model, __module__=__name__, __doc__=model.__doc__, **rows
    )


@with_keywords
class ListedModel(BaseModel):
    """An article in a list."""

    id: str
    title: str
    url: str
    date: str | None


def listed_values(article: Article) -> dict[str, Any]:
    """Return the values of an article for `ListedModel`."""
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "date": article.date.isoformat() if article.date else None,
        **keyword_values(article),
    }


def keyword_values(article: Article) -> dict[str, Any]:
    """Return the values of an article in the keyword fields; those of a list as text too."""
    texts = {field.name: "؛ ".join(field.values(article)) for field in KEYWORDS}
    lists = {field.listed_as: field.values(article) for field in KEYWORDS if field.listed_as}
    return texts | lists


class HitModel(ListedModel):
    """An article that matches.

    `date` is an ISO 8601 date, or null if it is unknown. `why` explains the match for each word of
    the query. `nearly` is the id of a hit above it on the page of which it is a near-duplicate, or
    null.
    """

    score: float
    why: tuple[ReasonModel, ...]
    nearly: str | None
    snippets: tuple[SnippetModel, ...]

    @classmethod
    def of(cls, result: Result) -> Self:
        """Make the model of a result."""
        return cls(
            **listed_values(result.article),
            score=round(result.score, 6),
            why=tuple(map(ReasonModel.of, result.reasons)),
            nearly=result.nearly or None,
            snippets=tuple(SnippetModel.of(passage.marked) for passage in result.passages),
        )


class FacetModel(BaseModel):
    """A value and its number of hits, under the filters of the other fields."""

    value: str
    count: int

    @classmethod
    def of(cls, count: FacetCount) -> Self:
        """Make the model of a count."""
        return cls(value=count.value, count=count.count)


class AlsoModel(BaseModel):
    """The alternatives that were added to a word of the query.

    `kind` is `synonym` for those of staff's lists, `spelling` for other spellings of a foreign
    name.
    """

    kind: Literal["synonym", "spelling"]
    typed: str
    others: tuple[str, ...]


class RewritingModel(BaseModel):
    """The query that was searched instead, since the index lacks words of the typed one.

    `kind` says why: it was typed on the other keyboard `layout`, it is a `name` in another
    language, `arabizi` (Arabic in Latin letters), words written as one or one written as two
    (`split`), or misspelled (`spelling`).
    """

    kind: Literal["layout", "name", "arabizi", "split", "spelling"]
    text: str

    @classmethod
    def of(cls, rewriting: Rewriting) -> Self:
        """Make the model of a rewriting."""
        return cls(kind=rewriting.kind, text=rewriting.text)


class DateModel(BaseModel):
    """A day, month or year in the query, which may be meant as a filter.

    `from` and `to` are its first and last day; `q` is the query without it.
    """

    first: dt.date = Field(serialization_alias="from")
    last: dt.date = Field(serialization_alias="to")
    q: str

    @classmethod
    def of(cls, date: TypedDate) -> Self:
        """Make the model of a date."""
        return cls(first=date.first, last=date.last, q=date.rest)


class InterpretationModel(BaseModel):
    """How the query was understood.

    Of the hits, `whole` have all of its `words`; `partly` lack some that carry little weight.
    `rewritten` was searched instead; `suggested` was not searched, but may have been meant since
    few hits were found.
    """

    words: int
    whole: int
    partly: int
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
        """Make the model of an interpretation."""
        return cls(
            words=taken.words,
            whole=taken.whole,
            partly=taken.partly,
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
    """Return the values of each facet field, most frequent first, years newest first."""
    return {field: tuple(map(FacetModel.of, counts)) for field, counts in page.facets.items()}


class SearchModel(AnswerModel):
    """A page of hits.

    `total` articles answer the query, `whole` of them have all its words. If there are few,
    `others` have some of the words; `near`, if search by meaning is on, are near in meaning alone.
    Neither are counted. `next_cursor` continues after the page;
    null at the end. If `partial`, the search ran out of time, so hits, marks or counts may be
    missing.
    """

    query: str
    total: int
    whole: int
    page: int
    per_page: int
    took_ms: float
    partial: bool
    next_cursor: str | None
    interpretation: InterpretationModel
    hits: tuple[HitModel, ...]
    others: tuple[HitModel, ...]
    near: tuple[HitModel, ...]
    facets: Facets

    @classmethod
    def of(cls, page: ResultPage, index: OpenIndex, next_cursor: str | None) -> Self:
        """Make the response of a page of results."""
        return cls(
            generation=page.generation,
            analyzer_version=index.analyzer.version,
            query=page.request.q,
            total=page.total,
            whole=page.interpretation.whole,
            page=page.request.page,
            per_page=page.request.per_page,
            took_ms=round(page.took_ms, 3),
            partial=page.partial,
            next_cursor=next_cursor,
            interpretation=InterpretationModel.of(page.interpretation),
            hits=tuple(map(HitModel.of, page.results)),
            others=tuple(map(HitModel.of, page.others)),
            near=tuple(map(HitModel.of, page.near)),
            facets=facets_of(page),
        )


class FacetsModel(AnswerModel):
    """The number of hits, and their counts by value. `partial`: as in a search."""

    query: str
    total: int
    partial: bool
    interpretation: InterpretationModel
    facets: Facets

    @classmethod
    def of(cls, page: ResultPage, index: OpenIndex) -> Self:
        """Make the response of a page of results."""
        return cls(
            generation=page.generation,
            analyzer_version=index.analyzer.version,
            query=page.request.q,
            total=page.total,
            partial=page.partial,
            interpretation=InterpretationModel.of(page.interpretation),
            facets=facets_of(page),
        )
