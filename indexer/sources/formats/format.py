"""The interface of a file format, and what its reader is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from indexer.sources.record import POST_TYPES, Found, Record, Refused, Unchanged
from indexer.sources.unchanged_records import ReadBefore, record_digest

WHOLE_FILE = "the file"
"""The place of a record that is all of its file."""


class UnreadableError(ValueError):
    """A file that its format's reader cannot read; the message says why, in words for staff."""


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What a reader knows beside the file.

    Attributes:
        boilerplate: The lines of the site that are no text of an article.
        before: By digest, the records that the served generation holds.
        post_types: The types of WordPress's posts that are articles.
        reading: The name and version of the format, part of every digest.
    """

    boilerplate: frozenset[str] = frozenset()
    before: ReadBefore = field(default_factory=dict)
    post_types: tuple[str, ...] = POST_TYPES
    reading: str = ""

    def record(
        self, file: Path, place: str, content: tuple[bytes, ...], read: Callable[[], Record]
    ) -> Record:
        """Return the record at a place of a file, reading it only if it was not read before.

        Args:
            file: The file.
            place: The place in it, as staff are told it.
            content: All bytes that the record is made from.
            read: Makes the record from them.

        Returns:
            Unchanged if the served generation has an article of the same content in the same
            reading, else what `read` returns, with its digest.
        """
        digest = record_digest(self.reading.encode(), *content)
        if known := self.before.get(digest):
            return Unchanged(known, file, place, digest)
        record = read()
        return replace(record, record=digest) if isinstance(record, Found) else record


Reader = Callable[[Path, BinaryIO, ReadingContext], Iterator[Record]]
"""Yields the records of a file from its stream, which is decompressed, and UTF-8 where it began
with a byte order mark. Raises UnreadableError, OSError and UnicodeError for what it cannot read."""


@dataclass(frozen=True, slots=True)
class Format:
    """A row of the table of formats.

    Attributes:
        name: Its name, also in the digests of its records, so it stays.
        recognizes: Whether a file is of this format, by its first bytes (64 KiB at most), without
            the blanks before them.
        read: Its reader.
        version: Raised with every change of what the reader makes of a record, so that records
            that did not change are read again.
    """

    name: str
    recognizes: Callable[[bytes], object]
    read: Reader
    version: int = 1

    def records(self, file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
        """Yield the records of a file of this format."""
        return self.read(file, stream, replace(context, reading=f"{self.name} {self.version}"))


def refusing(reason: str) -> Reader:
    """Return the reader of a kind of file that is recognized only to say why it is not read."""

    def read(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
        yield Refused(file, WHOLE_FILE, reason)

    return read
