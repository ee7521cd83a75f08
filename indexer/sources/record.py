"""The records that a source yields: articles found, refused, left out or unchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from indexer.model.article import Article

Origin = Path | str
"""The path of a file, or the address of a site."""


@dataclass(frozen=True, slots=True)
class Found:
    """An article and its origin.

    Attributes:
        article: The article.
        file: The file or site that contains it.
        place: Its place in the file or site, such as "line 12" or "item 3 (post 17)".
        record: Digest of its bytes, empty if the source gives none.
        unread: Names of its fields that are not read.
        attached: Number of attached files that are part of it.
        recognized: Number of its pages whose text was recognised in their pictures.
    """

    article: Article
    file: Origin
    place: str
    record: str = field(default="", compare=False)
    unread: tuple[str, ...] = field(default=(), compare=False)
    attached: int = field(default=0, compare=False)
    recognized: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that should be an article but has an error.

    Attributes:
        file: The file or site that contains it.
        place: Its place in the file or site.
        reason: The error, in words that tell staff how to correct it.
    """

    file: Origin
    place: str
    reason: str


NO_TEXT = "it has neither text nor a picture or video"
"""Reason to refuse a record without content."""

POST_TYPES = ("post",)
"""The default WordPress post types that are indexed as articles."""

SECTION_LEFT_OUT = "its section is left out"
"""Reason to leave out a record of a section that staff exclude."""


def type_left_out(post_type: str) -> str:
    """Return the reason to leave out a record whose post type is not indexed."""
    return f"its type is {post_type}, which is not among post_types"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record that is intentionally not indexed.

    Examples are drafts, attachments, protected posts and posts of sections that staff exclude.

    Attributes:
        file: The file or site that contains it.
        place: Its place in the file or site.
        reason: The reason to leave it out.
    """

    file: Origin
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An article that has not changed since the served generation, according to its source.

    Attributes:
        id: Id of the article.
        file: The file or site that contains it.
        place: Its place in the file or site.
        record: Digest of its bytes, empty if the source gives none.
    """

    id: str
    file: Origin
    place: str
    record: str = field(default="", compare=False)


Record = Found | Refused | LeftOut | Unchanged
"""Any record of a source."""

OnRead = Callable[[int], None]
"""Callback for progress, called with the amount read since the last call, in bytes or posts."""
