"""Problems: errors as scripts read them (RFC 9457, application/problem+json)."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g
from pydantic import BaseModel, Field

from search_web.problems.types import ADDRESS, problem_type

CONTENT_TYPE = "application/problem+json"


class FaultyParameter(BaseModel):
    """A parameter at fault and what is wrong with it, by a stable code and in words."""

    parameter: str
    code: str
    detail: str


class Problem(BaseModel):
    """The members of RFC 9457, section 3.1, and what else helps."""

    type: str = Field("about:blank", description="What went wrong; a page that explains it.")
    title: str = Field(description="What went wrong, in Arabic, or in English by Accept-Language.")
    status: int
    detail: str = Field(description="What went wrong this time.")
    errors: tuple[FaultyParameter, ...] | None = Field(
        None, description="The parameters at fault, where there are such."
    )
    restart: str | None = Field(
        None, description="Where to begin again, after a cursor that cannot be followed any more."
    )
    request_id: str | None = Field(None, description="The id of the request in our logs.")


def problem(
    status: int,
    detail: str,
    errors: tuple[FaultyParameter, ...] = (),
    name: str = "",
    restart: str | None = None,
) -> Response:
    """A response that tells the problem. `name`: its type, if not the usual one of the
    status."""
    type_ = problem_type(name, status)
    told = Problem(
        type=f"{ADDRESS}/{type_.name}" if type_ else "about:blank",
        title=type_.title if type_ else HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=errors or None,
        restart=restart,
        request_id=getattr(g, "request_id", None),
    )
    response = Response(told.model_dump_json(exclude_none=True), status, content_type=CONTENT_TYPE)
    response.cache_control.no_store = True
    return response
