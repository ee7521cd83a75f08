"""Vocabulary: the words of an index's texts, for those that it does not have."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA


class Vocabulary:
    """`forms`: how often each form stands in the texts."""

    def __init__(self, forms: Mapping[str, int]) -> None:
        self.forms = forms

    def __contains__(self, form: str) -> bool:
        return form in self.forms

    def begins(self, prefix: str) -> bool:
        """Whether some form begins so."""
        place = bisect_left(self._sorted, prefix)
        return place < len(self._sorted) and self._sorted[place].startswith(prefix)

    def near(self, form: str, distance: int) -> list[str]:
        """The forms that few letters part from this one (left out, put in, other, or two swapped:
        optimal string alignment), the nearest first, then the most frequent."""
        found = process.extract(
            form, self._sorted, scorer=OSA.distance, score_cutoff=distance, limit=None
        )
        return [one for one, _, _ in sorted(found, key=lambda f: (f[1], -self.forms[f[0]], f[0]))]

    @cached_property
    def _sorted(self) -> Sequence[str]:
        return sorted(self.forms)
