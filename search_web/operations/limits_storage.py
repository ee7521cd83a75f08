"""In-memory storage of rate limits for a single process.

The limits library's own in-memory storage starts a thread for almost every request and waits for
it, which takes 9 ms if all threads are busy.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from cachetools import TLRUCache
from limits.storage import Storage

SCHEME = "process"
"""URL scheme of the storage."""

IN_MEMORY = f"{SCHEME}://"
"""URL of the storage."""

MOST = 100_000
"""Maximum number of clients; the least recently used are evicted first."""


@dataclass(slots=True)
class _Count:
    """A count of requests and the end of its period.

    Attributes:
        ends: Time of its expiry, in seconds since the epoch.
        number: Number of requests.
    """

    ends: float
    number: int = 0


class ProcessStorage(Storage):
    """Fixed-window counts in memory; the limits library finds the class by its URL scheme."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_: object) -> None:
        super().__init__(uri, wrap_exceptions)
        self._lock = threading.Lock()
        self._counts = self._none()

    @staticmethod
    def _none() -> TLRUCache[str, _Count]:
        return TLRUCache(MOST, ttu=lambda key, count, now: count.ends, timer=time.time)

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return the exception type of the storage, which raises none itself."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Increase a count and return it; a new one expires after `expiry` seconds."""
        with self._lock:
            if (count := self._counts.get(key)) is None:
                count = self._counts[key] = _Count(time.time() + expiry)
            count.number += amount
            return count.number

    def get(self, key: str) -> int:
        """Return a count, or 0 if there is none."""
        with self._lock:
            count = self._counts.get(key)
            return count.number if count else 0

    def get_expiry(self, key: str) -> float:
        """Return the time at which a count expires, or the current time if there is none."""
        with self._lock:
            count = self._counts.get(key)
            return count.ends if count else time.time()

    def check(self) -> bool:
        """Return True, as memory is always available."""
        return True

    def reset(self) -> int | None:
        """Delete all counts and return their number."""
        with self._lock:
            forgotten, self._counts = len(self._counts), self._none()
            return forgotten

    def clear(self, key: str) -> None:
        """Delete a count."""
        with self._lock:
            self._counts.pop(key, None)
