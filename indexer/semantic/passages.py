"""The passages of an article that get a vector."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.model.article import Article

LENGTH = 500
"""Approximate characters of a passage: about 128 tokens of multilingual-e5-small in Arabic."""


def passages(article: Article, most: int) -> list[str]:
    """Return the first passages of an article, each headed by the title.

    Args:
        article: The article.
        most: Maximum number of passages; the first is the summary, if there is one, and the lead.

    Returns:
        One to `most` passages.
    """
    text = "\n".join(part for part in (article.summary, article.body) if part)
    pieces = []
    for piece in _pieces(text):
        pieces.append(f"{article.title}\n{piece}")
        if len(pieces) == most:
            break
    return pieces or [article.title]


def _pieces(text: str) -> Iterator[str]:
    """Yield consecutive pieces of a text of at most `LENGTH` characters, cut between words."""
    start = 0
    while start < len(text):
        end = start + LENGTH
        if end < len(text):
            end = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
            end = end if end > start else start + LENGTH
        if piece := text[start:end].strip():
            yield piece
        start = end
