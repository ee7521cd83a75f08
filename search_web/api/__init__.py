"""The JSON API under /api/v1, described by an OpenAPI document."""

from __future__ import annotations

from flask import Blueprint

from search_web.api.articles import article_endpoints
from search_web.api.cross_origin import allow_all_origins
from search_web.api.description import openapi_endpoint
from search_web.api.endpoint import Endpoint
from search_web.api.export import export_endpoints
from search_web.api.failures import handle_failures
from search_web.api.library import Library
from search_web.api.search import search_endpoints
from search_web.api.words import word_endpoints


def endpoints(library: Library) -> tuple[Endpoint, ...]:
    """Return all endpoints, in the order of the reference."""
    described = (
        *search_endpoints(library),
        *export_endpoints(library),
        *article_endpoints(library),
        *word_endpoints(library),
    )
    return (*described, openapi_endpoint(described))


def api(served_endpoints: tuple[Endpoint, ...]) -> Blueprint:
    """Return the blueprint with the routes and error handlers of the endpoints."""
    blueprint = Blueprint("api", __name__)
    for endpoint in served_endpoints:
        endpoint.add_route(blueprint)
    handle_failures(blueprint)
    blueprint.after_app_request(allow_all_origins)
    return blueprint
