"""Turns: few requests of a process are computed at once, the others wait for theirs.

Threads of Python that compute hinder one another: with 8 clients, 8 threads at once answer a
quarter less than 2. The others are there for clients that are slow to take an answer: it is sent
after the turn.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

AT_ONCE = 2


class Turns:
    """An application that is called by so many threads at once. A request with a body takes no
    turn, as its client may be slow to send it."""

    def __init__(self, application: WSGIApplication, at_once: int = AT_ONCE) -> None:
        self._application = application
        self._free = threading.BoundedSemaphore(at_once)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING"):
            return self._application(environ, start_response)
        with self._free:
            return self._application(environ, start_response)
