"""Worker process of the server, with its own index and its own application."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass, replace

from indexer.engines.base import EngineError
from indexer.semantic.embedder import EmbedderError
from indexer.semantic.embeddings import Embeddings
from indexer.settings import QueryRetention
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.digests.service import DigestService
from search_web.operations.bridge import Bridge
from search_web.operations.health import ALIVE
from search_web.operations.logs import Format, set_up_logs
from search_web.query_log.log import QueryLog
from search_web.query_log.store import MEGABYTE, QueryStore
from search_web.served import ServedIndex
from search_web.suggestions import Suggestions

SWITCH_INTERVAL = 0.001
"""Interval in seconds after which Python may switch to another thread.

With the default of 0.005, a stream in progress delays each step of a response by up to 5 ms.
"""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Serving:
    """A picklable factory of the application, called in each process.

    Attributes:
        workspace: The data folder.
        configuration: Configuration of the application, without the query log.
        kept: Retention of readers' searches.
        threads: Concurrency limit of the process.
        log_format: Format of the logs, or None for text on a terminal and JSON elsewhere.
    """

    workspace: Workspace
    configuration: Configuration
    kept: QueryRetention
    threads: int
    log_format: Format | None = None

    def __call__(self) -> Bridge:
        """Return the application; its index is opened before the first request."""
        set_up_logs(self.log_format)
        sys.setswitchinterval(SWITCH_INTERVAL)
        operations = self.configuration.operations
        if operations.metrics_files is not None:
            operations.metrics_files.claim()
        workspace = self.workspace
        served = ServedIndex(workspace.engine(), workspace.words, _embeddings(workspace))
        _open_early(served)
        suggestions = Suggestions(served, self.workspace.completions)
        suggestions.prepare()
        if queries := self._query_log():
            operations = replace(operations, notes=(*operations.notes, queries.notes))
        digests = DigestService.load(workspace, operations.secret)
        configuration = replace(
            self.configuration, queries=queries, digests=digests, operations=operations
        )
        app = create_app(served, configuration, suggestions)
        close = queries.close if queries else lambda: None
        return Bridge(app, self.threads, {ALIVE}, close)

    def _query_log(self) -> QueryLog | None:
        """Return the query log, or None if it is disabled."""
        if not self.kept.kept_days:
            return None
        store = QueryStore(self.workspace.query_log, self.kept.most_megabytes * MEGABYTE)
        return QueryLog(store, self.kept).start()


def _embeddings(workspace: Workspace) -> Embeddings | None:
    """Return the vectors of articles; log why there are none if the settings ask for some."""
    try:
        return workspace.embeddings()
    except EmbedderError as error:
        _log.warning("searched by words alone: %s", error)
        return None


def _open_early(served: ServedIndex) -> None:
    """Open the index before the first request; log a warning if there is none."""
    try:
        with served.snapshot() as index:
            info = index.snapshot.info
            _log.info("generation %s is served: %d articles", info.id, info.articles)
    except EngineError as error:
        _log.warning("%s", error)
