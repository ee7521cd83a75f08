"""The typed links of an article's page as a document of their own (https://signposting.org)."""

from __future__ import annotations

import json

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from search_web.publication.signposting import LINKSET_TYPE, linkset
from search_web.served import ServedIndex
from search_web.site.article_links import page_address, typed_links


def linksets(served: ServedIndex) -> Blueprint:
    """Return the blueprint of GET /linkset/<id>."""
    blueprint = Blueprint("linksets", __name__)

    @blueprint.get("/linkset/<id:article_id>", merge_slashes=False)
    def linkset_of(article_id: str) -> ResponseReturnValue:
        with served.snapshot() as index:
            article = index.snapshot.article(article_id)
        if article is None:
            raise NotFound
        held = linkset(page_address(article), typed_links(article))
        return Response(json.dumps(held, ensure_ascii=False), content_type=LINKSET_TYPE)

    return blueprint
