"""Query completions of the newest generation, built in a background thread."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.engines.base import EngineError
from indexer.searching.completion import Completed, Completions, completions_of
from indexer.searching.rewriting import prepare
from search_web.memory import give_back_memory
from search_web.served import ServedIndex

MAX_PREFIX_LENGTH = 100
"""Characters; a longer input gets no completions."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Built:
    """The completions of a generation."""

    generation: str
    completions: Completions


class Suggestions:
    """Complete what readers type.

    A background thread builds the completions of a new generation. Until it is done, those of the
    previous generation answer; at first there are none. Safe to share between threads.

    Args:
        served: The served index.
        folder: Folder in which workers share what they offer; None to share nothing.
    """

    def __init__(self, served: ServedIndex, folder: Path | None = None) -> None:
        self._served = served
        self._folder = folder
        self._built: _Built | None = None
        self._lock = threading.Lock()
        self._builder: threading.Thread | None = None

    def complete(self, text: str) -> Completed:
        """Return completions of a text; titles only of articles in the newest generation.

        Raises:
            EngineError: No generation is served.
        """
        with self._served.snapshot() as index:
            generation = index.snapshot.info.id
            self._build_if_stale(generation)
            built = self._built
            if built is None:
                return Completed()
            found = built.completions.complete(text)
            if built.generation == generation:
                return found
            there = (one for one in found.titles if index.snapshot.article(one.article_id))
            return replace(found, titles=tuple(there))

    def prepare(self) -> threading.Thread | None:
        """Start building before the first request.

        Returns:
            The thread that builds; None if no generation is served.
        """
        try:
            with self._served.snapshot() as index:
                return self._build_if_stale(index.snapshot.info.id)
        except EngineError:
            return None

    def _build_if_stale(self, generation: str) -> threading.Thread | None:
        with self._lock:
            is_fresh = self._built is not None and self._built.generation == generation
            if is_fresh or (self._builder is not None and self._builder.is_alive()):
                return self._builder
            self._builder = threading.Thread(target=self._build, name="completions", daemon=True)
            self._builder.start()
            return self._builder

    def _build(self) -> None:
        try:
            with self._served.snapshot() as index:
                prepare(index)
                completions = completions_of(index, self._folder)
                self._built = _Built(index.snapshot.info.id, completions)
        except EngineError:
            _log.exception("the completions could not be built")
        give_back_memory()
