"""Addresses of an article's page: the canonical one, and those of the header `Link`."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from indexer.model.article import Article
from indexer.model.fields import KEYWORDS
from indexer.searching.request import SearchRequest
from search_web.address import write_search
from search_web.centre import centre_face
from search_web.publication.citations import FORMATS
from search_web.publication.links import web_link
from search_web.publication.signposting import LINKSET_TYPE, TypedLink, signposting


def page_address(article: Article) -> str:
    """Return the absolute address of the page here."""
    return url_for("pages.article", article_id=article.id, _external=True)


def canonical_address(article: Article) -> str:
    """Return the absolute address that search engines are to list, as the settings choose it."""
    original = web_link(article.url) if centre_face().centre.canonical == "original" else ""
    return original or page_address(article)


def link_header(article: Article) -> str:
    """Return the header `Link` of an article's page, with the address of its set of links."""
    address = url_for("linksets.linkset_of", article_id=article.id, _external=True)
    found = (*typed_links(article), TypedLink(address, "linkset", LINKSET_TYPE))
    return ", ".join(map(str, found))


def typed_links(article: Article) -> Iterator[TypedLink]:
    """Return the typed links of an article's page."""
    results = url_for("pages.results", _external=True)
    authors = (
        f"{results}?{write_search(SearchRequest().narrowed(field.name, (value,)))}"
        for field in KEYWORDS
        if field.cited == "author"
        for value in field.values(article)
    )
    descriptions = (
        (
            url_for("citations.cite", name=name, article_id=article.id, _external=True),
            form.media_type,
        )
        for name, form in FORMATS.items()
        if form.media_type != "text/plain"
    )
    cite_as = web_link(article.short_link) or web_link(article.url) or page_address(article)
    return signposting(cite_as, authors, descriptions, web_link(centre_face().centre.licence))
