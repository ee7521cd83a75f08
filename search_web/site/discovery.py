"""Documents for browsers and crawlers: OpenSearch description and robots.txt."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from search_web.language.languages import LANGUAGES, root


def discovery() -> Blueprint:
    """Return the blueprint of /opensearch.xml and /robots.txt."""
    blueprint = Blueprint("discovery", __name__)

    @blueprint.get("/opensearch.xml")
    def opensearch() -> ResponseReturnValue:
        return _xml("opensearch.xml", "application/opensearchdescription+xml")

    @blueprint.get("/robots.txt")
    def robots() -> ResponseReturnValue:
        prefixes = (root(), *(f"{root()}/{language}" for language in LANGUAGES))
        lines = (
            "User-agent: *",
            *(
                f"Disallow: {prefix}/{name}"
                for prefix in prefixes
                for name in ("search", "suggest", "staff")
            ),
            f"Sitemap: {url_for('sitemap.whole', _external=True)}",
        )
        return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

    return blueprint


def _xml(template: str, media_type: str, **values: object) -> Response:
    text = render_template(template, root=f"{request.host_url.rstrip('/')}{root()}", **values)
    return Response(text, content_type=f"{media_type}; charset=utf-8")
