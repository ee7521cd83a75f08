"""OpenIndex: a generation as it is searched, with the analyser that it was made with."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from analyzers.analyzer import ArabicAnalyzer
from analyzers.word_lists import WordListError, WordLists
from indexer.engines.base import Engine, EngineError, Snapshot
from indexer.lists.query_lists import NO_LISTS, QueryLists
from indexer.searching.expansion import Expander
from indexer.searching.vocabulary import Vocabulary


@dataclass(frozen=True)
class OpenIndex:
    """A snapshot and its analyser. The word lists are those that the generation keeps, so that a
    query is analysed as the articles were, whatever staff change meanwhile; `expander` has the
    lists that are read anew."""

    snapshot: Snapshot
    analyzer: ArabicAnalyzer
    expander: Expander = field(default_factory=Expander)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of its texts, read when first asked for."""
        return Vocabulary(self.snapshot.forms())

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
        analyzer = ArabicAnalyzer(WordLists.parse(snapshot.resources()))
        if analyzer.version != snapshot.info.analyzer_version:
            raise EngineError(
                f"generation {snapshot.info.id} was made by analyser "
                f"{snapshot.info.analyzer_version}, this is {analyzer.version}: "
                "run `indexer build` again"
            )
    except WordListError as error:
        snapshot.close()
        raise EngineError(f"generation {snapshot.info.id} is damaged: {error}") from error
    except EngineError:
        snapshot.close()
        raise
    return OpenIndex(snapshot, analyzer, Expander(lists, analyzer))
