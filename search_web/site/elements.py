"""Web components that other sites load, at addresses that stay."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from search_web.static_files import FOLDER

SEARCH_ELEMENT = "bahith-search.js"
"""The element `<bahith-search>`, which our own pages use too."""

MAX_AGE = 60 * 60
"""Seconds that a browser may keep a component."""


def elements() -> Blueprint:
    """Return the blueprint of the components.

    The version in the address is that of what a page may rely on: the element's name and its
    attributes.
    """
    blueprint = Blueprint("elements", __name__)

    @blueprint.get(f"/elements/v1/{SEARCH_ELEMENT}")
    def search_element() -> ResponseReturnValue:
        script = (FOLDER / SEARCH_ELEMENT).read_bytes()
        response = Response(script, content_type="text/javascript; charset=utf-8")
        response.cache_control.public = True
        response.cache_control.max_age = MAX_AGE
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Access-Control-Allow-Origin"] = "*"  # for a script with `integrity`
        response.add_etag(weak=True)
        return response.make_conditional(request)

    return blueprint
