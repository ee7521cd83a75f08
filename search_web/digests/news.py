"""The articles of a search that a subscriber does not know of yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from indexer.model.article import Article
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from search_web.address import changed, read_search
from search_web.answer_cache import Answers

NEWEST = 50
"""Newest articles of a search that are compared."""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest articles of a search, the newest first.

    Attributes:
        articles: The articles.
        is_all: Whether the search finds no others.
    """

    articles: Sequence[Article]
    is_all: bool

    @property
    def ids(self) -> list[str]:
        """Return the ids of the articles."""
        return [article.id for article in self.articles]

    @property
    def oldest(self) -> str:
        """Return the date of the oldest one, "" if the search finds no others or dates none."""
        date = self.articles[-1].date if self.articles and not self.is_all else None
        return date.isoformat() if date else ""

    def unknown(self, known: Collection[str], oldest: str) -> list[Article]:
        """Return the articles that are not known.

        An article that is only among the newest because others were deleted is as old as those
        known or older.

        Args:
            known: Ids of those known.
            oldest: Date of the oldest known one, or "" if there were no others.
        """
        return [
            article
            for article in self.articles
            if article.id not in known
            and (not oldest or (article.date is not None and article.date.isoformat() > oldest))
        ]


def saved_search(query_string: str) -> SearchRequest:
    """Return the search of a stored query string."""
    return read_search(MultiDict(parse_qsl(query_string)))[0]


def newest(search: SearchRequest, index: OpenIndex, answers: Answers) -> Newest:
    """Return the newest articles that a search finds."""
    page = answers.search(changed(search, sort="-date", per_page=NEWEST), index)
    return Newest([result.article for result in page.results], page.total <= len(page.results))
