"""The concurrency limit: few requests of a process are computed at once, the others wait.

Threads of Python that compute hinder one another: with 8 clients, 8 threads at once answer a
quarter less than 2. The other threads serve clients that are slow to take an answer: it is sent
after the turn.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

AT_ONCE = 2
"""Requests of a process that are computed at once."""


class Turns:
    """The turns to compute, `at_once` of them: `with turns:` waits for a free one.

    A thread that has one must not ask for another: it could wait for itself.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._free = threading.BoundedSemaphore(at_once)

    def __enter__(self) -> None:
        self._free.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._free.release()


class TakingTurns:
    """An application of which each request takes a turn.

    A request with a body takes none, as its client may be slow to send it. Nor does a stream while
    it is sent: what computes its pieces takes a turn for each of them (`search_web.api.export`).

    Args:
        application: What is called.
        turns: The turns it shares with the streams.
        unlimited: Paths that are answered at once, as they compute nothing.
    """

    def __init__(
        self, application: WSGIApplication, turns: Turns, unlimited: Collection[str] = ()
    ) -> None:
        self._application = application
        self._turns = turns
        self._unlimited = frozenset(unlimited)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        has_body = environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING")
        if has_body or environ.get("PATH_INFO") in self._unlimited:
            return self._application(environ, start_response)
        with self._turns:
            return self._application(environ, start_response)
