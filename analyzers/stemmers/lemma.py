"""The dictionary stemmer, the default: the stems of a form are its lemmas.

A form that the dictionary lacks, with and without its affixes, has the stem of the lexicon-guarded
light stemmer.
"""

from __future__ import annotations

from collections.abc import Iterable

from analyzers.lemmas.families import MARK, Families
from analyzers.lemmas.lookup import Lemmatizer
from analyzers.lemmas.spelling import as_written
from analyzers.lemmas.table import shipped, shipped_version
from analyzers.lemmas.verbal_nouns import shipped_verbal_nouns
from analyzers.stemmers import guarded
from analyzers.word_lists import WordLists

VERSION = f"2+{guarded.VERSION}+{shipped_version()}"
"""Version of the stems. Raise its number with every change of the rules that changes a lemma."""

_SAID = {
    "staff": "by lemmas.tsv",
    "name": "by protected_names.txt",
    "dictionary": "by the dictionary",
    "affixes": "by the dictionary",
    "rule": "by rule: the dictionary does not know it",
}
"""Explanation of each source of lemmas that is not its own explanation."""


class LemmaStemmer:
    """The dictionary stemmer.

    Args:
        lists: The word lists of staff.

    Attributes:
        lemmatizer: The lemmatiser that finds the stems.
    """

    def __init__(self, lists: WordLists) -> None:
        self.lemmatizer = Lemmatizer(lists, shipped(), guarded.make(lists).stem)
        of_function_words = self.lemmatizer.function
        self._families = Families(
            lists,
            self.lemmatizer.known,
            {
                verb: noun
                for verb, noun in shipped_verbal_nouns().items()
                if verb not in of_function_words
            },
        )

    def stem(self, form: str) -> str:
        return self.stems(form)[0]

    def stems(self, form: str, written: str = "") -> tuple[str, ...]:
        words = self.lemmatizer.lemmas(form).words
        return as_written(words, written) if written and len(words) > 1 else words

    def families(self, stems: Iterable[str]) -> tuple[str, ...]:
        found = map(self._families.of, stems)
        return tuple(dict.fromkeys(filter(None, found)))

    def why(self, form: str) -> str:
        words, source, bare = self.lemmatizer.lemmas(form)
        looked_up = "" if bare == form else f"{bare} "
        families = "".join(f"; family {name.removeprefix(MARK)}" for name in self.families(words))
        return f"{looked_up}{_SAID.get(source, source)}: {', '.join(words)}{families}"


def make(lists: WordLists) -> LemmaStemmer:
    """Return the stemmer for these word lists and the shipped dictionary."""
    return LemmaStemmer(lists)
