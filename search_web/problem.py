"""Problems: errors as scripts read them (RFC 9457, application/problem+json)."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from pydantic import BaseModel

CONTENT_TYPE = "application/problem+json"


class FaultyParameter(BaseModel):
    """A parameter at fault and what is wrong with it."""

    parameter: str
    detail: str


class Problem(BaseModel):
    """The members of RFC 9457, section 3.1, and the parameters at fault."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: tuple[FaultyParameter, ...] = ()


def problem(status: int, detail: str, errors: tuple[FaultyParameter, ...] = ()) -> Response:
    """A response that tells the problem."""
    told = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors
    ).model_dump_json(exclude=None if errors else {"errors"})
    return Response(told, status, content_type=CONTENT_TYPE)
