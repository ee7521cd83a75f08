"""Structured data of an article for search engines (https://schema.org/ScholarlyArticle)."""

from __future__ import annotations

from indexer.model.article import Article
from indexer.model.fields import all_cited, cited
from indexer.text.authors import author_kind
from search_web.centre import Face
from search_web.publication.citations import UNKNOWN_CENTRE
from search_web.publication.links import web_link


def schema_org(article: Article, address: str, face: Face = UNKNOWN_CENTRE) -> dict[str, object]:
    """Return an article as a ScholarlyArticle in JSON-LD, without unknown values."""
    values: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": article.title,
        "inLanguage": article.language,
        "abstract": article.summary,
        "articleSection": cited(article, "series"),
        "genre": cited(article, "genre"),
        "keywords": list(article.tags),
        "datePublished": article.date.isoformat() if article.date else "",
        "author": [_author(name) for name in all_cited(article, "author")],
        "publisher": _publisher(article, face),
        "license": face.centre.licence,
        "url": address,
        "sameAs": [link for link in map(web_link, (article.url, article.short_link)) if link],
    }
    return {name: value for name, value in values.items() if value}


def _author(name: str) -> dict[str, str]:
    """Return an author; a name that does not say it is a unit's is taken for a person's."""
    kind = "Organization" if author_kind(name) == "unit" else "Person"
    return {"@type": kind, "name": name}


def _publisher(article: Article, face: Face) -> dict[str, str]:
    """Return the publisher of an article; without a name there is none."""
    if not (name := face.publisher(article)):
        return {}
    site = {"url": face.centre.site} if face.centre.site else {}
    return {"@type": "Organization", "name": name, **site}
