"""Vocabulary: the words of an index, from which words that it lacks are corrected."""

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
"""Minimum length in letters of a word from which an attached letter is split off."""


class Vocabulary:
    """The words of the texts, with and without the proclitics attached to them.

    Attributes:
        forms: Frequency of each form in the texts.
    """

    def __init__(self, forms: Mapping[str, int], lexicon: Lexicon) -> None:
        """Make the vocabulary of an index.

        Args:
            forms: Frequency of each form in the texts.
            lexicon: Frequency of words in the language, which distinguishes an attached
                preposition (بصواريخ) from the first letter of a word (لبنان).
        """
        self.forms = forms
        self._lexicon = lexicon

    def __contains__(self, form: str) -> bool:
        """Return whether the texts contain exactly this form."""
        return form in self.forms

    def has(self, word: str) -> bool:
        """Return whether the texts contain a word, with or without proclitics."""
        return word in self._words

    def frequency(self, word: str) -> int:
        """Return the frequency of a word in the texts, with and without proclitics."""
        return self._words.get(word, 0)

    def begins(self, prefix: str) -> bool:
        """Return whether a word begins with this prefix."""
        start = bisect_left(self._sorted, prefix)
        return start < len(self._sorted) and self._sorted[start].startswith(prefix)

    def near(self, form: str, distance: int) -> list[str]:
        """Return the forms within an edit distance, the nearest first, then the most frequent.

        The distance is optimal string alignment: deletions, insertions, substitutions and
        transpositions of adjacent letters.

        Args:
            form: The form to compare with.
            distance: Maximum distance.
        """
        found = process.extract(
            form, self._sorted_forms, scorer=OSA.distance, score_cutoff=distance, limit=None
        )
        return [one for one, _, _ in sorted(found, key=lambda f: (f[1], -self.forms[f[0]], f[0]))]

    def likely(self, form: str, distance: int) -> Iterator[str]:
        """Yield the correction candidates of a form, in no order and possibly repeated.

        They are the words within an edit distance and those that differ in vowels only.

        Args:
            form: The form to correct.
            distance: Maximum optimal string alignment distance.
        """
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
        """Return the frequencies of all forms, added to those of their words without proclitics."""
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
        """Return the words by their skeletons, their letters without vowels."""
        words: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            words[misspelling.skeleton(word)].append(word)
        return words
