"""Vocabulary: the words of an index, from which words that it lacks are corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

from analyzers.lexicon import Lexicon
from analyzers.variants import misspelling
from analyzers.variants.proclitics import CONJUNCTIONS, PREPOSITIONS, without_article
from indexer.searching.word_table import KeyedWords, WordTable

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
        self.forms = WordTable(forms)
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
        return self._words.begins(prefix)

    def near(self, form: str, distance: int) -> list[str]:
        """Return the forms within an edit distance, the nearest first, then the most frequent.

        The distance is optimal string alignment: deletions, insertions, substitutions and
        transpositions of adjacent letters.

        Args:
            form: The form to compare with.
            distance: Maximum distance.
        """
        found = self.forms.near(form, distance)
        return [one for one, _ in sorted(found, key=lambda f: (f[1], -self.forms[f[0]], f[0]))]

    def likely(self, form: str, distance: int) -> Iterator[str]:
        """Yield the correction candidates of a form, in no order and possibly repeated.

        They are the words within an edit distance and those that differ in vowels only.

        Args:
            form: The form to correct.
            distance: Maximum optimal string alignment distance.
        """
        yield from (one for one, _ in self._words.near(form, distance))
        yield from self._by_skeleton.of(misspelling.skeleton(form))

    @cached_property
    def _words(self) -> WordTable:
        """Return the frequencies of all forms, added to those of their words without proclitics."""
        forms = self.forms.counted()
        words = Counter(forms)
        for form, count in forms.items():
            bare = without_article(form)
            if bare != form:
                words[bare] += count
            elif form.startswith(CONJUNCTIONS + PREPOSITIONS) and len(form) > LEAST_BARE:
                rest = form[1:]
                if self._lexicon.get(rest, 0) > self._lexicon.get(form, 0):
                    words[rest] += count
        return WordTable(words)

    @cached_property
    def _by_skeleton(self) -> KeyedWords:
        """Return the words by their skeletons, their letters without vowels."""
        return KeyedWords(self._words, misspelling.skeleton)
