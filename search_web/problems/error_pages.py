"""Error pages: what readers see instead of a page, with their query kept and a way on."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from indexer.engines.base import EngineError
from indexer.searching.request import MAX_QUERY_LENGTH
from search_web.address import MAX_ECHO, QueryTooLongError, read_query

RETRY_AFTER_SECONDS = 30


def handle_errors(blueprint: Blueprint) -> None:
    """Shows an error page for every error of the application that no other blueprint handles."""
    blueprint.app_errorhandler(EngineError)(show_unavailable)
    blueprint.app_errorhandler(QueryTooLongError)(show_too_long)
    blueprint.app_errorhandler(HTTPException)(show_error)


def show_unavailable(error: EngineError) -> Response:
    current_app.logger.error("the index cannot be read: %s", error)
    response = error_page(503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def show_too_long(error: QueryTooLongError) -> Response:
    return error_page(400, too_long=MAX_QUERY_LENGTH)


def show_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    response = error_page(code)
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    )
    return response


def error_page(code: int, too_long: int = 0) -> Response:
    """The page of an error. It reads no index, and keeps what was searched for in the box."""
    query = read_query(request.args.get("q") or request.args.get("hl") or "")[:MAX_ECHO]
    return make_response(
        render_template("error.html", code=code, query=query, too_long=too_long), code
    )
