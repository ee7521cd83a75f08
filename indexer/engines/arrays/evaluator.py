"""Evaluation of queries by array arithmetic over postings.

Documents are numbered from 0 through all segments, deleted documents included.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from indexer.budget import UNLIMITED, Budget
from indexer.engines.arrays.facets import FacetValues, merged_values, periods_of
from indexer.engines.arrays.plan import Plan
from indexer.engines.arrays.segment_buffer import NO_DATE
from indexer.engines.arrays.word_places import LocatingSegment, WordPlaces
from indexer.engines.base import Filters, Window
from indexer.model.fields import DATE_FACETS, KEYWORD_FIELDS, TEXT_FIELDS
from indexer.model.query import (
    And,
    Best,
    Ids,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Similar,
    Word,
)
from indexer.ranking.formula import idf, length_norm, newness, saturated
from indexer.ranking.order import Floats, Numbers
from indexer.ranking.parameters import Ranking

Mask = npt.NDArray[np.bool_]
"""An array of booleans."""

Analysis = Literal["forms", "stems"]
"""Kind of a term."""

INTERSECTION_RATIO = 8
"""Intersect by binary search when the shortest list is this many times smaller than the total.

Otherwise matches are counted in an array over all documents. Measured on 10,000 documents.
"""

SAMPLING_STEP = 16
"""Sampling step used to estimate the score of the last hit of a window."""

CACHED_BYTES = 96_000_000
"""Bytes of scored postings kept in the cache of a generation."""

LONG_LIST = 1 / 3
"""Share of the documents from which the matches of a leaf are kept as the scores of all documents.

Measured on 10,000 documents.
"""

CACHED_PLANS = 256
"""Plans of recent queries kept in the cache."""


@dataclass(frozen=True, slots=True)
class TermLeaf:
    """A form or a stem in some fields, or any of several stems.

    Attributes:
        analysis: Whether the term is a form or a stem.
        term: The term.
        fields: Names of the fields.
        more: Further stems of the same word; the frequency is the highest of any of them.
    """

    analysis: Analysis
    term: str
    fields: tuple[str, ...]
    more: tuple[str, ...] = ()


ScoredLeaf = TermLeaf | Phrase | Near | Prefix | Similar
"""A leaf with postings of its own; a `Word` is scored as two of them, form and stem."""

LeafPostings = tuple[str, Numbers, Numbers]
"""A leaf's postings in a segment: the field, the documents and the frequencies.

The documents are ascending; those of a `Similar` are not, and may occur more than once.
"""


class Segment(Protocol):
    """A reader of the postings of a segment, whose documents are numbered from 0."""

    def read(self, leaf: ScoredLeaf) -> Iterable[LeafPostings]:
        """Return the postings of a leaf in each of its fields that has any."""
        ...

    def with_id(self, article_id: str) -> Iterable[int]:
        """Return the documents with an id, deleted ones included."""
        ...


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a segment's documents. Each array has one entry per document.

    Attributes:
        ordinals: Day of publication as an ordinal, or NO_DATE.
        fingerprints: Simhash of the body.
        keywords: For each keyword field, the distinct values, and the index of each document's.
        lengths: For each text field, its length in tokens.
    """

    ordinals: Numbers
    fingerprints: Numbers
    keywords: Mapping[str, tuple[Sequence[str], Numbers]]
    lengths: Mapping[str, Numbers]


@dataclass(frozen=True)
class Collection:
    """The values of all documents. Each array has one entry per document.

    Attributes:
        live: False for deleted documents.
        ordinals: Day of publication as an ordinal, or NO_DATE.
        fingerprints: Simhash of the body.
        facets: The values of each facet.
        lengths: For each text field, its length in tokens.
    """

    live: Mask
    ordinals: Numbers
    fingerprints: Numbers
    facets: Mapping[str, FacetValues]
    lengths: Mapping[str, Numbers]

    @classmethod
    def of(cls, live: Mask, segments: Sequence[Values]) -> Collection:
        """Concatenate the values of segments."""
        ordinals = _joined([values.ordinals for values in segments])
        keywords = {
            field: merged_values([values.keywords[field] for values in segments])
            for field in KEYWORD_FIELDS
        }
        lengths = {
            field.name: _joined([values.lengths[field.name] for values in segments])
            for field in TEXT_FIELDS
        }
        periods = {field: periods_of(ordinals, field) for field in DATE_FACETS}
        facets = {
            field: FacetValues.of(field, *values) for field, values in (keywords | periods).items()
        }
        fingerprints = _joined([values.fingerprints for values in segments], np.int64)
        return cls(live, ordinals, fingerprints, facets, lengths)

    def __len__(self) -> int:
        """Return the number of documents, deleted ones included."""
        return len(self.live)

    @cached_property
    def count(self) -> int:
        """Return the number of live documents."""
        return int(self.live.sum())

    def mean_length(self, field: str) -> float:
        """Return the mean number of tokens of a text field."""
        lengths = self.lengths[field][self.live]
        return float(lengths.mean()) if len(lengths) else 0.0

    @cached_property
    def average_length(self) -> float:
        """Return the mean number of tokens of the bodies."""
        return self.mean_length("body")

    @cached_property
    def newest(self) -> int:
        """Return the last day of publication of the live documents, or NO_DATE."""
        return int(self.ordinals[self.live].max()) if self.count else NO_DATE

    def weights(self, ranking: Ranking) -> Mapping[str, Floats]:
        """Return the multiplier of term frequencies in each document, by text field.

        It is the field's weight divided by the length norm; see `ranking.formula.length_norm`.
        """
        if (weights := self._weights.get(ranking)) is None:
            weights = {}
            for field, weight in ranking.field_weights:
                lengths = self.lengths[field]
                average = self.mean_length(field)
                norms = length_norm(lengths, average, ranking.b, ranking.long_b)
                weights[field] = (weight / norms).astype(np.float32)
            self._weights[ranking] = weights
        return weights

    @cached_property
    def _weights(self) -> dict[Ranking, Mapping[str, Floats]]:
        return {}

    def newness(self, documents: Numbers, preference: float, half_life: float) -> Floats:
        """Return the recency multiplier of each document's score; see `ranking.formula`."""
        return np.array(
            [
                1.0 if day == NO_DATE else newness(self.newest - day, preference, half_life)
                for day in self.ordinals[documents].tolist()
            ]
        )

    @cached_property
    def facet_totals(self) -> Mapping[str, Numbers]:
        """Return for each facet how many live documents have each of its values."""
        live = self.live.nonzero()[0]
        return {field: facet.counts(live) for field, facet in self.facets.items()}

    def filter_masks(self, filters: Filters) -> FilterMasks:
        """Return the masks of the filters."""
        return FilterMasks(
            dates=self._date_mask(filters) if filters.first or filters.last else None,
            fields={
                field: self._field_mask(field, values)
                for field, values in filters.values.items()
                if values
            },
        )

    def _date_mask(self, filters: Filters) -> Mask:
        """Return a mask of the documents in the period of the filters."""
        mask: Mask = self.ordinals != NO_DATE
        if filters.first:
            mask &= self.ordinals >= filters.first.toordinal()
        if filters.last:
            mask &= self.ordinals <= filters.last.toordinal()
        return mask

    def _field_mask(self, field: str, accepted: tuple[str, ...]) -> Mask:
        """Return a mask of the documents with any of the accepted values in a facet."""
        return self.facets[field].mask(accepted)


@dataclass(frozen=True, slots=True)
class FilterMasks:
    """The masks of some filters over all documents.

    Attributes:
        dates: Mask of the filter by date, or None.
        fields: Mask of each filtered field.
    """

    dates: Mask | None
    fields: Mapping[str, Mask]

    def passing(self, documents: Numbers, but: str | None = None) -> Mask | None:
        """Return a mask of the documents that pass all filters.

        Args:
            documents: The documents.
            but: Name of a field whose filter is ignored.

        Returns:
            A mask over `documents`, or None if there is no filter.
        """
        masks = [mask for field, mask in self.fields.items() if field != but]
        if self.dates is not None:
            masks.append(self.dates)
        passing: Mask | None = None
        for mask in masks:
            passing = mask[documents] if passing is None else passing & mask[documents]
        return passing

    def only(self, documents: Numbers, but: str | None = None) -> Numbers:
        """Return the documents that pass all filters, except that of the field `but`."""
        mask = self.passing(documents, but)
        return documents if mask is None else documents[mask]


@dataclass(frozen=True, slots=True)
class Scored:
    """Matching documents and their scores.

    Attributes:
        documents: Numbers of the documents, ascending.
        scores: Score of each of them.
        is_positive: Whether no score is known to be 0.
    """

    documents: Numbers
    scores: Floats
    is_positive: bool = False

    def kept(self, size: int) -> Scored:
        """Return the matches as they are kept in a cache, given the size of the collection."""
        is_positive = bool(self.scores.all())
        if len(self) < size * LONG_LIST or not is_positive:
            return Scored(self.documents.astype(np.int32), self.scores, is_positive)
        of_all = np.zeros(size, self.scores.dtype)
        of_all[self.documents] = self.scores
        return LongScored(of_all, len(self))

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.documents)

    @property
    def size(self) -> int:
        """Return the size in bytes."""
        return self.documents.nbytes + self.scores.nbytes

    def scores_of(self, documents: Numbers) -> Floats:
        """Return the score of each of some documents, 0 for documents that do not match."""
        if not len(self):
            return np.zeros(len(documents))
        indexes = self._indexes(documents)
        return np.where(self.documents[indexes] == documents, self.scores[indexes], 0)

    def holds(self, documents: Numbers) -> Mask:
        """Return which of some documents match."""
        if not len(self):
            return np.zeros(len(documents), bool)
        return np.asarray(self.documents[self._indexes(documents)] == documents)

    def add_to(self, scores: Floats) -> None:
        """Add the scores to those of all documents."""
        scores[self.documents.astype(np.intp)] += self.scores

    def mark(self, patterns: Numbers, bit: int) -> None:
        """Add a number to the patterns of the matching documents, among those of all."""
        patterns[self.documents.astype(np.intp)] += patterns.dtype.type(bit)

    def only(self, mask: Mask) -> Scored:
        """Return the documents for which the mask is true; it has one entry per document here."""
        return Scored(self.documents[mask], self.scores[mask])

    def with_scores(self, indexes: Numbers, scores: Floats) -> Scored:
        """Return the documents with other scores of those at some indexes."""
        changed = self.scores.astype(np.float64)
        changed[indexes] = scores
        return Scored(self.documents, changed)

    def _indexes(self, documents: Numbers) -> Numbers:
        """Return the index at which each document is if it matches."""
        indexes = self.documents.searchsorted(documents.astype(self.documents.dtype, copy=False))
        return np.minimum(indexes, len(self.documents) - 1)


class LongScored(Scored):
    """The matches of a leaf in many documents, as the scores of all documents.

    It takes no more memory, and is added and looked up in a tenth of the time.
    """

    __slots__ = ("_count", "_of_all")
    _of_all: Floats
    _count: int

    def __init__(self, of_all: Floats, count: int) -> None:
        """Keep the score of every document, 0 for those that do not match, and their number."""
        object.__setattr__(self, "_of_all", of_all)
        object.__setattr__(self, "_count", count)
        object.__setattr__(self, "is_positive", True)

    @property
    def documents(self) -> Numbers:
        return np.asarray((self._of_all > 0).nonzero()[0])

    @property
    def scores(self) -> Floats:
        return self._of_all.take(self.documents)

    def __len__(self) -> int:
        return self._count

    @property
    def size(self) -> int:
        return self._of_all.nbytes

    def scores_of(self, documents: Numbers) -> Floats:
        return self._of_all.take(documents)

    def holds(self, documents: Numbers) -> Mask:
        return np.asarray(self._of_all.take(documents) > 0)

    def add_to(self, scores: Floats) -> None:
        scores += self._of_all

    def mark(self, patterns: Numbers, bit: int) -> None:
        patterns += (self._of_all > 0) * patterns.dtype.type(bit)


@dataclass(frozen=True, slots=True)
class Boosted:
    """The best matches, rescored. Each array has one entry per match.

    Attributes:
        indexes: Their indexes among all matches, ascending.
        documents: Numbers of the documents.
        words: Their scores before boosts.
        scores: Their scores with boosts and recency.
        similar: What similar stems add to a score, before its factor.
        neighbours: What adjacent words add, likewise.
    """

    indexes: Numbers
    documents: Numbers
    words: Floats
    scores: Floats
    similar: Floats
    neighbours: Floats

    def only(self, indexes: Numbers) -> Boosted:
        """Return those at some indexes of the arrays."""
        return Boosted(
            self.indexes[indexes],
            self.documents[indexes],
            self.words[indexes],
            self.scores[indexes],
            self.similar[indexes],
            self.neighbours[indexes],
        )


class Evaluator:
    """Evaluator of queries over a collection, with an LRU cache of scored leaves.

    Attributes:
        collection: The collection.
        places: The places of words in its texts; None if a segment has no positions.
    """

    def __init__(self, collection: Collection, segments: Sequence[tuple[int, Segment]]) -> None:
        """Use these segments, each given with the number of its first document."""
        self.collection = collection
        self._segments = segments
        self._cache: OrderedDict[tuple[int, Query | Similar], Scored] = OrderedDict()
        self._cached_bytes = 0
        locating = [(base, one) for base, one in segments if isinstance(one, LocatingSegment)]
        all_locate = len(locating) == len(segments)
        self.places = WordPlaces(locating, collection.lengths) if all_locate else None
        self._plans: dict[tuple[int, tuple[Query, ...]], Plan] = {}
        self._rankings: dict[Ranking, int] = {}
        self._last_ranking: tuple[Ranking, int] | None = None
        self._lock = threading.Lock()

    def evaluate(self, query: Query, ranking: Ranking, budget: Budget = UNLIMITED) -> Scored:
        """Return the live documents that match a query.

        If the budget runs out, only the children evaluated before count.
        """
        match query:
            case And(children):
                return self.combined(self.each(children, ranking, budget), len(children))
            case Or(children, least):
                return self.combined(self.each(children, ranking, budget), max(least, 1))
            case Best(typed, others):
                matches = self.each((typed, *others), ranking, budget)
                return self._best(matches, ranking.other_weight)
            case Not(child):
                return self._without(self.evaluate(child, ranking, budget), budget)
            case Ids(ids):
                return _unscored(self._mask_of(ids))
            case _:
                return self._leaf(query, ranking)

    def matching(self, _: ScoredLeaf | Query, found: int) -> int:
        """Return how many documents match a leaf or a query, given the number found here."""
        return found

    def each(self, queries: Sequence[Query], ranking: Ranking, budget: Budget) -> list[Scored]:
        """Return the matches of each query, or of the first ones if the budget runs out."""
        return [self.evaluate(one, ranking, budget) for one in queries if not budget.is_spent()]

    def scores_of(
        self, documents: Numbers, leaf: Word | Phrase | Similar, ranking: Ranking
    ) -> Floats:
        """Return the score of a leaf in each of some documents, 0 where it does not match."""
        return self._leaf(leaf, ranking).scores_of(documents)

    def plan(self, parts: Sequence[Query], ranking: Ranking) -> Plan:
        """Return the plan of a query with these parts, from the cache if possible."""
        key = (self._number_of(ranking), tuple(parts))
        plan = self._plans.get(key)
        if plan is None:
            plan = Plan.of(parts, ranking, self.collection.average_length)
            if len(self._plans) >= CACHED_PLANS:
                self._plans.clear()
            self._plans[key] = plan
        return plan

    def boosted(
        self, parts: Sequence[Query], matching: Scored, factors: Floats, window: Window
    ) -> Boosted:
        """Rescore the best matches by boosts and recency.

        Args:
            parts: The parts of the query.
            matching: Its matches.
            factors: The multipliers in their scores, which apply to the boosts too.
            window: The window, with the ranking, the weight of recency and the budget.
        """
        ranking = window.ranking
        best = np.sort(ranked(self.collection, matching, Window(limit=ranking.boosted)))
        documents = matching.documents[best].astype(np.int32)  # the type of most leaves' documents
        words = matching.scores[best].astype(np.float64)
        scores = words.copy()
        similar, neighbours = np.zeros((2, len(best)))
        for weight, leaf in self.plan(parts, ranking).boosts:
            if window.budget.is_spent():
                break
            added = weight * self.scores_of(documents, leaf, ranking)
            scores += added * factors[best]
            if isinstance(leaf, Similar):
                similar += added
            elif isinstance(leaf, Phrase):
                neighbours += added
        if window.newer:
            scores *= self.collection.newness(documents, window.newer, ranking.half_life)
        return Boosted(best, documents, words, scores, similar, neighbours)

    def combined(self, matches: Sequence[Scored], least: int) -> Scored:
        """Return the documents in at least `least` of the matches, with their scores added.

        With `least` 0, every live document matches.
        """
        if least == 0:
            return _unscored(self.collection.live)
        if len(matches) < least:
            return NO_MATCHES
        if len(matches) == 1:
            return matches[0]
        sizes = [len(match) for match in matches]
        if least == len(matches) and min(sizes) * INTERSECTION_RATIO < sum(sizes):
            return _intersection(matches)
        scores = np.zeros(len(self.collection))
        if least == 1 and all(match.is_positive for match in matches):
            for match in matches:
                match.add_to(scores)
            matching = (scores > 0).nonzero()[0]
            return Scored(matching, scores.take(matching), is_positive=True)
        levels = np.zeros(len(self.collection), np.min_scalar_type(len(matches)))
        for match in matches:
            match.add_to(scores)
            match.mark(levels, 1)
        matching = (levels >= least).nonzero()[0]
        return Scored(matching, scores.take(matching))

    def numbers_of(self, ids: Sequence[str]) -> list[int]:
        """Return the live documents with these ids, in the order of the ids."""
        live = self.collection.live
        return [
            base + document
            for id_ in ids
            for base, segment in self._segments
            for document in segment.with_id(id_)
            if live[base + document]
        ]

    def _best(self, matches: Sequence[Scored], other_weight: float) -> Scored:
        """Return the documents in any of the matches, with the best of their weighted scores."""
        scores = np.zeros(len(self.collection))
        mask = np.zeros(len(self.collection), bool)
        for number, match in enumerate(matches):
            weight = other_weight if number else 1
            documents = match.documents.astype(np.intp)
            mask[documents] = True
            scores[documents] = np.maximum(
                scores[documents], weight * match.scores.astype(np.float64)
            )
        matching = mask.nonzero()[0]
        return Scored(matching, scores.take(matching))

    def _without(self, match: Scored, budget: Budget) -> Scored:
        """Return the live documents that do not match; none if the match may be incomplete."""
        if budget.ran_out:
            return NO_MATCHES
        mask = self.collection.live.copy()
        mask[match.documents] = False
        return _unscored(mask)

    def _mask_of(self, ids: Sequence[str]) -> Mask:
        """Return a mask of the live documents with these ids."""
        mask = np.zeros(len(self.collection), bool)
        mask[self.numbers_of(ids)] = True
        return mask

    def _leaf(self, leaf: Word | Phrase | Near | Prefix | Similar, ranking: Ranking) -> Scored:
        """Return the matches of a leaf, from the cache if possible."""
        key = (self._number_of(ranking), leaf)
        with self._lock:
            if (known := self._cache.get(key)) is not None:
                self._cache.move_to_end(key)
                return known
        match leaf:
            case Word():
                scored = self._word(leaf, ranking)
            case Similar():
                scored = self._score(leaf, 1, ranking)
            case _:
                scored = self._score(leaf, ranking.stem_weight + ranking.exact_weight, ranking)
        scored = scored.kept(len(self.collection))
        with self._lock:
            if key not in self._cache:
                self._cache[key] = scored
                self._cached_bytes += scored.size
            while self._cached_bytes > CACHED_BYTES and len(self._cache) > 1:
                self._cached_bytes -= self._cache.popitem(last=False)[1].size
        return scored

    def _number_of(self, ranking: Ranking) -> int:
        """Return a number for a ranking, since the hash of its parameters costs more than a hit."""
        last = self._last_ranking
        if last is None or last[0] is not ranking:
            last = ranking, self._rankings.setdefault(ranking, len(self._rankings))
            self._last_ranking = last
        return last[1]

    def _word(self, word: Word, ranking: Ranking) -> Scored:
        """Return the matches of a word by its form, stems and families; see `ranking.formula`."""
        if word.stem is None:
            form = TermLeaf("forms", word.form, word.fields)
            return self._score(form, ranking.exact_weight, ranking)
        if word.families:
            own = self._leaf(replace(word, families=()), ranking)
            family = TermLeaf("stems", word.families[0], word.fields, word.families[1:])
            related = self._score(family, ranking.stem_weight, ranking)
            return self._best((own, related), ranking.family_weight)
        exact = self._leaf(Word(word.form, None, word.fields), ranking)
        stem = TermLeaf("stems", word.stem, word.fields, word.more)
        scored = self._score(stem, ranking.stem_weight, ranking)
        return self.combined((scored, exact), 1) if len(exact) else scored

    def _score(self, leaf: ScoredLeaf, weight: float, ranking: Ranking) -> Scored:
        """Return the matches of a leaf with BM25F scores; see `ranking.formula`."""
        postings: list[LeafPostings] = []
        several = isinstance(leaf, Similar)  # a document has a posting for each of the stems
        for base, segment in self._segments:
            before = len(postings)
            for field, documents, frequencies in segment.read(leaf):
                moved = documents + np.int32(base) if base else documents
                postings.append((field, moved, frequencies))
            several |= len(postings) > before + 1
        if not postings:
            return NO_MATCHES
        documents = np.concatenate([documents for _, documents, _ in postings])
        weights = self.collection.weights(ranking)
        weighted = np.concatenate(
            [
                weights[field].take(docs) * counts.astype(np.float64)
                for field, docs, counts in postings
            ]
        )
        if several or len({field for field, _, _ in postings}) > 1:
            # documents are sorted only within each field's postings
            totals = np.bincount(documents, weighted, len(self.collection))
            documents = (totals != 0).nonzero()[0]
            weighted = totals.take(documents)
        if self.collection.count < len(self.collection):
            live = self.collection.live[documents]
            documents, weighted = documents[live], weighted[live]
        factor = weight * idf(self.collection.count, self.matching(leaf, len(documents)))
        scores = factor * saturated(weighted, ranking.k1)
        return Scored(documents, scores.astype(np.float32))


NO_MATCHES = Scored(np.empty(0, np.int32), np.empty(0, np.float32))
"""No documents."""


def _intersection(matches: Sequence[Scored]) -> Scored:
    """Return the documents in all of the matches, with their scores added, by looking them up."""
    fewest, *others = sorted(matches, key=len)
    documents, scores = fewest.documents, fewest.scores.astype(np.float64)
    for other in others:
        kept = other.holds(documents).nonzero()[0]
        documents = documents.take(kept)
        scores = scores.take(kept) + other.scores_of(documents)
    return Scored(documents, scores)


def _unscored(mask: Mask) -> Scored:
    """Return the documents of a mask with scores of 0."""
    documents = np.flatnonzero(mask)
    return Scored(documents, np.zeros(len(documents)))


def top(collection: Collection, matching: Scored, window: Window) -> Iterator[tuple[int, float]]:
    """Yield the documents of a window with their scores, in its order."""
    indexes = ranked(collection, matching, window)
    documents, scores = matching.documents[indexes], matching.scores[indexes]
    yield from zip(documents.tolist(), scores.tolist(), strict=True)


def ranked(collection: Collection, matching: Scored, window: Window) -> Numbers:
    """Return the indexes of a window's matches, in its order.

    Ties are ordered newest first, then by document number.
    """
    documents, scores = matching.documents, matching.scores
    if len(documents) <= window.offset or not window.limit:
        return np.empty(0, np.int64)
    first = scores if window.sort == "relevance" else _days(collection, documents, window)
    wanted = window.offset + window.limit
    if len(documents) > SAMPLING_STEP * wanted:  # sort only the candidates
        sample = first[::SAMPLING_STEP]
        least = np.partition(sample, len(sample) - wanted)[len(sample) - wanted]
        indexes = (first >= least).nonzero()[0]  # the k-th best of the sample is a lower bound
        documents, scores, first = documents[indexes], scores[indexes], first[indexes]
    else:
        indexes = np.arange(len(documents))
    second = collection.ordinals[documents] if window.sort == "relevance" else scores
    order = np.lexsort((-second, -first))[window.offset : wanted]
    return np.asarray(indexes[order])


def _days(collection: Collection, documents: Numbers, window: Window) -> Numbers:
    """Return descending sort keys by date; documents without a date come last in either order."""
    days = collection.ordinals[documents]
    return days if window.sort == "-date" else np.where(days == NO_DATE, -(1 << 30), -days)


def _joined(parts: Sequence[Numbers], kind: type[np.signedinteger[Any]] = np.int32) -> Numbers:
    return np.concatenate(parts).astype(kind) if parts else np.empty(0, kind)


def bases(counts: Iterable[int]) -> list[int]:
    """Return the number of each segment's first document, given the segments' sizes."""
    return list(accumulate(counts, initial=0))[:-1]
