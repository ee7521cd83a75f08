"""Models of query parameters, each with its limits, a description and an example."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from werkzeug.datastructures import MultiDict

from indexer.engines.base import Sort
from indexer.searching.request import SearchRequest, Selection, whole
from search_web.api.failures import invalid_parameters
from search_web.problems.validation import REPEATED, parameter_error, parameter_errors
from search_web.suggestions import MAX_PREFIX_LENGTH

MAX_CURSOR_LENGTH = 16_000
MAX_TEXT_LENGTH = 2000
MAX_RELATED = 20

CitationFormat = Literal["bibtex", "ris", "csl-json", "text-ar"]

_CLOSED = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)


class NoParameters(BaseModel):
    """No parameters."""

    model_config = _CLOSED


class FacetParameters(Selection):
    """A query and filters."""

    model_config = _CLOSED


class ExportParameters(Selection):
    """A query, filters and an order."""

    model_config = _CLOSED

    sort: Annotated[
        Sort, Field(description="The order of the hits, as in a search.", examples=["-date"])
    ] = "relevance"


class PageParameters(SearchRequest):
    """A page of a search."""

    model_config = _CLOSED


class SearchParameters(PageParameters):
    """A page of a search, or a cursor alone."""

    cursor: Annotated[
        str,
        Field(
            max_length=MAX_CURSOR_LENGTH,
            description="`next_cursor` of a response, without other parameters: it holds the whole "
            "request and continues after that response, in the same generation of the index.",
            json_schema_extra={"pattern": "^[A-Za-z0-9._-]+$"},
        ),
    ] = ""


class PageCitationParameters(PageParameters):
    """A page of a search, and the format to cite it in."""

    format: Annotated[
        CitationFormat, Field(description="The format of the citations.", examples=["ris"])
    ]


class CitationParameters(BaseModel):
    """The format to cite an article in."""

    model_config = _CLOSED

    format: Annotated[
        CitationFormat, Field(description="The format of the citation.", examples=["bibtex"])
    ]


class RelatedParameters(BaseModel):
    """The number of related articles."""

    model_config = _CLOSED

    limit: Annotated[
        int,
        Field(ge=1, le=MAX_RELATED, description="Maximum number of articles.", examples=[5]),
        BeforeValidator(whole),
    ] = 5


class SuggestParameters(BaseModel):
    """The text to complete."""

    model_config = _CLOSED

    q: Annotated[
        str,
        Field(
            max_length=MAX_PREFIX_LENGTH,
            description="The text typed so far.",
            examples=["الهج"],
        ),
    ]


class AnalyzeParameters(BaseModel):
    """A text to analyse."""

    model_config = _CLOSED

    text: Annotated[
        str,
        Field(
            max_length=MAX_TEXT_LENGTH,
            description="The text to analyse.",
            examples=["مكافحة الإرهاب"],
        ),
    ]


Parameters = TypeVar("Parameters", bound=BaseModel)


def parse_parameters(model: type[Parameters], given: MultiDict[str, str]) -> Parameters:
    """Validate query parameters strictly.

    Raises:
        ProblemError: Some are invalid, unknown or repeated; it names them all (400).
    """
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    lists = {name for name, field in fields.items() if get_origin(field.annotation) is tuple}
    errors = [
        parameter_error(name, REPEATED)
        for name in given
        if name in fields.keys() - lists and len(given.getlist(name)) > 1
    ]
    values = {name: given.getlist(name) if name in lists else given[name] for name in given}
    try:
        parameters = model.model_validate(values)
    except ValidationError as error:
        raise invalid_parameters([*errors, *parameter_errors(error)]) from error
    if errors:
        raise invalid_parameters(errors)
    return parameters


def search_request(
    parameters: FacetParameters | ExportParameters | PageParameters,
) -> SearchRequest:
    """Return the search that the parameters ask for."""
    return SearchRequest.model_validate(parameters.model_dump())


def query_parameters(request: SearchRequest) -> list[tuple[str, str]]:
    """Return the query parameters of a search, as (name, value) pairs without defaults."""
    values = request.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return [
        (name, "true" if one is True else str(one))
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
    ]
