"""Source: what staff name as where the articles are: a file, a folder, or a site by its address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Site:
    """A WordPress site, by the address of its first page."""

    url: str

    def __str__(self) -> str:
        return self.url


Source = Path | Site


def as_source(text: str) -> Source:
    return Site(text.rstrip("/")) if _ADDRESS.match(text) else Path(text)
