"""The segments of a Whoosh index, opened by their arrays or, failing that, by Whoosh's files."""

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
from indexer.engines.arrays.segment_buffer import SegmentBuffer
from indexer.engines.whoosh.damage import damage_named
from indexer.engines.whoosh.fallback_segment import WhooshSegment
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.schema import whoosh_schema
from indexer.engines.whoosh.segment_writer import INDEX_NAME, write_whoosh_segment
from indexer.model.article import Article

ARRAYS = ".arrays"
"""What the arrays of a segment are called after the segment's name."""

_log = logging.getLogger(__name__)


def write_segment(folder: Path, buffer: SegmentBuffer) -> Any:
    """Writes a segment, its arrays beside Whoosh's own files; the Whoosh segment."""
    terms = buffer.inverted()
    segment = write_whoosh_segment(folder, whoosh_schema(), terms)
    write_segment_arrays(folder / arrays_name(segment), terms)
    return segment


def arrays_name(segment: Any) -> str:
    return f"{segment.segment_id()}{ARRAYS}"


def needed(names: Iterable[str]) -> list[str]:
    """Those of these files of a generation that it cannot be read without."""
    return [name for name in names if not name.endswith(ARRAYS)]


def write_contents(folder: Path, segments: Sequence[Any]) -> None:
    """Lists the segments, with what is deleted in them, as the index's contents."""
    TOC(whoosh_schema(), list(segments), 1).write(FileStorage(str(folder)), INDEX_NAME)


def read_contents(folder: Path) -> list[Any]:
    """The Whoosh segments listed in a folder."""
    with damage_named():
        segments: list[Any] = TOC.read(FileStorage(str(folder)), INDEX_NAME).segments
    return segments


@dataclass(frozen=True)
class OpenSegment:
    """A segment: `first` is the number of its first document among all."""

    first: int
    live: Mask
    terms: ArraySegment | WhooshSegment
    reader: WhooshReader

    @property
    def slow(self) -> bool:
        """Whether its arrays could not be used."""
        return isinstance(self.terms, WhooshSegment)

    def slowly(self) -> OpenSegment:
        """The segment without its arrays."""
        return replace(self, terms=WhooshSegment(self.reader))

    def article(self, document: int) -> Article:
        """The article of a document, numbered from 0 in the segment."""
        with self.reader.reading() as reader:
            return Article(**reader.stored_fields(document))

    def find(self, article_id: str) -> int | None:
        """The live document with an id."""
        with_id = self.terms.with_id(article_id)
        return next((document for document in with_id if self.live[document]), None)


def open_segments(folder: Path) -> list[OpenSegment]:
    """The segments of a folder, in order."""
    listed = read_contents(folder)
    opened = []
    firsts = bases(segment.doc_count_all() for segment in listed)
    for segment, first in zip(listed, firsts, strict=True):
        reader = WhooshReader(folder, segment)
        terms = _arrays(folder / arrays_name(segment)) or WhooshSegment(reader)
        live = np.ones(segment.doc_count_all(), bool)
        live[list(segment.deleted_docs())] = False
        opened.append(OpenSegment(first, live, terms, reader))
    return opened


def digests_of(segments: Iterable[OpenSegment]) -> dict[str, str]:
    """The content digest of every live document, by its id."""
    return {
        article_id: digest
        for segment in segments
        for number, (article_id, digest) in enumerate(segment.terms.digests())
        if segment.live[number]
    }


def close_segments(segments: Iterable[OpenSegment]) -> None:
    for segment in segments:
        segment.reader.close()


def collection_of(segments: Sequence[OpenSegment]) -> Collection:
    """The values of all their documents. Raises DamagedArraysError."""
    live = np.concatenate([segment.live for segment in segments]) if segments else np.ones(0, bool)
    return Collection.of(live, [segment.terms.values() for segment in segments])


def _arrays(path: Path) -> ArraySegment | None:
    try:
        return ArraySegment(path)
    except DamagedArraysError as error:
        _log.warning("searching is slower until the next build: %s", error)
        return None
