"""The lock of writers: a document that expires unless its holder renews it.

If the holder's process runs on this machine, the lock ends with it at once; otherwise it ends when
it is not renewed. A holder that was too late finds out before it publishes.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path

from opensearchpy.exceptions import ConflictError, NotFoundError

from indexer.engines.base import EngineError, LockedError
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.cluster import Cluster

LEASE = 60.0
"""Seconds after which a lock that is not renewed ends. Clocks of machines may differ by less."""

RENEWALS = 4
"""How often it is renewed within that time."""

KEY = "lock"
_log = logging.getLogger(__name__)


class WriterLock:
    """The lock of writers, held between `take` and `release`."""

    def __init__(self, cluster: Cluster, meta: str, lease: float = LEASE) -> None:
        """Prepare the lock.

        Args:
            cluster: The cluster.
            meta: Name of the meta index, which exists.
            lease: Seconds after which it ends if it is not renewed.
        """
        self._cluster = cluster
        self._meta = meta
        self._lease = lease
        self._token = uuid.uuid4().hex
        self._place: Json = {}
        self._lost = ""
        self._since = ""
        self._ended = threading.Event()
        self._renewing = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="writer lock", daemon=True)

    def take(self) -> None:
        """Take the lock.

        Raises:
            LockedError: Another process holds it.
        """
        self._since = time.strftime("%Y-%m-%d %H:%M:%S%z")
        try:
            found = self._cluster.write(
                lambda client: client.create(index=self._meta, id=KEY, body=self._body())
            )
        except ConflictError:
            found = self._taken_over()
        self._place = _place(found)
        self._thread.start()

    def renew(self) -> None:
        """Renew the lock.

        Raises:
            EngineError: It was lost: another writer has taken it.
        """
        with self._renewing:
            self.check()
            try:
                found = self._cluster.write(
                    lambda client: client.index(
                        index=self._meta, id=KEY, body=self._body(), params=self._place
                    )
                )
            except ConflictError as error:
                found = self._found()
                if not self._is_ours(found):
                    self._lost = (
                        "the lock was not renewed in time, and another writer has it: run the "
                        "command again"
                    )
                    raise EngineError(self._lost) from error
            self._place = _place(found)

    def check(self) -> None:
        """Raise EngineError if the lock is known to be lost."""
        if self._lost:
            raise EngineError(self._lost)

    def release(self) -> None:
        """Release the lock, unless it was lost."""
        self._ended.set()
        self._thread.join()
        try:
            self._cluster.write(
                lambda client: client.delete(index=self._meta, id=KEY, params=self._place)
            )
        except (ConflictError, NotFoundError, EngineError) as error:
            _log.warning("the lock of writers was not released, and ends by itself: %s", error)

    def _keep(self) -> None:
        while not self._ended.wait(self._lease / RENEWALS):
            try:
                self.renew()
            except EngineError as error:
                _log.warning("the lock of writers was not renewed: %s", error)

    def _taken_over(self) -> Json:
        """Take over a lock whose holder is gone.

        Raises:
            LockedError: The holder is not gone, or another one was faster.
        """
        holder = "another process"
        found = self._found()
        if self._is_ours(found):
            return found
        if lock := found.get("_source", {}).get("lock"):
            holder = f"process {lock['process'].partition('@')[0]}, since {lock['since']}"
            if _is_over(lock):
                with suppress(ConflictError):  # another one was faster
                    taken: Json = self._cluster.write(
                        lambda client: client.index(
                            index=self._meta, id=KEY, body=self._body(), params=_place(found)
                        )
                    )
                    return taken
        raise LockedError(f"{self._meta} is being written by {holder}")

    def _found(self) -> Json:
        """Return the document of the lock as it is; empty if there is none."""
        with suppress(NotFoundError):
            found: Json = self._cluster.read(lambda client: client.get(index=self._meta, id=KEY))
            return found
        return {}

    def _is_ours(self, found: Json) -> bool:
        """Return whether a lock is ours: the answer to a request was lost, and it was repeated."""
        return bool(found) and found["_source"]["lock"]["token"] == self._token

    def _body(self) -> Json:
        return {
            "kind": "lock",
            "lock": {
                "token": self._token,
                "machine": _machine(),
                "process": _process(os.getpid()),
                "since": self._since,
                "expires": time.time() + self._lease,
            },
        }


def _place(found: Json) -> Json:
    """Return the parameters that let only the next write after this one pass."""
    return {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}


def _is_over(lock: Json) -> bool:
    """Return whether the holder of a lock is gone."""
    if lock["machine"] == _machine():
        pid = int(lock["process"].partition("@")[0])
        if _process(pid) != lock["process"]:
            return True
    return bool(lock["expires"] < time.time())


def _machine() -> str:
    """Return the name of what gives processes their numbers: this start of this machine."""
    started = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{started} {Path('/proc/self/ns/pid').readlink()}"


def _process(pid: int) -> str:
    """Return the number and the start of a running process, or an empty text."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return f"{pid}@{state.rpartition(')')[2].split()[19]}"
