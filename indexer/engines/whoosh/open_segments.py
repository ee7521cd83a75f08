"""Segments of a Whoosh index, read from their arrays or, failing that, from Whoosh's files."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from indexer.engines.arrays.array_file import DamagedArraysError
from indexer.engines.arrays.evaluator import Collection, Mask, bases
from indexer.engines.arrays.segment import ArraySegment, write_segment_arrays
from indexer.engines.arrays.segment_buffer import SegmentBuffer, SegmentTerms
from indexer.engines.whoosh.damage import damage_as_error
from indexer.engines.whoosh.fallback_segment import WhooshSegment
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.schema import whoosh_schema
from indexer.engines.whoosh.segment_writer import (
    INDEX_NAME,
    new_segment,
    stored_article,
    write_whoosh_segment,
)
from indexer.engines.whoosh.stems_file import stems_name, write_stems
from indexer.model.article import Article

ARRAYS_SUFFIX = ".arrays"
"""Suffix of the file of arrays, after the id of the segment."""

_log = logging.getLogger(__name__)


def empty_buffer() -> SegmentBuffer:
    """Return the buffer of the next segment."""
    return SegmentBuffer(stored_article)


def write_segment(folder: Path, buffer: SegmentBuffer) -> Any:
    """Write a segment: Whoosh's own files and those beside them.

    Args:
        folder: Folder of the generation.
        buffer: The documents of the segment.

    Returns:
        The Whoosh segment, to be listed in the table of contents.
    """
    segment, terms = new_segment(), buffer.inverted()
    write_whoosh_segment(folder, segment, whoosh_schema(), terms)
    _write_beside(folder, segment, terms)
    return segment


def write_whoosh_files(folder: Path, segment: Any, buffer: SegmentBuffer) -> Any:
    """Write the one half of a new segment, Whoosh's own files.

    Returns:
        The Whoosh segment, to be listed in the table of contents.
    """
    return write_whoosh_segment(folder, segment, whoosh_schema(), buffer.inverted())


def write_files_beside(folder: Path, segment: Any, buffer: SegmentBuffer) -> None:
    """Write the other half of a new segment, the stems of its forms and the file of arrays."""
    _write_beside(folder, segment, buffer.inverted())


def _write_beside(folder: Path, segment: Any, terms: SegmentTerms) -> None:
    write_stems(folder / stems_name(segment), terms)
    write_segment_arrays(folder / arrays_name(segment), terms)


def arrays_name(segment: Any) -> str:
    """Return the name of a segment's file of arrays."""
    return f"{segment.segment_id()}{ARRAYS_SUFFIX}"


def essential(names: Iterable[str]) -> list[str]:
    """Return the names of files without which a generation cannot be read: all but the arrays."""
    return [name for name in names if not name.endswith(ARRAYS_SUFFIX)]


def write_contents(folder: Path, segments: Sequence[Any]) -> None:
    """Write the table of contents: the segments and their deleted documents."""
    TOC(whoosh_schema(), list(segments), 1).write(FileStorage(str(folder)), INDEX_NAME)


def read_contents(folder: Path) -> list[Any]:
    """Return the Whoosh segments in the table of contents of a folder.

    Raises:
        DamagedIndexError: The table of contents is missing or damaged.
    """
    with damage_as_error():
        segments: list[Any] = TOC.read(FileStorage(str(folder)), INDEX_NAME).segments
    return segments


@dataclass(frozen=True)
class OpenSegment:
    """A segment, open for reading.

    Attributes:
        first: Number of its first document among those of all segments.
        live: Boolean array: whether each document is live, not deleted.
        terms: Its postings and values.
        reader: Whoosh's reader of the segment.
    """

    first: int
    live: Mask
    terms: ArraySegment | WhooshSegment
    reader: WhooshReader

    @property
    def is_slow(self) -> bool:
        """Return whether it is read without arrays."""
        return isinstance(self.terms, WhooshSegment)

    def without_arrays(self) -> OpenSegment:
        """Return the segment as read without arrays."""
        return replace(self, terms=WhooshSegment(self.reader))

    def article(self, document: int) -> Article:
        """Return the article of a document, which is numbered from 0 in the segment."""
        return self.articles([document])[0]

    def articles(self, documents: Sequence[int]) -> list[Article]:
        """Return the articles of several documents.

        Raises:
            DamagedIndexError: They cannot be read.
        """
        stored = self.reader.stored_fields(documents)
        with damage_as_error():
            return [Article(**fields) for fields in stored]

    def find(self, article_id: str) -> int | None:
        """Return the number of the live document with an id, or None."""
        with_id = self.terms.with_id(article_id)
        return next((document for document in with_id if self.live[document]), None)


def open_segments(folder: Path) -> list[OpenSegment]:
    """Open the segments of a folder, in order.

    Raises:
        DamagedIndexError: The table of contents is missing or damaged.
    """
    listed = read_contents(folder)
    firsts = bases(segment.doc_count_all() for segment in listed)
    return [
        open_segment(folder, segment, first) for segment, first in zip(listed, firsts, strict=True)
    ]


def open_segment(folder: Path, segment: Any, first: int) -> OpenSegment:
    """Open a Whoosh segment in a folder, given the number of its first document."""
    reader = WhooshReader(folder, segment)
    terms = _arrays(folder / arrays_name(segment)) or WhooshSegment(reader)
    return OpenSegment(first, live_documents(segment), terms, reader)


def live_documents(segment: Any) -> Mask:
    """Return whether each document of a Whoosh segment is live."""
    live = np.ones(segment.doc_count_all(), bool)
    live[list(segment.deleted_docs())] = False
    return live


def digests_of(segments: Iterable[OpenSegment]) -> dict[str, str]:
    """Return the content digest of every live document, by id."""
    return {
        article_id: digest
        for segment in segments
        for number, (article_id, digest) in enumerate(segment.terms.digests())
        if segment.live[number]
    }


def close_segments(segments: Iterable[OpenSegment]) -> None:
    """Close the readers of some segments."""
    for segment in segments:
        segment.reader.close()


def collection_of(segments: Sequence[OpenSegment]) -> Collection:
    """Return the values of all documents of some segments.

    Raises:
        DamagedArraysError: The arrays of a segment are damaged.
    """
    live = np.concatenate([segment.live for segment in segments]) if segments else np.ones(0, bool)
    return Collection.of(live, [segment.terms.values() for segment in segments])


def _arrays(path: Path) -> ArraySegment | None:
    """Open the arrays of a segment, or return None if they are missing or damaged."""
    try:
        return ArraySegment(path)
    except DamagedArraysError as error:
        _log.warning("slower, and in a simpler order, until the next build: %s", error)
        return None
