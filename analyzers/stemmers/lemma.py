"""The stemmer of the dictionary: the stems of a form are its lemmas.

A form that the dictionary does not know, with what is joined to it or without, has the stem of the
lexicon-guarded light stemmer.
"""

from __future__ import annotations

from analyzers.lemmas.families import MARK, Families
from analyzers.lemmas.lookup import Lemmatizer
from analyzers.lemmas.table import shipped, shipped_version
from analyzers.stemmers import guarded
from analyzers.word_lists import WordLists

VERSION = f"1+{guarded.VERSION}+{shipped_version()}"
"""Its number is raised with every change of the rules that gives a form other lemmas."""

_SAID = {
    "staff": "by lemmas.tsv",
    "name": "by protected_names.txt",
    "dictionary": "by the dictionary",
    "affixes": "by the dictionary",
    "rule": "by rule: the dictionary does not know it",
}


class LemmaStemmer:
    """Finds the lemmas of forms."""

    def __init__(self, lists: WordLists) -> None:
        self.lemmatizer = Lemmatizer(lists, shipped(), guarded.make(lists).stem)
        self._families = Families(lists, self.lemmatizer.known)

    def stem(self, form: str) -> str:
        return self.stems(form)[0]

    def stems(self, form: str) -> tuple[str, ...]:
        return self.lemmatizer.lemmas(form).words

    def families(self, form: str) -> tuple[str, ...]:
        found = map(self._families.of, self.stems(form))
        return tuple(dict.fromkeys(filter(None, found)))

    def why(self, form: str) -> str:
        words, source, bare = self.lemmatizer.lemmas(form)
        looked_up = "" if bare == form else f"{bare} "
        families = "".join(f"; family {name.removeprefix(MARK)}" for name in self.families(form))
        return f"{looked_up}{_SAID.get(source, source)}: {', '.join(words)}{families}"


def make(lists: WordLists) -> LemmaStemmer:
    """Return the stemmer that reads these word lists and the dictionary that ships."""
    return LemmaStemmer(lists)
