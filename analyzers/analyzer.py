"""The Arabic analyser: tokenisation, normalisation, stemming and stop words.

A token holds its normalised form; the stem is a function of the form alone.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from itertools import chain

from analyzers.errors import UserError
from analyzers.nearest import not_among
from analyzers.orthography.respellings import Respellings
from analyzers.stemmers import DEFAULT, STEMMERS
from analyzers.stemmers.base import AmbiguousStemmer, FamilyStemmer, Stemmer
from analyzers.token import Token, TokenColumns
from analyzers.tokenizer import token_columns, tokenize
from analyzers.word_lists import YEH, WordLists

CHAIN_VERSION = "4"
"""Version of tokenisation, normalisation and respelling; raise it when they change.

Each stemmer has a version of its own.
"""

CACHED_STEMS = 1 << 19
"""Maximum number of cached stems; the cache is emptied when it is full."""


class UnknownStemmerError(UserError):
    """No stemmer has this name; the message lists the stemmers."""


class ArabicAnalyzer:
    """An analyser, as `make_analyzer` returns it. Safe to share between threads.

    Its results depend only on the word lists and the stemmer.

    Attributes:
        lists: Its word lists.
        stemmer: Its stemmer.
        stemmer_name: Name of the stemmer in the table of stemmers.
        version: Version of the analysis, beginning with the name of the stemmer. It changes when
            the analysis of a text may change.
    """

    def __init__(self, lists: WordLists, stemmer: Stemmer, stemmer_name: str, version: str) -> None:
        """Combine word lists and a stemmer; the arguments are the attributes."""
        self.lists = lists
        self.stemmer = stemmer
        self.stemmer_name = stemmer_name
        self.version = version
        self._stems: dict[str, tuple[str, ...]] = {}
        # Checked once: a check of a protocol costs more than a stem.
        self._ambiguous = stemmer if isinstance(stemmer, AmbiguousStemmer) else None
        self._of_families = stemmer if isinstance(stemmer, FamilyStemmer) else None
        self._respellings = Respellings(lists.lexicon, lists.stop_words, lists.protected)
        self._indexed: dict[str, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of a text, in order."""
        return tokenize(text)

    def forms(self, text: str) -> list[str]:
        """Return the forms of a text, by position."""
        return token_columns(text).forms

    def columns(self, text: str) -> TokenColumns:
        """Return the tokens of a text as columns."""
        return token_columns(text)

    def stem(self, form: str) -> str:
        """Return the stem of a form, the likeliest if it has several; never empty."""
        return self.stems(form)[0]

    def stems(self, form: str, written: str = "") -> tuple[str, ...]:
        """Return the stems of a form, the likeliest first; never none.

        Args:
            form: The form.
            written: The original spelling in a query, which may leave some stems out. An index
                holds those of the form.
        """
        stems = self._stems.get(form)
        if stems is None:
            stems = self._made(form)
            with self._lock:
                if len(self._stems) >= CACHED_STEMS:
                    self._stems.clear()
                self._stems[form] = stems
        if written and self._ambiguous and len(stems) > 1:
            allowed = (self._ambiguous.stems(one, written) for one in self.spellings(form))
            return _distinct(allowed)
        return stems

    def families(self, stems: Iterable[str]) -> tuple[str, ...]:
        """Return the families of a word's stems, whose words are searched too and count less."""
        return self._of_families.families(stems) if self._of_families else ()

    def spellings(self, form: str) -> tuple[str, ...]:
        """Return the spellings by which a form is stemmed: mostly the form alone."""
        return self._respellings.of(form)

    def indexed(self, forms: Sequence[str]) -> list[tuple[str, ...]]:
        """Return what each form is indexed by beside itself: its stems, then its families."""
        known = map(self._indexed.get, forms)
        return [terms or self._index(form) for form, terms in zip(forms, known, strict=True)]

    def _index(self, form: str) -> tuple[str, ...]:
        stems = self.stems(form)
        terms = (*stems, *self.families(stems))
        with self._lock:
            if len(self._indexed) >= CACHED_STEMS:
                self._indexed.clear()
            self._indexed[form] = terms
        return terms

    def _made(self, form: str) -> tuple[str, ...]:
        return _distinct(map(self._stems_of, self.spellings(form)))

    def _stems_of(self, spelling: str) -> tuple[str, ...]:
        if self._ambiguous:
            return self._ambiguous.stems(spelling)
        return (self.stemmer.stem(spelling),)

    def is_stop(self, form: str, written: str = "") -> bool:
        """Return whether a form is a stop word: listed, or a single Arabic letter.

        Args:
            form: The form.
            written: The original spelling, which tells the name علي from the stop word على; ""
                if it is unknown.
        """
        if written.endswith(YEH) and form in self.lists.stop_with_maqsura:
            return False
        return form in self.lists.stop_words or (len(form) == 1 and not form.isascii())


def _distinct(terms: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the distinct terms of some spellings, in order."""
    return tuple(dict.fromkeys(chain.from_iterable(terms)))


def make_analyzer(lists: WordLists, stemmer: str = DEFAULT) -> ArabicAnalyzer:
    """Return an analyser.

    Args:
        lists: Its word lists.
        stemmer: Name of its stemmer in the table of stemmers.

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
    """Return the name of the stemmer in the version of an analyser."""
    return analyzer_version.rpartition("-")[0]
