"""Typed links of an article's page, for programs that read only its header.

See https://signposting.org/FAIR/ and RFC 8288.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"
"""Characters of an address that are left as they are (RFC 3986, section 2.2)."""

PAGE_TYPES = ("https://schema.org/AboutPage", "https://schema.org/ScholarlyArticle")


@dataclass(frozen=True, slots=True)
class TypedLink:
    """A link with its relation.

    Attributes:
        target: Absolute address.
        relation: The relation of the target to the page.
        media_type: Media type of the target, if it is not a page.
    """

    target: str
    relation: str
    media_type: str = ""

    @property
    def address(self) -> str:
        """Return the target as an address without other signs than those of RFC 3986."""
        return quote(self.target, safe=_IN_ADDRESSES)

    def __str__(self) -> str:
        """Return the link as the header `Link` has it."""
        kind = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{self.address}>; rel="{self.relation}"{kind}'


LINKSET_TYPE = "application/linkset+json"
"""Media type of a set of links (RFC 9264)."""


def signposting(
    cite_as: str,
    authors: Iterable[str],
    descriptions: Iterable[tuple[str, str]],
    licence: str = "",
) -> Iterator[TypedLink]:
    """Yield the links of an article's page.

    Args:
        cite_as: Address to cite.
        authors: Addresses of its authors' pages.
        descriptions: Addresses of its citations in formats of programs, with their media types.
        licence: Address of its licence, or "".
    """
    yield TypedLink(cite_as, "cite-as")
    yield from (TypedLink(kind, "type") for kind in PAGE_TYPES)
    yield from (TypedLink(address, "author") for address in authors)
    if licence:
        yield TypedLink(licence, "license")
    for address, media_type in descriptions:
        yield TypedLink(address, "describedby", media_type)


def linkset(page: str, links: Iterable[TypedLink]) -> dict[str, Any]:
    """Return the links of a page as a set of links in JSON (RFC 9264, section 4.2).

    Args:
        page: Address of the page.
        links: Its links.
    """
    targets: dict[str, list[dict[str, str]]] = {}
    for link in links:
        kind = {"type": link.media_type} if link.media_type else {}
        targets.setdefault(link.relation, []).append({"href": link.address, **kind})
    return {"linkset": [{"anchor": page, **targets}]}
