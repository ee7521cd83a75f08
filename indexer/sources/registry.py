"""The table of source types.

To add one, write its class in this folder and add a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from indexer.sources.file_source import Files
from indexer.sources.repository.source import OAI, OaiRepository
from indexer.sources.source import Source, SourceError
from indexer.sources.website.source import PAGES, WebPages
from indexer.sources.wordpress.source import Site

_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_REPOSITORY = re.compile(rf"{re.escape(OAI)}https?://[^\s/]", re.IGNORECASE)
_PAGES = re.compile(
    rf"{re.escape(PAGES)}https?://[^\s/]"
    r"|https?://[^\s/]+/(?:\S*/)?(?:[^\s/?]+\.(?:xml|xml\.gz|rss|atom|rdf|txt)|feed/?|rss/?)(?:$|\?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the table of source types.

    Attributes:
        recognizes: Tests whether a command-line argument names a source of this type.
        make: Makes the source from the argument.
    """

    recognizes: Callable[[str], object]
    make: Callable[[str], Source]


def _checked(address: str) -> str:
    """Return an address.

    Raises:
        SourceError: It is no address.
    """
    try:
        parts = urlsplit(address)
        (parts.hostname or "").encode("idna")
        is_address = parts.port != 0 and not any(map(str.isspace, address))
    except ValueError:
        is_address = False
    if not is_address:
        mend = "name and password belong in ~/.netrc" if "@" in address else "is it spelt right?"
        raise SourceError(f"{address}: this is no address of a site: {mend}")
    return address


def _site(address: str) -> Site:
    """Return the WordPress site at an address."""
    return Site(_checked(address).rstrip("/"))


def _pages(name: str) -> WebPages:
    """Return the site whose pages are read, by an address of its own or that of a list of them."""
    if name.lower().startswith(PAGES):
        return WebPages(PAGES + _checked(name[len(PAGES) :]))
    return WebPages(_checked(name))


def _repository(name: str) -> OaiRepository:
    """Return the repository that answers at an address."""
    _checked(name[len(OAI) :])
    return OaiRepository(name)


SOURCES: dict[str, SourceRow] = {
    "repository": SourceRow(_REPOSITORY.match, _repository),
    "pages of a site": SourceRow(_PAGES.match, _pages),
    "WordPress site": SourceRow(_ADDRESS.match, _site),
}
"""The source types other than files, by name; the first row that recognises an argument wins."""


def as_source(text: str) -> Source:
    """Return the source that a command-line argument names.

    An argument that no row of `SOURCES` recognises names a file or folder.

    Raises:
        SourceError: The argument is no address that begins with http:// or https://.
    """
    row = next((row for row in SOURCES.values() if row.recognizes(text)), None)
    if row is None and "://" in text:
        raise SourceError(f"{text}: the address of a site begins with http:// or https://")
    return row.make(text) if row else Files(Path(text))
