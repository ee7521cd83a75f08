"""Response models of searches. Their docstrings are descriptions in the OpenAPI document."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field, create_model

from indexer.model.fields import KEYWORDS

Model = TypeVar("Model", bound=BaseModel)


class AnswerModel(BaseModel):
    """Base of all responses: the generation of the index, and the version of its analyzer."""

    generation: str
    analyzer_version: str


class SnippetModel(BaseModel):
    """A passage; `marks` are [start, end) offsets in code points of `text`.

    `page` is the page of the PDF in which the first mark stands, `file` the address of the file, a
    PDF at that page; both are null for a text of the page itself, `page` for a file without pages,
    `file` for one whose address is not known.
    """

    text: str
    marks: tuple[tuple[int, int], ...]
    page: int | None
    file: str | None


class ReasonModel(BaseModel):
    """How a word of the query matches a hit.

    `match` is `exact` for the typed form, `stem` for another form of the word, `family` for a word
    of its family, `synonym` for a synonym of staff's lists, `spelling` for another spelling of a
    name, and `fallback` if the hit lacks the word. `found` is the word as the article writes it.
    """

    word: str
    match: Literal["exact", "stem", "family", "synonym", "spelling", "fallback"]
    found: str


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


class FacetModel(BaseModel):
    """A value and its number of hits, under the filters of the other fields."""

    value: str
    count: int


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
    language, an `english` topic, `arabizi` (Arabic in Latin letters), words written as one or one
    written as two (`split`), or misspelled (`spelling`).
    """

    kind: Literal["layout", "name", "english", "arabizi", "split", "spelling"]
    text: str


class DateModel(BaseModel):
    """A day, month or year in the query, which may be meant as a filter.

    `from` and `to` are its first and last day; `q` is the query without it.
    """

    first: dt.date = Field(alias="from")
    last: dt.date = Field(alias="to")
    q: str


class InterpretationModel(BaseModel):
    """How the query was understood.

    Of the hits, `whole` have all of its `words`; `partly` lack some that carry little weight.
    `rewritten` was searched instead; `suggested` was not searched, but may have been meant since
    few hits were found. `dated` is the typed query if its `date` was applied as a filter, since no
    article has all words of the query; else null.
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
    dated: str | None


Facets = dict[str, tuple[FacetModel, ...]]


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


class FacetsModel(AnswerModel):
    """The number of hits, and their counts by value. `partial`: as in a search."""

    query: str
    total: int
    partial: bool
    interpretation: InterpretationModel
    facets: Facets
