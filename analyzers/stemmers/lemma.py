"""The dictionary stemmer, the default: the stems of a form are its lemmas.

A form that the dictionary lacks, with and without its affixes, has the stem of the lexicon-guarded
light stemmer.
"""

from __future__ import annotations

from collections.abc import Iterable

from analyzers.lemmas.families import MARK, Families
from analyzers.lemmas.lookup import STOP, Lemmatizer, Source
from analyzers.lemmas.peoples import shipped_peoples
from analyzers.lemmas.spelling import as_written
from analyzers.lemmas.table import PARTICLE, shipped, shipped_version
from analyzers.lemmas.verbal_nouns import shipped_verbal_nouns
from analyzers.stemmers import guarded
from analyzers.variants.names import names_version, single_names
from analyzers.word_lists import VERB, WordLists

VERSION = f"4+{guarded.VERSION}+{shipped_version()}+{names_version()}"
"""Version of the stems. Raise its number with every change of the rules that changes a lemma."""

_SAID = {
    "staff": "by lemmas.tsv",
    "stop word": "a stop word",
    "people": "by peoples.tsv",
    "name": "by protected_names.txt",
    "known name": "by the names of persons, places and organisations",
    "dictionary": "by the dictionary",
    "affixes": "by the dictionary",
    "rule": "by rule: the dictionary does not know it",
}
"""Explanation of each source of lemmas that is not its own explanation."""

_KINDS = {VERB: "verb", PARTICLE: "particle", STOP: "stop word", "": "noun"}
"""What each mark behind a lemma says of it."""


class LemmaStemmer:
    """The dictionary stemmer.

    Args:
        lists: The word lists of staff.

    Attributes:
        lemmatizer: The lemmatiser that finds the stems.
    """

    def __init__(self, lists: WordLists) -> None:
        peoples = shipped_peoples()
        self.lemmatizer = Lemmatizer(
            lists, shipped(), peoples, guarded.make(lists).steps, single_names()
        )
        of_function_words = self.lemmatizer.function
        self._families = Families(
            lists,
            self.lemmatizer.known,
            {
                verb: noun
                for verb, noun in shipped_verbal_nouns().items()
                if verb not in of_function_words
            },
            peoples.families,
        )

    def stem(self, form: str) -> str:
        return self.stems(form)[0]

    def stems(self, form: str, written: str = "") -> tuple[str, ...]:
        words = self.lemmatizer.lemmas(form).words
        if not written or len(words) == 1:
            return words
        return as_written(words, written, self.lemmatizer.is_adjective)

    def families(self, stems: Iterable[str]) -> tuple[str, ...]:
        found = map(self._families.of, stems)
        return tuple(dict.fromkeys(filter(None, found)))

    def shown(self, stem: str) -> str:
        return stem.removesuffix(_mark(stem))

    def why(self, form: str) -> str:
        words, source, bare = self.lemmatizer.lemmas(form)
        looked_up = "" if bare == form else f"{bare} "
        families = "".join(f"; family {name.removeprefix(MARK)}" for name in self.families(words))
        said = ", ".join(self._with_kind(word, source) for word in words)
        return f"{looked_up}{_SAID.get(source, source)}: {said}{families}"

    def _with_kind(self, lemma: str, source: Source) -> str:
        """Return a lemma and its kind, which is unknown of words that the dictionary lacks."""
        kind = "" if source in ("rule", "as written") else f" ({_KINDS[_mark(lemma)]})"
        return self.shown(lemma) + kind


def _mark(lemma: str) -> str:
    """Return the mark of the kind of a lemma, "" for a noun."""
    return next((mark for mark in _KINDS if mark and lemma.endswith(mark)), "")


def make(lists: WordLists) -> LemmaStemmer:
    """Return the stemmer for these word lists and the shipped dictionary."""
    return LemmaStemmer(lists)
