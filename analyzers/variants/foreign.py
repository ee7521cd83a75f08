"""Foreign words: names and loan words, which may be written in several ways."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Literal

from analyzers.lemmas.derivation import is_derived
from analyzers.lemmas.table import FormTable, shipped
from analyzers.normalize import is_arabic, normalize
from analyzers.variants.names import arabic_names
from analyzers.variants.proclitics import ARTICLE, CONJUNCTIONS, PREPOSITIONS
from analyzers.variants.transcription import parted
from analyzers.word_lists import WordLists

Kind = Literal["listed", "unknown", "loan"]
"""Kind of a foreign word: a listed name, a word that no list has, a loan word of the dictionary."""

LEAST_LETTERS = 4
"""Least number of letters of a foreign word."""

PARTICLES = ("ما", "لا", "يا")
"""Particles that are sometimes written joined to the next word."""

PRONOUNS = ("ها", "هم", "هما", "هن", "نا", "كم", "ه", "ي", "ك")
"""Suffixed pronouns."""


class ForeignWords:
    """The words that are foreign by lists, by the dictionary or by their letters.

    Args:
        lists: The word lists of the analyser.
        names: Further foreign names, normalised.
        table: The dictionary.
    """

    def __init__(
        self, lists: WordLists, names: Container[str] = (), table: FormTable | None = None
    ) -> None:
        self._lists = lists
        self._names = names
        self._table = table or shipped()

    def kind(self, word: str) -> Kind | None:
        """Return why a word counts as foreign, or None if it does not.

        Args:
            word: The word, normalised and without proclitics.
        """
        if len(word) < LEAST_LETTERS or not is_arabic(word) or word in self._lists.stop_words:
            return None
        if self._is_listed(word):
            return "listed"
        if is_derived(word) or self._has_proclitic(word):
            return None
        if lemmas := self._table.get(word):
            return "loan" if self._is_noun(word, lemmas) else None
        return None if self._is_known(word) else "unknown"

    def _is_listed(self, word: str) -> bool:
        return word in self._names or word in self._lists.protected or (word,) in arabic_names()

    def _is_noun(self, word: str, lemmas: tuple[str, ...]) -> bool:
        """Return whether a word of the dictionary is a noun without affixes."""
        base = parted(word).base
        return all(parted("".join(normalize(lemma))).base == base for lemma in lemmas)

    def _has_proclitic(self, word: str) -> bool:
        """Return whether the first letter of a word is rather a proclitic or an article."""
        if word.startswith(ARTICLE):
            return True
        lexicon = self._lists.lexicon
        for letter in (*CONJUNCTIONS, *PREPOSITIONS):
            rest = word.removeprefix(letter)
            if rest != word and (
                rest.startswith(ARTICLE)
                or self._is_listed(rest)
                or self._table.get(rest)
                or lexicon.get(rest, 0) > lexicon.get(word, 0)
            ):
                return True
        return any(
            word.startswith(particle) and self._table.get(word.removeprefix(particle))
            for particle in PARTICLES
        )

    def _is_known(self, word: str) -> bool:
        """Return whether the lists have a word, or the dictionary has it without a pronoun."""
        lists = self._lists
        if word in lists.lemmas or word in lists.plurals:
            return True
        return any(map(self._table.get, _without_pronoun(word)))


def _without_pronoun(word: str) -> Iterator[str]:
    """Yield what may be left of a word without a pronoun; a ت before it is a ة."""
    for pronoun in PRONOUNS:
        rest = word.removesuffix(pronoun)
        if rest != word and len(rest) >= LEAST_LETTERS - 1:
            yield rest
            if rest.endswith("ت"):
                yield rest[:-1] + "ه"
