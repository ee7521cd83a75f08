"""The reference engine: Python lists, slow and obvious. The other engines must agree with it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Self

from analyzers.variants.similarity import similarity
from indexer.engines.base import (
    EngineError,
    FacetCount,
    Filters,
    GenerationGoneError,
    GenerationInfo,
    Hit,
    Hits,
    LockedError,
    Match,
    NoGenerationError,
    Window,
)
from indexer.model.article import Article
from indexer.model.document import Document
from indexer.model.fields import DATE_FACETS, SCHEMA_VERSION, TEXT_FIELDS
from indexer.model.fingerprint import fingerprint
from indexer.model.occurrences import firsts, occurrences, starts
from indexer.model.query import (
    And,
    Best,
    Ids,
    Leaf,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Similar,
    Word,
)
from indexer.ranking.boosts import raising
from indexer.ranking.formula import (
    EXACT_WEIGHT,
    K1,
    OTHER_WEIGHT,
    RAISED,
    SIMILAR_LEAST,
    STEM_WEIGHT,
    idf,
    length_norm,
    newness,
)

Scores = dict[str, float]
"""The score of each document that matches, by id."""

Frequency = Callable[[Document, str], float]
"""How often a term stands in a field of a document."""

WEIGHTS = {field.name: field.weight for field in TEXT_FIELDS}


class MemoryEngine:
    """Generations in a list, the last one served unless one before it is gone back to."""

    def __init__(self) -> None:
        self.snapshots: list[MemorySnapshot] = []
        self.served = -1
        self.locked = False

    def writer(
        self, analyzer_version: str, resources: Mapping[str, bytes], *, fresh: bool = False
    ) -> MemoryWriter:
        return MemoryWriter(self, analyzer_version, resources, fresh)

    def snapshot(self, generation: str | None = None) -> MemorySnapshot:
        if not self.snapshots:
            raise NoGenerationError("nothing has been built")
        if generation is None:
            return self.snapshots[self.served]
        for snapshot in self.snapshots:
            if snapshot.info.id == generation:
                return snapshot
        raise GenerationGoneError(f"generation {generation} is not kept")

    def generation(self) -> str:
        return self.snapshot().info.id

    def info(self) -> GenerationInfo:
        return self.snapshot().info

    def verify(self) -> Sequence[str]:
        self.snapshot()
        return ()

    def compact(self) -> GenerationInfo | None:
        return None

    def rollback(self, generation: str | None = None) -> GenerationInfo:
        current = self.generation()
        for number in reversed(range(len(self.snapshots))):
            info = self.snapshots[number].info
            if info.id == generation or (generation is None and info.id < current):
                self.served = number
                return info
        raise EngineError(f"there is no generation {generation or 'before'} beside {current}")

    def generations(self) -> Iterator[GenerationInfo]:
        return (snapshot.info for snapshot in reversed(self.snapshots))


class MemoryWriter:
    """Collects documents by id."""

    def __init__(
        self,
        engine: MemoryEngine,
        analyzer_version: str,
        resources: Mapping[str, bytes],
        fresh: bool,
    ) -> None:
        self._engine = engine
        self._analyzer_version = analyzer_version
        self._resources = dict(resources)
        self._prepared: MemorySnapshot | None = None
        self._documents: dict[str, Document] = {}
        self._kept_files: Mapping[str, bytes] = {}
        if engine.snapshots and not fresh:
            served = engine.snapshot()
            if served.info.analyzer_version == analyzer_version:
                self._documents = dict(served.documents)
                self._kept_files = served.resources()
        self._kept = {document.id: document.digest for document in self._documents.values()}

    def __enter__(self) -> Self:
        if self._engine.locked:
            raise LockedError("the engine is being written")
        self._engine.locked = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.locked = False

    def kept(self) -> Mapping[str, str]:
        return self._kept

    def kept_file(self, name: str) -> bytes | None:
        return self._kept_files.get(name)

    def keep_file(self, name: str, content: bytes) -> None:
        self._resources[name] = content

    def add(self, document: Document) -> None:
        self._documents.pop(document.id, None)
        self._documents[document.id] = document

    def delete(self, article_id: str) -> None:
        self._documents.pop(article_id, None)

    def candidate(self, sources: Sequence[str], refused: int) -> MemorySnapshot:
        dates = [d.article.date for d in self._documents.values() if d.article.date]
        info = GenerationInfo(
            id=f"{len(self._engine.snapshots) + 1:08}",
            built_at=dt.datetime.now(dt.UTC),
            sources=tuple(sources),
            articles=len(self._documents),
            refused=refused,
            first=min(dates, default=None),
            last=max(dates, default=None),
            engine="memory",
            schema_version=SCHEMA_VERSION,
            analyzer_version=self._analyzer_version,
            size=0,
            content=f"{len(self._engine.snapshots) + 1:08}",
        )
        self._prepared = MemorySnapshot(info, self._documents, self._resources)
        return self._prepared

    def publish(self, sources: Sequence[str], refused: int) -> GenerationInfo:
        snapshot = self._prepared or self.candidate(sources, refused)
        self._engine.snapshots.append(snapshot)
        self._engine.served = -1
        return snapshot.info


class MemorySnapshot:
    """One generation."""

    def __init__(
        self, info: GenerationInfo, documents: dict[str, Document], resources: dict[str, bytes]
    ) -> None:
        self.info = info
        self.documents = documents
        self._resources = resources

    def search(
        self, query: Query, filters: Filters, window: Window, facets: Sequence[str] = ()
    ) -> Hits:
        scores = {} if window.budget.is_spent() else self._evaluate(query)
        found = [id_ for id_ in scores if _passes(self.documents[id_].article, filters)]
        found.sort(key=lambda id_: _order(self.documents[id_].article, scores[id_], window))
        if window.sort == "relevance" and window.raised:
            raised = self._raised(query, {id_: scores[id_] for id_ in found[:RAISED]}, window)
            scores = scores | raised
            found[:RAISED] = sorted(
                found[:RAISED],
                key=lambda id_: _order(self.documents[id_].article, scores[id_], window),
            )
        shown = found[window.offset : window.offset + window.limit]
        return Hits(
            total=len(found),
            hits=tuple(
                Hit(id_, scores[id_], number, fingerprint(self.documents[id_].terms["body"]))
                for number, id_ in enumerate(shown)
            ),
            facets={facet: self._count(facet, scores, filters) for facet in facets},
        )

    def article(self, article_id: str) -> Article | None:
        document = self.documents.get(article_id)
        return document.article if document else None

    def read(self, hit: Hit) -> Article:
        return self.documents[hit.id].article

    def matches(self, hit: Hit, leaves: Sequence[Leaf], field: str) -> Sequence[Match]:
        terms = self.documents[hit.id].terms[field]
        return sorted(
            Match(terms.starts[first], terms.ends[last], number)
            for number, leaf in enumerate(leaves)
            if field in leaf.fields
            for first, last in occurrences(leaf, terms)
        )

    def digests(self) -> Mapping[str, str]:
        return {document.id: document.digest for document in self.documents.values()}

    def forms(self) -> Mapping[str, int]:
        terms = (terms for document in self.documents.values() for terms in document.terms.values())
        return Counter(form for one in terms for form in one.forms)

    def resources(self) -> Mapping[str, bytes]:
        return self._resources

    def articles(self) -> Iterator[Article]:
        return (document.article for document in self.documents.values())

    def close(self) -> None:
        """Nothing is held open."""

    def _evaluate(self, query: Query) -> Scores:
        match query:
            case Word(form, stem, fields):
                exact = self._scored(lambda d, f: d.terms[f].forms.count(form), fields)
                matches = [(EXACT_WEIGHT, exact)]
                if stem is not None:
                    stemmed = self._scored(lambda d, f: d.terms[f].stems.count(stem), fields)
                    matches.append((STEM_WEIGHT, stemmed))
                return _added(matches)
            case Phrase() | Near() | Prefix():
                scored = self._scored(_frequency(query), query.fields)
                return _added([(EXACT_WEIGHT + STEM_WEIGHT, scored)])
            case And(children) | Or(children):
                least = max(query.least, 1) if isinstance(query, Or) else len(children)
                return self._at_least(least, children)
            case Best(typed, others):
                return self._best([self._evaluate(typed), *map(self._evaluate, others)])
            case Not(child):
                matching = self._evaluate(child)
                return {id_: 0.0 for id_ in self.documents if id_ not in matching}
            case Ids(ids):
                return {id_: 0.0 for id_ in self.documents if id_ in ids}

    def _best(self, matches: Sequence[Scores]) -> Scores:
        weights = [1, *[OTHER_WEIGHT] * (len(matches) - 1)]
        return {
            id_: max(w * match.get(id_, 0.0) for w, match in zip(weights, matches, strict=True))
            for id_ in self.documents
            if any(id_ in match for match in matches)
        }

    def _raised(self, query: Query, scores: Scores, window: Window) -> Scores:
        """The scores of the best matches with what raises them; see indexer.raising."""
        for weight, leaf in raising(query):
            match leaf:
                case Similar(stem, fields):
                    alike = partial(_alike, stem)
                    raising_scores = self._scored(alike, fields)
                case _:
                    raising_scores = self._evaluate(leaf)
            for id_ in scores:
                scores[id_] += weight * raising_scores.get(id_, 0.0)
        days = {
            id_: d.article.date.toordinal() for id_, d in self.documents.items() if d.article.date
        }
        for id_ in scores:
            if id_ in days:
                scores[id_] *= newness(max(days.values()) - days[id_], window.newer)
        return scores

    def _at_least(self, least: int, children: Sequence[Query]) -> Scores:
        matches = [self._evaluate(child) for child in children]
        counts = Counter(id_ for match in matches for id_ in match)
        return {
            id_: sum(match.get(id_, 0.0) for match in matches)
            for id_ in self.documents
            if counts[id_] >= least
        }

    def _scored(self, frequency: Frequency, fields: Sequence[str]) -> Scores:
        """The BM25F score of each document in which the frequency is not 0; see indexer.ranking."""
        normed: Scores = {}
        for id_, document in self.documents.items():
            total = 0.0
            for field in fields:
                norm = length_norm(len(document.terms[field]), self._average_length(field))
                total += WEIGHTS[field] * frequency(document, field) / norm
            if total:
                normed[id_] = total
        rarity = idf(len(self.documents), len(normed))
        return {id_: rarity * total / (K1 + total) for id_, total in normed.items()}

    def _average_length(self, field: str) -> float:
        lengths = [len(document.terms[field]) for document in self.documents.values()]
        return sum(lengths) / len(lengths)

    def _count(self, facet: str, scores: Scores, filters: Filters) -> tuple[FacetCount, ...]:
        others = Filters(
            {field: values for field, values in filters.values.items() if field != facet},
            filters.first,
            filters.last,
        )
        articles = [self.documents[id_].article for id_ in scores]
        counts = Counter(_value(a, facet) for a in articles if _passes(a, others))
        counted = [FacetCount(value, count) for value, count in counts.items() if value]
        if facet in DATE_FACETS:
            return tuple(sorted(counted, key=lambda count: count.value, reverse=True))
        return tuple(sorted(counted, key=lambda count: (-count.count, count.value)))


def _frequency(leaf: Phrase | Near | Prefix) -> Frequency:
    match leaf:
        case Phrase(slots):
            return lambda d, f: len(starts(d.terms[f].forms, slots))
        case Near(slots, distance):
            return lambda d, f: len(firsts(d.terms[f].forms, slots, distance))
        case Prefix(prefix):
            return lambda d, f: sum(form.startswith(prefix) for form in d.terms[f].forms)


def _alike(stem: str, document: Document, field: str) -> float:
    """How many stems like this one stand in a field, each counted by how like it is."""
    likenesses = (similarity(stem, other) for other in document.terms[field].stems)
    return sum(likeness for likeness in likenesses if likeness >= SIMILAR_LEAST)


def _added(matches: Sequence[tuple[float, Scores]]) -> Scores:
    total: Scores = {}
    for weight, scores in matches:
        for id_, score in scores.items():
            total[id_] = total.get(id_, 0.0) + weight * score
    return total


def _value(article: Article, facet: str) -> str:
    if facet == "year":
        return str(article.date.year) if article.date else ""
    if facet == "month":
        return article.date.isoformat()[:7] if article.date else ""
    return str(getattr(article, facet))


def _passes(article: Article, filters: Filters) -> bool:
    if filters.first and not (article.date and article.date >= filters.first):
        return False
    if filters.last and not (article.date and article.date <= filters.last):
        return False
    return all(
        _value(article, field) in values for field, values in filters.values.items() if values
    )


def _order(article: Article, score: float, window: Window) -> tuple[float, float]:
    newest = -article.date.toordinal() if article.date else 0
    match window.sort:
        case "relevance":
            return -score, newest
        case "-date":
            return newest, -score
        case "date":
            return -newest if article.date else float("inf"), -score
