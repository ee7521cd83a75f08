"""All hits of a search as a file to download, streamed from one generation."""

from __future__ import annotations

from contextlib import ExitStack

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound, TooManyRequests

from indexer.searching.request import SearchRequest
from search_web.address import changed, read_search, write_search
from search_web.api.export import hits
from search_web.api.failures import ProblemError
from search_web.api.library import Library
from search_web.centre import centre_face
from search_web.operations.limits import network
from search_web.paths import path_of
from search_web.publication.article_files import FILE_FORMATS


def export_files(library: Library) -> Blueprint:
    """Return the blueprint of GET /export/<format>, which takes the parameters of /search."""
    blueprint = Blueprint("export_files", __name__)

    @blueprint.get("/export/<name>")
    def download(name: str) -> ResponseReturnValue:
        if name not in FILE_FORMATS:
            raise NotFound
        form, (wanted, _) = FILE_FORMATS[name], read_search(request.args)
        with ExitStack() as stack:
            try:
                stack.enter_context(library.sent.to(network(request.remote_addr or "")))
            except ProblemError as error:
                raise TooManyRequests(error.detail, retry_after=error.retry_after) from error
            index = stack.enter_context(library.served.snapshot())
            found = hits(changed(wanted), index, library.answers.ranking)
            pieces = form.write((hit.article for hit in found), centre_face())
            response = Response(pieces, content_type=f"{form.media_type}; charset=utf-8")
            file = f"bahith.{form.suffix}"
            response.headers.set("Content-Disposition", "attachment", filename=file)
            response.call_on_close(stack.pop_all().close)
            return response

    return blueprint


def export_url(wanted: SearchRequest, name: str) -> str:
    """Return the URL of all hits of a search in a format."""
    query = write_search(changed(wanted, per_page=SearchRequest().per_page))
    return path_of("export_files.download", name=name) + (f"?{query}" if query else "")
