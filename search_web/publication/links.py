"""Validation of the links in an article's data."""

from __future__ import annotations

import re
from urllib.parse import quote

_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_NOT_IN_ADDRESSES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069{}\\]")
"""What no address holds as it is (RFC 3986, 2): blanks, line breaks, controls, and what TeX reads
as a command or as the end of a value."""


def web_link(url: str) -> str:
    """Return a URL if its scheme is http or https, else "": data may hold a javascript: URL.

    What an address cannot hold is encoded, so that no format it stands in is broken by it.
    """
    if not _WEB.match(url):
        return ""
    return _NOT_IN_ADDRESSES.sub(lambda found: quote(found[0]), url)
