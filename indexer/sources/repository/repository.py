"""One reading of a repository: all that it has, or what has changed since the last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import chain

from indexer.sources.record import Found, Record, Refused, Unchanged
from indexer.sources.repository.answer import Item, OaiAnswer
from indexer.sources.repository.dublin_core import record_of_item
from indexer.sources.repository.lists import BASE, OaiLists
from indexer.sources.repository.state import KnownItem, RepositoryState
from indexer.sources.source import SourceError, without_credentials

OVERLAP = dt.timedelta(days=2)
"""How far an update goes back behind the last reading: DSpace shows a change when a nightly job has
run, with the time at which it was made."""

WHOLE_EVERY = dt.timedelta(days=7)
"""How old a reading of all may be, where the repository does not tell of all deletions."""

KEEPS_DELETIONS = "persistent"
"""What `deletedRecord` is where deletions are told for ever."""

_DAYS = "YYYY-MM-DD"
_FIRST_YEAR = 2000  # the protocol is of 2001

OnItems = Callable[[int], None]
"""Callback for progress, called with a number of records."""


class Repository:
    """One reading of a repository.

    Every method raises SourceError if the repository cannot be reached or does not answer.

    Attributes:
        state: The state to store with the generation, complete once all records are consumed.
    """

    def __init__(self, url: str, lists: OaiLists) -> None:
        self._url = url
        self._shown = without_credentials(url)
        self._lists = lists
        self.state = RepositoryState()

    def read(self, known: RepositoryState, begin: OnItems, on_read: OnItems) -> Iterator[Record]:
        """Yield a record for each record of the repository.

        Args:
            known: The state of the served generation; a record that has not changed since is
                Unchanged.
            begin: Called with the number of records.
            on_read: Called with the number of records read since the last call.
        """
        since = self._since(known)
        parts = self._lists.parts(since)
        first = next(parts)
        begin((len(known.items) if since else 0) + max(first.size, len(first.items)))
        kept = dict(known.items) if since else {}
        seen: set[str] = set()
        for item in self._items(chain([first], parts), seen):
            yield from self._told(item, known, kept)
            on_read(1)
        if since:
            for name in kept.keys() - seen:
                yield self._as_known(name, kept[name])
            on_read(len(known.items))
        if not kept:
            raise SourceError(f"{self._url}: it has no records: {BASE}")
        self.state = RepositoryState(first.date, known.whole if since else first.date, kept)

    def recent(self, known: RepositoryState) -> Iterator[Record]:
        """Yield the records that have changed since the last reading, if only they are asked for.

        Args:
            known: The state of the served generation.
        """
        self.state = known
        since = self._since(known)
        if not since:
            return
        parts = self._lists.parts(since)
        first = next(parts)
        kept = dict(known.items)
        for item in self._items(chain([first], parts), set()):
            for record in self._told(item, known, kept):
                if not isinstance(record, Unchanged):
                    yield record
        self.state = RepositoryState(first.date, known.whole, kept)

    def _since(self, known: RepositoryState) -> str:
        """Return the time since which changes are asked for, or "" if all is to be read."""
        identity = self._lists.identity()
        now, date, whole = map(_time, (identity.date, known.date, known.whole))
        if now is None or date is None or whole is None or not known.items:
            return ""
        # A record that leaves a set is not told of.
        tells_all = identity.identity.get("deletedRecord") == KEEPS_DELETIONS
        if now - whole > WHOLE_EVERY and (not tells_all or self._lists.set):
            return ""
        since = date - OVERLAP
        if identity.identity.get("granularity", _DAYS) == _DAYS:
            return f"{since:%Y-%m-%d}"
        return f"{since:%Y-%m-%dT%H:%M:%SZ}"

    def _items(self, parts: Iterator[OaiAnswer], seen: set[str]) -> Iterator[Item]:
        """Yield each item of a list once, and collect their identifiers."""
        for part in parts:
            for item in part.items:
                if item.identifier not in seen:
                    yield item
                if item.identifier:
                    seen.add(item.identifier)

    def _told(
        self, item: Item, known: RepositoryState, kept: dict[str, KnownItem]
    ) -> Iterator[Record]:
        """Yield the record of an item, none if it is deleted, and change what is known of it."""
        if item.is_deleted:
            kept.pop(item.identifier, None)
            return
        before = known.items.get(item.identifier)
        if before and before.digest == item.digest:
            kept[item.identifier] = before
            yield self._as_known(item.identifier, before)
            return
        record = record_of_item(item, self._url, self._shown)
        if item.identifier:
            kept[item.identifier] = _known_item(item, record)
        yield record

    def _as_known(self, name: str, known: KnownItem) -> Record:
        """Return the record of an item that has not changed."""
        if known.article:
            return Unchanged(known.article, self._shown, name)
        return Refused(self._shown, name, known.refused)


def _known_item(item: Item, record: Record) -> KnownItem:
    """Return what is to be known of an item that was read."""
    if isinstance(record, Found):
        return KnownItem(item.digest, article=record.article.id)
    return KnownItem(item.digest, refused=record.reason if isinstance(record, Refused) else "")


def _time(text: str) -> dt.datetime | None:
    """Return a time as a repository writes it, in UTC, or None if it is none."""
    try:
        time = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if time.year < _FIRST_YEAR:
        return None
    return time.replace(tzinfo=dt.UTC) if time.tzinfo is None else time.astimezone(dt.UTC)
