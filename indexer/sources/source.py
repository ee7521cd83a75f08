"""The interface of a source: where staff say that the articles are."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from analyzers.errors import UserError
from indexer.lists.site_lists import NO_SITE_LISTS, SiteLists
from indexer.sources.record import POST_TYPES, OnRead, Record
from indexer.sources.unchanged_records import ReadBefore

_CREDENTIALS = re.compile(r"(?<=://)[^\s/?#]*@")


def without_credentials(text: str) -> str:
    """A text whose addresses have no user name and no password."""
    return _CREDENTIALS.sub("", text)


class SourceError(UserError):
    """A source that staff named cannot be used; the message says which and why, and never holds
    the credentials of an address."""

    def __init__(self, message: str) -> None:
        super().__init__(without_credentials(message))


def _tell_nobody(_: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class SourceContext:
    """What a build gives all its sources.

    Attributes:
        lists: Staff's lists of the site.
        crawls: A folder for what is fetched and not yet indexed, so that an interrupted build goes
            on; None if nothing is kept.
        begin: Called with how much more there is to read, in bytes or posts.
        on_read: Called with how much more of it was read.
        post_types: The types of WordPress's posts that are articles.
        claimed: The files that are read already by a source of this build, so that none is read
            twice.
    """

    lists: SiteLists = NO_SITE_LISTS
    crawls: Path | None = None
    begin: Callable[[int], None] = _tell_nobody
    on_read: OnRead = _tell_nobody
    post_types: tuple[str, ...] = POST_TYPES
    claimed: set[Path] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Former:
    """What the served generation keeps of its sources.

    Attributes:
        file: Returns what a reading kept under a name; None if nothing.
        records: By digest, the id of each record that is indexed as it would be now.
    """

    file: Callable[[str], bytes | None]
    records: ReadBefore


class Reading(Protocol):
    """A source as one build reads it. Only `records` must be written; derive from this class for
    the others, which do nothing. Every method may raise SourceError."""

    def find(self) -> None:
        """Look whether the source is there, before the index is locked or anything is read."""
        return

    @abstractmethod
    def records(self, former: Former) -> Iterator[Record]:
        """Yield all records of the source, in an order that does not change by itself."""

    def recent(self, former: Former) -> Iterator[Record]:
        """Yield the records that the source says were changed since it was last read.

        It must be quick: it is asked before `records`, which finds the rest. A source that cannot
        tell yields none.
        """
        yield from ()

    def keep(self, keep_file: Callable[[str, bytes], None]) -> None:
        """Keep with the next generation what the next reading should know.

        Args:
            keep_file: Keeps content under a name, by which `Former.file` finds it.
        """
        return

    def forget(self) -> None:
        """Drop what was kept for an interrupted build: all that was read is served now."""
        return


class Source(Protocol):
    """What staff name on the command line: files, or a site by its address."""

    @property
    def name(self) -> str:
        """Its name as staff give it. Generations keep it, and updates read it from there."""
        ...

    def open(self, context: SourceContext) -> Reading:
        """Return a new reading of the source; nothing is read yet."""
        ...
