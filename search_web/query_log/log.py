"""QueryLog: writes down what readers search for, beside the requests, without who they are."""

from __future__ import annotations

import datetime as dt
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from types import TracebackType
from typing import Self

from analyzers.tokenizer import tokenize
from indexer.searching.request import SearchRequest
from indexer.searching.result import ResultPage
from indexer.settings import Queries
from search_web.query_log.store import LONGEST, Asked, QueryStore, Source

WAITING = 10_000
"""Searches that may wait to be written; more are dropped."""

BATCH = 500
GATHERING = 1.0
"""Seconds in which a batch is gathered."""

BETWEEN_EXPIRIES = 3600
"""Seconds."""

CLOSING = 20
"""Seconds that what waits has to be written when the server ends."""

Record = Callable[[ResultPage, Source], None]
"""Takes an answer, and where it was asked for."""

_log = logging.getLogger(__name__)


class QueryLog:
    """A queue that requests put searches in, and a thread that writes them in batches and lets
    expire what is too old. A disk that is full or broken is logged and costs searches in the log,
    never a reader's. To be started in the process that serves, and closed there."""

    def __init__(
        self,
        store: QueryStore,
        kept: Queries,
        clock: Callable[[], float] = time.time,
        waiting: int = WAITING,
    ) -> None:
        self._store = store
        self._kept = kept
        self._clock = clock
        self._queue: queue.Queue[Asked] = queue.Queue(waiting)
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._lost = 0
        self._failing = ""
        self._expired_at = float("-inf")
        self._thread = threading.Thread(target=self._write_all, name="query-log", daemon=True)

    @property
    def kept_days(self) -> int:
        return self._kept.kept_days

    def notes(self) -> Iterable[str]:
        """Why no search is written at the moment, if so."""
        return [self._failing] if self._failing else []

    def record(self, page: ResultPage, source: Source) -> None:
        """Puts a search in the queue, if it counts as one and has a word."""
        form = counted_form(page.request.q)
        if not form or page.cut or not begins(page.request):
            return
        taken = page.interpretation
        asked = Asked(
            asked_at=int(self._clock()) // 60 * 60,
            query=page.request.q[:LONGEST],
            form=form[:LONGEST],
            total=page.total,
            took_ms=page.took_ms,
            rewritten=taken.rewritten.kind if taken.rewritten else "",
            fewer_words=taken.fewer_words,
            source=source,
        )
        try:
            self._queue.put_nowait(asked)
        except queue.Full:
            self._lose(1)

    def start(self) -> Self:
        self._thread.start()
        return self

    def close(self) -> None:
        """Writes what waits, and ends."""
        self._closed.set()
        if self._thread.ident is not None:
            self._thread.join(CLOSING)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _write_all(self) -> None:
        while not self._closed.is_set():
            self._expire()
            self._closed.wait(GATHERING)
            self._write()
        self._write()
        self._failing = ""
        self._tell_lost()

    def _write(self) -> None:
        """Writes what waits at this moment."""
        for _ in range(-(-self._queue.qsize() // BATCH)):
            batch: list[Asked] = []
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            if not self._attempt(partial(self._store.add, batch)):
                self._lose(len(batch))
        self._tell_lost()

    def _expire(self) -> None:
        now = self._clock()
        if now - self._expired_at < BETWEEN_EXPIRIES:
            return
        today = dt.datetime.fromtimestamp(now, dt.UTC).date()
        if self._attempt(partial(expire, self._store, self._kept, today)):
            self._expired_at = now

    def _attempt(self, act: Callable[[], None]) -> bool:
        """Whether it was done. Only the first of several failures is logged."""
        try:
            act()
        except (sqlite3.Error, OSError) as error:
            if not self._failing:
                _log.error("%s", self._told(error))
            self._failing = self._told(error)
            return False
        self._failing = ""
        return True

    def _told(self, error: Exception) -> str:
        told = f"the log of queries cannot be written: {error}"
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            told += f", or it has most_megabytes = {self._kept.most_megabytes} (settings.toml)"
        return told

    def _lose(self, count: int) -> None:
        with self._lock:
            self._lost += count

    def _tell_lost(self) -> None:
        if self._failing:
            return  # until it ends
        with self._lock:
            lost, self._lost = self._lost, 0
        if lost:
            _log.warning("%d searches are missing in the log of queries", lost)


def record_nothing(page: ResultPage, source: Source) -> None:
    """The Record where no log is kept."""


def counted_form(query: str) -> str:
    """The words of a query, normalised: what is counted as the same."""
    return " ".join(token.form for token in tokenize(query))


def begins(request: SearchRequest) -> bool:
    """Whether a search begins with this request: it is the first page of what was typed, without
    a filter, in the usual order and reading. What one clicks from there is the same search."""
    usual = SearchRequest(q=request.q, per_page=request.per_page)
    return request == usual


def expire(store: QueryStore, kept: Queries, today: dt.date) -> None:
    """Lets searches expire, so that those of `kept_days` days are there, today among them."""
    store.expire(today - dt.timedelta(days=kept.kept_days - 1), kept.least_asked)
