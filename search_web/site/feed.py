"""Search results as an Atom feed (RFC 4287), so that feed readers can follow a topic."""

from __future__ import annotations

import datetime as dt
import hashlib
from urllib.parse import quote, urljoin, urlsplit

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from lxml import etree

from indexer.model.fields import KEYWORDS
from indexer.searching.request import SearchRequest
from indexer.searching.result import Result, ResultPage
from indexer.text.paragraphs import fold_space
from search_web.address import read_search, write_search
from search_web.answer_cache import Answers
from search_web.centre import centre_face, logo_url
from search_web.publication.links import web_link
from search_web.served import ServedIndex
from search_web.static_files import static_url

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MEDIA_TYPE = "application/atom+xml"
SHOWN_BY_BROWSERS = "application/xml"
"""Media type under which browsers show a feed with its style sheet, instead of its source."""

MAX_ENTRIES = 50
FEED_NAME = "باحث"
HOW_TO_FOLLOW = "هذه خلاصة لبرامج قراءة الخلاصات. كيف أتابعها؟"
TAG_YEAR = "2026"
"""Year of the tag URIs that identify entries (RFC 4151); it must never change."""

UNDATED = dt.date(1970, 1, 1)
"""`updated` of articles without a date: constant, so that a build does not make them new."""


def feed(served: ServedIndex, answers: Answers) -> Blueprint:
    """Return the blueprint of GET /feed, which takes the parameters of /search."""
    blueprint = Blueprint("feed", __name__)

    @blueprint.get("/feed")
    def atom() -> ResponseReturnValue:
        wanted = feed_request(*read_search(request.args))
        with served.snapshot() as index:
            info = index.snapshot.info
            state = (
                info.id,
                index.version,
                answers.ranking_version,
                request.host_url,
                wanted,
            )
            wished = request.accept_mimetypes.best_match(
                (MEDIA_TYPE, SHOWN_BY_BROWSERS), MEDIA_TYPE
            )
            response = Response(content_type=f"{wished}; charset=utf-8")
            response.vary.add("Accept")
            response.set_etag(hashlib.sha256(repr(state).encode()).hexdigest()[:20], weak=True)
            response.last_modified = info.built_at
            response.cache_control.public = True
            response.cache_control.no_cache = True
            response.make_conditional(request)
            if response.status_code != 304:
                page = answers.search(wanted, index)
                response.data = atom_document(page, info.built_at)
                if page.partial:
                    forbid_storing(response)
            return response

    return blueprint


def forbid_storing(response: Response) -> None:
    """Forbid caches to store a partial response, and remove its validators."""
    response.cache_control.no_store = True
    for name in ("ETag", "Last-Modified"):
        del response.headers[name]


def feed_request(wanted: SearchRequest, ignored: frozenset[str]) -> SearchRequest:
    """Return the first page of a search with `MAX_ENTRIES` hits, newest first by default.

    Args:
        wanted: The search that the URL asks for.
        ignored: Names of the URL's parameters that were ignored as faulty.
    """
    is_sorted = "sort" in request.args and "sort" not in ignored
    sort = wanted.sort if is_sorted else "-date"
    return wanted.model_copy(update={"page": 1, "per_page": MAX_ENTRIES, "sort": sort})


def atom_document(page: ResultPage, built_at: dt.datetime) -> bytes:
    """Serialize a page of results as an Atom feed.

    Its `updated` is the date of the newest entry; without dated entries, of the build.
    """
    wanted = page.request.model_copy(update={"per_page": 10})
    query = write_search(wanted)
    dates = [result.article.date for result in page.results if result.article.date]
    pages = url_for("pages.results", _external=True)
    root = etree.fromstring(f'<feed xmlns="{ATOM}" xml:lang="ar"/>')
    add(root, "id", tag_uri(f"feed?{query}"))
    face = centre_face()
    name = face.name("ar") or FEED_NAME
    add(root, "title", f"{name}: {wanted.q}" if wanted.q else name)
    updated = midnight(max(dates)) if dates else built_at.isoformat(timespec="seconds")
    add(root, "updated", updated)
    add(add(root, "author"), "name", name)
    if face.centre.licence:
        add(root, "rights", face.centre.licence)
    if face.logo:
        add(root, "logo", urljoin(request.host_url, logo_url()))
    add(root, "link", rel="self", type=MEDIA_TYPE, href=request.url)
    add(root, "link", rel="alternate", type="text/html", href=f"{pages}?{query}")
    add_anchor(root, f"{url_for('follow.how_to_follow', _external=True)}?{query}", HOW_TO_FOLLOW)
    for result in page.results:
        add_entry(root, result)
    style = f'type="text/css" href="{static_url("feed.css")}"'
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", style))
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="utf-8")


def add_entry(root: etree._Element, result: Result) -> None:
    """Append the entry of a hit to the feed."""
    article = result.article
    day = midnight(article.date or UNDATED)
    passage = result.passages[0].marked.text if result.passages else ""
    address = url_for("pages.article", article_id=article.id, _external=True)
    entry = add(root, "entry")
    if article.language:
        entry.set(XML_LANG, article.language)
    add(entry, "id", tag_uri(f"article/{quote(article.id)}"))
    add(entry, "title", article.title)
    add(entry, "updated", day)
    add(entry, "link", rel="alternate", type="text/html", href=address)
    add_anchor(entry, address, article.title)
    add(entry, "summary", article.summary or passage)
    if article.date:
        add(entry, "published", day)
    for field in KEYWORDS:
        for value in field.values(article) if field.name != "language" else ():
            if field.cited == "author":
                add(add(entry, "author"), "name", value)
            else:
                add(entry, "category", term=value)
    if original := web_link(article.url):
        add(entry, "link", rel="via", href=original)


def add(parent: etree._Element, name: str, content: str = "", **attributes: str) -> etree._Element:
    """Append an element to its parent.

    Its texts are folded to one line, without the control characters that XML forbids.
    """
    clean = {key: fold_space(value) for key, value in attributes.items()}
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", clean)
    element.text = fold_space(content)
    return element


def add_anchor(parent: etree._Element, address: str, content: str) -> None:
    """Append a link of XHTML, which browsers open; feed readers pass over it (RFC 4287, 6.3)."""
    anchor = etree.SubElement(parent, f"{{{XHTML}}}a", {"href": address})
    anchor.text = fold_space(content)


def tag_uri(specific: str) -> str:
    """Return a tag URI (RFC 4151), which is stable as long as the host name is."""
    name = urlsplit(f"//{request.host}").hostname or ""
    authority = "localhost" if ":" in name else name  # an IPv6 address is no authority
    return f"tag:{authority},{TAG_YEAR}:{specific}"


def midnight(day: dt.date) -> str:
    """Return the beginning of a day, in UTC, as RFC 3339."""
    return f"{day.isoformat()}T00:00:00Z"
