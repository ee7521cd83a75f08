"""The source of a repository that speaks OAI-PMH, whose state is stored with each generation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from indexer.sources.record import Record
from indexer.sources.repository.dublin_core import VERSION
from indexer.sources.repository.lists import OaiLists
from indexer.sources.repository.repository import Repository
from indexer.sources.repository.state import RepositoryState
from indexer.sources.repository.still_the_same import StillTheSame
from indexer.sources.source import Former, Reading, SourceContext, state_file
from indexer.sources.unchanged_records import record_digest
from indexer.sources.web.client import WebClient
from indexer.sources.web.download_cache import Spool

OAI = "oai+"
"""What stands before the base URL of a repository."""

Connect = Callable[[], WebClient]
"""Factory of the HTTP client."""


@dataclass(frozen=True, slots=True)
class OaiRepository:
    """A repository.

    Attributes:
        name: `OAI` and the base URL; `set` in its query string names a set.
        connect: Makes the HTTP client.
    """

    name: str
    connect: Connect = WebClient

    @property
    def url(self) -> str:
        """Return the address."""
        return self.name[len(OAI) :]

    def open(self, context: SourceContext) -> Reading:
        """Return a new reading of the repository."""
        return _RepositoryReading(self, context)


class _RepositoryReading(Reading):
    """A reading of a repository."""

    def __init__(self, source: OaiRepository, context: SourceContext) -> None:
        self._source = source
        self._context = context
        self._file = state_file("oai", source.url)
        self._spool = Spool(context.crawls / f"{self._file}l") if context.crawls else None
        self._note = StillTheSame(context.crawls / f"{self._file}.same" if context.crawls else None)
        self._found = RepositoryState()

    def records(self, former: Former) -> Iterator[Record]:
        known = self._known(former)
        with closing(self._source.connect()) as client:
            repository = self._opened(client, self._spool)
            begin, on_read = self._context.begin, self._context.on_read
            yield from repository.read(self._note.applied(known), begin, on_read)
            self._found = repository.state
        self._note.keep(known, self._found)
        if self._spool:  # if nothing is published, the next update asks again
            self._spool.clear()

    def recent(self, former: Former) -> Iterator[Record]:
        known = self._known(former)
        if not known.date:
            return
        with closing(self._source.connect()) as client:
            repository = self._opened(client)
            yield from repository.recent(known)
            self._found = repository.state

    def keep(self, keep_file: Callable[[str, bytes], None]) -> None:
        keep_file(self._file, self._found.format(self._reading()))

    def forget(self) -> None:
        if self._spool:
            self._spool.clear()
        self._note.forget()

    def _opened(self, client: WebClient, spool: Spool | None = None) -> Repository:
        """Return the repository, to be read through a client."""
        lists = OaiLists(self._source.url, client, self._context.crawl, spool)
        return Repository(self._source.url, lists)

    def _known(self, former: Former) -> RepositoryState:
        """Return the state of the served generation, which stays until a reading is complete."""
        self._found = RepositoryState.parse(former.file(self._file), self._reading())
        return self._found

    def _reading(self) -> str:
        """Return a digest of the reader and of staff's lists, which decide what an article is."""
        parts = [f"dublin core {VERSION}".encode()]
        for name, content in self._context.lists.files.items():
            parts += [name.encode(), content]
        return record_digest(*parts)
