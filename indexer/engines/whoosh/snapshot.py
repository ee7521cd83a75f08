"""A snapshot of a generation of the Whoosh engine."""

from __future__ import annotations

import logging
import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

from indexer.engines.arrays.array_file import DamagedArraysError
from indexer.engines.arrays.evaluator import Collection, Evaluator
from indexer.engines.arrays.search import NumberedHit, search
from indexer.engines.base import (
    DamagedIndexError,
    EngineError,
    Filters,
    GenerationInfo,
    Hit,
    Hits,
    Matches,
    OtherSchemaError,
    Window,
)
from indexer.engines.generations import Generations, Lease
from indexer.engines.whoosh.intact_files import IntactFiles
from indexer.engines.whoosh.open_segments import (
    OpenSegment,
    close_segments,
    collection_of,
    digests_of,
    essential,
    open_segments,
)
from indexer.model.article import Article
from indexer.model.fields import SCHEMA_VERSION
from indexer.model.query import Coordinated, Leaf, Query
from indexer.ranking.parameters import DEFAULT_RANKING

_log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class _View:
    """The open segments and their evaluator; replaced if arrays prove to be damaged.

    Attributes:
        segments: The segments, in order of their documents.
        collection: The values of all documents.
        evaluator: Evaluator of queries over the collection.
    """

    segments: Sequence[OpenSegment]
    collection: Collection
    evaluator: Evaluator

    @property
    def is_slow(self) -> bool:
        """Return whether some segment is read without arrays."""
        return any(segment.is_slow for segment in self.segments)

    def locate(self, number: int) -> tuple[OpenSegment, int]:
        """Return the segment of a document, and the document's number in the segment."""
        segment = self.segments[bisect_right(self._firsts, number) - 1]
        return segment, number - segment.first

    @cached_property
    def _firsts(self) -> list[int]:
        return [segment.first for segment in self.segments]


class WhooshSnapshot:
    """An open generation; see `indexer.engines.base.Snapshot`. Postings are read on demand."""

    def __init__(self, generations: Generations, lease: Lease) -> None:
        """Open a leased generation.

        Raises:
            EngineError: A file is missing.
            DamagedIndexError: A file is damaged.
        """
        self._generations = generations
        self._lease = lease
        self._lock = threading.Lock()
        if lease.info.schema_version != SCHEMA_VERSION:
            raise OtherSchemaError(
                f"it is of schema {lease.info.schema_version}, and this version of Bahith reads "
                f"schema {SCHEMA_VERSION}: run `indexer build` with the same sources"
            )
        if gone := essential(generations.missing(lease.folder)):
            raise EngineError(f"{', '.join(gone)} not there")
        self._files = _intact_files(generations, lease)
        self._view = _view(open_segments(lease.folder))

    @classmethod
    def open(cls, generations: Generations, lease: Lease, named: str) -> WhooshSnapshot:
        """Open a leased generation, or release the lease.

        Args:
            generations: The generations on disk.
            lease: The lease of the generation.
            named: Name of the generation in error messages.

        Raises:
            EngineError: The generation cannot be read.
        """
        try:
            return cls(generations, lease)
        except BaseException as error:
            lease.release()
            if isinstance(error, EngineError):
                raise type(error)(f"{named} cannot be read: {error}") from error
            raise

    @property
    def info(self) -> GenerationInfo:
        return self._lease.info

    def search(
        self,
        query: Query | Coordinated,
        filters: Filters,
        window: Window,
        facets: Sequence[str] = (),
    ) -> Hits:
        asked = Coordinated.of(query)
        return self._asked(lambda view: _search(view, asked, filters, window, facets))

    def counts(self, queries: Sequence[Query]) -> Sequence[int]:
        return self._asked(lambda view: _counts(view, queries))

    def article(self, article_id: str) -> Article | None:
        return self._asked(lambda view: _article(view, article_id), reads_articles=True)

    def with_address(self, address: str) -> Sequence[str]:
        return self._asked(lambda view: _with_address(view, address))

    def read(self, hit: Hit) -> Article:
        return self.read_all([hit])[0]

    def read_all(self, hits: Sequence[Hit]) -> Sequence[Article]:
        numbers = [hit.number for hit in hits]
        return self._asked(
            lambda view: _of_each(view, numbers, OpenSegment.articles), reads_articles=True
        )

    def matches(
        self, hits: Sequence[Hit], leaves: Sequence[Leaf]
    ) -> Sequence[Mapping[str, Matches] | None]:
        return self._asked(lambda view: _matches(view, [hit.number for hit in hits], leaves))

    def articles(self) -> Iterator[Article]:
        for segment in self._view.segments:
            for document in segment.live.nonzero()[0].tolist():
                read = partial(_read, number=segment.first + document)
                yield self._asked(read, reads_articles=True)

    def digests(self) -> Mapping[str, str]:
        return self._asked(lambda view: digests_of(view.segments))

    def forms(self) -> Mapping[str, int]:
        return self._asked(_forms)

    def resources(self) -> Mapping[str, bytes]:
        return self._generations.resources(self._lease.folder)

    def close(self) -> None:
        close_segments(self._view.segments)
        self._lease.release()

    def _asked(self, answer: Callable[[_View], Answer], *, reads_articles: bool = False) -> Answer:
        """Answer from the current view, or without arrays if they prove to be damaged.

        Args:
            answer: Function that answers from a view.
            reads_articles: Whether it reads articles, which are in Whoosh's files alone.

        Raises:
            EngineError: The generation is damaged.
        """
        try:
            answered = self._answered(answer)
            if self._view.is_slow:
                self._files.check()
            elif reads_articles:
                self._files.check_articles()
        except DamagedIndexError as error:
            raise EngineError(f"generation {self.info.id} cannot be read: {error}") from error
        return answered

    def _answered(self, answer: Callable[[_View], Answer]) -> Answer:
        try:
            return self._answered_by_view(answer)
        except EngineError:
            raise
        except Exception:
            self._files.verify()  # if they are damaged, that is the reason
            raise

    def _answered_by_view(self, answer: Callable[[_View], Answer]) -> Answer:
        try:
            return answer(self._view)
        except DamagedArraysError as error:
            self._files.verify()
            with self._lock:
                self._view = _slow_view(self._view.segments, error)
            return answer(self._view)


def _intact_files(generations: Generations, lease: Lease) -> IntactFiles:
    try:
        return IntactFiles(generations, lease.folder)
    except OSError as error:
        raise DamagedIndexError(str(error)) from error


def _view(segments: Sequence[OpenSegment]) -> _View:
    try:
        collection = collection_of(segments)
    except DamagedArraysError as error:
        return _slow_view(segments, error)
    evaluator = Evaluator(collection, [(segment.first, segment.terms) for segment in segments])
    return _View(segments, collection, evaluator)


def _slow_view(segments: Sequence[OpenSegment], error: DamagedArraysError) -> _View:
    """Return a view that reads Whoosh's files, since some arrays are damaged."""
    _log.warning("slower, and in a simpler order, until the next build: %s", error)
    return _view([segment.without_arrays() for segment in segments])


def _search(
    view: _View, query: Coordinated, filters: Filters, window: Window, facets: Sequence[str]
) -> Hits:
    collection = view.collection
    found = search(collection, view.evaluator, query, filters, window, facets)

    def hits(numbered: Sequence[NumberedHit]) -> tuple[Hit, ...]:
        return tuple(
            Hit(
                _id(view, one.number),
                one.score,
                one.number,
                int(collection.fingerprints[one.number]),
                one.explanation,
            )
            for one in numbered
        )

    return Hits(
        total=found.total,
        hits=hits(found.ranked),
        others=hits(found.others),
        facets=found.facets,
        whole=found.whole,
        pinned=tuple(_id(view, number) for number in found.pinned),
    )


def _counts(view: _View, queries: Sequence[Query]) -> list[int]:
    return [len(view.evaluator.evaluate(query, DEFAULT_RANKING)) for query in queries]


def _forms(view: _View) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for segment in view.segments:
        counts.update(segment.terms.forms())
    return counts


def _id(view: _View, number: int) -> str:
    segment, document = view.locate(number)
    return segment.terms.id(document)


def _article(view: _View, article_id: str) -> Article | None:
    for segment in view.segments:
        document = segment.find(article_id)
        if document is not None:
            return _read(view, segment.first + document)
    return None


def _with_address(view: _View, address: str) -> list[str]:
    return [
        segment.terms.id(document)
        for segment in view.segments
        for document in [*segment.terms.with_address(address)]
        if segment.live[document]
    ]


def _read(view: _View, number: int) -> Article:
    segment, document = view.locate(number)
    return segment.article(document)


def _matches(
    view: _View, numbers: Sequence[int], leaves: Sequence[Leaf]
) -> list[Mapping[str, Matches] | None]:
    """Return the matches of leaves in each of some documents."""

    def matches(
        segment: OpenSegment, documents: Sequence[int]
    ) -> Sequence[Mapping[str, Matches] | None]:
        return segment.terms.matches(documents, leaves)

    return _of_each(view, numbers, matches)


def _of_each(
    view: _View,
    numbers: Sequence[int],
    read: Callable[[OpenSegment, Sequence[int]], Sequence[Answer]],
) -> list[Answer]:
    """Return what is read of each of some documents, of those of a segment together."""
    found: dict[int, Answer] = {}
    located = [view.locate(number) for number in numbers]
    for segment in {one.first: one for one, _ in located}.values():
        documents = [document for one, document in located if one.first == segment.first]
        own = (segment.first + document for document in documents)
        found |= zip(own, read(segment, documents), strict=True)
    return [found[number] for number in numbers]
