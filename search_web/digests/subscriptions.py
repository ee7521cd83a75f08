"""SQLite storage of subscriptions, shared by all processes.

It holds of a subscriber the address, the search and the language, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

LOCK_TIMEOUT = 10
"""Seconds to wait for another process that is writing."""

MOST_ASKED = 3
MOST_ASKED_BY_CLIENT = 10
"""Confirmations that are sent to one address, and for one client, in a day."""

# `known`: articles that a subscriber has been told of, or that were there before. `oldest`: date of
# the oldest of these, "" if they are all that the search finds. `paused`: why nothing is sent.
# `asked`: keyed digests of addresses and clients, of this day alone.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS subscriptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL, search TEXT NOT NULL,
    language TEXT NOT NULL, since TEXT NOT NULL, oldest TEXT NOT NULL, paused TEXT NOT NULL,
    UNIQUE (email, search)
) STRICT;
CREATE TABLE IF NOT EXISTS known (
    subscription INTEGER NOT NULL REFERENCES subscriptions ON DELETE CASCADE,
    article TEXT NOT NULL, PRIMARY KEY (subscription, article)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS asked (day TEXT NOT NULL, who TEXT NOT NULL) STRICT;
"""

_COLUMNS = "id, email, search, language, since, oldest, paused"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A confirmed subscription.

    Attributes:
        id: Its number, which is never used again.
        email: The address.
        search: Query string of the search, without the question mark.
        language: Language of the digests.
        since: Day of the confirmation, ISO 8601.
        oldest: Date of the oldest known article, "" if all that were found are known.
        paused: Why nothing is sent, or "".
    """

    id: int
    email: str
    search: str
    language: str
    since: str
    oldest: str
    paused: str

    @property
    def day(self) -> dt.date:
        """Return the day of the confirmation."""
        return dt.date.fromisoformat(self.since)


class Subscriptions:
    """The subscriptions in a file, which is made when the first is added."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(
        self, email: str, search: str, language: str, known: Collection[str], oldest: str
    ) -> Subscription:
        """Add a subscription, or begin a paused one again.

        Args:
            email: The address.
            search: Query string of the search.
            language: Language of the digests.
            known: Ids of the articles that are there already.
            oldest: See `Subscription`.
        """
        today = dt.datetime.now(dt.UTC).date().isoformat()
        with self._open() as connection:
            connection.execute(
                "INSERT INTO subscriptions (email, search, language, since, oldest, paused) "
                "VALUES (?, ?, ?, ?, '', '') ON CONFLICT DO UPDATE "
                "SET language = excluded.language, paused = ''",
                (email, search, language, today),
            )
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM subscriptions WHERE email = ? AND search = ?",  # noqa: S608
                (email, search),
            ).fetchone()
            _know(connection, row[0], known, oldest)
        return Subscription(*row)

    def all(self) -> list[Subscription]:
        """Return all subscriptions, in order of addresses."""
        with self._open() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM subscriptions ORDER BY email, search"  # noqa: S608
            ).fetchall()
        return [Subscription(*row) for row in rows]

    def get(self, number: int) -> Subscription | None:
        """Return the subscription of a number, or None if it has ended."""
        with self._open() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM subscriptions WHERE id = ?",  # noqa: S608
                (number,),
            ).fetchone()
        return Subscription(*row) if row else None

    def known(self, subscription: Subscription) -> frozenset[str]:
        """Return the ids of the articles that a subscriber knows of."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT article FROM known WHERE subscription = ?", (subscription.id,)
            ).fetchall()
        return frozenset(article for (article,) in rows)

    def know(self, subscription: Subscription, known: Collection[str], oldest: str) -> None:
        """Replace what a subscriber knows of, if the subscription has not ended meanwhile."""
        with self._open() as connection:
            _know(connection, subscription.id, known, oldest)

    def pause(self, subscription: Subscription, reason: str) -> None:
        """Send nothing until the subscriber confirms again."""
        with self._open() as connection:
            connection.execute(
                "UPDATE subscriptions SET paused = ? WHERE id = ?", (reason, subscription.id)
            )

    def remove(self, numbers: Iterable[int]) -> int:
        """Forget subscriptions, and return how many there were."""
        with self._open() as connection:
            gone = [
                connection.execute("DELETE FROM subscriptions WHERE id = ?", (number,)).rowcount
                for number in numbers
            ]
        return sum(gone)

    def may_ask(self, address: str, client: str) -> bool:
        """Note that a confirmation is asked for, and return whether it may be sent today.

        Args:
            address: Keyed digest of the address.
            client: Keyed digest of the client.
        """
        today = dt.datetime.now(dt.UTC).date().isoformat()
        with self._open() as connection:
            connection.execute("DELETE FROM asked WHERE day <> ?", (today,))
            for who, most in ((address, MOST_ASKED), (client, MOST_ASKED_BY_CLIENT)):
                (count,) = connection.execute(
                    "SELECT count(*) FROM asked WHERE who = ?", (who,)
                ).fetchone()
                if count >= most:
                    return False
            connection.executemany(
                "INSERT INTO asked VALUES (?, ?)", [(today, address), (today, client)]
            )
        return True

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file for a transaction."""
        if not self._file.exists():
            os.close(os.open(self._file, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(self._file, LOCK_TIMEOUT)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")  # who left leaves no trace in the file
            connection.executescript(_SCHEMA)
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection


def _know(connection: sqlite3.Connection, number: int, known: Collection[str], oldest: str) -> None:
    changed = connection.execute(
        "UPDATE subscriptions SET oldest = ? WHERE id = ?", (oldest, number)
    ).rowcount
    connection.execute("DELETE FROM known WHERE subscription = ?", (number,))
    if changed:
        connection.executemany(
            "INSERT INTO known VALUES (?, ?)",
            [(number, article) for article in dict.fromkeys(known)],
        )
