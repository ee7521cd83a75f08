"""The state of a site that is read page by page, by which an update fetches what has changed.

The state is stored with a generation, so a rollback restores the older state.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page as it was read.

    Attributes:
        changed: When it was changed, as the sitemap has it, or "".
        etag: Its `ETag`, or "".
        modified: Its `Last-Modified`, or "".
        article: Id of its article, or "".
        refused: Why it has no article, or "".
        left_out: Why it is left out, or "".
    """

    changed: str = ""
    etag: str = ""
    modified: str = ""
    article: str = ""
    refused: str = ""
    left_out: str = ""

    @property
    def is_read(self) -> bool:
        """Return whether it was read."""
        return bool(self.article or self.refused or self.left_out)

    @property
    def conditions(self) -> dict[str, str]:
        """Return the headers that ask for the page only if it has changed."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True, slots=True)
class PagesState:
    """The state of a site.

    Attributes:
        pages: Its pages, by address.
    """

    pages: Mapping[str, KnownPage] = field(default_factory=dict)

    @classmethod
    def parse(cls, content: bytes | None, reading: str) -> Self:
        """Return the state from its stored content; an empty one if pages were read otherwise.

        Args:
            content: The content, or None.
            reading: Name and version of what makes an article of a page.
        """
        held = json.loads(content) if content else {}
        if held.get("reading") != reading:
            return cls()
        return cls({url: KnownPage(**page) for url, page in held["pages"].items()})

    def format(self, reading: str) -> bytes:
        """Return the content to store."""
        pages = {
            url: {name: value for name, value in asdict(page).items() if value}
            for url, page in self.pages.items()
        }
        held = {"reading": reading, "pages": pages}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
