"""Error responses for scripts: problem details of RFC 9457 (application/problem+json)."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g
from pydantic import BaseModel, Field

from search_web.problems.types import ADDRESS, problem_type

CONTENT_TYPE = "application/problem+json"


class FaultyParameter(BaseModel):
    """An invalid parameter, with a stable code and a message."""

    parameter: str
    code: str
    detail: str


class Problem(BaseModel):
    """Problem details: the members of RFC 9457, section 3.1, and three of our own."""

    type: str = Field(
        "about:blank", description="URI of the problem type: a page that explains it."
    )
    title: str = Field(
        description="Summary of the problem type, in Arabic, or in English by Accept-Language."
    )
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="Explanation of this occurrence.")
    errors: tuple[FaultyParameter, ...] | None = Field(
        None, description="The invalid parameters, if there are any."
    )
    restart: str | None = Field(
        None, description="Where to start the search again after its cursor has expired."
    )
    request_id: str | None = Field(None, description="The id of the request in our logs.")


def problem(
    status: int,
    detail: str,
    errors: tuple[FaultyParameter, ...] = (),
    name: str = "",
    restart: str | None = None,
) -> Response:
    """Return a problem response, which caches must not store.

    Args:
        status: The HTTP status.
        detail: Explanation of this occurrence.
        errors: The invalid parameters.
        name: Name of the problem type; "" for the default type of the status.
        restart: URL of the search to start again.
    """
    type_ = problem_type(name, status)
    body = Problem(
        type=f"{ADDRESS}/{type_.name}" if type_ else "about:blank",
        title=type_.title if type_ else HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=errors or None,
        restart=restart,
        request_id=getattr(g, "request_id", None),
    )
    response = Response(body.model_dump_json(exclude_none=True), status, content_type=CONTENT_TYPE)
    response.cache_control.no_store = True
    return response
