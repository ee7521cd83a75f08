"""Suggestions: the completions of the newest generation, made beside the requests."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from indexer.engines.base import EngineError
from indexer.searching.completion import Completed, Completions
from indexer.searching.rewriting import prepare
from search_web.served import ServedIndex

MAX_LENGTH = 100
"""Characters from which on nobody wants completions."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Made:
    generation: str
    completions: Completions


class Suggestions:
    """Completes what readers type. A new generation's completions are made by a thread of their
    own; until they are there, the former ones answer, or none."""

    def __init__(self, served: ServedIndex) -> None:
        self._served = served
        self._made: _Made | None = None
        self._lock = threading.Lock()
        self._maker: threading.Thread | None = None

    def complete(self, text: str) -> Completed:
        """What the text may become. Raises EngineError if nothing is served."""
        with self._served.snapshot() as index:
            self._make_due(index.snapshot.info.id)
            made = self._made
            if made is None:
                return Completed()
            found = made.completions.complete(text)
            there = (one for one in found.titles if index.snapshot.article(one.article_id))
            return Completed(found.queries, tuple(there))

    def prepare(self) -> threading.Thread | None:
        """Begins with the completions before somebody asks for them; the thread that makes them."""
        try:
            with self._served.snapshot() as index:
                return self._make_due(index.snapshot.info.id)
        except EngineError:
            return None

    def _make_due(self, generation: str) -> threading.Thread | None:
        with self._lock:
            is_made = self._made is not None and self._made.generation == generation
            if is_made or (self._maker is not None and self._maker.is_alive()):
                return self._maker
            self._maker = threading.Thread(target=self._make, name="completions", daemon=True)
            self._maker.start()
            return self._maker

    def _make(self) -> None:
        try:
            with self._served.snapshot() as index:
                prepare(index)
                completions = Completions(index.snapshot.articles(), index.analyzer)
                self._made = _Made(index.snapshot.info.id, completions)
        except EngineError:
            _log.exception("the completions could not be made")
