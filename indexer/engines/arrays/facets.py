"""Facets: the values of all documents, and counts of them in the hits of a query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from indexer.engines.base import FacetCount
from indexer.model.fields import DATE_FACETS, FIELD
from indexer.ranking.order import Numbers

Mask = npt.NDArray[np.bool_]
"""An array of booleans."""

EPOCH_ORDINAL = 719_163
"""The ordinal of 1970-01-01, NumPy's day 0."""

UNDATED = "0000-12"
"""The month that NumPy computes for NO_DATE."""

CACHED_FACETS = 50_000
"""Counts of values kept in the cache."""


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
        of_sets = np.bincount(self.sets.take(documents), minlength=self.count)
        counts = np.bincount(self.members, of_sets[self.owners], minlength=len(self.values))
        return counts.astype(np.int64)


class FacetCounter:
    """Counter of the values of some documents.

    If they are most of all, the others are counted and taken from the counts of all.
    """

    def __init__(self, documents: Numbers, live: Mask, totals: Mapping[str, Numbers]) -> None:
        """Count in these documents.

        Args:
            documents: The documents, all of them live.
            live: Which documents of the collection are live.
            totals: For each facet, how many live documents have each value.
        """
        self._documents = documents
        self._live = live
        self._totals = totals

    def counts(self, field: str, facet: FacetValues) -> tuple[FacetCount, ...]:
        """Count the values of a facet, most frequent first; years and months newest first.

        Of a field with `most`, no more values are counted.
        """
        if not facet.values:
            return ()
        others = self._others
        counts = (
            facet.counts(self._documents)
            if others is None
            else self._totals[field] - facet.counts(others)
        )
        found = counts.nonzero()[0]
        order = (
            found[::-1]
            if field in DATE_FACETS
            else found[np.argsort(-counts[found], kind="stable")]
        )[: FIELD[field].most or None]
        values = [facet.values[number] for number in order.tolist()]
        return tuple(map(_facet_count, values, counts[order].tolist()))

    @cached_property
    def _others(self) -> Numbers | None:
        """Return the other live documents, if they are fewer."""
        if 2 * len(self._documents) <= len(self._live):
            return None
        others = self._live.copy()
        others[self._documents] = False
        return np.asarray(others.nonzero()[0])


@lru_cache(maxsize=CACHED_FACETS)
def _facet_count(value: str, count: int) -> FacetCount:
    """Return a count of a value; a query has hundreds, most of them alike."""
    return FacetCount(value, count)


def merged_values(segments: Sequence[tuple[Sequence[str], Numbers]]) -> tuple[list[str], Numbers]:
    """Merge a keyword field of all segments: the values, ascending, and each document's index."""
    merged = sorted({value for values, _ in segments for value in values})
    number_of = {value: number for number, value in enumerate(merged)}
    parts = [
        np.array([number_of[value] for value in values], np.int64)[numbers]
        for values, numbers in segments
    ]
    return merged, np.concatenate(parts) if parts else np.empty(0, np.int64)


def periods_of(ordinals: Numbers, field: str) -> tuple[list[str], Numbers]:
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
