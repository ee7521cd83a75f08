"""The sitemap: the URLs of articles, for crawlers, written as it is sent.

It has the home page, and the articles whose canonical page is the one here. When an article was
changed is known since the generation that first kept it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import NamedTuple
from xml.sax.saxutils import escape

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from indexer.engines.base import Snapshot
from indexer.model.datestamps import DATESTAMPS_FILE, Datestamps
from indexer.searching.open_index import OpenIndex
from search_web.api.article_path import IdConverter
from search_web.centre import centre_face
from search_web.publication.links import web_link
from search_web.served import ServedIndex

MAX_SITEMAP_URLS = 50_000
"""Maximum URLs of one sitemap (https://www.sitemaps.org/protocol.html)."""

MAX_SITEMAP_BYTES = 50 << 20
"""Maximum size of one sitemap."""

MAX_ADDRESS = 2047
"""Maximum length of an address in a sitemap; a page with a longer one is left out."""

_LONGEST_ROW, _LONGEST_SIGN = 400, 5
"""Most bytes of a row besides the id, and of a byte of the id, which `&amp;` has."""

MEDIA_TYPE = "application/xml; charset=utf-8"

_BEGIN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)
_END = "</urlset>\n"


def sitemap(served: ServedIndex) -> Blueprint:
    """Return the blueprint of /sitemap.xml and of its parts, if one cannot hold all articles."""
    blueprint = Blueprint("sitemap", __name__)
    listed = _Listed()

    @blueprint.get("/sitemap.xml")
    def whole() -> ResponseReturnValue:
        """Return the sitemap, or an index of its parts if one cannot hold all pages."""

        def make(index: OpenIndex) -> Response:
            parts = listed.of(index)
            if len(parts) == 1:
                return _sitemap(parts[0])
            text = render_template("sitemap_index.xml", parts=range(1, len(parts) + 1))
            return Response(text, content_type=MEDIA_TYPE)

        return _of_generation(served, make)

    @blueprint.get("/sitemap-<int:part>.xml")
    def part(part: int) -> ResponseReturnValue:
        def make(index: OpenIndex) -> Response:
            parts = listed.of(index)
            if not 1 <= part <= len(parts) or len(parts) == 1:
                raise NotFound
            return _sitemap(parts[part - 1])

        return _of_generation(served, make)

    return blueprint


class _Page(NamedTuple):
    """A page of the sitemap.

    Attributes:
        article: Id of its article; "" is the home page.
        changed: When it was changed, or "".
    """

    article: str
    changed: str


class _Listed:
    """The pages of the generation that was requested last, by id, in parts."""

    def __init__(self) -> None:
        self._kept: tuple[str, Sequence[Sequence[_Page]]] = ("", ())

    def of(self, index: OpenIndex) -> Sequence[Sequence[_Page]]:
        """Return the parts of the sitemap."""
        snapshot = index.snapshot
        generation, parts = self._kept
        if generation != snapshot.info.id:
            times = Datestamps.parse(snapshot.resources().get(DATESTAMPS_FILE)).changed
            ids = [_Page(id_, times.get(id_, "")) for id_ in sorted(_canonical_here(snapshot))]
            parts = list(_parts([_Page("", ""), *ids]))
            self._kept = (snapshot.info.id, parts)
        return parts


def _parts(pages: Sequence[_Page]) -> Iterator[Sequence[_Page]]:
    """Yield the pages of each sitemap, so that none is longer than the protocol allows."""
    begun = size = 0
    for number, page in enumerate(pages):
        longest = _LONGEST_ROW + _LONGEST_SIGN * len(page.article.encode())
        if number - begun == MAX_SITEMAP_URLS or size + longest > MAX_SITEMAP_BYTES:
            yield pages[begun:number]
            begun, size = number, 0
        size += longest
    yield pages[begun:]


def _canonical_here(snapshot: Snapshot) -> Iterator[str]:
    """Yield the ids of the articles that search engines are to list by their page here."""
    if centre_face().centre.canonical == "here":
        yield from snapshot.digests()
        return
    for article in snapshot.articles():
        if not web_link(article.url):
            yield article.id


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


def _sitemap(pages: Sequence[_Page]) -> Response:
    """Return a sitemap of pages, which is written as it is sent."""
    quoted = IdConverter(current_app.url_map).to_url
    home = escape(url_for("pages.home", _external=True))
    base = escape(url_for("pages.article", article_id="-", _external=True).removesuffix("-"))

    def row(page: _Page) -> str:
        address = f"{base}{escape(quoted(page.article))}" if page.article else home
        if len(address) > MAX_ADDRESS:
            return ""
        changed = f"<lastmod>{page.changed}</lastmod>" if page.changed else ""
        return f"  <url><loc>{address}</loc>{changed}</url>\n"

    def lines() -> Iterator[str]:
        yield _BEGIN
        rest = iter(pages)
        while some := list(islice(rest, 500)):
            yield "".join(map(row, some))
        yield _END

    return Response(lines(), content_type=MEDIA_TYPE)
