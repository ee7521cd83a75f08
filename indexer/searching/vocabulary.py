"""Vocabulary: the words of an index's texts, for those that it does not have."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from analyzers.lexicon import Lexicon
from analyzers.variants import misspelling
from analyzers.variants.proclitics import CONJUNCTIONS, PREPOSITIONS, without_article

LEAST_BARE = 4
"""Letters of a word that is seen behind a letter joined to it."""


class Vocabulary:
    """The words that stand in the texts, alone or behind what is joined to them.

    Attributes:
        forms: How often each form stands in the texts.
    """

    def __init__(self, forms: Mapping[str, int], lexicon: Lexicon) -> None:
        """`lexicon`: how often words are written; it tells a joined letter (بصواريخ) from one of
        the word (لبنان)."""
        self.forms = forms
        self._lexicon = lexicon

    def __contains__(self, form: str) -> bool:
        return form in self.forms

    def has(self, word: str) -> bool:
        """Whether the texts have a word, if only behind what is joined to it."""
        return word in self._words

    def frequency(self, word: str) -> int:
        """How often a word stands in the texts, also behind what is joined to it."""
        return self._words.get(word, 0)

    def begins(self, prefix: str) -> bool:
        """Whether some word begins so."""
        place = bisect_left(self._sorted, prefix)
        return place < len(self._sorted) and self._sorted[place].startswith(prefix)

    def near(self, form: str, distance: int) -> list[str]:
        """The forms that few letters part from this one (left out, put in, other, or two swapped:
        optimal string alignment), the nearest first, then the most frequent."""
        found = process.extract(
            form, self._sorted_forms, scorer=OSA.distance, score_cutoff=distance, limit=None
        )
        return [one for one, _, _ in sorted(found, key=lambda f: (f[1], -self.forms[f[0]], f[0]))]

    def likely(self, form: str, distance: int) -> Iterator[str]:
        """The words that are few letters from a form, or differ in vowels alone; in no order."""
        found = process.extract(
            form, self._sorted, scorer=OSA.distance, score_cutoff=distance, limit=None
        )
        yield from (one for one, _, _ in found)
        yield from self._by_skeleton.get(misspelling.skeleton(form), ())

    @cached_property
    def _sorted_forms(self) -> Sequence[str]:
        return sorted(self.forms)

    @cached_property
    def _sorted(self) -> Sequence[str]:
        return sorted(self._words)

    @cached_property
    def _words(self) -> Mapping[str, int]:
        words = Counter(self.forms)
        for form, count in self.forms.items():
            bare = without_article(form)
            if bare != form:
                words[bare] += count
            elif form.startswith(CONJUNCTIONS + PREPOSITIONS) and len(form) > LEAST_BARE:
                rest = form[1:]
                if self._lexicon.get(rest, 0) > self._lexicon.get(form, 0):
                    words[rest] += count
        return words

    @cached_property
    def _by_skeleton(self) -> Mapping[str, Sequence[str]]:
        words: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            words[misspelling.skeleton(word)].append(word)
        return words
