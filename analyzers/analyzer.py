"""The Arabic analyser: a text → tokens, a form → its stem, and which forms are stop words.

Forms first: a token holds its normalised form; the stem is a function of the form alone.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from importlib.metadata import version

from analyzers.errors import UserError
from analyzers.nearest import not_among
from analyzers.stemmers import DEFAULT, STEMMERS
from analyzers.stemmers.base import AmbiguousStemmer, FamilyStemmer, Stemmer
from analyzers.token import Token, TokenColumns
from analyzers.tokenizer import token_columns, tokenize
from analyzers.word_lists import YEH, WordLists

CHAIN_VERSION = "2"
"""Raised with every change of code that changes a form. Each stemmer has a version of its own."""

CACHED_STEMS = 1 << 19


class UnknownStemmerError(UserError):
    """No stemmer has this name; the message names those that there are."""


class ArabicAnalyzer:
    """Tokenises, normalises and stems. A pure function of its word lists, safe under threads.

    `make_analyzer` makes one.

    Attributes:
        lists: The word lists it was made from.
        stemmer: What makes a stem of a form.
        stemmer_name: The stemmer's name in the table of stemmers.
        version: Changes whenever the same text could be analysed otherwise; it begins with the
            stemmer's name.
    """

    def __init__(self, lists: WordLists, stemmer: Stemmer, stemmer_name: str, version: str) -> None:
        self.lists = lists
        self.stemmer = stemmer
        self.stemmer_name = stemmer_name
        self.version = version
        self._stems: dict[str, tuple[str, ...]] = {}
        self._indexed: dict[str, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a text, in order."""
        return tokenize(text)

    def forms(self, text: str) -> list[str]:
        """The forms of a text, in order: their place in the list is their position."""
        return token_columns(text).forms

    def columns(self, text: str) -> TokenColumns:
        """The tokens of a text, in order, as columns."""
        return token_columns(text)

    def stem(self, form: str) -> str:
        """The stem of a form, the likeliest if it has several; never empty."""
        return self.stems(form)[0]

    def stems(self, form: str) -> tuple[str, ...]:
        """The stems of a form, the likeliest first; never none."""
        stems = self._stems.get(form)
        if stems is None:
            stems = self._made(form)
            with self._lock:
                if len(self._stems) >= CACHED_STEMS:
                    self._stems.clear()
                self._stems[form] = stems
        return stems

    def families(self, form: str) -> tuple[str, ...]:
        """The families of a form, whose words are searched with it and count less."""
        return self.stemmer.families(form) if isinstance(self.stemmer, FamilyStemmer) else ()

    def indexed(self, forms: Sequence[str]) -> list[tuple[str, ...]]:
        """What each form is indexed by beside itself: its stems, then its families."""
        known = map(self._indexed.get, forms)
        return [terms or self._index(form) for form, terms in zip(forms, known, strict=True)]

    def _index(self, form: str) -> tuple[str, ...]:
        terms = (*self.stems(form), *self.families(form))
        with self._lock:
            if len(self._indexed) >= CACHED_STEMS:
                self._indexed.clear()
            self._indexed[form] = terms
        return terms

    def _made(self, form: str) -> tuple[str, ...]:
        if isinstance(self.stemmer, AmbiguousStemmer):
            return self.stemmer.stems(form)
        return (self.stemmer.stem(form),)

    def is_stop(self, form: str, written: str = "") -> bool:
        """Whether the form is a stop word: listed, or a single Arabic letter cut off its word.
        Where it is known how it is `written`, علي is a name and not the listed على."""
        if written.endswith(YEH) and form in self.lists.stop_with_maqsura:
            return False
        return form in self.lists.stop_words or (len(form) == 1 and not form.isascii())


def make_analyzer(lists: WordLists, stemmer: str = DEFAULT) -> ArabicAnalyzer:
    """Return the analyser that uses these word lists and the stemmer of this name.

    Raises:
        UnknownStemmerError: No stemmer has this name.
    """
    row = STEMMERS.get(stemmer)
    if row is None:
        raise UnknownStemmerError(not_among("stemmer", stemmer, STEMMERS))
    parts = (CHAIN_VERSION, stemmer, row.version, version("pyarabic"), lists.digest())
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]
    return ArabicAnalyzer(lists, row.make(lists), stemmer, f"{stemmer}-{digest}")


def stemmer_of(analyzer_version: str) -> str:
    """Return the name of the stemmer of an analyser by its version, as a generation keeps it."""
    return analyzer_version.rpartition("-")[0]
