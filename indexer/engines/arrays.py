"""Arrays: matching, scoring, filtering and counting as arithmetic over all documents.

A document is a number from 0; an array over documents has an entry for each, deleted ones included.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from indexer.engines.base import FacetCount, Filters, Window
from indexer.query import And, Not, Or, Phrase, Prefix, Query, Word
from indexer.ranking import EXACT_WEIGHT, K1, STEM_WEIGHT, B, idf
from indexer.schema import FACET_FIELDS, TEXT_FIELDS

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Analysis = Literal["forms", "stems"]

NO_DATE = 0
"""Among the ordinals, which are proleptic Gregorian: 1 is 1 January of year 1."""
FIRST_OF_1970 = 719_163
"""The ordinal of 1970-01-01, where NumPy's days begin."""
CACHED_POSTINGS = 2_000_000
"""Postings of scored leaves kept per generation, 16 bytes each."""

WEIGHTS = {field.name: field.weight for field in TEXT_FIELDS}


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents, ascending, and a value for each: how often a term stands there, or its score."""

    documents: Ints
    values: Floats


@dataclass(frozen=True, slots=True)
class TermLeaf:
    """A form or a stem in some fields."""

    analysis: Analysis
    term: str
    fields: tuple[str, ...]


Leaf = TermLeaf | Phrase | Prefix


class PostingsReader(Protocol):
    """Reads the postings of a leaf in one of its fields, of live documents only."""

    def read(self, leaf: Leaf, field: str) -> Postings: ...


@dataclass(frozen=True)
class Collection:
    """The values of all documents. `lengths` in tokens, by text field; `keywords` by field."""

    live: Mask
    ordinals: npt.NDArray[np.int32]
    keywords: Mapping[str, Sequence[str]]
    lengths: Mapping[str, Floats]

    @cached_property
    def count(self) -> int:
        """How many documents are live."""
        return int(self.live.sum())

    @cached_property
    def norms(self) -> Mapping[str, Floats]:
        """What a frequency in a field is divided by; see `indexer.ranking.length_norm`."""
        norms = {}
        for field, lengths in self.lengths.items():
            average = lengths[self.live].mean() if self.count else 0.0
            norms[field] = 1 - B + B * lengths / average if average else np.ones(len(lengths))
        return norms

    @cached_property
    def facets(self) -> Mapping[str, tuple[list[str], Ints]]:
        """By facet field: its values, and for each document the number of its value."""
        days = self.ordinals.astype(np.int64) - FIRST_OF_1970
        years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(str)
        columns = {**self.keywords, "year": np.where(self.ordinals == NO_DATE, "", years)}
        facets = {}
        for field in FACET_FIELDS:
            values, numbers = np.unique(np.asarray(columns[field], dtype=str), return_inverse=True)
            facets[field] = (values.tolist(), numbers.astype(np.int64))
        return facets

    def narrowed(self, filters: Filters) -> Narrowed:
        """Which documents each of the filters lets through."""
        return Narrowed(
            base=self.live & self._within(filters),
            by_field={
                field: self._having(field, values)
                for field, values in filters.values.items()
                if values
            },
        )

    def _within(self, filters: Filters) -> Mask:
        mask = np.ones(len(self.live), dtype=bool)
        if filters.first:
            mask &= self.ordinals >= filters.first.toordinal()
        if filters.last:
            mask &= (self.ordinals <= filters.last.toordinal()) & (self.ordinals != NO_DATE)
        return mask

    def _having(self, field: str, wanted: tuple[str, ...]) -> Mask:
        values, numbers = self.facets[field]
        chosen = np.isin(values, [value for value in wanted if value])
        return chosen[numbers] if len(chosen) else np.zeros(len(numbers), dtype=bool)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Masks of what filters let through: `base` (live, dates), and one for each filtered field."""

    base: Mask
    by_field: Mapping[str, Mask]

    def without(self, field: str | None) -> Mask:
        """All filters but the field's own."""
        mask = self.base.copy()
        for name, having in self.by_field.items():
            if name != field:
                mask &= having
        return mask

    @property
    def all(self) -> Mask:
        return self.without(None)


@dataclass(frozen=True, slots=True)
class Match:
    """Which documents match, and the score of each (0 where it does not)."""

    mask: Mask
    scores: Floats


class Evaluator:
    """Evaluates queries over one collection; keeps the scored postings of recent leaves."""

    def __init__(self, collection: Collection, reader: PostingsReader) -> None:
        self._collection = collection
        self._reader = reader
        self._cache: OrderedDict[Leaf, Postings] = OrderedDict()
        self._cached = 0
        self._lock = threading.Lock()

    def evaluate(self, query: Query) -> Match:
        """The documents that match; deleted ones may be among them where a Not stands."""
        match query:
            case Word():
                return self._word(query)
            case Phrase() | Prefix():
                return self._sum([(query, STEM_WEIGHT + EXACT_WEIGHT)])
            case And(children):
                matches = [self.evaluate(child) for child in children]
                return self._combined(matches, len(matches))
            case Or(children, least):
                return self._combined([self.evaluate(child) for child in children], max(least, 1))
            case Not(child):
                mask = ~self.evaluate(child).mask
                return Match(mask, np.zeros(len(mask)))

    def _word(self, word: Word) -> Match:
        leaves: list[tuple[Leaf, float]] = [
            (TermLeaf("forms", word.form, word.fields), EXACT_WEIGHT)
        ]
        if word.stem is not None:
            leaves.append((TermLeaf("stems", word.stem, word.fields), STEM_WEIGHT))
        return self._sum(leaves)

    def _sum(self, leaves: Sequence[tuple[Leaf, float]]) -> Match:
        """Documents that hold any of the leaves, with their weighted scores added."""
        mask = np.zeros(len(self._collection.live), dtype=bool)
        scores = np.zeros(len(mask))
        for leaf, weight in leaves:
            scored = self._scored(leaf)
            mask[scored.documents] = True
            scores[scored.documents] += weight * scored.values
        return Match(mask, scores)

    def _combined(self, matches: Sequence[Match], least: int) -> Match:
        size = len(self._collection.live)
        matching = np.zeros(size, dtype=np.int32)
        scores = np.zeros(size)
        for match in matches:
            matching += match.mask
            scores += match.scores
        mask = matching >= least
        return Match(mask, np.where(mask, scores, 0.0))

    def _scored(self, leaf: Leaf) -> Postings:
        """The BM25F scores of a leaf, from the cache if it is there."""
        with self._lock:
            if leaf in self._cache:
                self._cache.move_to_end(leaf)
                return self._cache[leaf]
        scored = self._score(leaf)
        with self._lock:
            if leaf not in self._cache:
                self._cache[leaf] = scored
                self._cached += len(scored.documents)
            while self._cached > CACHED_POSTINGS and len(self._cache) > 1:
                self._cached -= len(self._cache.popitem(last=False)[1].documents)
        return scored

    def _score(self, leaf: Leaf) -> Postings:
        frequencies = np.zeros(len(self._collection.live))
        for field in leaf.fields:
            found = self._reader.read(leaf, field)
            norms = self._collection.norms[field][found.documents]
            frequencies[found.documents] += WEIGHTS[field] * found.values / norms
        documents = np.flatnonzero(frequencies)
        saturated = frequencies[documents] / (K1 + frequencies[documents])
        return Postings(documents, idf(self._collection.count, len(documents)) * saturated)


def ordered(collection: Collection, documents: Ints, scores: Floats, window: Window) -> Ints:
    """The documents of a window, in its order; equal ones newer first, then as they were added."""
    newest = -collection.ordinals[documents].astype(np.int64)
    match window.sort:
        case "relevance":
            order = np.lexsort((newest, -scores[documents]))
        case "-date":
            order = np.lexsort((-scores[documents], newest))
        case "date":  # those without a date come last here too
            oldest = np.where(newest == NO_DATE, np.iinfo(np.int64).max, -newest)
            order = np.lexsort((-scores[documents], oldest))
    return documents[order[window.offset : window.offset + window.limit]]


def facet_counts(collection: Collection, field: str, mask: Mask) -> tuple[FacetCount, ...]:
    """The values of a field among these documents, most first; years newest first."""
    values, numbers = collection.facets[field]
    counts = np.bincount(numbers[mask], minlength=len(values)).tolist()
    counted = [FacetCount(v, n) for v, n in zip(values, counts, strict=True) if v and n]
    if field == "year":
        return tuple(sorted(counted, key=lambda facet: facet.value, reverse=True))
    return tuple(sorted(counted, key=lambda facet: (-facet.count, facet.value)))
