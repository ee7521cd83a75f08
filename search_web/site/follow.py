"""The page that says how to follow a search, with the address of its feed to copy."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from indexer.searching.request import SearchRequest
from search_web.address import changed, read_search, write_search
from search_web.language.templates import template
from search_web.paths import path_of


def follow() -> Blueprint:
    """Return the blueprint of GET /follow, which takes the parameters of /search."""
    blueprint = Blueprint("follow", __name__)

    @blueprint.get("/follow")
    def how_to_follow() -> ResponseReturnValue:
        wanted, _ = read_search(request.args)
        return render_template(
            template("follow.html"),
            wanted=changed(wanted),
            query=wanted.q,
            digest_url=digest_url,
        )

    return blueprint


def follow_url(wanted: SearchRequest) -> str:
    """Return the URL of the page on following a search."""
    return _with_search("follow.how_to_follow", wanted)


def digest_url(wanted: SearchRequest) -> str:
    """Return the URL that the form for digests by e-mail is sent to."""
    return _with_search("digests.ask", wanted)


def _with_search(endpoint: str, wanted: SearchRequest) -> str:
    query = write_search(changed(wanted, per_page=SearchRequest().per_page))
    return path_of(endpoint) + (f"?{query}" if query else "")
