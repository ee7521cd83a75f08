"""HTML error pages, which keep the reader's query in the search box."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from indexer.engines.base import EngineError
from indexer.searching.request import MAX_QUERY_LENGTH
from search_web.address import MAX_ECHO_LENGTH, QueryTooLongError, read_query

RETRY_AFTER_SECONDS = 30
"""Retry-After of a response that failed because no index could be read."""


def handle_errors(blueprint: Blueprint) -> None:
    """Register error pages for all errors that no other blueprint handles."""
    blueprint.app_errorhandler(EngineError)(show_unavailable)
    blueprint.app_errorhandler(QueryTooLongError)(show_too_long)
    blueprint.app_errorhandler(HTTPException)(show_error)


def show_unavailable(error: EngineError) -> Response:
    """Log an engine error and return a 503 page."""
    current_app.logger.error("the index cannot be read: %s", error)
    response = error_page(503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def show_too_long(error: QueryTooLongError) -> Response:
    """Return the page that tells the maximum length of a query."""
    return error_page(400, too_long=MAX_QUERY_LENGTH)


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Return the page of an HTTP error with its Allow and Retry-After; pass redirects through."""
    code = error.code or 500
    if code < 400:
        return error.get_response()
    response = error_page(code)
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    )
    return response


def error_page(code: int, too_long: int = 0) -> Response:
    """Render an error page. It reads no index.

    Args:
        code: The HTTP status.
        too_long: The maximum length of a query, if it was exceeded.
    """
    query = read_query(request.args.get("q") or request.args.get("hl") or "")[:MAX_ECHO_LENGTH]
    return make_response(
        render_template("error.html", code=code, query=query, too_long=too_long), code
    )
