"""Record: what a source yields for each thing it finds in a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from indexer.model.article import Article

Origin = Path | str
"""A file, or the address of a site."""


@dataclass(frozen=True, slots=True)
class Found:
    """An article, and where it stands: its file and its place there («line 12», «item 3»).
    `record`: a digest of its bytes, if the source gives one."""

    article: Article
    file: Origin
    place: str
    record: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that should be an article and cannot be; `reason` is for staff to act on."""

    file: Origin
    place: str
    reason: str


NO_TEXT = "it has neither text nor a picture or video"
POST_TYPES = ("post",)
"""The types of WordPress's posts that are articles, unless staff set others."""

SECTION_LEFT_OUT = "its section is left out"


def type_left_out(post_type: str) -> str:
    """Why a record of another type than those wanted is left out."""
    return f"its type is {post_type}, which is not among post_types"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record that is rightly not indexed: a draft, an attachment, a protected post, one of a
    section that staff leave out."""

    file: Origin
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An article that is as the served generation has it, by what its source says. `record`: as
    that of Found."""

    id: str
    file: Origin
    place: str
    record: str = field(default="", compare=False)


Record = Found | Refused | LeftOut | Unchanged

OnRead = Callable[[int], None]
"""Called now and then with the number of bytes of the file on disk read since the last call."""
