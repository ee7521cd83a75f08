"""The endpoints that search: pages of hits, and facets alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlencode

from flask import Response
from flask_babel import gettext

from indexer.engines.base import GenerationGoneError
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import MAX_PAGE, SearchRequest
from indexer.searching.result import ResultPage
from search_web.api.conditional import conditional, store_unless_partial
from search_web.api.cursor import Cursor, InvalidCursorError
from search_web.api.endpoint import JSON, Endpoint, json_response
from search_web.api.failures import ProblemError, invalid_parameters
from search_web.api.library import Library
from search_web.api.limits import check_limits
from search_web.api.models import FacetsModel, SearchModel
from search_web.api.parameters import (
    FacetParameters,
    SearchParameters,
    query_parameters,
    search_request,
)
from search_web.api.values import facets_values, search_values
from search_web.paths import path_of
from search_web.problems.validation import BESIDE_CURSOR, parameter_error


def search_endpoints(library: Library) -> tuple[Endpoint, ...]:
    """Return the endpoints of searches and facets."""

    def search(parameters: SearchParameters) -> Response:
        """Search.

        A page of hits with passages and marks, how the query was understood, and facets. People
        page by `page`; scripts should page by `next_cursor`, which yields each hit once, in one
        order, whatever is published meanwhile. If the search ran out of time, a request without
        cursor returns the hits found so far and no cursor; a request by cursor returns no hits and
        a cursor to try again. The header Link names the first, next and previous page.
        """
        cursor = cursor_of(library, parameters)
        if cursor is None:
            request = search_request(parameters)
            with library.served.snapshot() as index:
                return conditional(library.versions(index), lambda: answer(request, index))
        with resumed(library, cursor) as index:
            return conditional(
                cursor.versions, lambda: answer(cursor.request, index, is_cursor=True)
            )

    def facets(parameters: FacetParameters) -> Response:
        """Count, without hits.

        The number of hits of a query and filters, and their counts by the values of each facet.
        Each facet is counted under all filters but its own.
        """
        request = search_request(parameters)
        with library.served.snapshot() as index:

            def count() -> Response:
                check_limits(request, index)
                counted = request.model_copy(update={"per_page": 0})
                page = library.answers.search(counted, index)
                return store_unless_partial(json_response(facets_values(page, index)), page)

            return conditional(library.versions(index), count)

    def answer(request: SearchRequest, index: OpenIndex, *, is_cursor: bool = False) -> Response:
        check_limits(request, index)
        page = library.answers.search(request, index)
        library.record(page, "api")
        if page.cut and is_cursor:
            page = replace(page, results=())  # the next cursor returns them, each once
        following = next_cursor(library, page, index, is_cursor=is_cursor)
        response = json_response(search_values(page, index, following))
        response.headers["Link"] = links(page, following if is_cursor else None, is_cursor)
        return store_unless_partial(response, page)

    return (
        Endpoint(
            path="/search",
            view=search,
            parameters=SearchParameters,
            answers={JSON: SearchModel},
            statuses=(304, 400, 410, 429, 503),
            is_paged=True,
        ),
        Endpoint(
            path="/facets",
            view=facets,
            parameters=FacetParameters,
            answers={JSON: FacetsModel},
            statuses=(304, 400, 429, 503),
        ),
    )


def cursor_of(library: Library, parameters: SearchParameters) -> Cursor | None:
    """Return the cursor of a request, or None if it has none.

    Raises:
        ProblemError: The cursor is invalid, or parameters beside it contradict it (400).
    """
    if "cursor" not in parameters.model_fields_set:
        return None
    try:
        cursor = library.cursors.read(parameters.cursor)
    except InvalidCursorError as error:
        detail = gettext("It is not a cursor that an answer gave.")
        raise ProblemError(
            400, detail, [parameter_error("cursor", "invalid")], "invalid-cursor"
        ) from error
    names = {name: field.alias or name for name, field in SearchParameters.model_fields.items()}
    if others := contradictions(cursor, parameters):
        raise invalid_parameters([parameter_error(names[name], BESIDE_CURSOR) for name in others])
    return cursor


def contradictions(cursor: Cursor, parameters: SearchParameters) -> list[str]:
    """Return the names of parameters that have neither their default nor the cursor's value.

    Generated clients send the defaults with every request.
    """
    default = SearchRequest()
    return [
        name
        for name in SearchRequest.model_fields
        if name in parameters.model_fields_set
        and getattr(parameters, name) not in (getattr(default, name), getattr(cursor.request, name))
    ]


@contextmanager
def resumed(library: Library, cursor: Cursor) -> Iterator[OpenIndex]:
    """Open the generation in which a cursor continues.

    Raises:
        ProblemError: The cursor has expired (410).
    """
    try:
        with library.served.snapshot(cursor.versions.generation) as index:
            if library.versions(index) != cursor.versions:
                raise expired(
                    cursor, gettext("The lists of words or the ranking have changed since.")
                )
            yield index
    except GenerationGoneError as error:
        raise expired(cursor, gettext("The index in which it began is no longer kept.")) from error


def expired(cursor: Cursor, detail: str) -> ProblemError:
    """Return the error of an expired cursor, with the URL of the search's first page."""
    restart = address(cursor.request.model_copy(update={"page": 1}))
    return ProblemError(410, detail, name="cursor-expired", restart=restart)


def next_cursor(
    library: Library, page: ResultPage, index: OpenIndex, *, is_cursor: bool
) -> str | None:
    """Return the cursor after a page, or None at the end.

    The cursor of a page that was cut short is the same one again; without a cursor there is none.
    """
    if page.cut and not is_cursor:
        return None
    if page.cut:
        return library.cursors.write(Cursor(library.versions(index), page.request))
    if page.request.page >= min(page.pages, MAX_PAGE):
        return None
    following = page.request.model_copy(update={"page": page.request.page + 1})
    return library.cursors.write(Cursor(library.versions(index), following))


def links(page: ResultPage, cursor: str | None, is_cursor: bool) -> str:
    """Return the header Link (RFC 8288): to other pages or, after a cursor, to the next cursor."""
    request, last = page.request, min(page.pages, MAX_PAGE)
    named = {"first": address(request.model_copy(update={"page": 1}))}
    if cursor:
        named["next"] = f"{path_of('api.search')}?{urlencode({'cursor': cursor})}"
    elif not is_cursor:
        if request.page < last:
            named["next"] = address(request.model_copy(update={"page": request.page + 1}))
        if 1 < request.page <= last:
            named["prev"] = address(request.model_copy(update={"page": request.page - 1}))
    return ", ".join(f'<{target}>; rel="{name}"' for name, target in named.items())


def address(request: SearchRequest) -> str:
    """Return the URL of a search in the API."""
    query = urlencode(query_parameters(request))
    return path_of("api.search") + (f"?{query}" if query else "")
