"""Validation of the links in an article's data."""

from __future__ import annotations

import re


def web_link(url: str) -> str:
    """Return a URL if its scheme is http or https, else "": data may hold a javascript: URL."""
    return url if re.match(r"https?://[^\s/]", url, re.IGNORECASE) else ""
