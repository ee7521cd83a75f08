"""Error handlers of the API, which turn exceptions into problem responses."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from flask import Blueprint, Response, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from indexer.engines.base import EngineError, NoGenerationError
from search_web.problems.error_pages import RETRY_AFTER_SECONDS
from search_web.problems.problem import FaultyParameter, problem

_REPLACED_HEADERS = ("Content-Type", "Content-Length")

_log = logging.getLogger(__name__)


class ProblemError(Exception):
    """An error to answer with a problem response; for the arguments see `problem`."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[FaultyParameter] = (),
        name: str = "",
        restart: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = tuple(errors)
        self.name = name
        self.restart = restart


def invalid_parameters(errors: Sequence[FaultyParameter]) -> ProblemError:
    """Return the error of invalid parameters; its detail names them all."""
    detail = "; ".join(f"{error.parameter}: {error.detail}" for error in errors)
    return ProblemError(400, detail, errors, "invalid-parameter")


def handle_failures(blueprint: Blueprint) -> None:
    """Register the handlers for a blueprint's endpoints and for unknown paths below /api/."""
    blueprint.errorhandler(ProblemError)(show_problem)
    blueprint.errorhandler(EngineError)(show_unavailable)
    blueprint.errorhandler(HTTPException)(show_failure)
    blueprint.before_app_request(show_unrouted)


def show_problem(error: ProblemError) -> Response:
    """Return the response of a problem."""
    return problem(error.status, error.detail, error.errors, error.name, error.restart)


def show_unavailable(error: EngineError) -> Response:
    """Log an engine error and return a 503 problem."""
    _log.error("the index cannot be read: %s", error)
    if isinstance(error, NoGenerationError):
        detail = gettext("Nothing has been built yet.")
    else:
        detail = gettext("The index is being prepared. Try again in a moment.")
    response = problem(503, detail)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def show_failure(error: HTTPException) -> Response:
    """Return the problem of an HTTP error, with its headers."""
    code = error.code or 500
    response = problem(code, _detail(code) or error.description or "")
    response.headers.extend((n, v) for n, v in error.get_headers() if n not in _REPLACED_HEADERS)
    return response


def _detail(code: int) -> str:
    details: dict[int, str] = {
        404: gettext("No endpoint has the address %(path)s.", path=request.path),
        405: gettext(
            "%(path)s does not accept %(method)s.", path=request.path, method=request.method
        ),
        500: gettext("The request could not be answered."),
    }
    return details.get(code, "")


def show_unrouted() -> Response | None:
    """Return a problem if no route matches a path below /api/; elsewhere None."""
    error = request.routing_exception
    if error is None or isinstance(error, RequestRedirect) or not request.path.startswith("/api/"):
        return None
    return show_failure(error)
