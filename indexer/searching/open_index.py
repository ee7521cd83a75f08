"""OpenIndex: a generation as it is searched, with the analyser that it was made with."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial

from cachetools import LRUCache

from analyzers.analyzer import (
    ArabicAnalyzer,
    UnknownStemmerError,
    make_analyzer,
    stemmer_of,
)
from analyzers.list_reader import ListError
from analyzers.word_lists import WordLists
from indexer.engines.base import Engine, EngineError, Snapshot
from indexer.lists.query_lists import NO_LISTS, QueryLists
from indexer.model.query import Query
from indexer.searching.expansion import Expander
from indexer.searching.query_parser import ParsedQuery, parse_query
from indexer.searching.vocabulary import Vocabulary

PARSED = 256
"""Queries that are kept parsed: a request parses its query once, and so does the next one."""

COUNTED = 10_000
"""Queries whose number of documents is kept, mostly single words."""


@dataclass(frozen=True)
class OpenIndex:
    """A snapshot and its analyser.

    The word lists are those that the generation keeps, so that queries are analysed as the articles
    were, whatever staff change meanwhile; `expander` has the lists that are read anew.
    """

    snapshot: Snapshot
    analyzer: ArabicAnalyzer
    expander: Expander = field(default_factory=Expander)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, compare=False)
    _counted: LRUCache[Query, int] = field(
        default_factory=lambda: LRUCache(COUNTED), init=False, compare=False
    )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of its texts, read when first asked for."""
        return Vocabulary(self.snapshot.forms())

    def parse(self, text: str) -> ParsedQuery:
        """Parse what a reader typed."""
        return self._parse(text)

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """Return how many documents match each query; the engine is asked once, for new ones."""
        with self._lock:
            known = {query: self._counted[query] for query in queries if query in self._counted}
        asked = tuple(dict.fromkeys(query for query in queries if query not in known))
        if asked:
            known |= zip(asked, self.snapshot.counts(asked), strict=True)
            with self._lock:
                self._counted.update({query: known[query] for query in asked})
        return [known[query] for query in queries]

    @cached_property
    def _parse(self) -> Callable[[str], ParsedQuery]:
        return lru_cache(maxsize=PARSED)(partial(parse_query, analyzer=self.analyzer))

    def close(self) -> None:
        self.snapshot.close()


def open_index(
    engine: Engine,
    former: ArabicAnalyzer | None = None,
    lists: QueryLists = NO_LISTS,
    generation: str | None = None,
) -> OpenIndex:
    """The served generation, or this one. `former`, the analyser of another one, is taken if it is
    the same. Raises NoGenerationError, GenerationGoneError, or EngineError if the generation is
    damaged or was made by another version of the analyser."""
    snapshot = engine.snapshot(generation)
    if former is not None and former.version == snapshot.info.analyzer_version:
        return OpenIndex(snapshot, former, Expander(lists, former))
    try:
        analyzer = _analyzer_of(snapshot)
    except EngineError:
        snapshot.close()
        raise
    return OpenIndex(snapshot, analyzer, Expander(lists, analyzer))


def _analyzer_of(snapshot: Snapshot) -> ArabicAnalyzer:
    """Make the analyser that a generation was made with.

    Raises:
        EngineError: It is another version by now, or the word lists are damaged.
    """
    made_by = snapshot.info.analyzer_version
    named = f"generation {snapshot.info.id}"
    try:
        analyzer = make_analyzer(WordLists.parse(snapshot.resources()), stemmer_of(made_by))
    except UnknownStemmerError as error:
        raise EngineError(
            f"{named} was made by analyser {made_by}, and {error}: run `indexer build` again"
        ) from error
    except ListError as error:
        raise EngineError(f"{named} is damaged: {error}") from error
    if analyzer.version != made_by:
        raise EngineError(
            f"{named} was made by analyser {made_by}, "
            f"this is {analyzer.version}: run `indexer build` again"
        )
    return analyzer
