"""ServedIndex: the newest generation for each request, taken up without a restart, and some before
it for those who page through one."""

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
from indexer.searching.expansion import Expander
from indexer.searching.open_index import OpenIndex, open_index
from indexer.timings import observed

OLDER = 3
"""Generations before the newest that stay open, those asked for last; each holds its files."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Held:
    """An open index and how many requests use it; closed with the last once it is outdated."""

    index: OpenIndex
    generation: str
    users: int = 0
    outdated: bool = False


class ServedIndex:
    """Opens the served generation when it changes. Requests under way end on the one they began;
    a new generation that cannot be opened leaves the former one serving, and is logged. So it is
    with the lists in `words`, a folder, of what a query's words also mean."""

    def __init__(self, engine: Engine, words: Path | None = None) -> None:
        self._engine = engine
        self._words = words
        self._stamp: tuple[float, ...] = ()
        self._lists = NO_LISTS
        self._lock = threading.Lock()
        self._held: _Held | None = None
        self._older: OrderedDict[str, _Held] = OrderedDict()
        self._unusable = ""

    @contextmanager
    def snapshot(self, generation: str | None = None) -> Iterator[OpenIndex]:
        """The newest generation, or this one. Raises EngineError if there is none that can be
        opened, GenerationGoneError if this one cannot be opened any more."""
        held = self._take(generation)
        observed().generation = held.generation
        try:
            yield held.index
        finally:
            self._release(held)

    @property
    def list_faults(self) -> tuple[Fault, ...]:
        """What of the lists of queries is not used."""
        with self._lock:
            self._read_lists()
            return self._lists.faults

    def close(self) -> None:
        """Closes what is open, once nothing uses it."""
        with self._lock:
            if self._held is not None:
                self._retire(self._held)
                self._held = None
            self._leave_older(0)

    def _take(self, wanted: str | None) -> _Held:
        generation = self._engine.generation()
        with self._lock:
            self._read_lists()
            if self._held is None:
                self._held = self._open()
            elif generation not in (self._held.generation, self._unusable):
                self._renew(self._held, generation)
            held = self._held
            if wanted is not None and wanted != held.generation:
                held = self._take_older(wanted, held.index.analyzer)
            held.users += 1
            return held

    def _take_older(self, generation: str, newest: ArabicAnalyzer) -> _Held:
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
        self._leave_older(OLDER)
        return held

    def _leave_older(self, count: int) -> None:
        """Closes all older generations but so many, those asked for last."""
        while len(self._older) > count:
            _, held = self._older.popitem(last=False)
            self._retire(held)

    def _read_lists(self) -> None:
        """Reads the lists again if one has been written."""
        if self._words is None or (stamp := QueryLists.stamp(self._words)) == self._stamp:
            return
        self._stamp = stamp
        lists = QueryLists.load(self._words)
        for fault in lists.faults:
            _log.error("not used: %s", fault)
        if self._lists.version and any(not fault.line for fault in lists.faults):
            _log.error("the former lists are used")
            self._lists = replace(self._lists, faults=lists.faults)
        else:
            self._lists = lists
        self._leave_older(0)  # they have the former lists
        if self._held is not None:
            held = self._held.index
            expander = Expander(self._lists, held.analyzer)
            self._held.index = replace(held, expander=expander)

    def _open(self, former: ArabicAnalyzer | None = None, generation: str | None = None) -> _Held:
        index = open_index(self._engine, former, self._lists, generation)
        return _Held(index, index.snapshot.info.id)

    def _renew(self, former: _Held, generation: str) -> None:
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
    def _retire(held: _Held) -> None:
        held.outdated = True
        if not held.users:
            held.index.close()

    def _release(self, held: _Held) -> None:
        with self._lock:
            held.users -= 1
            if held.outdated and not held.users:
                held.index.close()
