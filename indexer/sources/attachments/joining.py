"""An article with the text of an attached file below its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexer.model.article import Article
from indexer.text.page_starts import PageStart, format_page_starts
from indexer.text.structure import HEADINGS, MAX_ELEMENTS, Element, format_structure

_LOWER = {"h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6"}


def with_attached(article: Article, document: Article, address: str) -> Article:
    """Return an article with a document below its text, under the document's title.

    Args:
        article: The article.
        document: The article that the file would be by itself.
        address: Address of the file.
    """
    above = f"{article.body}\n" if article.body else ""
    title, begin = document.title, len(above) + len(document.title) + 1
    own, attached = article.elements, tuple(_at(begin, document, _last_anchor(article)))
    heading = (
        Element("h2", 0, len(above), len(above) + len(title)),
        Element("a", 1, len(above), len(above) + len(title), address),
    )
    if len(own) + len(heading) + len(attached) > MAX_ELEMENTS:
        attached = ()
    lines = above.count("\n") + 1
    inside = document.pages or (PageStart(0, 0),)
    pages = (
        *article.pages,
        PageStart(len(above), 0, address),
        *(PageStart(begin + one.start, one.page, address) for one in inside),
    )
    return replace(
        article,
        body=f"{above}{title}\n{document.body}",
        headings=(
            *article.headings,
            lines - 1,
            *(lines + number for number in document.headings),
        ),
        structure=format_structure((*own, *heading, *attached)),
        page_starts=format_page_starts(pages),
    )


def _last_anchor(article: Article) -> int:
    """Return the greatest anchor of an article's elements."""
    return max((one.anchor for one in article.elements), default=0)


def _at(begin: int, document: Article, anchors: int) -> Iterator[Element]:
    """Yield the elements of a document at their place below an article.

    Args:
        begin: Where its text begins.
        document: The document, whose headings go a level down.
        anchors: The greatest anchor above.
    """
    for one in document.elements:
        value = f"#{int(one.value[1:]) + anchors}" if one.value.startswith("#") else one.value
        yield replace(
            one,
            tag=_LOWER.get(one.tag, one.tag) if one.tag in HEADINGS else one.tag,
            start=begin + one.start,
            end=begin + one.end,
            value=value,
            anchor=one.anchor + anchors if one.anchor else 0,
        )
