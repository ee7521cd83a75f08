"""Links that the data of an article may give."""

from __future__ import annotations

import re


def web_link(url: str) -> str:
    """The URL if it is one of the web, else nothing: data may hold a script or another scheme."""
    return url if re.match(r"https?://[^\s/]", url, re.IGNORECASE) else ""
