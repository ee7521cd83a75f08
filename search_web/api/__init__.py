"""The JSON endpoints for scripts, under /api/v1, and their document."""

from __future__ import annotations

from flask import Blueprint

from search_web.api.articles import articles
from search_web.api.cross_origin import allow_all_origins
from search_web.api.description import describing
from search_web.api.endpoint import Endpoint
from search_web.api.export import exporting
from search_web.api.failures import handle_failures
from search_web.api.library import Library
from search_web.api.search import searching
from search_web.api.words import words


def endpoints(library: Library) -> tuple[Endpoint, ...]:
    """All of them, in the order of the reference."""
    answering = (
        *searching(library),
        *exporting(library),
        *articles(library),
        *words(library),
    )
    return (*answering, describing(answering))


def api(served_endpoints: tuple[Endpoint, ...]) -> Blueprint:
    """The routes of the endpoints."""
    blueprint = Blueprint("api", __name__)
    for endpoint in served_endpoints:
        endpoint.route(blueprint)
    handle_failures(blueprint)
    blueprint.after_app_request(allow_all_origins)
    return blueprint
