"""Structured data of an article for search engines (https://schema.org/ScholarlyArticle)."""

from __future__ import annotations

from indexer.model.article import Article
from indexer.model.fields import cited
from search_web.publication.links import web_link


def schema_org(article: Article, address: str) -> dict[str, object]:
    """Return an article as a ScholarlyArticle in JSON-LD, without unknown values."""
    author = cited(article, "author")
    values: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": article.title,
        "inLanguage": "ar",
        "abstract": article.summary,
        "articleSection": cited(article, "series"),
        "genre": cited(article, "genre"),
        "keywords": list(article.tags),
        "datePublished": article.date.isoformat() if article.date else "",
        "author": {"@type": "Organization", "name": author} if author else "",
        "url": address,
        "sameAs": [link for link in map(web_link, (article.url, article.short_link)) if link],
    }
    return {name: value for name, value in values.items() if value}
