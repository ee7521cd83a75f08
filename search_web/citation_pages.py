"""Files of citations, for reference managers."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from search_web.citations import FORMATS
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
        form = FORMATS[name]
        response = Response(form.write([article]), content_type=f"{form.media_type}; charset=utf-8")
        response.headers.set("Content-Disposition", "attachment", filename=f"bahith.{form.suffix}")
        return response

    return blueprint
