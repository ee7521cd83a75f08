"""Sessions of staff and attempts to log in, in a file that all processes share.

A session that is not in the file is over, whatever a cookie says. Of a token the digest is stored.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from limits.storage import Storage

from analyzers.errors import UserError

LOCK_TIMEOUT = 10
"""Seconds to wait for another process that is writing."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (token TEXT PRIMARY KEY, ends INTEGER NOT NULL)
STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attempts (
    client TEXT PRIMARY KEY, number INTEGER NOT NULL, ends REAL NOT NULL
) STRICT, WITHOUT ROWID;
"""

_COUNT = """
INSERT INTO attempts VALUES (:client, :amount, :ends)
ON CONFLICT DO UPDATE SET number = number + excluded.number
RETURNING number
"""


class StaffStoreError(UserError):
    """The file cannot be read or written; the message names it."""


class StaffStore:
    """A file of sessions, created on first use. All methods raise StaffStoreError."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def begin(self, seconds: float) -> str:
        """Begin a session.

        Args:
            seconds: How long it lasts.

        Returns:
            The session's token.
        """
        token = secrets.token_urlsafe(32)
        now = time.time()
        with self.open() as connection:
            connection.execute("DELETE FROM sessions WHERE ends <= ?", (now,))
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?)", (_digest(token), int(now + seconds))
            )
        return token

    def is_current(self, token: str) -> bool:
        """Return whether a session has begun and not ended."""
        asked = "SELECT 1 FROM sessions WHERE token = ? AND ends > ?"
        with self.open() as connection:
            return connection.execute(asked, (_digest(token), time.time())).fetchone() is not None

    def end(self, token: str) -> None:
        """End a session, if there is one with this token."""
        with self.open() as connection:
            connection.execute("DELETE FROM sessions WHERE token = ?", (_digest(token),))

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """Open a connection in autocommit mode; only the owner may read the file."""
        try:
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
            with closing(
                sqlite3.connect(self._file, timeout=LOCK_TIMEOUT, isolation_level=None)
            ) as connection:
                connection.executescript(_SCHEMA)
                yield connection
        except (sqlite3.Error, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise StaffStoreError(f"{self._file}: {why}") from error


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class AttemptsStorage(Storage):
    """Counts of attempts in the file; the limits library finds this class by its scheme."""

    STORAGE_SCHEME = ["staff-file"]  # noqa: RUF012
    URI = "staff-file://"

    def __init__(
        self, uri: str | None = None, wrap_exceptions: bool = False, *, file: str, **_: object
    ) -> None:
        super().__init__(uri, wrap_exceptions)
        self._store = StaffStore(Path(file))

    @property
    def base_exceptions(self) -> type[Exception]:
        return StaffStoreError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        with self._store.open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                connection.execute("DELETE FROM attempts WHERE ends <= ?", (now,))
                counted = {"client": key, "amount": amount, "ends": now + expiry}
                (number,) = connection.execute(_COUNT, counted).fetchone()
        return int(number)

    def get(self, key: str) -> int:
        return int(self._of("number", key, 0))

    def get_expiry(self, key: str) -> float:
        return self._of("ends", key, time.time())

    def _of(self, column: str, key: str, otherwise: float) -> float:
        asked = f"SELECT {column} FROM attempts WHERE client = ? AND ends > ?"  # noqa: S608
        with self._store.open() as connection:
            found = connection.execute(asked, (key, time.time())).fetchone()
        return float(found[0]) if found else otherwise

    def check(self) -> bool:
        try:
            with self._store.open():
                return True
        except StaffStoreError:
            return False

    def reset(self) -> int | None:
        with self._store.open() as connection:
            return connection.execute("DELETE FROM attempts").rowcount

    def clear(self, key: str) -> None:
        with self._store.open() as connection:
            connection.execute("DELETE FROM attempts WHERE client = ?", (key,))
