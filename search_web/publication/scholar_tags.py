"""Meta tags of an article by which Google Scholar, Zotero and the like cite its page.

See https://scholar.google.com/intl/en/scholar/inclusion.html#indexing.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.model.article import Article
from indexer.model.fields import all_cited
from search_web.centre import Face


def scholar_tags(article: Article, address: str, face: Face) -> Iterator[tuple[str, str]]:
    """Yield the names and contents of the tags of an article, without unknown values.

    Args:
        article: The article.
        address: Absolute address of its page.
        face: The centre.
    """
    publisher = face.publisher(article)
    values = [
        ("title", article.title),
        *(("author", name) for name in all_cited(article, "author")),
        ("publication_date", article.date.strftime("%Y/%m/%d") if article.date else ""),
        ("publisher", publisher),
        ("technical_report_institution", publisher),
        ("language", article.language),
        ("abstract", article.summary),
        *(("keywords", tag) for tag in article.tags),
        ("abstract_html_url", address),
        ("fulltext_html_url", address),
    ]
    return ((f"citation_{name}", content) for name, content in values if content)
