"""Verification of a generation: its files, its articles and their retrieval."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.engines.base import Engine, EngineError, Filters, Window
from indexer.model.article import Article
from indexer.model.query import And, Word
from indexer.searching.open_index import OpenIndex

QUERY_WORDS = 12
"""Number of an article's words to search for it by: the longest, which are mostly rare."""

MAX_HITS = 1000
"""Number of hits among which an article must be; with more hits it is only read by its id."""


def verify(engine: Engine, index: OpenIndex) -> Iterator[str]:
    """Yield the faults of the served generation, one line each.

    Faults are missing or damaged files, vectors included, a wrong number of articles, dates outside
    the stated range, and articles that their own words do not find.
    """
    try:
        yield from engine.verify()
    except EngineError as error:
        yield str(error)
    if index.meaning and index.meaning.fault:
        yield index.meaning.fault
    info = index.snapshot.info
    count = 0
    try:
        for article in index.snapshot.articles():
            count += 1
            yield from _wrong_with(article, index)
    except EngineError as error:
        yield str(error)
    if count != info.articles:
        yield f"{info.articles} articles were written, {count} are there"


def _wrong_with(article: Article, index: OpenIndex) -> Iterator[str]:
    """Yield the faults of an article."""
    info = index.snapshot.info
    dated = article.date is not None and info.first is not None and info.last is not None
    if dated and not info.first <= article.date <= info.last:  # type: ignore[operator]
        yield f"{article.id}: its date {article.date} is not from {info.first} to {info.last}"
    if not _is_found(article, index):
        yield f"{article.id}: it is not found by its own words"


def _is_found(article: Article, index: OpenIndex) -> bool:
    """Return whether a search for an article's longest words finds it."""
    analyzer = index.analyzer
    forms = dict.fromkeys([*analyzer.forms(article.title), *analyzer.forms(article.body)])
    longest = sorted(forms, key=len, reverse=True)[:QUERY_WORDS]
    own = And(tuple(Word.of(form, analyzer.stems(form)) for form in longest))
    window = Window(limit=MAX_HITS, sort="-date")
    hits = index.snapshot.search(own, Filters(), window)
    if hits.total > MAX_HITS:
        return index.snapshot.article(article.id) == article
    return article.id in {hit.id for hit in hits.hits}
