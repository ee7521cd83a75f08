"""What is offered as completions of an index: queries, listings and titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from analyzers.analyzer import ArabicAnalyzer
from analyzers.variants.proclitics import without_article
from indexer.model.article import Article
from indexer.model.fields import FIELDS, Field
from indexer.searching.completion.phrases import phrases

MIN_ARTICLES = 3
"""Fewest articles that share a tag or place."""


@dataclass(frozen=True, slots=True)
class Title:
    """The title of an article, with its id and year of publication."""

    text: str
    article_id: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A section or unit, whose articles are listed.

    Attributes:
        field: Name of the field.
        value: Its value.
        articles: Number of articles with it.
    """

    field: str
    value: str
    articles: int


@dataclass(frozen=True, slots=True)
class Material:
    """What is offered for an index, each kind in order of rank.

    Attributes:
        queries: Places and tags that several articles share, words and phrases.
        listings: Sections and units, those with most articles first.
        titles: Titles, newest first.
    """

    queries: tuple[str, ...]
    listings: tuple[Listing, ...]
    titles: tuple[Title, ...]

    @classmethod
    def of(cls, articles: Iterable[Article], analyzer: ArabicAnalyzer) -> Self:
        """Collect what is offered for these articles."""
        newest = sorted(articles, key=lambda one: one.date.toordinal() if one.date else 0)[::-1]
        return cls(
            queries=tuple(_distinct([*_shared(newest), *phrases(newest, analyzer)], analyzer)),
            listings=tuple(_listings(newest)),
            titles=tuple(
                Title(one.title, one.id, one.date.year if one.date else None) for one in newest
            ),
        )


def _listings(articles: Sequence[Article]) -> list[Listing]:
    """Return the values of the fields that are always completed, with most articles first."""
    counts = Counter(
        (one.name, value)
        for one in FIELDS
        if one.completed == "always"
        for value in _values(articles, one)
    )
    return [Listing(name, value, count) for (name, value), count in counts.most_common()]


def _shared(articles: Sequence[Article]) -> list[str]:
    """Return the values that several articles share, the most frequent first."""
    counts = Counter(
        value for one in FIELDS if one.completed == "several" for value in _values(articles, one)
    )
    return [value for value, count in counts.most_common() if count >= MIN_ARTICLES]


def _values(articles: Sequence[Article], field: Field) -> Iterator[str]:
    return (value for article in articles for value in field.values(article))


def _distinct(texts: Iterable[str], analyzer: ArabicAnalyzer) -> Iterator[str]:
    """Yield the first of all texts that differ in articles and spelling only."""
    seen = set()
    for text in texts:
        key = " ".join(map(without_article, analyzer.forms(text)))
        if key not in seen:
            seen.add(key)
            yield text
