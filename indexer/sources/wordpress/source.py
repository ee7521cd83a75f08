"""The source of a WordPress site, whose state is stored with each generation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from indexer.sources.attachments.attachments import Attachments
from indexer.sources.attachments.fetching import download_client
from indexer.sources.attachments.uploads import Uploads
from indexer.sources.record import Record
from indexer.sources.source import Former, Reading, SourceContext, state_file
from indexer.sources.web.client import WebClient
from indexer.sources.web.download_cache import Spool
from indexer.sources.wordpress.client import SiteClient
from indexer.sources.wordpress.site import WordPressSite
from indexer.sources.wordpress.state import SiteState

Connect = Callable[[], SiteClient]
"""Factory of the HTTP client."""


@dataclass(frozen=True, slots=True)
class Site:
    """A WordPress site.

    Attributes:
        url: The address of its first page, without a slash at the end.
        connect: Makes the HTTP client.
        download: Makes the HTTP client of attached files.
    """

    url: str
    connect: Connect = SiteClient
    download: Callable[[], WebClient] = download_client

    @property
    def name(self) -> str:
        """Return the address of the site."""
        return self.url

    def open(self, context: SourceContext) -> Reading:
        """Return a new reading of the site."""
        return _SiteReading(self, context)


class _SiteReading(Reading):
    """A reading of a WordPress site."""

    def __init__(self, site: Site, context: SourceContext) -> None:
        self._site = site
        self._context = context
        self._file = state_file("site", site.url)
        self._spool = Spool(context.crawls / f"{self._file}l") if context.crawls else None
        self._found = SiteState()
        self._attachments = Attachments(site.url, site.download, context)

    def records(self, former: Former) -> Iterator[Record]:
        known = self._known(former)
        with closing(self._connected()) as client:
            site = self._opened(client, self._spool)
            with self._attachments.opened(former, is_whole=True) as files:
                known = known.without(files.due(known.signatures))
                found = site.read(known, self._context.begin, self._context.on_read)
                yield from files.joined(found, Uploads(self._site.url, client))
            self._found = site.state

    def recent(self, former: Former) -> Iterator[Record]:
        known = self._known(former)
        if not known.newest:
            return
        with closing(self._connected()) as client:
            site = self._opened(client)
            with self._attachments.opened(former, is_whole=False) as files:
                found = site.recent(known)
                yield from files.joined(found, Uploads(self._site.url, client))
            self._found = site.state

    def keep(self, keep_file: Callable[[str, bytes], None]) -> None:
        keep_file(self._file, self._found.format())
        self._attachments.keep(keep_file)

    def forget(self) -> None:
        if self._spool:
            self._spool.clear()
        self._attachments.forget()

    def _connected(self) -> SiteClient:
        """Return a client of the site, with the login that is for it."""
        client = self._site.connect()
        login = self._context.login
        if login and login.is_for(self._site.url):
            client.log_in(login)
        return client

    def _opened(self, client: SiteClient, spool: Spool | None = None) -> WordPressSite:
        """Return the site, to be read through a client."""
        lists, post_types = self._context.lists, self._context.post_types
        return WordPressSite(self._site.url, client, lists, post_types, spool)

    def _known(self, former: Former) -> SiteState:
        """Return the state of the served generation, which stays until a reading is complete."""
        self._found = SiteState.parse(former.file(self._file))
        return self._found
