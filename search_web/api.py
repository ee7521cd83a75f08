"""The JSON endpoint, for scripts."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, Field, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from indexer.engines.base import EngineError
from indexer.ladder import Rewriting
from indexer.schema import FACET_FIELDS
from indexer.typed_dates import TypedDate
from search_web.answers import Answers
from search_web.problem import FaultyParameter, problem
from search_web.query_log import Record, record_nothing
from search_web.request import SearchRequest
from search_web.result import Marked, Result, ResultPage
from search_web.served import ServedIndex

REPEATED = FACET_FIELDS
SINGLE = ("q", "page", "per_page", "sort", "from", "to", "exact")


class SnippetModel(BaseModel):
    """A passage; `marks` are [start, end) in code points of `text`."""

    text: str
    marks: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, marked: Marked) -> Self:
        return cls(text=marked.text, marks=marked.marks)


class HitModel(BaseModel):
    """An article found. `date` is an ISO day, or null if it is not known."""

    id: str
    title: str
    url: str
    date: str | None
    section: str
    author: str
    score: float
    snippets: tuple[SnippetModel, ...]

    @classmethod
    def of(cls, result: Result) -> Self:
        article = result.article
        return cls(
            id=article.id,
            title=article.title,
            url=article.url,
            date=article.date.isoformat() if article.date else None,
            section=article.section,
            author=article.author,
            score=round(result.score, 6),
            snippets=tuple(SnippetModel.of(passage.marked) for passage in result.passages),
        )


class FacetModel(BaseModel):
    """A value and the number of hits that have it, under the filters of the other fields."""

    value: str
    count: int


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
    them, in the order of relevance, hold all."""

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
    date: DateModel | None


class SearchModel(BaseModel):
    """The answer to a search."""

    query: str
    total: int
    page: int
    per_page: int
    took_ms: float
    generation: str
    interpretation: InterpretationModel
    hits: tuple[HitModel, ...]
    facets: dict[str, tuple[FacetModel, ...]]

    @classmethod
    def of(cls, page: ResultPage) -> Self:
        taken = page.interpretation
        return cls(
            query=page.request.q,
            total=page.total,
            page=page.request.page,
            per_page=page.request.per_page,
            took_ms=round(page.took_ms, 3),
            generation=page.generation,
            interpretation=InterpretationModel(
                words=taken.words,
                wanted=taken.wanted,
                whole=taken.whole,
                as_plain_words=taken.as_plain_words,
                stop_words=taken.stop_words,
                too_many_words=taken.too_many_words,
                nothing_to_search=taken.nothing_to_search,
                also=tuple(
                    AlsoModel(kind=one.kind, typed=one.typed, others=one.others)
                    for one in taken.also
                ),
                pinned=taken.pinned,
                rewritten=RewritingModel.of(taken.rewritten) if taken.rewritten else None,
                date=DateModel.of(taken.date) if taken.date else None,
            ),
            hits=tuple(map(HitModel.of, page.results)),
            facets={
                field: tuple(FacetModel(value=one.value, count=one.count) for one in counts)
                for field, counts in page.facets.items()
            },
        )


def api(served: ServedIndex, answers: Answers, record: Record = record_nothing) -> Blueprint:
    """The endpoints under /api."""
    blueprint = Blueprint("api", __name__)

    @blueprint.get("/api/v1/search")
    def search_endpoint() -> ResponseReturnValue:
        if errors := misused(request.args):
            return faulty(errors)
        try:
            wanted = SearchRequest.model_validate(values_of(request.args))
        except ValidationError as error:
            return faulty(explained(error))
        with served.snapshot() as index:
            page = answers.search(wanted, index)
        record(page, "api")
        return json_response(SearchModel.of(page))

    @blueprint.before_app_request
    def unrouted() -> Response | None:
        """What no route takes is told as a problem below /api/, as a page elsewhere."""
        error = request.routing_exception
        return failed(error) if error and request.path.startswith("/api/") else None

    @blueprint.errorhandler(EngineError)
    def unavailable(error: EngineError) -> Response:
        response = problem(503, str(error))
        response.headers["Retry-After"] = "30"
        return response

    @blueprint.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response:
        response = problem(error.code or 500, error.description or "")
        response.headers.extend((n, v) for n, v in error.get_headers() if n == "Allow")
        return response

    return blueprint


def misused(arguments: MultiDict[str, str]) -> tuple[FaultyParameter, ...]:
    """Parameters that are not known, or that stand twice and may not."""
    unknown = [name for name in arguments if name not in (*SINGLE, *REPEATED)]
    repeated = [name for name in SINGLE if len(arguments.getlist(name)) > 1]
    return (
        *(FaultyParameter(parameter=name, detail="there is no such parameter") for name in unknown),
        *(FaultyParameter(parameter=name, detail="it is given twice") for name in repeated),
    )


def values_of(arguments: MultiDict[str, str]) -> dict[str, str | list[str]]:
    """The parameters given, the repeated ones as lists."""
    return {
        name: arguments.getlist(name) if name in REPEATED else arguments[name] for name in arguments
    }


def explained(error: ValidationError) -> tuple[FaultyParameter, ...]:
    """What is wrong with each parameter, once."""
    details = {
        str(one["loc"][0]): one["msg"].removeprefix("Value error, ")
        for one in reversed(error.errors())
    }
    return tuple(FaultyParameter(parameter=name, detail=text) for name, text in details.items())


def faulty(errors: tuple[FaultyParameter, ...]) -> Response:
    said = "; ".join(f"{error.parameter}: {error.detail}" for error in errors)
    return problem(400, said, errors)


def json_response(model: BaseModel) -> Response:
    return Response(model.model_dump_json(by_alias=True), content_type="application/json")
