"""Documents for browsers and crawlers: OpenSearch description, sitemap, robots.txt."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from search_web.language.languages import LANGUAGES, root
from search_web.served import ServedIndex

MAX_SITEMAP_URLS = 50_000
"""Maximum URLs of one sitemap (https://www.sitemaps.org/protocol.html)."""


def discovery(served: ServedIndex) -> Blueprint:
    """Return the blueprint of /opensearch.xml, /sitemap.xml with its parts, and /robots.txt."""
    blueprint = Blueprint("discovery", __name__)

    @blueprint.get("/opensearch.xml")
    def opensearch() -> ResponseReturnValue:
        return _xml("opensearch.xml", "application/opensearchdescription+xml")

    @blueprint.get("/sitemap.xml")
    def sitemap() -> ResponseReturnValue:
        """Return the sitemap, or an index of its parts if one cannot hold all articles."""
        ids = _ids(served)
        if len(ids) <= MAX_SITEMAP_URLS:
            return _xml("sitemap.xml", "application/xml", ids=ids)
        parts = range(1, -(-len(ids) // MAX_SITEMAP_URLS) + 1)
        return _xml("sitemap_index.xml", "application/xml", parts=parts)

    @blueprint.get("/sitemap-<int:part>.xml")
    def sitemap_part(part: int) -> ResponseReturnValue:
        ids = _ids(served)[(part - 1) * MAX_SITEMAP_URLS : part * MAX_SITEMAP_URLS] if part else []
        if not ids:
            raise NotFound
        return _xml("sitemap.xml", "application/xml", ids=ids)

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
            f"Sitemap: {url_for('.sitemap', _external=True)}",
        )
        return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

    return blueprint


def _ids(served: ServedIndex) -> list[str]:
    with served.snapshot() as index:
        return sorted(index.snapshot.digests())


def _xml(template: str, media_type: str, **values: object) -> Response:
    text = render_template(template, root=f"{request.host_url.rstrip('/')}{root()}", **values)
    return Response(text, content_type=f"{media_type}; charset=utf-8")
