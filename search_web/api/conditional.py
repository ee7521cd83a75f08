"""Conditional requests: an answer that the client has already is not made again.

What an answer holds hangs on the generation, staff's lists, the preference for newer articles, the
program and what was asked: all known without a search. The time that a search took may differ, so
the tags are weak (RFC 9110, section 8.8.1).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import astuple
from functools import cache
from importlib.metadata import version

from flask import Response, request
from pydantic import BaseModel

from indexer.searching.result import ResultPage
from search_web.api.cursor import Basis
from search_web.api.models import Answer, HitModel


def conditional(basis: Basis, make: Callable[[], Response]) -> Response:
    """The answer, or that it has not changed. Caches may keep it, and ask each time whether it is
    still right."""
    tag = tag_of(basis)
    if request.if_none_match.star_tag:
        make().close()  # it must only exist
    is_known = request.if_none_match.contains_weak(tag)
    response = Response(status=304) if is_known else make()
    if response.cache_control.no_store:
        return response
    response.set_etag(tag, weak=True)
    response.cache_control.public = True
    response.cache_control.no_cache = True
    return response


def by_content(response: Response) -> Response:
    """The answer, already made, or that it has not changed: for what hangs on no basis."""
    response.add_etag(weak=True)
    response.cache_control.public = True
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def tag_of(basis: Basis) -> str:
    asked = (_version(), *astuple(basis), request.path, request.query_string)
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:20]


@cache
def _version() -> str:
    """Changes with the program and with what its answers hold."""
    models: tuple[type[BaseModel], ...] = (*Answer.__subclasses__(), HitModel)
    schemas = [model.model_json_schema(mode="serialization") for model in models]
    return hashlib.sha256(json.dumps([version("bahith"), schemas]).encode()).hexdigest()


def kept_if_whole(response: Response, page: ResultPage) -> Response:
    """The response, which no cache may keep if it is partial."""
    response.cache_control.no_store = page.partial
    return response
