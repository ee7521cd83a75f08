"""Arrays: matching, scoring, filtering and counting as arithmetic over postings.

A document is a number from 0, through all segments, deleted documents included. A match is the
ascending numbers of its documents and a score for each; arrays over all documents serve to add up.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from indexer.budget import UNLIMITED, Budget
from indexer.engines.arrays.segment_buffer import NO_DATE
from indexer.engines.base import FacetCount, Filters, Window
from indexer.model.fields import DATE_FACETS, KEYWORD_FIELDS, TEXT_FIELDS
from indexer.model.query import And, Best, Ids, Near, Not, Or, Phrase, Prefix, Query, Similar, Word
from indexer.ranking.boosts import boosts
from indexer.ranking.formula import idf, newness, saturated
from indexer.ranking.parameters import Ranking

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
Floats = npt.NDArray[Any]
Analysis = Literal["forms", "stems"]

FIRST_OF_1970 = 719_163
"""The ordinal of 1970-01-01, where NumPy's days begin."""

UNDATED = "0000-12"
"""The month of NO_DATE."""

SPARSE = 8
"""How many times more postings there must be in all than in the shortest list, for it to be looked
up in the others rather than all added up; measured on 10,000 documents."""

SAMPLED = 16
"""One in so many scores is looked at first, to see below which none is among the best."""

CACHED_POSTINGS = 12_000_000
"""Scored postings of recent leaves kept per generation, 8 bytes each."""


@dataclass(frozen=True, slots=True)
class TermLeaf:
    """A form or a stem in some fields; or any of several stems, which count as one term."""

    analysis: Analysis
    term: str
    fields: tuple[str, ...]
    more: tuple[str, ...] = ()


Leaf = TermLeaf | Phrase | Near | Prefix | Similar

Found = tuple[str, Numbers, Numbers]
"""A field, the documents of a segment in which a leaf stands there, ascending, and how often."""


class Segment(Protocol):
    """Reads the postings of a segment, whose documents are numbered from 0."""

    def read(self, leaf: Leaf) -> Iterable[Found]: ...

    def with_id(self, article_id: str) -> Iterable[int]: ...


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a segment's documents. `keywords`: by field, the distinct values and the number
    of each document's. `lengths`: by text field, in tokens. `fingerprints`: those of the bodies."""

    ordinals: Numbers
    fingerprints: Numbers
    keywords: Mapping[str, tuple[Sequence[str], Numbers]]
    lengths: Mapping[str, Numbers]


@dataclass(frozen=True)
class Collection:
    """The values of all documents. `facets`: by field, the distinct values, and for each document
    the number of its own. `weights`: by text field, what a frequency in each document counts: the
    field's weight by its length norm; see `indexer.ranking.formula.length_norm`."""

    live: Mask
    ordinals: Numbers
    fingerprints: Numbers
    facets: Mapping[str, tuple[list[str], Numbers]]
    lengths: Mapping[str, Numbers]

    @classmethod
    def of(cls, live: Mask, segments: Sequence[Values]) -> Collection:
        """The documents of these segments, one after the other."""
        ordinals = _joined([values.ordinals for values in segments])
        keywords = {
            field: _united([values.keywords[field] for values in segments])
            for field in KEYWORD_FIELDS
        }
        lengths = {
            field.name: _joined([values.lengths[field.name] for values in segments])
            for field in TEXT_FIELDS
        }
        facets = {**keywords, **{field: _periods(ordinals, field) for field in DATE_FACETS}}
        fingerprints = _joined([values.fingerprints for values in segments], np.int64)
        return cls(live, ordinals, fingerprints, facets, lengths)

    def __len__(self) -> int:
        """How many documents there are, deleted ones included."""
        return len(self.live)

    @cached_property
    def count(self) -> int:
        """How many documents are live."""
        return int(self.live.sum())

    @cached_property
    def _newest(self) -> int:
        return int(self.ordinals[self.live].max()) if self.count else NO_DATE

    def weights(self, ranking: Ranking) -> Mapping[str, Floats]:
        """Return, by text field, the multiplier of term frequencies in each document: the field's
        weight divided by the length norm."""
        if (made := self._weights.get(ranking)) is None:
            made = {}
            for field, weight in ranking.field_weights:
                lengths = self.lengths[field]
                average = lengths[self.live].mean() if self.live.any() else 0.0
                b = ranking.b
                norms = 1 - b + b * lengths / average if average else np.ones(len(lengths))
                made[field] = (weight / norms).astype(np.float32)
            self._weights[ranking] = made
        return made

    @cached_property
    def _weights(self) -> dict[Ranking, Mapping[str, Floats]]:
        return {}

    def newness(self, documents: Numbers, preference: float, half_life: float) -> Floats:
        """Return the multiplier of each document's score; see `ranking.formula`."""
        return np.array(
            [
                1.0 if day == NO_DATE else newness(self._newest - day, preference, half_life)
                for day in self.ordinals[documents].tolist()
            ]
        )

    def narrowed(self, filters: Filters) -> Narrowed:
        """Which documents the filters let through."""
        return Narrowed(
            within=self._within(filters) if filters.first or filters.last else None,
            having={
                field: self._having(field, values)
                for field, values in filters.values.items()
                if values
            },
        )

    def _within(self, filters: Filters) -> Mask:
        mask: Mask = self.ordinals != NO_DATE
        if filters.first:
            mask &= self.ordinals >= filters.first.toordinal()
        if filters.last:
            mask &= self.ordinals <= filters.last.toordinal()
        return mask

    def _having(self, field: str, wanted: tuple[str, ...]) -> Mask:
        values, numbers = self.facets[field]
        chosen = np.array([value in wanted and value != "" for value in values], bool)
        return chosen[numbers] if len(chosen) else np.zeros(len(numbers), bool)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Masks over all documents: of the days, None for all, and of each field that is filtered."""

    within: Mask | None
    having: Mapping[str, Mask]

    def passing(self, documents: Numbers, but: str | None = None) -> Mask | None:
        """Which of the documents pass, whatever they have in the field `but`; None if all do."""
        masks = [mask for field, mask in self.having.items() if field != but]
        if self.within is not None:
            masks.append(self.within)
        passing: Mask | None = None
        for mask in masks:
            passing = mask[documents] if passing is None else passing & mask[documents]
        return passing


@dataclass(frozen=True, slots=True)
class Scored:
    """Documents, ascending, and the score of each."""

    documents: Numbers
    scores: Floats

    def only(self, mask: Mask) -> Scored:
        """Those that the mask, as long as this, lets through."""
        return Scored(self.documents[mask], self.scores[mask])


class Evaluator:
    """Evaluates queries over one collection; keeps the scored postings of recent leaves."""

    def __init__(self, collection: Collection, segments: Sequence[tuple[int, Segment]]) -> None:
        """Each segment with the number of its first document."""
        self._collection = collection
        self._segments = segments
        self._recent: OrderedDict[tuple[Ranking, Query | Similar], Scored] = OrderedDict()
        self._kept = 0
        self._lock = threading.Lock()

    def evaluate(self, query: Query, ranking: Ranking, budget: Budget = UNLIMITED) -> Scored:
        """Return the live documents that match, with their scores.

        When the budget runs out, the parts of the query that were read until then decide.
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

    def each(self, queries: Sequence[Query], ranking: Ranking, budget: Budget) -> list[Scored]:
        """Return the matches of each query, of fewer if the budget runs out."""
        return [self.evaluate(one, ranking, budget) for one in queries if not budget.is_spent()]

    def boosted(self, parts: Sequence[Query], matching: Scored, window: Window) -> Scored:
        """Return the matches of a query with these parts, the best of them boosted."""
        ranking = window.ranking
        best = np.sort(ranked(self._collection, matching, Window(limit=ranking.boosted)))
        documents, scores = matching.documents[best], matching.scores[best].astype(np.float64)
        for weight, leaf in boosts(parts, ranking):
            if window.budget.is_spent():
                break
            scores += weight * _scores_of(documents, self._leaf(leaf, ranking))
        if window.newer:
            scores *= self._collection.newness(documents, window.newer, ranking.half_life)
        totals = matching.scores.astype(np.float64)
        totals[best] = scores
        return Scored(matching.documents, totals)

    def combined(self, matches: Sequence[Scored], least: int) -> Scored:
        """Return the documents in at least so many of the matches, with the sums of their scores.

        With `least` 0: every live document.
        """
        if least == 0:
            return _unscored(self._collection.live)
        if len(matches) < least:
            return NOTHING
        if len(matches) == 1:
            return matches[0]
        sizes = [len(match.documents) for match in matches]
        if least == len(matches) and min(sizes) * SPARSE < sum(sizes):
            return _in_all(matches)
        size = len(self._collection)
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

    def levels(self, matches: Sequence[Scored], documents: Numbers) -> Numbers:
        """Return the coordination level of each document: how many of the matches it is in."""
        counts = np.zeros(len(self._collection), np.int32)
        for match in matches:
            counts[match.documents] += 1
        return counts[documents]

    def numbers_of(self, ids: Sequence[str]) -> list[int]:
        """Return the live documents with these ids, in the order of the ids."""
        live = self._collection.live
        return [
            base + document
            for id_ in ids
            for base, segment in self._segments
            for document in segment.with_id(id_)
            if live[base + document]
        ]

    def _best(self, matches: Sequence[Scored], other_weight: float) -> Scored:
        """Return the documents in any of the matches, with the best of their scores."""
        scores = np.zeros(len(self._collection))
        mask = np.zeros(len(self._collection), bool)
        for number, match in enumerate(matches):
            weight = other_weight if number else 1
            mask[match.documents] = True
            scores[match.documents] = np.maximum(
                scores[match.documents], weight * match.scores.astype(np.float64)
            )
        matching = np.flatnonzero(mask)
        return Scored(matching, scores[matching])

    def _without(self, match: Scored, budget: Budget) -> Scored:
        """Return the live documents that are not in a match; none if the match may lack some."""
        if budget.ran_out:
            return NOTHING
        mask = self._collection.live.copy()
        mask[match.documents] = False
        return _unscored(mask)

    def _mask_of(self, ids: Sequence[str]) -> Mask:
        mask = np.zeros(len(self._collection), bool)
        mask[self.numbers_of(ids)] = True
        return mask

    def _leaf(self, leaf: Word | Phrase | Near | Prefix | Similar, ranking: Ranking) -> Scored:
        """Return the scored postings of a leaf, from the cache if they are there."""
        key = (ranking, leaf)
        with self._lock:
            if key in self._recent:
                self._recent.move_to_end(key)
                return self._recent[key]
        match leaf:
            case Word():
                scored = self._word(leaf, ranking)
            case Similar():
                scored = self._score(leaf, 1, ranking)
            case _:
                scored = self._score(leaf, ranking.stem_weight + ranking.exact_weight, ranking)
        with self._lock:
            if key not in self._recent:
                self._recent[key] = scored
                self._kept += len(scored.documents)
            while self._kept > CACHED_POSTINGS and len(self._recent) > 1:
                self._kept -= len(self._recent.popitem(last=False)[1].documents)
        return scored

    def _word(self, word: Word, ranking: Ranking) -> Scored:
        form = TermLeaf("forms", word.form, word.fields)
        exact = self._score(form, ranking.exact_weight, ranking)
        if word.stem is None:
            return exact
        stem = TermLeaf("stems", word.stem, word.fields, word.more)
        stemmed = self._score(stem, ranking.stem_weight, ranking)
        return self.combined((stemmed, exact), 1) if len(exact.documents) else stemmed

    def _score(self, leaf: Leaf, weight: float, ranking: Ranking) -> Scored:
        """Return the BM25F scores of a leaf; see `ranking.formula`."""
        found: list[Found] = []
        several = False
        for base, segment in self._segments:
            before = len(found)
            for field, documents, frequencies in segment.read(leaf):
                found.append((field, documents + np.int32(base), frequencies))
            several |= len(found) > before + 1
        if not found:
            return NOTHING
        documents = np.concatenate([documents for _, documents, _ in found])
        weights = self._collection.weights(ranking)
        weighted = np.concatenate(
            [weights[field][docs] * counts.astype(np.float64) for field, docs, counts in found]
        )
        if several or len({field for field, _, _ in found}) > 1:
            # the documents ascend in each list of postings alone
            totals = np.bincount(documents, weighted, len(self._collection))
            documents = np.flatnonzero(totals)
            weighted = totals[documents]
        if self._collection.count < len(self._collection):
            live = self._collection.live[documents]
            documents, weighted = documents[live], weighted[live]
        rarity = weight * idf(self._collection.count, len(documents))
        scores = rarity * saturated(weighted, ranking.k1)
        return Scored(documents.astype(np.int32), scores.astype(np.float32))


NOTHING = Scored(np.empty(0, np.int32), np.empty(0, np.float32))


def _scores_of(documents: Numbers, scored: Scored) -> Floats:
    """The scores of these documents, 0 for those that are not among the scored."""
    if not len(scored.documents):
        return np.zeros(len(documents))
    places = np.searchsorted(scored.documents, documents)
    np.minimum(places, len(scored.documents) - 1, out=places)
    return np.where(scored.documents[places] == documents, scored.scores[places], 0)


def _in_all(matches: Sequence[Scored]) -> Scored:
    """Documents in every one of the matches, with their scores added."""
    fewest, *others = sorted(matches, key=lambda match: len(match.documents))
    documents, scores = fewest.documents, fewest.scores.astype(np.float64)
    for other in others:
        places = np.searchsorted(other.documents, documents)
        np.minimum(places, len(other.documents) - 1, out=places)
        if not len(other.documents):
            return NOTHING
        kept = other.documents[places] == documents
        documents = documents[kept]
        scores = scores[kept] + other.scores[places[kept]]
    return Scored(documents, scores)


def _unscored(mask: Mask) -> Scored:
    documents = np.flatnonzero(mask)
    return Scored(documents, np.zeros(len(documents)))


def top(collection: Collection, matching: Scored, window: Window) -> Iterator[tuple[int, float]]:
    """The documents of a window with their scores, in its order."""
    places = ranked(collection, matching, window)
    documents, scores = matching.documents[places], matching.scores[places]
    yield from zip(documents.tolist(), scores.tolist(), strict=True)


def ranked(collection: Collection, matching: Scored, window: Window) -> Numbers:
    """The places of the matches in a window, in its order; equal ones newer first, then as they
    were added."""
    documents, scores = matching.documents, matching.scores
    if len(documents) <= window.offset or not window.limit:
        return np.empty(0, np.int64)
    first = scores if window.sort == "relevance" else _days(collection, documents, window)
    wanted = window.offset + window.limit
    places = np.arange(len(documents))
    if len(documents) > SAMPLED * wanted:  # most need not be sorted
        sample = first[::SAMPLED]
        least = np.partition(sample, len(sample) - wanted)[len(sample) - wanted]
        places = np.flatnonzero(first >= least)  # no one of the best is below the best of some
        documents, scores, first = documents[places], scores[places], first[places]
    second = collection.ordinals[documents] if window.sort == "relevance" else scores
    order = np.lexsort((-second, -first))[window.offset : wanted]
    return places[order]


def _days(collection: Collection, documents: Numbers, window: Window) -> Numbers:
    """What to sort by, the greatest first; those without a date come last either way."""
    days = collection.ordinals[documents]
    return days if window.sort == "-date" else np.where(days == NO_DATE, -(1 << 30), -days)


def facet_counts(collection: Collection, field: str, documents: Numbers) -> tuple[FacetCount, ...]:
    """The values of a field among these documents, most first; years and months newest first."""
    values, numbers = collection.facets[field]
    counts = np.bincount(numbers[documents], minlength=len(values)).tolist()
    counted = [FacetCount(v, n) for v, n in zip(values, counts, strict=True) if n and v]
    if field in DATE_FACETS:
        return tuple(sorted(counted, key=lambda facet: facet.value, reverse=True))
    return tuple(sorted(counted, key=lambda facet: (-facet.count, facet.value)))


def _joined(parts: Sequence[Numbers], kind: type[np.signedinteger[Any]] = np.int32) -> Numbers:
    return np.concatenate(parts).astype(kind) if parts else np.empty(0, kind)


def _united(segments: Sequence[tuple[Sequence[str], Numbers]]) -> tuple[list[str], Numbers]:
    """The distinct values of all segments, and the numbers of all documents' among them."""
    united: dict[str, int] = {}
    parts = []
    for values, numbers in segments:
        places = np.array([united.setdefault(value, len(united)) for value in values], np.int32)
        parts.append(places[numbers])
    return list(united), _joined(parts)


def _periods(ordinals: Numbers, field: str) -> tuple[list[str], Numbers]:
    """The years or the months in which the documents were published; "" without a date."""
    days = (ordinals.astype(np.int64) - FIRST_OF_1970).astype("datetime64[D]")
    periods = days.astype("datetime64[Y]" if field == "year" else "datetime64[M]")
    values, numbers = np.unique(periods, return_inverse=True)
    names = [
        name.lstrip("0") if field == "year" else name for name in np.datetime_as_string(values)
    ]
    return ["" if name == UNDATED else name for name in names], numbers.astype(np.int32)


def bases(counts: Iterable[int]) -> list[int]:
    """The number of the first document of each segment, given how many each has."""
    return list(accumulate(counts, initial=0))[:-1]
