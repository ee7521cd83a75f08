"""The state of a site, by which an update requests only the posts that have changed.

The state is stored with a generation, so a rollback restores the older state.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

FORMAT = 3
"""Version of the stored format."""

Names = Mapping[str, Mapping[int, str]]
"""Names by number, for each kind: categories, tags and users."""


@dataclass(frozen=True, slots=True)
class SiteState:
    """The state of a site.

    Attributes:
        signatures: Signature of each article's post, by id.
        newest: Time of the latest modification of a post, in GMT, or empty.
        names: The names of sections, tags and authors that were requested.
    """

    signatures: Mapping[str, str] = field(default_factory=dict)
    newest: str = ""
    names: Names = field(default_factory=dict)

    @classmethod
    def parse(cls, content: bytes | None) -> Self:
        """Return the state from its stored content.

        The state is empty if the content is None or has another format.
        """
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

    def without(self, ids: Collection[str]) -> Self:
        """Return the state without the signatures of some posts, which are to be read again."""
        kept = {post: sign for post, sign in self.signatures.items() if post not in ids}
        return replace(self, signatures=kept)

    def format(self) -> bytes:
        """Return the content to store."""
        held = {
            "format": FORMAT,
            "newest": self.newest,
            "signatures": dict(self.signatures),
            "names": self.names,
        }
        return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
