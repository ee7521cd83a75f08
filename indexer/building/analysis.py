"""Analysis of many articles, in this process or in several worker processes.

Workers find the tokens of articles, and look up the stems of each form that is new, once for all
articles: most of the time of an analysis is for forms that were never met.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.word_lists import WordLists
from indexer.model.article import Article
from indexer.model.document import (
    Document,
    TextTokens,
    content_digest,
    document_of,
    make_document,
    text_tokens,
)
from indexer.model.fields import TEXT_FIELDS
from indexer.processes import AHEAD, Processes, in_order

MIN_PARALLEL = 150_000
"""Characters of bodies that are analysed before workers are started, which takes about as long."""

BATCH_SIZE = 16
"""Number of articles in a task of a worker process."""

MAX_KNOWN = 1 << 19
"""Forms whose stems are kept, about 150 bytes each; those met afterwards are looked up anew."""

Stems = tuple[str, ...]


class Analysed(NamedTuple):
    """An analysed article.

    Attributes:
        document: The document.
        seconds: Duration of its analysis in seconds; without that of the stems, if workers did it.
    """

    document: Document
    seconds: float


class _Tokenised(NamedTuple):
    """The tokens of an article by text field, and how long it took to find them."""

    digest: str
    tokens: Mapping[str, TextTokens]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some articles whose new forms are being looked up.

    Attributes:
        articles: The articles.
        tokenised: The tokens of each.
        new: The forms that no batch before it had.
        stems: The stems of each new form.
        known: The stems of all forms of this batch and those before it, once they are there.
    """

    articles: Sequence[Article]
    tokenised: Sequence[_Tokenised]
    new: Sequence[str]
    stems: Future[Sequence[Stems]]
    known: dict[str, Stems]

    def documents(self) -> Iterator[Analysed]:
        """Yield the documents; those of the batches before must have been made."""
        self.known.update(zip(self.new, self.stems.result(), strict=True))
        for article, (digest, tokens, seconds) in zip(self.articles, self.tokenised, strict=True):
            yield Analysed(document_of(article, digest, tokens, self.known), seconds)


def analysed(
    articles: Iterable[Article], analyzer: ArabicAnalyzer, processes: Processes
) -> Iterator[Analysed]:
    """Yield the documents of articles, in the same order.

    Args:
        articles: The articles.
        analyzer: The analyser.
        processes: Worker processes for many articles.
    """
    remaining, size = iter(articles), 0
    for article in remaining:
        yield _analysed(article, analyzer)
        size += len(article.body)
        if size >= MIN_PARALLEL and processes.count > 1:
            break
    else:
        return
    with processes.pool(_prepare, analyzer.lists.files, analyzer.stemmer_name) as pool:
        waiting: deque[_Batch] = deque()
        for batch in _looked_up(remaining, pool, AHEAD * processes.count):
            waiting.append(batch)
            if len(waiting) > processes.count:
                yield from waiting.popleft().documents()
        for batch in waiting:
            yield from batch.documents()


def _looked_up(
    articles: Iterator[Article], pool: ProcessPoolExecutor, ahead: int
) -> Iterator[_Batch]:
    """Yield batches of articles with their tokens, their new forms being looked up."""
    sent: deque[Sequence[Article]] = deque()

    def batches() -> Iterator[Sequence[Article]]:
        while batch := [*islice(articles, BATCH_SIZE)]:
            sent.append(batch)
            yield batch

    known: dict[str, Stems] = {}
    for tokenised in in_order(pool, _tokenised, batches(), ahead):
        forms = (
            form for one in tokenised for found in one.tokens.values() for form in found.lexicon
        )
        new = [*dict.fromkeys(form for form in forms if form not in known)]
        known.update(dict.fromkeys(new, ()))  # filled in by `_Batch.documents`
        yield _Batch(sent.popleft(), tokenised, new, pool.submit(_stems, new), known)
        if len(known) > MAX_KNOWN:
            known = {}


class _Worker:
    """State of a worker process."""

    analyzer: ArabicAnalyzer


def _prepare(files: Mapping[str, bytes], stemmer: str) -> None:
    """Make the analyser of a worker process."""
    _Worker.analyzer = make_analyzer(WordLists.parse(files), stemmer)


def _tokenised(articles: Sequence[Article]) -> list[_Tokenised]:
    """Find the tokens of a batch in a worker process."""
    return [_tokens_of(article, _Worker.analyzer) for article in articles]


def _tokens_of(article: Article, analyzer: ArabicAnalyzer) -> _Tokenised:
    begun = time.perf_counter()
    tokens = {field.name: text_tokens(field.of(article), analyzer) for field in TEXT_FIELDS}
    digest = content_digest(article, analyzer.version)
    return _Tokenised(digest, tokens, time.perf_counter() - begun)


def _stems(forms: Sequence[str]) -> list[Stems]:
    """Look up what forms are indexed by, in a worker process."""
    return _Worker.analyzer.indexed(forms)


def _analysed(article: Article, analyzer: ArabicAnalyzer) -> Analysed:
    begun = time.perf_counter()
    document = make_document(article, analyzer)
    return Analysed(document, time.perf_counter() - begun)
