"""Validation of the links in an article's data."""

from __future__ import annotations

import re
from urllib.parse import quote

_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
"""Beginning of an http or https URL with a host."""

_NOT_IN_ADDRESSES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069{}\\]")
"""Characters that a URL must not hold (RFC 3986, section 2) and that are special in TeX.

They are white space, control characters, braces and backslashes.
"""


def web_link(url: str) -> str:
    """Return a URL if its scheme is http or https, else "": data may hold a javascript: URL.

    Forbidden characters are percent-encoded, so that the URL is safe in every citation format.
    """
    if not _WEB.match(url):
        return ""
    return _NOT_IN_ADDRESSES.sub(lambda found: quote(found[0]), url)
