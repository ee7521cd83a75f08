"""The state of a repository, by which an update asks for what has changed.

The state is stored with a generation, so a rollback restores the older state.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A record as it was read.

    Attributes:
        digest: Digest of what the repository said of it.
        article: Id of its article, or "".
        refused: Why it has no article, or "".
    """

    digest: str
    article: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class RepositoryState:
    """The state of a repository.

    Attributes:
        date: When the repository began to answer the last reading, or "".
        whole: When it began to answer the last reading of all that it has, or "".
        items: Its records, by identifier.
    """

    date: str = ""
    whole: str = ""
    items: Mapping[str, KnownItem] = field(default_factory=dict)

    @classmethod
    def parse(cls, content: bytes | None, reading: str) -> Self:
        """Return the state from its stored content; an empty one if records were read otherwise.

        Args:
            content: The content, or None.
            reading: Name and version of what makes an article of a record.
        """
        held = json.loads(content) if content else {}
        if held.get("reading") != reading:
            return cls()
        items = {name: KnownItem(**item) for name, item in held["items"].items()}
        return cls(held["date"], held["whole"], items)

    def format(self, reading: str) -> bytes:
        """Return the content to store."""
        items = {
            name: {key: value for key, value in asdict(item).items() if value}
            for name, item in self.items.items()
        }
        held = {"reading": reading, "date": self.date, "whole": self.whole, "items": items}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
