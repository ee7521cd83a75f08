"""Download of an article's citation."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from search_web.publication.citation_file import citation_file
from search_web.publication.citations import FORMATS
from search_web.served import ServedIndex


def citation_pages(served: ServedIndex) -> Blueprint:
    """Return the blueprint of GET /cite/<format>/<id>."""
    blueprint = Blueprint("citations", __name__)

    @blueprint.get("/cite/<name>/<id:article_id>", merge_slashes=False)
    def cite(name: str, article_id: str) -> ResponseReturnValue:
        with served.snapshot() as index:
            article = index.snapshot.article(article_id)
        if article is None or name not in FORMATS:
            raise NotFound
        return citation_file(FORMATS[name], [article])

    return blueprint
