"""The interface of a source of articles."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from analyzers.errors import UserError
from indexer.lists.site_lists import NO_SITE_LISTS, SiteLists
from indexer.sources.login import Login
from indexer.sources.record import POST_TYPES, OnRead, Record
from indexer.sources.unchanged_records import ReadBefore
from indexer.text.paragraphs import one_line

_CREDENTIALS = re.compile(
    r"(?<=://)(?:[^\s/?#]*@|[^\s/?#:\[]+:(?!\d+(?:[/?#\s]|$))[^\s@]*@)"  # signs not encoded
    r"|(?<!\S)(?://)?[^\s/?#:@]+:(?!//)[^\s@]+@(?=\S)"  # without a scheme
)
"""A name and a password in an address, also in one that is written wrongly."""


def without_credentials(text: str) -> str:
    """Return the text with user names and passwords removed from its addresses."""
    return _CREDENTIALS.sub("", text)


def state_file(kind: str, url: str) -> str:
    """Return the name of the file that holds the state of a source in a generation.

    Args:
        kind: The kind of the source.
        url: Its address.
    """
    place = without_credentials(url).partition("://")[2].rstrip("/")
    return f"{kind}-{quote(place, safe='')}.json"


class SourceError(UserError):
    """The source cannot be used; the message names it and says why.

    Credentials are removed from the message.
    """

    def __init__(self, message: str) -> None:
        super().__init__(one_line(without_credentials(message)))


def tell_nobody(_: int) -> None:
    """Ignore a progress report."""


@dataclass(frozen=True, slots=True)
class Documents:
    """How documents are read.

    Attributes:
        attachments: Whether those that a post links to are read as part of it.
        sites: Addresses of the sites besides its own from which they are fetched.
        ocr: Whether the text of scanned pages is recognised.
    """

    attachments: bool = False
    sites: tuple[str, ...] = ()
    ocr: bool = False


NO_ATTACHMENTS = Documents()
"""How documents are read if nothing else is said."""


@dataclass(frozen=True, slots=True)
class CrawlRules:
    """How pages are fetched from a site one by one.

    Attributes:
        pause: Least time between two requests, in seconds; robots.txt may ask for more.
        most_pages: Maximum number of pages of a site.
    """

    pause: float = 1.0
    most_pages: int = 20_000


@dataclass(frozen=True, slots=True)
class SourceContext:
    """The settings and callbacks that a build shares with all its sources.

    Attributes:
        lists: Staff's lists for the site.
        crawls: Folder for downloads that are not yet indexed, so that an interrupted build can
            resume; None if downloads are not stored.
        begin: Called with the amount that a source is going to read, in bytes or posts.
        on_read: Called with the amount read since the last call.
        post_types: The WordPress post types that are indexed as articles.
        mapping: The names that fields have in objects and tables, by field.
        documents: How documents are read.
        crawl: How pages are fetched from a site.
        login: The login of a WordPress site, or None.
        claimed: The real paths of the files that this build already reads, so that no file is read
            twice.
    """

    lists: SiteLists = NO_SITE_LISTS
    crawls: Path | None = None
    begin: Callable[[int], None] = tell_nobody
    on_read: OnRead = tell_nobody
    post_types: tuple[str, ...] = POST_TYPES
    mapping: Mapping[str, str] = field(default_factory=dict)
    documents: Documents = NO_ATTACHMENTS
    crawl: CrawlRules = field(default_factory=CrawlRules)
    login: Login | None = None
    claimed: set[Path] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Former:
    """The data that the served generation stores about its sources.

    Attributes:
        file: Returns the content that a reading stored under a name, or None.
        records: Ids of the articles that need not be indexed again, by digest of their records.
    """

    file: Callable[[str], bytes | None]
    records: ReadBefore


class Reading(Protocol):
    """One reading of a source, by one build.

    Subclasses must define `records`; the other methods do nothing by default. Every method may
    raise SourceError.
    """

    def find(self) -> None:
        """Check that the source exists, before the index is locked and anything is read."""
        return

    @abstractmethod
    def records(self, former: Former) -> Iterator[Record]:
        """Yield all records of the source, in a stable order.

        Args:
            former: The data that the served generation stores about its sources.
        """

    def recent(self, former: Former) -> Iterator[Record]:
        """Yield the records that have changed since the last reading, as far as the source knows.

        This must be fast: it is called before `records`, which finds the remaining changes. A
        source that does not know its changes yields nothing.

        Args:
            former: The data that the served generation stores about its sources.
        """
        yield from ()

    def keep(self, keep_file: Callable[[str, bytes], None]) -> None:
        """Store data for the next reading with the next generation.

        Args:
            keep_file: Stores content under a name, from which `Former.file` returns it.
        """
        return

    def forget(self) -> None:
        """Delete the downloads stored for an interrupted build; all records are served now."""
        return


class Source(Protocol):
    """A source that staff name on the command line: files, or a site by its address."""

    @property
    def name(self) -> str:
        """Return the name as staff give it; generations store it for later updates."""
        ...

    def open(self, context: SourceContext) -> Reading:
        """Return a new reading of the source, without reading anything yet."""
        ...
