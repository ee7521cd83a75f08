"""SiteState: what a generation knows of the site it was built from, so that an update asks only for
what changed. It is kept with the generation, and goes back with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import quote

from indexer.sources.source import without_credentials

FORMAT = 2

Names = Mapping[str, Mapping[int, str]]
"""By kind (categories, tags, users), names by their number."""


@dataclass(frozen=True, slots=True)
class SiteState:
    """`signatures`: by the id of each article, what its post looked like in a listing. `newest`:
    the latest change that was seen, in GMT, or nothing. `names`: those that were asked for."""

    signatures: Mapping[str, str] = field(default_factory=dict)
    newest: str = ""
    names: Names = field(default_factory=dict)

    @classmethod
    def parse(cls, content: bytes | None) -> Self:
        """What was kept; the empty state if that is nothing, or of another format."""
        if content is None:
            return cls()
        held = json.loads(content)
        if held.get("format") != FORMAT:
            return cls()
        names = {
            kind: {int(number): name for number, name in named.items()}
            for kind, named in held["names"].items()
        }
        return cls(held["signatures"], held["newest"], names)

    def format(self) -> bytes:
        held = {
            "format": FORMAT,
            "newest": self.newest,
            "signatures": dict(self.signatures),
            "names": self.names,
        }
        return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()


def state_file(url: str) -> str:
    """What the state of a site is called among the files of a generation."""
    place = without_credentials(url).partition("://")[2].rstrip("/")
    return f"site-{quote(place, safe='')}.json"
