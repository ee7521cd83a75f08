"""Citations as a download for reference managers."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from indexer.model.article import Article
from search_web.centre import centre_face
from search_web.publication.citations import Format


def citation_file(form: Format, articles: Sequence[Article]) -> Response:
    """Return the citations of articles as a download."""
    written = form.write(articles, centre_face())
    response = Response(written, content_type=f"{form.media_type}; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"bahith.{form.suffix}")
    return response
