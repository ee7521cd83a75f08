"""Evaluation of queries by array arithmetic over postings.

Documents are numbered from 0 through all segments, deleted documents included.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from indexer.budget import UNLIMITED, Budget
from indexer.engines.arrays.segment_buffer import NO_DATE
from indexer.engines.base import FacetCount, Filters, Window
from indexer.model.fields import DATE_FACETS, FIELD, KEYWORD_FIELDS, TEXT_FIELDS
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
from indexer.ranking.boosts import boosts
from indexer.ranking.formula import idf, length_norm, newness, saturated
from indexer.ranking.order import Floats, Numbers, Occurrences
from indexer.ranking.parameters import Ranking

Mask = npt.NDArray[np.bool_]
"""An array of booleans."""

Analysis = Literal["forms", "stems"]
"""Kind of a term."""

EPOCH_ORDINAL = 719_163
"""The ordinal of 1970-01-01, NumPy's day 0."""

UNDATED = "0000-12"
"""The month that NumPy computes for NO_DATE."""

INTERSECTION_RATIO = 8
"""Intersect by binary search when the shortest list is this many times smaller than the total.

Otherwise matches are counted in an array over all documents. Measured on 10,000 documents.
"""

SAMPLING_STEP = 16
"""Sampling step used to estimate the score of the last hit of a window."""

CACHED_POSTINGS = 12_000_000
"""Scored postings kept in the cache of a generation, 8 bytes each."""

CACHED_FACETS = 50_000
"""Counts of values kept in the cache."""


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

    def occurrences(
        self, documents: Numbers, words: Sequence[Sequence[Leaf]], fields: Sequence[str]
    ) -> Sequence[Occurrences] | None:
        """Return where the words of a query occur in some documents, for each of some fields.

        Args:
            documents: The documents.
            words: The leaves of each word.
            fields: Names of fields that follow one another in `TEXT_FIELDS`.

        Returns:
            The occurrences in each field, or None if positions cannot be read.
        """
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
class FacetValues:
    """The values of all documents in a facet; documents with the same values share a set.

    Attributes:
        values: The distinct values, ascending.
        members: The values of all sets, one set after the other, as indexes into `values`.
        owners: The set of each member.
        count: Number of sets.
        sets: The set of each document.
    """

    values: list[str]
    members: Numbers
    owners: Numbers
    count: int
    sets: Numbers

    @classmethod
    def of(cls, field: str, joined: Sequence[str], sets: Numbers) -> FacetValues:
        """Part the values of a field.

        Args:
            field: Name of the field.
            joined: The distinct sets, as `Field.joined` writes their values.
            sets: The index of each document's set.
        """
        parted = [FIELD[field].parted(one) for one in joined]
        distinct = sorted({value for values in parted for value in values})
        index = {value: number for number, value in enumerate(distinct)}
        members = [index[value] for values in parted for value in values]
        owners = np.repeat(np.arange(len(parted)), [len(values) for values in parted])
        return cls(distinct, np.array(members, np.int64), owners, len(parted), sets)

    def mask(self, accepted: Sequence[str]) -> Mask:
        """Return a mask of the documents with any of some values."""
        wanted = np.array([value in accepted for value in self.values], bool)
        chosen = np.zeros(self.count + 1, bool)
        chosen[self.owners[wanted[self.members]]] = True
        return chosen[self.sets]

    def counts(self, documents: Numbers) -> Numbers:
        """Return how many of some documents have each value."""
        of_sets = np.bincount(self.sets[documents], minlength=self.count)
        counts = np.bincount(self.members, of_sets[self.owners], minlength=len(self.values))
        return counts.astype(np.int64)


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
            field: _merged_values([values.keywords[field] for values in segments])
            for field in KEYWORD_FIELDS
        }
        lengths = {
            field.name: _joined([values.lengths[field.name] for values in segments])
            for field in TEXT_FIELDS
        }
        periods = {field: _periods(ordinals, field) for field in DATE_FACETS}
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
    """

    documents: Numbers
    scores: Floats

    def only(self, mask: Mask) -> Scored:
        """Return the documents for which the mask is true; it has one entry per document here."""
        return Scored(self.documents[mask], self.scores[mask])

    def with_scores(self, indexes: Numbers, scores: Floats) -> Scored:
        """Return the documents with other scores of those at some indexes."""
        changed = self.scores.astype(np.float64)
        changed[indexes] = scores
        return Scored(self.documents, changed)


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
    """Evaluator of queries over a collection, with an LRU cache of scored leaves."""

    def __init__(self, collection: Collection, segments: Sequence[tuple[int, Segment]]) -> None:
        """Use these segments, each given with the number of its first document."""
        self.collection = collection
        self._segments = segments
        self._cache: OrderedDict[tuple[int, Query | Similar], Scored] = OrderedDict()
        self._cached_postings = 0
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

    def matching(self, _: ScoredLeaf | Query, documents: Numbers) -> int:
        """Return how many documents match a leaf or a query, given those found here."""
        return len(documents)

    def each(self, queries: Sequence[Query], ranking: Ranking, budget: Budget) -> list[Scored]:
        """Return the matches of each query, or of the first ones if the budget runs out."""
        return [self.evaluate(one, ranking, budget) for one in queries if not budget.is_spent()]

    def scores_of(
        self, documents: Numbers, leaf: Word | Phrase | Similar, ranking: Ranking
    ) -> Floats:
        """Return the score of a leaf in each of some documents, 0 where it does not match."""
        return _scores_of(documents, self._leaf(leaf, ranking))

    def occurrences(
        self, documents: Numbers, words: Sequence[Sequence[Leaf]], fields: Sequence[str]
    ) -> list[Occurrences] | None:
        """Return where the words of a query occur in ascending documents; see `Segment`."""
        found: list[Sequence[Occurrences]] = []
        ends = [base for base, _ in self._segments[1:]] + [len(self.collection)]
        for (base, segment), end in zip(self._segments, ends, strict=True):
            begin, stop = np.searchsorted(documents, (base, end))
            if begin == stop:
                continue
            of_segment = segment.occurrences(documents[begin:stop] - base, words, fields)
            if of_segment is None:
                return None
            found.append(of_segment)
        return [Occurrences.joined(of_field) for of_field in zip(*found, strict=True)]

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
        for weight, leaf in boosts(parts, ranking, self.collection.average_length):
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
        sizes = [len(match.documents) for match in matches]
        if least == len(matches) and min(sizes) * INTERSECTION_RATIO < sum(sizes):
            return _intersection(matches)
        size = len(self.collection)
        documents = np.concatenate([match.documents for match in matches])
        scores = np.concatenate([match.scores for match in matches])
        totals = np.bincount(documents, scores, size)
        if least == 1:
            mask = np.zeros(size, bool)
            mask[documents] = True
        else:
            mask = np.bincount(documents, minlength=size) >= least
        matching = np.flatnonzero(mask)
        return Scored(matching, totals[matching])

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
            mask[match.documents] = True
            scores[match.documents] = np.maximum(
                scores[match.documents], weight * match.scores.astype(np.float64)
            )
        matching = np.flatnonzero(mask)
        return Scored(matching, scores[matching])

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
        with self._lock:
            if key not in self._cache:
                self._cache[key] = scored
                self._cached_postings += len(scored.documents)
            while self._cached_postings > CACHED_POSTINGS and len(self._cache) > 1:
                self._cached_postings -= len(self._cache.popitem(last=False)[1].documents)
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
        return self.combined((scored, exact), 1) if len(exact.documents) else scored

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
            [weights[field][docs] * counts.astype(np.float64) for field, docs, counts in postings]
        )
        if several or len({field for field, _, _ in postings}) > 1:
            # documents are sorted only within each field's postings
            totals = np.bincount(documents, weighted, len(self.collection))
            documents = np.flatnonzero(totals)
            weighted = totals[documents]
        if self.collection.count < len(self.collection):
            live = self.collection.live[documents]
            documents, weighted = documents[live], weighted[live]
        factor = weight * idf(self.collection.count, self.matching(leaf, documents))
        scores = factor * saturated(weighted, ranking.k1)
        return Scored(documents.astype(np.int32), scores.astype(np.float32))


NO_MATCHES = Scored(np.empty(0, np.int32), np.empty(0, np.float32))
"""No documents."""


def _scores_of(documents: Numbers, scored: Scored) -> Floats:
    """Return the score of each document, 0 for documents that do not match."""
    if not len(scored.documents):
        return np.zeros(len(documents))
    indexes = scored.documents.searchsorted(documents)
    np.minimum(indexes, len(scored.documents) - 1, out=indexes)
    return np.where(scored.documents[indexes] == documents, scored.scores[indexes], 0)


def _intersection(matches: Sequence[Scored]) -> Scored:
    """Return the documents in all of the matches, with their scores added, by binary search."""
    fewest, *others = sorted(matches, key=lambda match: len(match.documents))
    documents, scores = fewest.documents, fewest.scores.astype(np.float64)
    for other in others:
        indexes = np.searchsorted(other.documents, documents)
        np.minimum(indexes, len(other.documents) - 1, out=indexes)
        if not len(other.documents):
            return NO_MATCHES
        kept = other.documents[indexes] == documents
        documents = documents[kept]
        scores = scores[kept] + other.scores[indexes[kept]]
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
    indexes = np.arange(len(documents))
    if len(documents) > SAMPLING_STEP * wanted:  # sort only the candidates
        sample = first[::SAMPLING_STEP]
        least = np.partition(sample, len(sample) - wanted)[len(sample) - wanted]
        indexes = np.flatnonzero(first >= least)  # the k-th best of the sample is a lower bound
        documents, scores, first = documents[indexes], scores[indexes], first[indexes]
    second = collection.ordinals[documents] if window.sort == "relevance" else scores
    order = np.lexsort((-second, -first))[window.offset : wanted]
    return indexes[order]


def _days(collection: Collection, documents: Numbers, window: Window) -> Numbers:
    """Return descending sort keys by date; documents without a date come last in either order."""
    days = collection.ordinals[documents]
    return days if window.sort == "-date" else np.where(days == NO_DATE, -(1 << 30), -days)


def facet_counts(collection: Collection, field: str, documents: Numbers) -> tuple[FacetCount, ...]:
    """Count a field's values in documents, most frequent first; years and months newest first.

    Of a field with `most`, no more values are counted.
    """
    facet, most = collection.facets[field], FIELD[field].most
    counts = facet.counts(documents)
    found = np.flatnonzero(counts)
    order = (
        found[::-1] if field in DATE_FACETS else found[np.argsort(-counts[found], kind="stable")]
    )[: most or None]
    values = [facet.values[number] for number in order.tolist()]
    return tuple(map(_facet_count, values, counts[order].tolist()))


@lru_cache(maxsize=CACHED_FACETS)
def _facet_count(value: str, count: int) -> FacetCount:
    """Return a count of a value; a query has hundreds, most of them alike."""
    return FacetCount(value, count)


def _joined(parts: Sequence[Numbers], kind: type[np.signedinteger[Any]] = np.int32) -> Numbers:
    return np.concatenate(parts).astype(kind) if parts else np.empty(0, kind)


def _merged_values(segments: Sequence[tuple[Sequence[str], Numbers]]) -> tuple[list[str], Numbers]:
    """Merge a keyword field of all segments: the values, ascending, and each document's index."""
    merged = sorted({value for values, _ in segments for value in values})
    number_of = {value: number for number, value in enumerate(merged)}
    parts = [
        np.array([number_of[value] for value in values], np.int64)[numbers]
        for values, numbers in segments
    ]
    return merged, _joined(parts, np.int64)


def _periods(ordinals: Numbers, field: str) -> tuple[list[str], Numbers]:
    """Return the distinct years or months of some days, and each day's index among them.

    The period of NO_DATE is empty.
    """
    days = (ordinals.astype(np.int64) - EPOCH_ORDINAL).astype("datetime64[D]")
    periods = days.astype("datetime64[Y]" if field == "year" else "datetime64[M]")
    values, numbers = np.unique(periods, return_inverse=True)
    names = [
        name.lstrip("0") if field == "year" else name for name in np.datetime_as_string(values)
    ]
    return ["" if name == UNDATED else name for name in names], numbers.astype(np.int64)


def bases(counts: Iterable[int]) -> list[int]:
    """Return the number of each segment's first document, given the segments' sizes."""
    return list(accumulate(counts, initial=0))[:-1]
