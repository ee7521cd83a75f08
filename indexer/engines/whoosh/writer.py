"""The writer of a generation of the Whoosh engine.

Documents are buffered up to the memory limit, then two worker processes write them as a segment,
Whoosh's files and those beside them, while the next ones are buffered. Segments are immutable: a
generation that starts from another one has hard links to its files, and only the list of deleted
documents is written again.
"""

from __future__ import annotations

import datetime as dt
import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from indexer.engines.arrays.segment import ArraySegment
from indexer.engines.arrays.segment_buffer import NO_DATE, Ints
from indexer.engines.base import EngineError, GenerationInfo, NoGenerationError
from indexer.engines.generations import Generations, generation_id
from indexer.engines.whoosh.open_segments import (
    OpenSegment,
    close_segments,
    digests_of,
    empty_buffer,
    essential,
    live_documents,
    open_segment,
    open_segments,
    read_contents,
    write_contents,
    write_files_beside,
    write_segment,
    write_whoosh_files,
)
from indexer.engines.whoosh.segment_writer import new_segment
from indexer.engines.whoosh.snapshot import WhooshSnapshot
from indexer.model.document import Document
from indexer.model.fields import SCHEMA_VERSION
from indexer.os_failures import DISK_FULL, is_refused
from indexer.processes import Processes

ENGINE = "whoosh"
_log = logging.getLogger(__name__)

TIERS = (10, 100)
"""Size limits, in documents: the last segments that are all smaller than a tier may be merged."""

MERGE_FACTOR = 10
"""Least number of consecutive segments of a tier to merge into one."""

MAX_MERGED = 1000
"""Maximum number of documents in a merge."""

LARGE = 32 << 20
"""Size of a buffer from which two processes that have to start first write it sooner than this."""

MAX_TOKENS = 1 << 24
"""Tokens from which a buffer is written, whatever its size: their numbers take three bytes."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A segment that two worker processes write.

    Attributes:
        whoosh: Whoosh's files; its result is the Whoosh segment.
        beside: The files beside them.
    """

    whoosh: Future[Any]
    beside: Future[None]

    def done(self) -> bool:
        return self.whoosh.done() and self.beside.done()

    def result(self) -> Any:
        """Wait for all files and return the Whoosh segment."""
        self.beside.result()
        return self.whoosh.result()


class WhooshWriter:
    """A writer of the next generation; see `indexer.engines.base.Writer`."""

    def __init__(
        self,
        generations: Generations,
        analyzer_version: str,
        resources: Mapping[str, bytes],
        fresh: bool,
        processes: Processes,
    ) -> None:
        """Prepare a writer; entering it takes the lock.

        Args:
            generations: The generations on disk.
            analyzer_version: Version of the analyser of the documents to add.
            resources: Word lists to store with the generation, by file name.
            fresh: Start from an empty index.
            processes: Worker processes that write segments.
        """
        self._generations = generations
        self._analyzer_version = analyzer_version
        self._resources = dict(resources)
        self._fresh = fresh
        self._processes = processes
        self._kept: dict[str, str] | None = None
        self._buffer = empty_buffer()
        self._written: list[_Written | Any] = []
        self._places: dict[str, tuple[int, int]] = {}
        self._replaced: list[tuple[int, int]] = []
        self._pool: ProcessPoolExecutor | None = None
        self._prepared: GenerationInfo | None = None

    def __enter__(self) -> Self:
        self._lock = self._generations.lock()
        try:
            self._begin()
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        close_segments(self._former)
        shutil.rmtree(self._folder, ignore_errors=True)  # renamed if it was published
        self._lock.close()

    def kept(self) -> Mapping[str, str]:
        if self._kept is None:
            self._kept = digests_of(self._former)
        return self._kept

    def kept_file(self, name: str) -> bytes | None:
        return self._generations.resource(self._base, name) if self._base else None

    def keep_file(self, name: str, content: bytes) -> None:
        self._resources[name] = content

    def add(self, document: Document) -> None:
        self.delete(document.id)
        self._places[document.id] = (len(self._written), len(self._buffer))
        self._buffer.add(document)
        if self._buffer.size >= self._processes.gathered or self._buffer.tokens >= MAX_TOKENS:
            self._write_buffer(aside=True)

    def delete(self, article_id: str) -> None:
        if (place := self._places.pop(article_id, None)) is not None:
            self._replaced.append(place)
            return
        for segment, listed in zip(self._former, self._listed, strict=True):
            document = segment.find(article_id)
            if document is not None:
                listed.delete_document(document)

    def candidate(self, sources: Sequence[str], refused: int) -> WhooshSnapshot:
        info = self._prepared = self._complete(sources, refused)
        lease = self._generations.lease_building(self._folder, info)
        return WhooshSnapshot.open(self._generations, lease, "what was written")

    def publish(self, sources: Sequence[str], refused: int) -> GenerationInfo:
        info = self._prepared or self._complete(sources, refused)
        return self._generations.publish(self._folder, info)

    def _complete(self, sources: Sequence[str], refused: int) -> GenerationInfo:
        """Write the buffered documents and complete the generation."""
        if len(self._buffer):
            large = self._processes.count > 1 and self._buffer.size >= LARGE
            self._write_buffer(aside=large or self._pool is not None)
        segments = [one.result() if isinstance(one, _Written) else one for one in self._written]
        for number, document in self._replaced:
            segments[number].delete_document(document)
        return self._finished([*self._listed, *segments], sources, refused)

    def compact(self) -> GenerationInfo | None:
        """Merge small segments, or rewrite a mostly deleted one, and publish the result.

        Returns:
            The new generation, which gives the same answers, or None if nothing is to be merged.
        """
        first, last = _to_merge([segment.live.tolist() for segment in self._former])
        if first == last or any(segment.is_slow for segment in self._former[first:last]):
            return None
        for segment in self._former[first:last]:
            for document in _documents(segment):
                self._buffer.add(document)
        merged = [write_segment(self._folder, self._buffer)] if len(self._buffer) else []
        info = self._generations.lease()
        info.release()
        listed = [*self._listed[:first], *merged, *self._listed[last:]]
        finished = self._finished(listed, info.info.sources, info.info.refused, info.info.content)
        return self._generations.publish(self._folder, finished)

    def _begin(self) -> None:
        """Start with the segments of the served generation or, failing that, with none."""
        self._folder = self._generations.begin()
        self._listed: list[Any] = []
        self._former: list[OpenSegment] = []
        self._base = None if self._fresh else self._served()
        if self._base is None:
            return
        try:
            listed, former = read_contents(self._base), open_segments(self._base)
            if gone := essential(self._generations.missing(self._base)):
                raise EngineError(f"{', '.join(gone)} not there")
            names = [segment.segment_id() for segment in listed]
            files = (path.name for path in self._base.iterdir())
            shared = [name for name in files if name.partition(".")[0] in names]
            self._generations.link(self._base, self._folder, shared)
        except (EngineError, OSError) as error:  # a fresh generation replaces the damaged one
            if is_refused(error) or getattr(error, "errno", None) in DISK_FULL:
                shutil.rmtree(self._folder, ignore_errors=True)
                raise
            _log.exception("%s is damaged: all articles are indexed again", self._base.name)
            self._folder, self._base = self._generations.begin(), None
        else:
            self._listed, self._former = listed, former

    def _served(self) -> Path | None:
        """Return the folder of the served generation if this one can start from it, else None."""
        try:
            lease = self._generations.lease()
        except (NoGenerationError, EngineError):
            return None
        lease.release()  # only a writer removes generations, and we are it
        fits = (lease.info.engine, lease.info.schema_version, lease.info.analyzer_version) == (
            ENGINE,
            SCHEMA_VERSION,
            self._analyzer_version,
        )
        return lease.folder if fits else None

    def _write_buffer(self, aside: bool) -> None:
        """Write the buffered documents as a segment, in worker processes if `aside`."""
        buffer, self._buffer = self._buffer, empty_buffer()
        if not aside:
            self._written.append(write_segment(self._folder, buffer))
            return
        if self._pool is None:
            self._pool = self._processes.pool()
        running = [one for one in self._written if not one.done()]
        if len(running) >= self._processes.segments_at_once:
            running[0].result()  # bounds the memory of buffers not yet written
        segment = new_segment()
        self._written.append(
            _Written(
                self._pool.submit(write_whoosh_files, self._folder, segment, buffer),
                self._pool.submit(write_files_beside, self._folder, segment, buffer),
            )
        )

    def _finished(
        self, listed: Sequence[Any], sources: Sequence[str], refused: int, content: str = ""
    ) -> GenerationInfo:
        """Write the table of contents, remove unlisted files and complete the generation.

        Args:
            listed: The Whoosh segments of the generation.
            sources: The sources that it was built from.
            refused: Number of records that were refused.
            content: Id of the first generation with the same content; "" means this one.
        """
        filled = [one for one in listed if one.deleted_count() < one.doc_count_all()]
        names = {segment.segment_id() for segment in filled}
        for path in list(self._folder.iterdir()):
            if path.is_file() and path.name.partition(".")[0] not in names:
                path.unlink()
        write_contents(self._folder, filled)
        days = self._days(filled)
        dated = days[days != NO_DATE]
        info = GenerationInfo(
            id=generation_id(self._folder),
            built_at=dt.datetime.now(dt.UTC),
            sources=tuple(sources),
            articles=len(days),
            refused=refused,
            first=dt.date.fromordinal(int(dated.min())) if len(dated) else None,
            last=dt.date.fromordinal(int(dated.max())) if len(dated) else None,
            engine=ENGINE,
            schema_version=SCHEMA_VERSION,
            analyzer_version=self._analyzer_version,
            size=0,
            content=content or generation_id(self._folder),
        )
        return self._generations.finish(self._folder, info, self._resources, self._base)

    def _days(self, listed: Sequence[Any]) -> Ints:
        """Return the day of publication of each live document of some Whoosh segments."""
        former = {one.reader.name: one for one in self._former}
        days = [np.empty(0, np.int32)]
        for segment in listed:
            known = former.get(segment.segment_id())
            opened = known or open_segment(self._folder, segment, 0)
            live = live_documents(segment)  # with what was deleted since it was opened
            days.append(opened.terms.ordinals()[live])
            if known is None:
                close_segments([opened])
        return np.concatenate(days)


def _documents(segment: OpenSegment) -> Iterator[Document]:
    """Yield the live documents of a segment with arrays, as they were added."""
    terms = segment.terms
    assert isinstance(terms, ArraySegment)  # noqa: S101 # the caller checked it
    return terms.documents(
        (number, segment.article(number), digest)
        for number, (_, digest) in enumerate(terms.digests())
        if segment.live[number]
    )


def _to_merge(live: Sequence[Sequence[bool]]) -> tuple[int, int]:
    """Return the range [first, last) of segments to merge, empty if none.

    Args:
        live: For each segment, whether each document is live.
    """
    sizes = [sum(documents) for documents in live]
    for number, documents in enumerate(live):
        if sizes[number] < len(documents) / 2:
            return number, number + 1
    for tier in TIERS:
        first = len(sizes)
        while first and sizes[first - 1] < tier:
            first -= 1
        if len(sizes) - first >= MERGE_FACTOR and sum(sizes[first:]) <= MAX_MERGED:
            return first, len(sizes)
    return 0, 0
