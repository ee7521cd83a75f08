"""Analysis of many articles: by this process or, from some number on, by several at once."""

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

ALONE = 200
"""Articles that are analysed before other processes have even started."""

BATCH = 16
"""Articles that are sent to a process at once."""


class Analysed(NamedTuple):
    """A document, and how long its analysis took."""

    document: Document
    seconds: float


def analysed(
    articles: Iterable[Article], analyzer: ArabicAnalyzer, processes: Processes
) -> Iterator[Analysed]:
    """The documents of the articles, in their order."""
    remaining = iter(articles)
    alone = None if processes.count == 1 else ALONE
    for article in islice(remaining, alone):
        yield _analysed(article, analyzer)
    if (another := next(remaining, None)) is None:
        return
    yield _analysed(another, analyzer)
    with processes.pool(_prepare, analyzer.lists.files, analyzer.stemmer_name) as pool:
        batches = iter(lambda: list(islice(remaining, BATCH)), [])
        for documents in in_order(pool, _documents, batches, AHEAD * processes.count):
            yield from documents


class _Worker:
    """What a process that analyses holds."""

    analyzer: ArabicAnalyzer


def _prepare(files: Mapping[str, bytes], stemmer: str) -> None:
    _Worker.analyzer = make_analyzer(WordLists.parse(files), stemmer)


def _documents(articles: Sequence[Article]) -> list[Analysed]:
    return [_analysed(article, _Worker.analyzer) for article in articles]


def _analysed(article: Article, analyzer: ArabicAnalyzer) -> Analysed:
    begun = time.perf_counter()
    document = make_document(article, analyzer)
    return Analysed(document, time.perf_counter() - begun)
