"""An article as unqualified Dublin Core (http://dublincore.org/documents/dces/)."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.model.article import Article
from indexer.model.fields import all_cited, cited
from indexer.text.paragraphs import fold_space
from search_web.centre import Face
from search_web.publication.links import web_link


def dublin_core(article: Article, address: str, face: Face) -> Iterator[tuple[str, str]]:
    """Yield the names and contents of the elements of an article, without unknown values.

    Args:
        article: The article.
        address: Absolute address of its page here.
        face: The centre.
    """
    values = [
        ("title", article.title),
        *(("creator", name) for name in all_cited(article, "author")),
        ("subject", cited(article, "series")),
        *(("subject", tag) for tag in article.tags),
        ("description", article.summary),
        ("publisher", face.publisher(article)),
        ("date", article.date.isoformat() if article.date else ""),
        ("type", cited(article, "genre")),
        ("format", "text/html"),
        *(("identifier", link) for link in map(web_link, (article.url, article.short_link))),
        ("identifier", address),
        ("language", article.language),
        ("coverage", article.place),
        ("rights", article.notice or face.centre.licence),
    ]
    folded = ((name, fold_space(content)) for name, content in values)
    return ((name, content) for name, content in dict.fromkeys(folded) if content)
