"""Citations as a file to keep, for reference managers."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from indexer.model.article import Article
from search_web.publication.citations import Format


def citation_file(form: Format, articles: Sequence[Article]) -> Response:
    """Articles as a file to keep."""
    response = Response(form.write(articles), content_type=f"{form.media_type}; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"bahith.{form.suffix}")
    return response
