"""The feed: a search as Atom (RFC 4287), so that a reader of feeds can follow a topic."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from urllib.parse import quote

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from lxml import etree

from indexer.model.fields import KEYWORDS
from indexer.searching.request import SearchRequest
from indexer.searching.result import Result, ResultPage
from search_web.address import read_search, write_search
from search_web.answer_cache import Answers
from search_web.publication.links import web_link
from search_web.served import ServedIndex

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
MOST_ENTRIES = 50
NAME = "باحث"
MINTED = "2026"
"""The year in the tags that entries have as ids (RFC 4151); it never changes."""

LONG_AGO = dt.date(1970, 1, 1)
"""When articles without a date are said to be from, so that a build makes none of them new."""

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(served: ServedIndex, answers: Answers) -> Blueprint:
    """GET /feed with the parameters of /search"""
    blueprint = Blueprint("feed", __name__)

    @blueprint.get("/feed")
    def feed() -> ResponseReturnValue:
        wanted = followed(*read_search(request.args))
        with served.snapshot() as index:
            info = index.snapshot.info
            basis = (
                info.id,
                index.expander.version,
                answers.ranking.version,
                request.host_url,
                wanted,
            )
            response = Response(content_type=f"{MEDIA_TYPE}; charset=utf-8")
            response.set_etag(hashlib.sha256(repr(basis).encode()).hexdigest()[:20], weak=True)
            response.last_modified = info.built_at
            response.cache_control.public = True
            response.cache_control.no_cache = True
            response.make_conditional(request)
            if response.status_code != 304:
                page = answers.search(wanted, index)
                response.data = written(page, info.built_at)
                if page.partial:
                    unkept(response)
            return response

    return blueprint


def unkept(response: Response) -> None:
    """Of what ran out of time nobody keeps a copy."""
    response.cache_control.no_store = True
    for name in ("ETag", "Last-Modified"):
        del response.headers[name]


def followed(wanted: SearchRequest, ignored: frozenset[str]) -> SearchRequest:
    """The search as it is followed: from its beginning and, if no order is asked for, newest
    first."""
    is_sorted = "sort" in request.args and "sort" not in ignored
    sort = wanted.sort if is_sorted else "-date"
    return wanted.model_copy(update={"page": 1, "per_page": MOST_ENTRIES, "sort": sort})


def written(page: ResultPage, built_at: dt.datetime) -> bytes:
    """The document. It has changed when the newest of its entries was published."""
    wanted = page.request.model_copy(update={"per_page": 10})
    query = write_search(wanted)
    dates = [result.article.date for result in page.results if result.article.date]
    pages = url_for("pages.results", _external=True)
    root = etree.fromstring(f'<feed xmlns="{ATOM}" xml:lang="ar"/>')
    add(root, "id", tag(f"feed?{query}"))
    add(root, "title", f"{NAME}: {wanted.q}" if wanted.q else NAME)
    add(root, "updated", moment(max(dates)) if dates else built_at.isoformat(timespec="seconds"))
    add(add(root, "author"), "name", NAME)
    add(root, "link", rel="self", type=MEDIA_TYPE, href=request.url)
    add(root, "link", rel="alternate", type="text/html", href=f"{pages}?{query}")
    for result in page.results:
        add_entry(root, result)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def add_entry(root: etree._Element, result: Result) -> None:
    article = result.article
    day = moment(article.date or LONG_AGO)
    passage = result.passages[0].marked.text if result.passages else ""
    address = url_for("pages.article", article_id=article.id, _external=True)
    entry = add(root, "entry")
    add(entry, "id", tag(f"article/{quote(article.id)}"))
    add(entry, "title", article.title)
    add(entry, "updated", day)
    add(entry, "link", rel="alternate", type="text/html", href=address)
    add(entry, "summary", article.summary or passage)
    if article.date:
        add(entry, "published", day)
    for field in KEYWORDS:
        if not (value := field.of(article)):
            continue
        if field.cited == "author":
            add(add(entry, "author"), "name", value)
        else:
            add(entry, "category", term=value)
    if original := web_link(article.url):
        add(entry, "link", rel="via", href=original)


def add(parent: etree._Element, name: str, content: str = "", **attributes: str) -> etree._Element:
    """A new element at the end of its parent, without what XML cannot hold."""
    clean = {key: _NO_XML.sub(" ", value) for key, value in attributes.items()}
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", clean)
    element.text = _NO_XML.sub(" ", content)
    return element


def tag(specific: str) -> str:
    """An id that stays the same as long as the site has its name (RFC 4151)."""
    authority = request.host.partition(":")[0]
    return f"tag:{authority},{MINTED}:{specific}"


def moment(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
