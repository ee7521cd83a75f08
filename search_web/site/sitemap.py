"""The sitemap: the URLs of all articles, for crawlers, written as it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from xml.sax.saxutils import escape

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from indexer.searching.open_index import OpenIndex
from search_web.api.article_path import IdConverter
from search_web.served import ServedIndex

MAX_SITEMAP_URLS = 50_000
"""Maximum URLs of one sitemap (https://www.sitemaps.org/protocol.html)."""

MEDIA_TYPE = "application/xml; charset=utf-8"

_BEGIN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)
_END = "</urlset>\n"


def sitemap(served: ServedIndex) -> Blueprint:
    """Return the blueprint of /sitemap.xml and of its parts, if one cannot hold all articles."""
    blueprint = Blueprint("sitemap", __name__)
    ids = _Ids()

    @blueprint.get("/sitemap.xml")
    def whole() -> ResponseReturnValue:
        """Return the sitemap, or an index of its parts if one cannot hold all articles."""

        def make(index: OpenIndex) -> Response:
            count = index.snapshot.info.articles
            if count <= MAX_SITEMAP_URLS:
                return _listed(ids.of(index))
            parts = range(1, -(-count // MAX_SITEMAP_URLS) + 1)
            text = render_template("sitemap_index.xml", parts=parts)
            return Response(text, content_type=MEDIA_TYPE)

        return _of_generation(served, make)

    @blueprint.get("/sitemap-<int:part>.xml")
    def part(part: int) -> ResponseReturnValue:
        first = (part - 1) * MAX_SITEMAP_URLS

        def make(index: OpenIndex) -> Response:
            if not 0 <= first < index.snapshot.info.articles:
                raise NotFound
            return _listed(ids.of(index)[first : first + MAX_SITEMAP_URLS])

        return _of_generation(served, make)

    return blueprint


class _Ids:
    """The sorted ids of the generation that was requested last."""

    def __init__(self) -> None:
        self._kept: tuple[str, Sequence[str]] = ("", ())

    def of(self, index: OpenIndex) -> Sequence[str]:
        generation, ids = self._kept
        if generation != index.snapshot.info.id:
            ids = sorted(index.snapshot.digests())
            self._kept = (index.snapshot.info.id, ids)
        return ids


def _of_generation(served: ServedIndex, make: Callable[[OpenIndex], Response]) -> Response:
    """Return a response made from the served generation, or 304 if the client has it.

    The generation is held until the response is sent.
    """
    with ExitStack() as stack:
        index = stack.enter_context(served.snapshot())
        basis = (index.snapshot.info.id, request.host_url, request.script_root, request.path)
        tag = hashlib.sha256(repr(basis).encode()).hexdigest()[:20]
        is_known = request.if_none_match.contains_weak(tag)
        response = Response(status=304) if is_known else make(index)
        response.set_etag(tag, weak=True)
        response.cache_control.public = True
        response.cache_control.no_cache = True
        response.call_on_close(stack.pop_all().close)
        return response


def _listed(ids: Sequence[str]) -> Response:
    """Return a sitemap of articles, which is written as it is sent."""
    quoted = IdConverter(current_app.url_map).to_url
    base = escape(url_for("pages.article", article_id="-", _external=True).removesuffix("-"))

    def lines() -> Iterator[str]:
        yield _BEGIN
        rest = iter(ids)
        while some := list(islice(rest, 500)):
            yield "".join(f"  <url><loc>{base}{escape(quoted(id_))}</loc></url>\n" for id_ in some)
        yield _END

    return Response(lines(), content_type=MEDIA_TYPE)
