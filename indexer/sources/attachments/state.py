"""What is known of the attached files of a site, stored with each generation."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Self

CHECKED_AGAIN = dt.timedelta(days=7)
"""Time after which it is asked whether a file that was read has changed."""

TRIED_AGAIN = dt.timedelta(days=1)
"""Time after which a file that could not be read is tried again."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that a post links to.

    Attributes:
        address: Its address.
        checked: Day on which the site was asked for it.
        digest: Digest of its bytes; empty if it was not read.
        etag: The header `ETag` of the answer, or "".
        modified: The header `Last-Modified` of the answer, or "".
        owner: Id of the post of which it is a part, if that is another one.
        is_left_out: Whether it is not read by rule.
    """

    address: str
    checked: str
    digest: str = ""
    etag: str = ""
    modified: str = ""
    owner: str = ""
    is_left_out: bool = False

    def is_due(self, today: dt.date) -> bool:
        """Return whether the site is to be asked for the file again."""
        if self.owner or self.is_left_out:
            return False
        wait = CHECKED_AGAIN if self.digest else TRIED_AGAIN
        return today - dt.date.fromisoformat(self.checked) >= wait

    @property
    def condition(self) -> dict[str, str]:
        """Return the headers that ask for the file only if it has changed."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class AttachmentState:
    """The attached files of a site.

    Attributes:
        reading: What the reading of the files depended on; empty before the first.
        posts: The files of each post that has any, by its id.
    """

    reading: str = ""
    posts: Mapping[str, tuple[AttachedFile, ...]] = field(default_factory=dict)

    @classmethod
    def parse(cls, content: bytes | None) -> Self:
        """Return the state from its stored content; None gives that before the first reading."""
        if content is None:
            return cls()
        held = json.loads(content)
        posts = {
            post: tuple(AttachedFile(**file) for file in files)
            for post, files in held["posts"].items()
        }
        return cls(held["reading"], posts)

    def format(self) -> bytes:
        """Return the content to store."""
        posts = {post: list(map(asdict, files)) for post, files in self.posts.items()}
        held = {"reading": self.reading, "posts": posts}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()

    def owners(self) -> dict[str, str]:
        """Return the post of which each file is a part, by the address of the file."""
        return {
            file.address: post
            for post, files in self.posts.items()
            for file in files
            if file.digest
        }

    def waiting(self) -> Iterator[str]:
        """Yield the posts that link to a file of another post that has it no more."""
        owners = self.owners()
        for post, files in self.posts.items():
            if any(file.owner and owners.get(file.address) != file.owner for file in files):
                yield post
