"""Logging of searches in a background thread, without anything that identifies readers."""

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
from indexer.settings import QueryRetention
from search_web.query_log.store import (
    MAX_QUERY_LENGTH,
    LoggedClick,
    LoggedSearch,
    QueryStore,
    Source,
)

MAX_QUEUED = 10_000
"""Maximum searches in the queue; further ones are dropped."""

BATCH_SIZE = 500
BATCH_INTERVAL = 1.0
"""Seconds between batches."""

EXPIRY_INTERVAL = 3600
"""Seconds between removals of expired searches."""

CLOSE_TIMEOUT = 20
"""Seconds within which the queue must be written when the server stops."""

Recorder = Callable[[ResultPage, Source], None]
"""Called with a page of results, and where it was asked for."""

ClickRecorder = Callable[[ResultPage, int], None]
"""Called with a page of results, and the place on it, from 0, of a result that was opened."""

_log = logging.getLogger(__name__)


class QueryLog:
    """A queue of searches, and a thread that writes them in batches and removes expired ones.

    Write errors are logged and lose log entries; they never fail a request. Start and close it in
    the process that serves, as a thread does not survive a fork.

    Args:
        store: Where searches are written.
        kept: How long they are kept.
        clock: Returns the time in seconds since 1970.
        max_queued: Capacity of the queue.
    """

    def __init__(
        self,
        store: QueryStore,
        kept: QueryRetention,
        clock: Callable[[], float] = time.time,
        max_queued: int = MAX_QUEUED,
    ) -> None:
        self._store = store
        self._kept = kept
        self._clock = clock
        self._queue: queue.Queue[LoggedSearch | LoggedClick] = queue.Queue(max_queued)
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._lost = 0
        self._failing = ""
        self._expired_at = float("-inf")
        self._thread = threading.Thread(target=self._write_all, name="query-log", daemon=True)

    @property
    def kept_days(self) -> int:
        """Days that single searches are kept, today included."""
        return self._kept.kept_days

    @property
    def counts_clicks(self) -> bool:
        """Whether clicks are counted."""
        return self._kept.count_clicks

    def notes(self) -> Iterable[str]:
        """Return why searches cannot be written at the moment, if so."""
        return [self._failing] if self._failing else []

    def record(self, page: ResultPage, source: Source) -> None:
        """Queue a search, unless it has no word, was cut short or continues another one."""
        asked = page.asked
        form = normalized_query(asked.q)
        if not form or page.cut or not is_first_request(asked):
            return
        taken = page.interpretation
        search = LoggedSearch(
            asked_at=int(self._clock()) // 60 * 60,
            query=asked.q[:MAX_QUERY_LENGTH],
            form=form[:MAX_QUERY_LENGTH],
            total=page.total,
            took_ms=page.took_ms,
            rewritten=taken.rewritten.kind if taken.rewritten else "",
            fewer_words=taken.fewer_words,
            source=source,
        )
        self._queue_up(search)

    def record_click(self, page: ResultPage, position: int) -> None:
        """Queue a click on a result of a page, unless the page's search is none that is logged.

        Args:
            page: The page of results.
            position: Place of the result on it, from 0.
        """
        asked = page.asked
        form = normalized_query(asked.q)
        if not form or page.cut or not is_first_request(asked):
            return
        click = LoggedClick(
            clicked_at=int(self._clock()) // 3600 * 3600,
            query=asked.q[:MAX_QUERY_LENGTH],
            form=form[:MAX_QUERY_LENGTH],
            article=page.results[position].article.id,
            position=position + 1,
        )
        self._queue_up(click)

    def _queue_up(self, entry: LoggedSearch | LoggedClick) -> None:
        try:
            self._queue.put_nowait(entry)
        except queue.Full:
            self._count_lost(1)

    def start(self) -> Self:
        """Start the thread."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Write the queue and stop the thread, within `CLOSE_TIMEOUT`."""
        self._closed.set()
        if self._thread.ident is not None:
            self._thread.join(CLOSE_TIMEOUT)

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
            self._closed.wait(BATCH_INTERVAL)
            self._write()
        self._write()
        self._failing = ""
        self._log_lost()

    def _write(self) -> None:
        """Write the searches queued at this moment, in batches."""
        for _ in range(-(-self._queue.qsize() // BATCH_SIZE)):
            batch: list[LoggedSearch | LoggedClick] = []
            while len(batch) < BATCH_SIZE and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            if not self._attempt(partial(self._store.add, batch)):
                self._count_lost(len(batch))
        self._log_lost()

    def _expire(self) -> None:
        now = self._clock()
        if now - self._expired_at < EXPIRY_INTERVAL:
            return
        today = dt.datetime.fromtimestamp(now, dt.UTC).date()
        if self._attempt(partial(expire, self._store, self._kept, today)):
            self._expired_at = now

    def _attempt(self, act: Callable[[], None]) -> bool:
        """Write to the store; of consecutive failures, log only the first.

        Returns:
            Whether it succeeded.
        """
        try:
            act()
        except (sqlite3.Error, OSError) as error:
            if not self._failing:
                _log.error("%s", self._message(error))
            self._failing = self._message(error)
            return False
        self._failing = ""
        return True

    def _message(self, error: Exception) -> str:
        message = f"the query log cannot be written: {error}"
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            message += f", or it has most_megabytes = {self._kept.most_megabytes} (settings.toml)"
        return message

    def _count_lost(self, count: int) -> None:
        with self._lock:
            self._lost += count

    def _log_lost(self) -> None:
        if self._failing:
            return  # log the total once writing works again
        with self._lock:
            lost, self._lost = self._lost, 0
        if lost:
            _log.warning("%d searches or clicks are missing in the query log", lost)


def record_nothing(page: ResultPage, source: Source) -> None:
    """Do nothing: the recorder without a query log."""


def normalized_query(query: str) -> str:
    """Return the normalised words of a query; queries are counted by them."""
    return " ".join(token.form for token in tokenize(query))


def is_first_request(request: SearchRequest) -> bool:
    """Return whether a request begins a search: a query with everything else at its default.

    Further pages, filters and orders, which readers click afterwards, belong to the same search.
    """
    first = SearchRequest(q=request.q, per_page=request.per_page)
    return request == first


def expire(store: QueryStore, kept: QueryRetention, today: dt.date) -> None:
    """Remove the single searches older than `kept_days` days, of which today is one."""
    store.expire(today - dt.timedelta(days=kept.kept_days - 1), kept.least_asked)
