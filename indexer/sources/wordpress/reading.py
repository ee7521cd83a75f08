"""SiteReading: a site as one of a build's sources, with what generations keep of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol

from indexer.lists.site_lists import SiteLists
from indexer.sources.record import Record
from indexer.sources.wordpress.client import SiteClient
from indexer.sources.wordpress.download_cache import Spool
from indexer.sources.wordpress.site import OnPosts, WordPressSite
from indexer.sources.wordpress.state import SiteState, state_file


class Keeping(Protocol):
    """What a generation's writer has of the generation before, and keeps with the next."""

    def kept_file(self, name: str) -> bytes | None: ...

    def keep_file(self, name: str, content: bytes) -> None: ...


class SiteReading:
    """Reads a site once. `spools`: a folder for what was fetched and is not yet indexed."""

    def __init__(self, url: str, keeping: Keeping, spools: Path | None, lists: SiteLists) -> None:
        self._url = url
        self._keeping = keeping
        self._lists = lists
        self._file = state_file(url)
        self._spool = Spool(spools / f"{self._file}l") if spools else None
        self._known = SiteState.parse(keeping.kept_file(self._file))
        self._found = self._known

    def records(self, begin: OnPosts, on_read: OnPosts) -> Iterator[Record]:
        """All records of the site. Raises SourceError."""
        with closing(SiteClient()) as client:
            site = WordPressSite(self._url, client, self._lists, self._spool)
            yield from site.read(self._known, begin, on_read)
            self._found = site.state

    def recent(self) -> Iterator[Record]:
        """Records of what changed since the site was last read; none if it never was. Raises
        SourceError."""
        if not self._known.newest:
            return
        with closing(SiteClient()) as client:
            site = WordPressSite(self._url, client, self._lists)
            yield from site.recent(self._known)
            self._found = site.state

    def keep(self) -> None:
        """Keeps with the next generation what was found."""
        self._keeping.keep_file(self._file, self._found.format())

    def forget(self) -> None:
        """What was fetched is indexed."""
        if self._spool:
            self._spool.clear()
