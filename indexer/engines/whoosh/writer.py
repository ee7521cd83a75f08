"""WhooshWriter: documents in, the next generation out.

Documents are gathered to the memory that is set, then written as a segment, each by a process of
its own while more are gathered. Segments never change once written, so a generation that goes on
from another begins with hard links to its files, and only what is deleted in them is listed anew.
"""

from __future__ import annotations

import datetime as dt
import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from indexer.engines.arrays.segment import ArraySegment
from indexer.engines.arrays.segment_buffer import NO_DATE, SegmentBuffer
from indexer.engines.base import EngineError, GenerationInfo, NoGenerationError
from indexer.engines.generations import Generations, generation_id
from indexer.engines.whoosh.open_segments import (
    OpenSegment,
    close_segments,
    collection_of,
    digests_of,
    needed,
    open_segments,
    read_contents,
    write_contents,
    write_segment,
)
from indexer.engines.whoosh.snapshot import WhooshSnapshot
from indexer.model.document import Document
from indexer.model.fields import SCHEMA_VERSION
from indexer.processes import Processes

ENGINE = "whoosh"
_log = logging.getLogger(__name__)

TIERS = (10, 100)
"""Segments smaller than this are merged once there are so many of them as in a tier below."""

RUN = 10
"""Neighbours of a tier that are merged into one."""

MOST_MERGED = 1000
"""Documents that are merged at once."""


class WhooshWriter:
    """Writes the next generation."""

    def __init__(
        self,
        generations: Generations,
        analyzer_version: str,
        resources: Mapping[str, bytes],
        fresh: bool,
        processes: Processes,
    ) -> None:
        self._generations = generations
        self._analyzer_version = analyzer_version
        self._resources = dict(resources)
        self._fresh = fresh
        self._processes = processes
        self._kept: dict[str, str] | None = None
        self._buffer = SegmentBuffer()
        self._written: list[Future[Any] | Any] = []
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
        shutil.rmtree(self._folder, ignore_errors=True)  # gone already if it was published
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
        if self._buffer.size >= self._processes.gathered:
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
        if len(self._buffer):
            self._write_buffer(aside=bool(self._pool))
        segments = [one.result() if isinstance(one, Future) else one for one in self._written]
        for number, document in self._replaced:
            segments[number].delete_document(document)
        return self._finished([*self._listed, *segments], sources, refused)

    def compact(self) -> GenerationInfo | None:
        """Merges small segments and those mostly deleted, if any are due; answers stay the same."""
        first, last = _due([segment.live.tolist() for segment in self._former])
        if first == last or any(segment.slow for segment in self._former[first:last]):
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
        """Begins with the segments of the served generation or, failing that, with none."""
        self._folder = self._generations.begin()
        self._listed: list[Any] = []
        self._former: list[OpenSegment] = []
        self._base = None if self._fresh else self._served()
        if self._base is None:
            return
        try:
            listed, former = read_contents(self._base), open_segments(self._base)
            if gone := needed(self._generations.missing(self._base)):
                raise EngineError(f"{', '.join(gone)} not there")
            names = [segment.segment_id() for segment in listed]
            files = (path.name for path in self._base.iterdir())
            shared = [name for name in files if name.partition(".")[0] in names]
            self._generations.link(self._base, self._folder, shared)
        except (EngineError, OSError):  # a new one mends what is wrong with the former
            _log.exception("%s cannot be gone on from: all is indexed again", self._base.name)
            self._folder, self._base = self._generations.begin(), None
        else:
            self._listed, self._former = listed, former

    def _served(self) -> Path | None:
        """The served generation, if this one may go on from it."""
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
        """Writes what is gathered, in a process of its own if other work goes on meanwhile."""
        buffer, self._buffer = self._buffer, SegmentBuffer()
        if not aside:
            self._written.append(write_segment(self._folder, buffer))
            return
        if self._pool is None:
            self._pool = self._processes.pool()
        running = [one for one in self._written if not one.done()]
        if len(running) >= self._processes.count:
            running[0].result()  # what is gathered and not yet written stays bounded
        self._written.append(self._pool.submit(write_segment, self._folder, buffer))

    def _finished(
        self, listed: Sequence[Any], sources: Sequence[str], refused: int, content: str = ""
    ) -> GenerationInfo:
        filled = [one for one in listed if one.deleted_count() < one.doc_count_all()]
        names = {segment.segment_id() for segment in filled}
        for path in list(self._folder.iterdir()):
            if path.is_file() and path.name.partition(".")[0] not in names:
                path.unlink()
        write_contents(self._folder, filled)
        written = open_segments(self._folder)
        collection = collection_of(written)
        close_segments(written)
        dated = collection.ordinals[collection.live & (collection.ordinals != NO_DATE)]
        info = GenerationInfo(
            id=generation_id(self._folder),
            built_at=dt.datetime.now(dt.UTC),
            sources=tuple(sources),
            articles=collection.count,
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


def _documents(segment: OpenSegment) -> Iterator[Document]:
    """The live documents of a segment that has its arrays, as they were added."""
    terms = segment.terms
    assert isinstance(terms, ArraySegment)  # noqa: S101 # the caller chose it so
    return terms.documents(
        (number, segment.article(number), digest)
        for number, (_, digest) in enumerate(terms.digests())
        if segment.live[number]
    )


def _due(live: Sequence[Sequence[bool]]) -> tuple[int, int]:
    """The neighbouring segments [first, last) to be merged, given which documents of each live."""
    sizes = [sum(documents) for documents in live]
    for number, documents in enumerate(live):
        if sizes[number] < len(documents) / 2:
            return number, number + 1
    for tier in TIERS:
        first = len(sizes)
        while first and sizes[first - 1] < tier:
            first -= 1
        if len(sizes) - first >= RUN and sum(sizes[first:]) <= MOST_MERGED:
            return first, len(sizes)
    return 0, 0
