"""The addresses that a sitemap or a feed lists.

See https://www.sitemaps.org/protocol.html: XML, an index of others, or an address a line; gzip.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field

from indexer.sources.formats.feed import item_date, item_link
from indexer.sources.formats.format import UnreadableError
from indexer.sources.formats.xml_stream import Break, elements
from indexer.sources.source import SourceError
from indexer.sources.web.client import LARGEST

_GZIP = b"\x1f\x8b"
_WITH_HEADER = 16 + zlib.MAX_WBITS
_TAGS = ("{*}url", "{*}sitemap", "{*}item", "{*}entry")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a sitemap or a feed lists.

    Attributes:
        pages: When each page was changed, as it is written or "", by address.
        parts: When each further sitemap was changed, by address.
        is_feed: Whether it is a feed, which lists the newest pages alone.
    """

    pages: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    is_feed: bool = False


def read_listing(content: bytes, url: str) -> Listing:
    """Return what a sitemap or a feed lists; if its XML breaks off, what stands before.

    Raises:
        SourceError: It is neither, or has more than 64 MiB.
    """
    content = _decompressed(content, url).lstrip(b"\xef\xbb\xbf \t\r\n")
    listing = _in_xml(content, url) if content.startswith(b"<") else _in_lines(content)
    if not (listing.pages or listing.parts):
        raise SourceError(
            f"{url}: it lists no pages: name a sitemap, such as https://example.org/sitemap.xml, "
            "or a feed"
        )
    return listing


def _decompressed(content: bytes, url: str) -> bytes:
    """Return a sitemap, decompressed if its file is compressed.

    Raises:
        SourceError: It is damaged or too long.
    """
    if not content.startswith(_GZIP):
        return content
    stream = zlib.decompressobj(_WITH_HEADER)
    try:
        inner = stream.decompress(content, LARGEST)
    except zlib.error as error:
        raise SourceError(f"{url}: its gzip compression is damaged ({error})") from error
    if stream.unconsumed_tail:
        raise SourceError(f"{url}: it is longer than {LARGEST >> 20} MiB")
    return inner


def _in_xml(content: bytes, url: str) -> Listing:
    """Return what XML lists.

    Raises:
        SourceError: It declares an unknown encoding.
    """
    pages: dict[str, str] = {}
    parts: dict[str, str] = {}
    is_feed = False
    try:
        for element in elements(io.BytesIO(content), _TAGS):
            if isinstance(element, Break):
                break
            kind = str(element.tag).rpartition("}")[2]
            if kind in ("item", "entry"):
                is_feed = True
                pages.setdefault(item_link(element), item_date(element))
                continue
            address = (element.findtext("{*}loc") or "").strip()
            changed = (element.findtext("{*}lastmod") or "").strip()
            (parts if kind == "sitemap" else pages).setdefault(address, changed)
    except UnreadableError as error:
        raise SourceError(f"{url}: {error}") from error
    for found in (pages, parts):
        found.pop("", None)
    return Listing(pages, parts, is_feed)


def _in_lines(content: bytes) -> Listing:
    """Return the addresses of a sitemap that has one a line."""
    lines = (line.strip() for line in content.decode(errors="replace").splitlines())
    return Listing({line: "" for line in lines if line.startswith(("http://", "https://"))})
