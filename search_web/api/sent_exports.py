"""Exports that are being sent, and how many a process sends at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from flask_babel import gettext

from search_web.api.failures import ProblemError

AT_ONCE = 64
"""Maximum exports that a process sends at a time."""

OF_A_CLIENT = 16
"""Maximum exports that a process sends to one client at a time, so that none holds all."""

RETRY_AFTER = 30
"""Seconds after which to ask again."""


class SentExports:
    """The exports that are being sent, by client."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._clients: Counter[str] = Counter()

    @contextmanager
    def to(self, client: str) -> Iterator[None]:
        """Count an export to a client for the duration of the context.

        Raises:
            ProblemError: OF_A_CLIENT are sent to this client already, or AT_ONCE to all (429).
        """
        with self._lock:
            if self._clients[client] >= OF_A_CLIENT or self._clients.total() >= AT_ONCE:
                detail = gettext("Many exports are being sent. Ask again in a moment.")
                raise ProblemError(429, detail, retry_after=RETRY_AFTER)
            self._clients[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._clients[client] -= 1
                if not self._clients[client]:
                    del self._clients[client]
