"""Access to the served generation, which is reopened when a build publishes a new one.

Some older generations stay open for clients that page through them by cursor.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from analyzers.analyzer import ArabicAnalyzer
from analyzers.list_reader import Fault
from indexer.engines.base import (
    Engine,
    EngineError,
    EngineUnavailableError,
    GenerationGoneError,
)
from indexer.lists.query_lists import NO_LISTS, QueryLists
from indexer.searching.open_index import OpenIndex, open_index
from indexer.searching.query.expansion import Expander
from indexer.semantic.embeddings import Embeddings
from indexer.timings import observed
from search_web.memory import without_collecting

MAX_OLDER = 3
"""Older generations that stay open (the most recently used); each holds file descriptors."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _OpenGeneration:
    """A reference-counted open index, closed with its last user once it is `outdated`."""

    index: OpenIndex
    generation: str
    users: int = 0
    outdated: bool = False


class ServedIndex:
    """Provide the newest generation to each request, reopening it when it changes.

    Requests keep the generation they began with. If a new generation or changed lists cannot be
    read, the error is logged and the previous ones stay in use. Safe to share between threads.

    Args:
        engine: Opens the generations.
        words: Folder of the query lists (synonyms, foreign names, pins); None for no lists.
        embeddings: The vectors of articles; None searches by words alone.
    """

    def __init__(
        self, engine: Engine, words: Path | None = None, embeddings: Embeddings | None = None
    ) -> None:
        self._engine = engine
        self._words = words
        self._embeddings = embeddings
        self._stamp: tuple[float, ...] = ()
        self._lists = NO_LISTS
        self._lock = threading.Lock()
        self._held: _OpenGeneration | None = None
        self._older: OrderedDict[str, _OpenGeneration] = OrderedDict()
        self._unusable = ""

    @contextmanager
    def snapshot(self, generation: str | None = None) -> Iterator[OpenIndex]:
        """Open the newest generation, or the one given, for the duration of the context.

        Yields:
            The open index, with the current query lists.

        Raises:
            EngineError: No generation can be opened.
            GenerationGoneError: The `generation` given can no longer be opened.
        """
        held = self._acquire(generation)
        observed().generation = held.generation
        try:
            yield held.index
        finally:
            self._release(held)

    @property
    def list_faults(self) -> tuple[Fault, ...]:
        """The lines and files of the query lists that are ignored because of a mistake."""
        with self._lock:
            self._read_lists()
            return self._lists.faults

    def close(self) -> None:
        """Close all generations; those in use close with their last user."""
        with self._lock:
            if self._held is not None:
                self._retire(self._held)
                self._held = None
            self._evict_older(0)

    def _acquire(self, wanted: str | None) -> _OpenGeneration:
        generation = self._engine.generation()
        with self._lock:
            self._read_lists()
            if self._held is None:
                self._held = self._open()
            elif generation not in (self._held.generation, self._unusable):
                self._switch(self._held, generation)
            held = self._held
            self._read_vectors(held)
            if wanted is not None and wanted != held.generation:
                held = self._acquire_older(wanted, held.index.analyzer)
            held.users += 1
            return held

    def _acquire_older(self, generation: str, newest: ArabicAnalyzer) -> _OpenGeneration:
        if generation in self._older:
            self._older.move_to_end(generation)
            return self._older[generation]
        try:
            held = self._open(newest, generation)
        except EngineUnavailableError:
            raise
        except EngineError as error:
            raise GenerationGoneError(str(error)) from error
        self._older[generation] = held
        self._evict_older(MAX_OLDER)
        return held

    def _evict_older(self, kept: int) -> None:
        """Close older generations, least recently used first, until at most `kept` are open."""
        while len(self._older) > kept:
            _, held = self._older.popitem(last=False)
            self._retire(held)

    def _read_lists(self) -> None:
        """Reload the query lists if a file has changed."""
        if self._words is None or (stamp := QueryLists.stamp(self._words)) == self._stamp:
            return
        self._stamp = stamp
        lists = QueryLists.load(self._words)
        for fault in lists.faults:
            _log.error("not used: %s", fault)
        if self._lists.version and any(not fault.line for fault in lists.faults):
            _log.error("the previous lists stay in use")
            self._lists = replace(self._lists, faults=lists.faults)
        else:
            self._lists = lists
        self._evict_older(0)  # they were opened with the previous lists
        if self._held is not None:
            held = self._held.index
            expander = Expander(self._lists, held.analyzer)
            self._held.index = replace(held, expander=expander)

    def _read_vectors(self, held: _OpenGeneration) -> None:
        """Reopen the vectors of the newest generation if some were added."""
        meaning = held.index.meaning
        if self._embeddings and meaning and meaning.version != self._embeddings.version:
            held.index = replace(held.index, meaning=self._embeddings.open(held.index.snapshot))

    def _open(
        self, former: ArabicAnalyzer | None = None, generation: str | None = None
    ) -> _OpenGeneration:
        with without_collecting():
            index = open_index(self._engine, former, self._lists, generation, self._embeddings)
        return _OpenGeneration(index, index.snapshot.info.id)

    def _switch(self, former: _OpenGeneration, generation: str) -> None:
        try:
            self._held = self._open(former.index.analyzer)
        except EngineUnavailableError as error:  # with the next request it may be there
            _log.warning("generation %s goes on serving: %s", former.generation, error)
            return
        except EngineError:
            self._unusable = generation
            _log.exception("generation %s goes on serving", former.generation)
            return
        self._retire(former)

    @staticmethod
    def _retire(held: _OpenGeneration) -> None:
        held.outdated = True
        if not held.users:
            held.index.close()

    def _release(self, held: _OpenGeneration) -> None:
        with self._lock:
            held.users -= 1
            if held.outdated and not held.users:
                held.index.close()
