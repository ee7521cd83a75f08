"""The engine contract: what a store of documents must do, and all that others know of it.

An engine only stores, matches, scores and counts. Text became terms before it comes here. How
a match is scored is said in `indexer.ranking.formula`, the same for every engine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, NamedTuple, Protocol, Self

from analyzers.errors import UserError
from indexer.budget import UNLIMITED, Budget
from indexer.model.article import Article
from indexer.model.document import Document
from indexer.model.query import Coordinated, Leaf, Query
from indexer.ranking.parameters import USUAL, Ranking

Sort = Literal["relevance", "-date", "date"]


class EngineError(UserError):
    """The store cannot be used; the message says what to do. Readers are told to come back."""


class DamagedIndexError(EngineError):
    """A file of the index is damaged."""


class EngineUnavailableError(EngineError):
    """The engine itself is not there: its package is not installed, its cluster does not answer.

    The message names the mend. What is stored is neither damaged nor lost: nothing is rebuilt.
    """


class NoGenerationError(EngineError):
    """Nothing has been built yet."""


class GenerationGoneError(EngineError):
    """The generation asked for is not kept any more, or never was."""


class LockedError(EngineError):
    """Another process is writing; the message says which, and since when."""


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """What a generation holds. Sizes in bytes; `first` and `last` are days of publication.
    `content`: the id of the first of all generations that hold just the same."""

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
    """A value of a facet field and how many hits have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What hits are narrowed to: any of a field's values, days inclusive; empty means all."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The hits to return, and how they are ordered.

    Attributes:
        offset: Number of hits to skip.
        limit: Number of hits to return at most.
        sort: Their order; equal ones newer first, then as they were added.
        newer: Share of its score by which the newest article is preferred, by relevance.
        boosted: Whether `ranking.boosts` raises the best matches, by relevance.
        ranking: The parameters of the scores.
        budget: Time for the search; when it runs out, what was found so far is returned.
    """

    offset: int = 0
    limit: int = 10
    sort: Sort = "relevance"
    newer: float = 0.0
    boosted: bool = True
    ranking: Ranking = USUAL
    budget: Budget = field(default=UNLIMITED, compare=False)


@dataclass(frozen=True, slots=True)
class Hit:
    """An article's id and its score (0 where nothing scores, as for all documents). `number` is
    the engine's own, good in the snapshot that gave it. `fingerprint`: that of its body, by which
    texts that are nearly the same are known (`indexer.model.fingerprint`)."""

    id: str
    score: float
    number: int
    fingerprint: int


@dataclass(frozen=True, slots=True)
class Hits:
    """The hits of a window, and counts over all hits.

    Attributes:
        total: Number of all hits.
        hits: Those of the window.
        facets: By field, the values of all hits under every filter but the field's own, most
            frequent first; years and months newest first.
        whole: Number of hits that match every part of the query, pinned ones included. They come
            first by relevance.
        least: Number of parts that every hit matches, pinned ones aside.
        pinned: Ids of the hits that are pinned, in their order.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    whole: int = 0
    least: int = 0
    pinned: tuple[str, ...] = ()


class Match(NamedTuple):
    """Where a leaf of a query stands in a text: [start, end) in code points, whole words."""

    start: int
    end: int
    leaf: int


class Snapshot(Protocol):
    """One view of one generation; safe to share between threads."""

    @property
    def info(self) -> GenerationInfo: ...

    def search(
        self,
        query: Query | Coordinated,
        filters: Filters,
        window: Window,
        facets: Sequence[str] = (),
    ) -> Hits:
        """Search the documents.

        Args:
            query: A query, or one with parts; a plain query is one part that is required.
            filters: What hits are narrowed to.
            window: The hits to return, and their order.
            facets: Names of the fields whose values are counted.
        """
        ...

    def counts(self, queries: Sequence[Query]) -> Sequence[int]:
        """Return how many documents match each of the queries."""
        ...

    def article(self, article_id: str) -> Article | None:
        """Return the article with this id, or None."""
        ...

    def read(self, hit: Hit) -> Article:
        """The article of a hit of this snapshot."""
        ...

    def matches(self, hit: Hit, leaves: Sequence[Leaf], field: str) -> Sequence[Match] | None:
        """Where the leaves, by their place in the sequence, stand in a field of a hit, in the order
        of the text. None if only an analysis of the text can tell."""
        ...

    def articles(self) -> Iterator[Article]:
        """All articles, as they were added."""
        ...

    def digests(self) -> Mapping[str, str]:
        """The content digest of every article, by its id."""
        ...

    def forms(self) -> Mapping[str, int]:
        """How often each form stands in all texts; documents that were deleted may still count."""
        ...

    def resources(self) -> Mapping[str, bytes]:
        """The files of words that the generation was analysed with, by name."""
        ...

    def close(self) -> None: ...


class Writer(Protocol):
    """Builds the next generation beside the served one; left without `publish`, nothing changes."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def kept(self) -> Mapping[str, str]:
        """Content digests, by id, of the documents that this generation starts with."""
        ...

    def kept_file(self, name: str) -> bytes | None:
        """A file that the generation which this one starts from keeps, or None."""
        ...

    def keep_file(self, name: str, content: bytes) -> None:
        """Keeps a file with this generation."""
        ...

    def add(self, document: Document) -> None:
        """Adds the document, in place of the one with the same id, if any."""
        ...

    def delete(self, article_id: str) -> None: ...

    def candidate(self, sources: Sequence[str], refused: int) -> Snapshot:
        """Makes the generation whole and durable, and opens it, for a look before it is published,
        when it must be closed again. Nothing can be added any more."""
        ...

    def publish(self, sources: Sequence[str], refused: int) -> GenerationInfo:
        """Makes the generation whole and durable, then served, by one atomic step."""
        ...


class Engine(Protocol):
    """A store of generations, wherever they lie; nobody else knows where.

    An engine keeps the newest generations, as many as its context says, and those before them that
    a snapshot holds open. Every method may raise EngineUnavailableError; one that is raised while
    readers are served is asked again with the next request.
    """

    def writer(
        self, analyzer_version: str, resources: Mapping[str, bytes], *, fresh: bool = False
    ) -> Writer:
        """A writer that starts from the served generation, or from nothing when `fresh` or when
        that was written by another schema or analyser. `resources` are kept with the generation.
        Raises LockedError."""
        ...

    def snapshot(self, generation: str | None = None) -> Snapshot:
        """The served generation, or this one, opened. Raises NoGenerationError, GenerationGoneError
        or EngineError."""
        ...

    def generation(self) -> str:
        """The id of the served generation, cheaply. Raises NoGenerationError."""
        ...

    def info(self) -> GenerationInfo:
        """What is served. Raises NoGenerationError or EngineError."""
        ...

    def verify(self) -> Sequence[str]:
        """Reads all that is served. What slows searching down, a line each: nothing, mostly. Raises
        EngineError if what is served is not as it was written and may answer wrongly."""
        ...

    def compact(self) -> GenerationInfo | None:
        """Makes what is served quicker to search, where many updates have left traces: the new
        generation, with the same answers, or None if nothing is due. Raises LockedError."""
        ...

    def rollback(self, generation: str | None = None) -> GenerationInfo:
        """Serves another generation that is kept: this one, or the newest before the served one
        that holds something else. Raises EngineError if there is none, LockedError."""
        ...

    def generations(self) -> Iterator[GenerationInfo]:
        """All complete generations, newest first."""
        ...
