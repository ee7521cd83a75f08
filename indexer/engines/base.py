"""The contract of an engine, on which all other packages depend.

An engine stores, matches, scores and counts documents, whose text is already analysed. The score is
defined in `indexer.ranking.formula`, the same for every engine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Literal, NamedTuple, Protocol, Self

from analyzers.errors import UserError
from indexer.budget import UNLIMITED, Budget
from indexer.model.article import Article
from indexer.model.document import Document
from indexer.model.query import Coordinated, Leaf, Query
from indexer.ranking.order import Explanation
from indexer.ranking.parameters import DEFAULT_RANKING, Ranking

Sort = Literal["relevance", "-date", "date"]


class EngineError(UserError):
    """The index cannot be used; the message says what to do. Readers are asked to try again."""


class DamagedIndexError(EngineError):
    """A file of the index is damaged."""


class OtherSchemaError(EngineError):
    """The index has another schema, that of another version of Bahith."""


class EngineUnavailableError(EngineError):
    """The engine is unavailable: its package is not installed, or its cluster does not answer.

    The message says what to do. The index is neither damaged nor lost and needs no rebuild.
    """


class NoGenerationError(EngineError):
    """Nothing has been built yet."""


class GenerationGoneError(EngineError):
    """The requested generation is no longer kept, or never existed."""


class LockedError(EngineError):
    """Another process is writing; the message names it and says since when."""


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """The description of a generation.

    Attributes:
        id: Its id.
        built_at: When it was built.
        sources: The sources that it was built from.
        articles: Number of articles.
        refused: Number of records that were refused.
        first: First day of publication, or None.
        last: Last day of publication, or None.
        engine: Name and version of the engine.
        schema_version: Version of the schema.
        analyzer_version: Version of the analyser.
        size: Size on disk in bytes.
        content: Id of the first generation with the same content.
    """

    id: str
    built_at: dt.datetime
    sources: tuple[str, ...]
    articles: int
    refused: int
    first: dt.date | None
    last: dt.date | None
    engine: str
    schema_version: str
    analyzer_version: str
    size: int
    content: str


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A value of a facet and the number of hits with it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of the hits; an empty one accepts all.

    Attributes:
        values: For each field, the accepted values.
        first: First day of publication, inclusive.
        last: Last day of publication, inclusive.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The hits to return, and their order.

    Attributes:
        offset: Number of hits to skip.
        limit: Maximum number of hits to return.
        sort: Order of the hits; ties are ordered newest first, then by order of addition.
        newer: Relative boost of the newest article's score, if sorted by relevance.
        boosted: Whether to rescore the best matches with `ranking.boosts`, and to put the best of
            them in the order of `ranking.order`, if sorted by relevance.
        ranking: Parameters of the score.
        budget: Time limit; partial results are returned when it runs out.
    """

    offset: int = 0
    limit: int = 10
    sort: Sort = "relevance"
    newer: float = 0.0
    boosted: bool = True
    ranking: Ranking = DEFAULT_RANKING
    budget: Budget = field(default=UNLIMITED, compare=False)

    def moved(self, offset: int, limit: int) -> Window:
        """Return a window of other hits in the same order."""
        if (offset, limit) == (self.offset, self.limit):
            return self
        return replace(self, offset=offset, limit=limit)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that matches.

    Attributes:
        id: Id of the article.
        score: Its score, 0 if the query has no terms.
        number: The engine's number of the document, valid only in the same snapshot.
        fingerprint: Simhash of the body, for finding near-duplicates.
        explanation: What its place depends on, if `ranking.order` placed it.
    """

    id: str
    score: float
    number: int
    fingerprint: int
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """The hits of a window, and counts over all hits.

    Attributes:
        total: Number of all hits.
        hits: The hits of the window.
        facets: For each facet, the values of all hits that pass every filter but the facet's own,
            most frequent first; years and months newest first.
        whole: Number of hits that match every part of the query, pinned ones included.
        others: The best partial matches that are no hits, if there are few hits and the window
            reaches the last of them; not counted anywhere.
        pinned: Ids of the pinned hits, in their order.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    whole: int = 0
    others: tuple[Hit, ...] = ()
    pinned: tuple[str, ...] = ()


class Matches(NamedTuple):
    """The occurrences of a query's leaves in a text, as parallel columns in order of offset.

    Attributes:
        starts: Start offset of each, in code points; each spans whole words.
        ends: End offset, exclusive.
        leaves: Indexes, ascending, of all leaves that match this span, in the sequence passed to
            `Snapshot.matches`.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    leaves: Sequence[tuple[int, ...]]

    @classmethod
    def of(cls, found: Iterable[tuple[int, int, int]]) -> Self:
        """Make matches of (start, end, leaf) in any order."""
        spans: dict[tuple[int, int], list[int]] = {}
        for start, end, leaf in sorted(found):
            spans.setdefault((start, end), []).append(leaf)
        if not spans:
            return cls((), (), ())
        return cls(
            [start for start, _ in spans],
            [end for _, end in spans],
            [tuple(leaves) for leaves in spans.values()],
        )


NO_MATCHES = Matches((), (), ())


class Snapshot(Protocol):
    """A generation, open for reading. Safe to share between threads."""

    @property
    def info(self) -> GenerationInfo:
        """Return the description of the generation."""
        ...

    def search(
        self,
        query: Query | Coordinated,
        filters: Filters,
        window: Window,
        facets: Sequence[str] = (),
    ) -> Hits:
        """Search the documents.

        Args:
            query: The query; a plain one is the only part, which is required.
            filters: Filters of the hits.
            window: The hits to return, and their order.
            facets: Names of the facets to count.
        """
        ...

    def counts(self, queries: Sequence[Query]) -> Sequence[int]:
        """Return the number of documents that match each query."""
        ...

    def article(self, article_id: str) -> Article | None:
        """Return the article with this id, or None."""
        ...

    def with_address(self, address: str) -> Sequence[str]:
        """Return the ids of the articles with an address, as `canonical_address` spells it."""
        ...

    def read(self, hit: Hit) -> Article:
        """Return the article of a hit of this snapshot."""
        ...

    def read_all(self, hits: Sequence[Hit]) -> Sequence[Article]:
        """Return the articles of some hits of this snapshot."""
        ...

    def matches(
        self, hits: Sequence[Hit], leaves: Sequence[Leaf]
    ) -> Sequence[Mapping[str, Matches] | None]:
        """Return the matches of leaves in each of some hits, by text field.

        Returns:
            The matches; None where the engine has no offsets and the text must be analysed.
        """
        ...

    def articles(self) -> Iterator[Article]:
        """Yield all articles, in the order in which they were added."""
        ...

    def digests(self) -> Mapping[str, str]:
        """Return the content digest of every article, by id."""
        ...

    def forms(self) -> Mapping[str, int]:
        """Return the frequency of each form in all texts; deleted documents may still count."""
        ...

    def resources(self) -> Mapping[str, bytes]:
        """Return the word lists that the generation was analysed with, by file name."""
        ...

    def close(self) -> None:
        """Release the generation."""
        ...


class Writer(Protocol):
    """A builder of the next generation, beside the served one.

    Entering takes the lock of writers, or raises LockedError, and removes what writers that died
    have left; leaving releases the lock. A lock ends with its process, however that ends. Leaving
    without `publish` discards the new generation.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def kept(self) -> Mapping[str, str]:
        """Return the content digests, by id, of the documents that this generation starts with."""
        ...

    def kept_file(self, name: str) -> bytes | None:
        """Return a file stored with the generation that this one starts from, or None."""
        ...

    def keep_file(self, name: str, content: bytes) -> None:
        """Store a file with this generation."""
        ...

    def add(self, document: Document) -> None:
        """Add a document, replacing the one with the same id, if any."""
        ...

    def delete(self, article_id: str) -> None:
        """Delete the document with an id, if any."""
        ...

    def candidate(self, sources: Sequence[str], refused: int) -> Snapshot:
        """Complete the generation and open it for inspection before it is published.

        No document can be added afterwards. Close the snapshot before `publish`.

        Args:
            sources: The sources that it was built from.
            refused: Number of records that were refused.
        """
        ...

    def publish(self, sources: Sequence[str], refused: int) -> GenerationInfo:
        """Complete the generation durably, then serve it in one atomic step.

        Args:
            sources: The sources that it was built from.
            refused: Number of records that were refused.
        """
        ...


class Engine(Protocol):
    """A store of generations; only the engine knows where they are stored.

    An engine keeps the newest generations, as many as its context says, and older ones that a
    snapshot holds open. Every method may raise EngineUnavailableError; while readers are served,
    the next request tries again.
    """

    def writer(
        self, analyzer_version: str, resources: Mapping[str, bytes], *, fresh: bool = False
    ) -> Writer:
        """Return a writer of the next generation.

        It starts from the served generation, unless that has another schema or analyser.

        Args:
            analyzer_version: Version of the analyser of the documents to add.
            resources: Word lists to store with the generation, by file name.
            fresh: Start from an empty index.

        Raises:
            LockedError: Another process is writing.
        """
        ...

    def snapshot(self, generation: str | None = None) -> Snapshot:
        """Open a generation.

        Args:
            generation: Its id; None opens the served one.

        Raises:
            NoGenerationError: Nothing has been built yet.
            GenerationGoneError: The generation is no longer kept.
            EngineError: The generation cannot be read.
        """
        ...

    def generation(self) -> str:
        """Return the id of the served generation, cheaply.

        Raises:
            NoGenerationError: Nothing has been built yet.
        """
        ...

    def info(self) -> GenerationInfo:
        """Return the description of the served generation.

        Raises:
            NoGenerationError: Nothing has been built yet.
            EngineError: The description cannot be read.
        """
        ...

    def verify(self) -> Sequence[str]:
        """Read and verify the whole served generation.

        Returns:
            Findings that make searching slower, one line each; usually none.

        Raises:
            EngineError: The generation is damaged and may answer wrongly.
        """
        ...

    def compact(self) -> GenerationInfo | None:
        """Merge segments and remove deleted documents, to make searching faster.

        Returns:
            The new generation, which gives the same answers, or None if compaction is not due.

        Raises:
            LockedError: Another process is writing.
        """
        ...

    def rollback(self, generation: str | None = None) -> GenerationInfo:
        """Serve another generation that is still kept.

        Args:
            generation: Its id; None chooses the newest one before the served one with other
                content.

        Raises:
            EngineError: There is no such generation.
            LockedError: Another process is writing.
        """
        ...

    def generations(self) -> Iterator[GenerationInfo]:
        """Yield all complete generations, newest first."""
        ...
