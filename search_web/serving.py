"""Serving: what each process of the server makes, an index and an application of its own."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.engines.base import EngineError
from indexer.engines.open import open_engine
from indexer.lists.query_lists import WORDS
from indexer.settings import Queries
from search_web.app import create_app
from search_web.hooks.publish_hook import PublishHook
from search_web.operations.bridge import Bridge
from search_web.operations.health import ALIVE
from search_web.operations.logs import Format, set_up_logs
from search_web.operations.operations import Operations
from search_web.query_log.log import QueryLog
from search_web.query_log.store import FILE, MEGABYTE, QueryStore
from search_web.served import ServedIndex
from search_web.staff.access import Staff
from search_web.suggestions import Suggestions

SWITCH = 0.001
"""Seconds that a thread computes until another may: with the usual 0.005 an answer waits up to that
long at each step, where a stream is computed beside it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Serving:
    """What `search-web serve` was told, handed to each process. `threads`: requests that each
    computes at once; `cache`: bytes of answers it keeps; `kept`: what is kept of searches; the
    others as in `create_app`."""

    data: Path
    operations: Operations
    threads: int
    cache: int
    newer: float
    seconds: float
    kept: Queries
    hook: PublishHook | None = None
    staff: Staff | None = None
    log_format: Format | None = None

    def __call__(self) -> Bridge:
        """The application, over the index, which is opened before the first reader comes."""
        set_up_logs(self.log_format)
        sys.setswitchinterval(SWITCH)
        operations = self.operations
        if operations.metrics_files is not None:
            operations.metrics_files.claim()
        served = ServedIndex(open_engine(self.data), self.data / WORDS)
        _open_early(served)
        suggestions = Suggestions(served)
        suggestions.prepare()
        if queries := self._query_log():
            operations = replace(operations, notes=(*operations.notes, queries.notes))
        app = create_app(
            served,
            self.cache,
            self.newer,
            self.hook,
            suggestions,
            operations,
            self.seconds,
            queries,
            self.staff,
        )
        close = queries.close if queries else lambda: None
        return Bridge(app, self.threads, {ALIVE}, close)

    def _query_log(self) -> QueryLog | None:
        """The log of queries; none where nothing is to be kept."""
        if not self.kept.kept_days:
            return None
        store = QueryStore(self.data / FILE, self.kept.most_megabytes * MEGABYTE)
        return QueryLog(store, self.kept).start()


def _open_early(served: ServedIndex) -> None:
    """Opens the index; without one the pages say so."""
    try:
        with served.snapshot() as index:
            info = index.snapshot.info
            _log.info("generation %s is served: %d articles", info.id, info.articles)
    except EngineError as error:
        _log.warning("%s", error)
