"""Verification: whether a generation holds what it should, and finds it."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.engines.base import Engine, EngineError, Filters, Window
from indexer.model.article import Article
from indexer.model.query import And, Word
from indexer.searching.open_index import OpenIndex

WORDS = 12
"""Words of its own that an article is looked for by, the longest, which are mostly rare."""

LOOKED_AT = 1000
"""Hits among which an article must be that is looked for by its own words."""


def verify(engine: Engine, index: OpenIndex) -> Iterator[str]:
    """What is wrong with the served generation, a line each: files that are not as they were
    written, articles too few or too many, dates outside of what is said of them, articles that are
    not found by their own words."""
    try:
        yield from engine.verify()
    except EngineError as error:
        yield str(error)
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
    info = index.snapshot.info
    dated = article.date is not None and info.first is not None and info.last is not None
    if dated and not info.first <= article.date <= info.last:  # type: ignore[operator]
        yield f"{article.id}: its date {article.date} is not from {info.first} to {info.last}"
    if not _is_found(article, index):
        yield f"{article.id}: it is not found by its own words"


def _is_found(article: Article, index: OpenIndex) -> bool:
    analyzer = index.analyzer
    forms = dict.fromkeys([*analyzer.forms(article.title), *analyzer.forms(article.body)])
    longest = sorted(forms, key=len, reverse=True)[:WORDS]
    own = And(tuple(Word.of(form, analyzer.stems(form)) for form in longest))
    window = Window(limit=LOOKED_AT, sort="-date")
    hits = index.snapshot.search(own, Filters(), window)
    if hits.total > LOOKED_AT:
        return index.snapshot.article(article.id) == article
    return article.id in {hit.id for hit in hits.hits}
