"""Conditional requests: a response that the client has in its cache is not computed again.

A response depends on the generation, the query lists, the ranking, the program and the request, all
known without a search. Only the time that a search took may differ, so ETags are weak (RFC 9110,
section 8.8.1).
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
from search_web.api.cursor import Versions
from search_web.api.models import AnswerModel, HitModel


def conditional(versions: Versions, make: Callable[[], Response]) -> Response:
    """Return 304 if the client has the current response, else compute it.

    Caches may store the response if they revalidate it each time.

    Args:
        versions: What the response depends on besides the request.
        make: Computes the response.
    """
    tag = etag(versions)
    if request.if_none_match.star_tag:
        make().close()  # `*` matches any response, but not an error
    is_known = request.if_none_match.contains_weak(tag)
    response = Response(status=304) if is_known else make()
    if response.cache_control.no_store:
        return response
    response.set_etag(tag, weak=True)
    response.cache_control.public = True
    response.cache_control.no_cache = True
    return response


def conditional_on_content(response: Response) -> Response:
    """Return 304 if the client has this response, compared by a hash of its content."""
    response.add_etag(weak=True)
    response.cache_control.public = True
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def etag(versions: Versions) -> str:
    """Return the ETag of the response to the current request."""
    state = (_version(), *astuple(versions), request.path, request.query_string)
    return hashlib.sha256(repr(state).encode()).hexdigest()[:20]


@cache
def _version() -> str:
    """Return a hash of the program's version and the schemas of its response models."""
    models: tuple[type[BaseModel], ...] = (*AnswerModel.__subclasses__(), HitModel)
    schemas = [model.model_json_schema(mode="serialization") for model in models]
    return hashlib.sha256(json.dumps([version("bahith"), schemas]).encode()).hexdigest()


def store_unless_partial(response: Response, page: ResultPage) -> Response:
    """Forbid caches to store a response made of a partial page."""
    response.cache_control.no_store = page.partial
    return response
