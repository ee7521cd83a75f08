"""Record: what a source yields for each thing it finds in a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer.article import Article


@dataclass(frozen=True, slots=True)
class Found:
    """An article, and where it stands: its file and its place there («line 12», «item 3»)."""

    article: Article
    file: Path
    place: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that should be an article and cannot be; `reason` is for staff to act on."""

    file: Path
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record that is rightly not published: a draft, an attachment, a protected post."""

    file: Path
    place: str
    reason: str


Record = Found | Refused | LeftOut

OnRead = Callable[[int], None]
"""Called now and then with the number of bytes of the file on disk read since the last call."""
