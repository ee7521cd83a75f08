"""The source of a site that is read page by page, whose state is stored with each generation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from indexer.sources.formats.registry import format_of
from indexer.sources.record import Record
from indexer.sources.source import Former, Reading, SourceContext, state_file
from indexer.sources.unchanged_records import record_digest
from indexer.sources.web.client import WebClient
from indexer.sources.web.download_cache import Spool
from indexer.sources.website.site import WebSite
from indexer.sources.website.state import PagesState

PAGES = "pages+"
"""What stands before the address of a site to have it read page by page."""

Connect = Callable[[], WebClient]
"""Factory of the HTTP client."""


@dataclass(frozen=True, slots=True)
class WebPages:
    """The pages of a site.

    Attributes:
        name: The address of a sitemap or a feed; or `PAGES` and the address of the site.
        connect: Makes the HTTP client.
    """

    name: str
    connect: Connect = WebClient

    @property
    def url(self) -> str:
        """Return the address."""
        return self.name.removeprefix(PAGES)

    @property
    def is_listed(self) -> bool:
        """Return whether the address is that of a sitemap or a feed."""
        return not self.name.startswith(PAGES)

    def open(self, context: SourceContext) -> Reading:
        """Return a new reading of the pages."""
        return _PagesReading(self, context)


class _PagesReading(Reading):
    """A reading of the pages of a site."""

    def __init__(self, source: WebPages, context: SourceContext) -> None:
        self._source = source
        self._context = context
        self._file = state_file("pages", source.url)
        self._spool = Spool(context.crawls / f"{self._file}l") if context.crawls else None
        self._found = PagesState()

    def records(self, former: Former) -> Iterator[Record]:
        known = self._known(former)
        with closing(self._source.connect()) as client:
            rules, lists = self._context.crawl, self._context.lists
            site = WebSite(self._source.url, client, rules, lists, self._spool)
            yield from site.read(
                known,
                self._context.begin,
                self._context.on_read,
                is_listed=self._source.is_listed,
            )
            self._found = site.state

    def recent(self, former: Former) -> Iterator[Record]:
        self._known(former)
        yield from ()

    def keep(self, keep_file: Callable[[str, bytes], None]) -> None:
        keep_file(self._file, self._found.format(self._reading()))

    def forget(self) -> None:
        if self._spool:
            self._spool.clear()

    def _known(self, former: Former) -> PagesState:
        """Return the state of the served generation, which stays until a reading is complete."""
        self._found = PagesState.parse(former.file(self._file), self._reading())
        return self._found

    def _reading(self) -> str:
        """Return a digest of the reader and of staff's lists, which decide what a page is."""
        page = format_of(b"<html>")
        lists = (part for pair in self._context.lists.files.items() for part in pair)
        parts = [f"{page.name} {page.version}".encode()]
        parts += [part.encode() if isinstance(part, str) else part for part in lists]
        return record_digest(*parts)
