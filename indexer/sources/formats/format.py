"""The interface of a file format and its reader."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from indexer.model.article import MAX_ID_LENGTH
from indexer.sources.record import POST_TYPES, Found, Record, Refused, Unchanged
from indexer.sources.unchanged_records import ReadBefore, record_digest
from indexer.text.paragraphs import one_line

WHOLE_FILE = "the file"
"""Place of a record that is the whole file."""


class UnreadableError(ValueError):
    """The reader of the format cannot read the file; the message tells staff why."""


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """The context in which a reader reads a file.

    Attributes:
        boilerplate: Folded lines of the site that repeat in saved pages.
        before: Ids of the articles in the served generation, by digest of their records.
        post_types: The WordPress post types that are indexed as articles.
        mapping: The names that fields have in objects and tables, by field.
        ocr: Whether the text of scanned pages is recognised.
        root: The folder that is the source, or None.
        reading: Name and version of the format and the mapping, part of every digest.
    """

    boilerplate: frozenset[str] = frozenset()
    before: ReadBefore = field(default_factory=dict)
    post_types: tuple[str, ...] = POST_TYPES
    mapping: Mapping[str, str] = field(default_factory=dict)
    ocr: bool = False
    root: Path | None = None
    reading: str = ""

    def unchanged(self, file: Path, place: str, content: tuple[bytes, ...]) -> Unchanged | None:
        """Return Unchanged if the served generation has an article of this content, else None."""
        digest = record_digest(self.reading.encode(), *content)
        known = self.before.get(digest)
        return Unchanged(known, file, place, digest) if known else None

    def record(
        self, file: Path, place: str, content: tuple[bytes, ...], read: Callable[[], Record]
    ) -> Record:
        """Return the record at a place of a file, parsing it only if it has changed.

        Args:
            file: The file.
            place: The place in the file, for reports to staff.
            content: All bytes from which the record is made.
            read: Makes the record from these bytes.

        Returns:
            Unchanged if the served generation has an article with the same digest, else the result
            of `read`, with the digest if it is Found.
        """
        if known := self.unchanged(file, place, content):
            return known
        record = read()
        if not isinstance(record, Found):
            return record
        return replace(record, record=record_digest(self.reading.encode(), *content))

    def record_of_file(
        self, file: Path, place: str, data: bytes, read: Callable[[], Record]
    ) -> Record:
        """Return the record of a whole file, whose name is part of its content.

        Args:
            file: The file, whose name may be the id of the article; see `name_of`.
            place: The place in the file, for reports to staff.
            data: The bytes of the file.
            read: Makes the record from these bytes.
        """
        return self.record(file, place, (self.name_of(file).encode(), data), read)

    def name_of(self, file: Path) -> str:
        """Return the name of a file as an id: its path in the source, without the suffix."""
        is_below = self.root is not None and file.is_relative_to(self.root)
        path = file.relative_to(self.root) if is_below and self.root else Path(file.name)
        written = os.fsencode(path.with_suffix(""))
        try:
            name = written.decode()
        except UnicodeDecodeError:  # as old Windows writes names
            name = written.decode("cp1256", errors="replace")
        return as_id(one_line(name))


def as_id(name: str) -> str:
    """Return a name as an id: itself, or if it is too long, a digest."""
    if len(name) <= MAX_ID_LENGTH:
        return name
    return hashlib.sha256(name.encode()).hexdigest()[:32]


Reader = Callable[[Path, BinaryIO, ReadingContext], Iterator[Record]]
"""Function that yields the records of a file from its stream.

The stream is decompressed, and converted to UTF-8 if it begins with a byte order mark. The function
raises UnreadableError, OSError or UnicodeError for a file that it cannot read.
"""


@dataclass(frozen=True, slots=True)
class Format:
    """A row of the table of formats.

    Attributes:
        name: Name of the format. It is part of the digests of records, so it must not change.
        recognizes: Tests whether a file has this format, by its first bytes (at most 64 KiB),
            without leading white space.
        read: The reader.
        version: Version of the reader. Increase it when the reader gives another result for the
            same record, so that unchanged records are parsed again.
    """

    name: str
    recognizes: Callable[[bytes], object]
    read: Reader
    version: int = 1

    def records(self, file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
        """Yield the records of a file of this format."""
        reading = f"{self.name} {self.version}{' ocr' * context.ocr}"
        if context.mapping:
            reading += json.dumps(dict(context.mapping), sort_keys=True)
        return self.read(file, stream, replace(context, reading=reading))


def refusing(reason: str) -> Reader:
    """Return a reader that refuses every file.

    Args:
        reason: The reason, with advice for staff.
    """

    def read(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
        """Yield one Refused."""
        yield Refused(file, WHOLE_FILE, reason)

    return read
