"""An open index: a snapshot of a generation with the analyser that it was built with."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from cachetools import LRUCache

from analyzers.analyzer import (
    ArabicAnalyzer,
    UnknownStemmerError,
    make_analyzer,
    stemmer_of,
)
from analyzers.lemmas.derivation import DerivedNouns
from analyzers.lemmas.table import shipped
from analyzers.list_reader import ListError
from analyzers.variants.foreign import ForeignWords
from analyzers.variants.names import words_of_names
from analyzers.word_lists import WordLists
from indexer.engines.base import Engine, EngineError, Snapshot
from indexer.lists.query_lists import NO_LISTS, QueryLists
from indexer.model.query import Query
from indexer.searching.known_words import KnownWords
from indexer.searching.query.expansion import Expander
from indexer.searching.query.parser import ParsedQuery, parse_query
from indexer.searching.variants.compounds import Compounds
from indexer.searching.variants.other_spellings import OtherSpellings
from indexer.searching.vocabulary import Vocabulary
from indexer.semantic.embeddings import Embeddings
from indexer.semantic.meaning import Meaning

if TYPE_CHECKING:
    from indexer.searching.query.understanding import Understood

CACHED_QUERIES = 256
"""Parsed queries kept in the cache, and of each what it was expanded to."""

CACHED_COUNTS = 10_000
"""Counts of matching documents kept in the cache, mostly of single words."""


@dataclass(frozen=True)
class OpenIndex:
    """A snapshot with its analyser and query lists.

    Attributes:
        snapshot: The generation, open for reading.
        analyzer: Analyser with the word lists stored in the generation, so that queries are
            analysed as the articles were, even after the lists have changed.
        expander: Staff's query lists, which apply without a rebuild.
        meaning: The vectors of the articles; None searches by words alone.
        understood: Recent queries, understood; see `query.understanding`.
    """

    snapshot: Snapshot
    analyzer: ArabicAnalyzer
    expander: Expander = field(default_factory=Expander)
    meaning: Meaning | None = None
    understood: dict[tuple[str, bool], Understood] = field(
        default_factory=dict, init=False, compare=False
    )
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, compare=False)
    _counted: LRUCache[Query, int] = field(
        default_factory=lambda: LRUCache(CACHED_COUNTS), init=False, compare=False
    )

    @property
    def version(self) -> str:
        """Return the version of what changes an answer without a new generation."""
        meaning = f"-{self.meaning.version}" if self.meaning else ""
        return self.expander.version + meaning

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Return the words of all texts; they are read on first use."""
        return Vocabulary(self.snapshot.forms(), self.analyzer.lists.lexicon)

    @cached_property
    def known_words(self) -> KnownWords:
        """Return the words that are right, whether an article has them or not."""
        lists = self.analyzer.lists
        return KnownWords(
            lists.lexicon,
            lists.protected,
            lists.plurals,
            lists.stop_words,
            self.expander.forms,
            words_of_names(),
            shipped(),
            DerivedNouns(),
        )

    @cached_property
    def other_spellings(self) -> OtherSpellings:
        """Return the foreign words that the texts write in several ways."""
        return OtherSpellings(self.vocabulary.forms, self._foreign_words, self.expander.apart)

    @cached_property
    def compounds(self) -> Compounds:
        """Return the words that the texts write joined or apart."""
        return Compounds(self.vocabulary.forms, self._foreign_words)

    @cached_property
    def _foreign_words(self) -> ForeignWords:
        return ForeignWords(self.analyzer.lists, self.expander.names)

    def parse(self, text: str) -> ParsedQuery:
        """Parse a query; recent ones are cached."""
        return self._parse(text)

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """Return the number of documents that match each query.

        The engine is called at most once, for the counts that are not in the cache.
        """
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
        return lru_cache(maxsize=CACHED_QUERIES)(partial(parse_query, analyzer=self.analyzer))

    def close(self) -> None:
        """Release the generation."""
        self.snapshot.close()


def open_index(
    engine: Engine,
    former: ArabicAnalyzer | None = None,
    lists: QueryLists = NO_LISTS,
    generation: str | None = None,
    embeddings: Embeddings | None = None,
) -> OpenIndex:
    """Open a generation.

    Args:
        engine: The engine that stores it.
        former: Analyser of another open index, reused if its version is the generation's.
        lists: Staff's query lists.
        generation: Id of the generation; None opens the served one.
        embeddings: The vectors of articles; None searches by words alone.

    Raises:
        NoGenerationError: Nothing has been built yet.
        GenerationGoneError: The generation is no longer kept.
        EngineError: The generation is damaged, or another version of the analyser built it.
    """
    snapshot = engine.snapshot(generation)
    try:
        if former is not None and former.version == snapshot.info.analyzer_version:
            analyzer = former
        else:
            analyzer = _analyzer_of(snapshot)
        meaning = embeddings.open(snapshot) if embeddings else None
    except EngineError:
        snapshot.close()
        raise
    return OpenIndex(snapshot, analyzer, Expander(lists, analyzer), meaning)


def _analyzer_of(snapshot: Snapshot) -> ArabicAnalyzer:
    """Make the analyser that a generation was built with.

    Raises:
        EngineError: The code of that version is gone, or the word lists are damaged.
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
