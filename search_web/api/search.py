"""The endpoints that search: pages of hits, and facets alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlencode

from flask import Response, url_for
from flask_babel import gettext

from indexer.engines.base import GenerationGoneError
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import MAX_PAGE, SearchRequest
from indexer.searching.result import ResultPage
from search_web.api.conditional import conditional, kept_if_whole
from search_web.api.cursor import Cursor, InvalidCursorError
from search_web.api.endpoint import JSON, Endpoint, json_response
from search_web.api.failures import ProblemError, faulty
from search_web.api.library import Library
from search_web.api.limits import check_limits
from search_web.api.models import FacetsModel, SearchModel
from search_web.api.parameters import FacetParameters, SearchParameters, pairs, request_of
from search_web.problems.faults import BESIDE_CURSOR, fault


def searching(library: Library) -> tuple[Endpoint, ...]:
    def search(parameters: SearchParameters) -> Response:
        """Search.

        A page of hits with passages and marks, how the query was taken, and facets. `page` is for
        people. `next_cursor` is for scripts: with it they get each hit once, in one order, whatever
        is published meanwhile. Where not all hits could be found in time, a first page has those
        that were, and no cursor; a cursor's has none, and a cursor to try again. The header Link
        names the next page, the one before, and the first.
        """
        cursor = cursor_of(library, parameters)
        if cursor is None:
            request = request_of(parameters)
            with library.served.snapshot() as index:
                return conditional(library.basis(index), lambda: answer(request, index))
        with followed(library, cursor) as index:
            return conditional(cursor.basis, lambda: answer(cursor.request, index, is_cursor=True))

    def facets(parameters: FacetParameters) -> Response:
        """Count, without hits.

        How many hits a query and filters have, and how many of them have each section, author, type
        of content, year and month. A facet counts under all filters but its own.
        """
        request = request_of(parameters)
        with library.served.snapshot() as index:

            def count() -> Response:
                check_limits(request, index)
                counted = request.model_copy(update={"per_page": 0})
                page = library.answers.search(counted, index)
                return kept_if_whole(json_response(FacetsModel.of(page, index)), page)

            return conditional(library.basis(index), count)

    def answer(request: SearchRequest, index: OpenIndex, *, is_cursor: bool = False) -> Response:
        check_limits(request, index)
        page = library.answers.search(request, index)
        library.record(page, "api")
        if page.cut and is_cursor:
            page = replace(page, results=())  # the next cursor brings them, each once
        following = next_cursor(library, page, index, is_cursor=is_cursor)
        response = json_response(SearchModel.of(page, index, following))
        response.headers["Link"] = links(page, following if is_cursor else None, is_cursor)
        return kept_if_whole(response, page)

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
    """The cursor given, if there is one. Raises ProblemError."""
    if "cursor" not in parameters.model_fields_set:
        return None
    try:
        cursor = library.cursors.read(parameters.cursor)
    except InvalidCursorError as error:
        detail = gettext("It is not as an answer gave it.")
        raise ProblemError(400, detail, [fault("cursor", "invalid")], "invalid-cursor") from error
    fields = SearchParameters.model_fields
    if others := [fields[name].alias or name for name in others_than(cursor, parameters)]:
        raise faulty([fault(name, BESIDE_CURSOR) for name in others])
    return cursor


def others_than(cursor: Cursor, parameters: SearchParameters) -> list[str]:
    """The parameters that ask for something else than a cursor. Generated clients send what is
    usual with every request."""
    usual = SearchRequest()
    return [
        name
        for name in SearchRequest.model_fields
        if name in parameters.model_fields_set
        and getattr(parameters, name) not in (getattr(usual, name), getattr(cursor.request, name))
    ]


@contextmanager
def followed(library: Library, cursor: Cursor) -> Iterator[OpenIndex]:
    """The index in which a cursor goes on. Raises ProblemError if there it cannot."""
    try:
        with library.served.snapshot(cursor.basis.generation) as index:
            if library.basis(index) != cursor.basis:
                raise expired(cursor, gettext("What hits are ordered by has changed since."))
            yield index
    except GenerationGoneError as error:
        raise expired(
            cursor, gettext("The index in which it began is not kept any more.")
        ) from error


def expired(cursor: Cursor, detail: str) -> ProblemError:
    restart = address(cursor.request.model_copy(update={"page": 1}))
    return ProblemError(410, detail, name="cursor-expired", restart=restart)


def next_cursor(
    library: Library, page: ResultPage, index: OpenIndex, *, is_cursor: bool
) -> str | None:
    if page.cut and not is_cursor:
        return None
    if page.cut:
        return library.cursors.write(Cursor(library.basis(index), page.request))
    if page.request.page >= min(page.pages, MAX_PAGE):
        return None
    following = page.request.model_copy(update={"page": page.request.page + 1})
    return library.cursors.write(Cursor(library.basis(index), following))


def links(page: ResultPage, cursor: str | None, is_cursor: bool) -> str:
    """The header Link (RFC 8288): from a page to pages, from a cursor's to the next cursor's."""
    request, last = page.request, min(page.pages, MAX_PAGE)
    named = {"first": address(request.model_copy(update={"page": 1}))}
    if cursor:
        named["next"] = f"{url_for('.search')}?{urlencode({'cursor': cursor})}"
    elif not is_cursor:
        if request.page < last:
            named["next"] = address(request.model_copy(update={"page": request.page + 1}))
        if 1 < request.page <= last:
            named["prev"] = address(request.model_copy(update={"page": request.page - 1}))
    return ", ".join(f'<{target}>; rel="{name}"' for name, target in named.items())


def address(request: SearchRequest) -> str:
    query = urlencode(pairs(request))
    return url_for(".search") + (f"?{query}" if query else "")
