"""Files of citations, for reference managers."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from indexer.article import Article
from search_web.citations import FORMATS, Format
from search_web.served import ServedIndex


def citation_pages(served: ServedIndex) -> Blueprint:
    """GET /cite/<format>/<id>"""
    blueprint = Blueprint("citations", __name__)

    @blueprint.get("/cite/<name>/<id:article_id>", merge_slashes=False)
    def cite(name: str, article_id: str) -> ResponseReturnValue:
        with served.snapshot() as index:
            article = index.snapshot.article(article_id)
        if article is None or name not in FORMATS:
            raise NotFound
        return citation_file(FORMATS[name], [article])

    return blueprint


def citation_file(form: Format, articles: Sequence[Article]) -> Response:
    """Articles as a file to keep."""
    response = Response(form.write(articles), content_type=f"{form.media_type}; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"bahith.{form.suffix}")
    return response
