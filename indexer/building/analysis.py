"""Analysis of many articles, in this process or in several worker processes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.word_lists import WordLists
from indexer.model.article import Article
from indexer.model.document import Document, make_document
from indexer.processes import AHEAD, Processes, in_order

MIN_PARALLEL = 200
"""Articles that are analysed before workers are started; they take about as long as starting."""

BATCH_SIZE = 16
"""Number of articles in a task of a worker process."""


class Analysed(NamedTuple):
    """An analysed article.

    Attributes:
        document: The document.
        seconds: Duration of its analysis in seconds.
    """

    document: Document
    seconds: float


def analysed(
    articles: Iterable[Article], analyzer: ArabicAnalyzer, processes: Processes
) -> Iterator[Analysed]:
    """Yield the documents of articles, in the same order.

    Args:
        articles: The articles.
        analyzer: The analyser.
        processes: Worker processes for many articles.
    """
    remaining = iter(articles)
    alone = None if processes.count == 1 else MIN_PARALLEL
    for article in islice(remaining, alone):
        yield _analysed(article, analyzer)
    if (another := next(remaining, None)) is None:
        return
    yield _analysed(another, analyzer)
    with processes.pool(_prepare, analyzer.lists.files, analyzer.stemmer_name) as pool:
        batches = iter(lambda: list(islice(remaining, BATCH_SIZE)), [])
        for documents in in_order(pool, _documents, batches, AHEAD * processes.count):
            yield from documents


class _Worker:
    """State of a worker process."""

    analyzer: ArabicAnalyzer


def _prepare(files: Mapping[str, bytes], stemmer: str) -> None:
    """Make the analyser of a worker process."""
    _Worker.analyzer = make_analyzer(WordLists.parse(files), stemmer)


def _documents(articles: Sequence[Article]) -> list[Analysed]:
    """Analyse a batch in a worker process."""
    return [_analysed(article, _Worker.analyzer) for article in articles]


def _analysed(article: Article, analyzer: ArabicAnalyzer) -> Analysed:
    begun = time.perf_counter()
    document = make_document(article, analyzer)
    return Analysed(document, time.perf_counter() - begun)
