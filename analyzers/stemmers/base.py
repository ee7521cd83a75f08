"""The interface of a stemmer, and what one may add so that its stems can be explained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from analyzers.word_lists import WordLists


class Stemmer(Protocol):
    """A pure function of the form, safe under threads."""

    def stem(self, form: str) -> str:
        """Return the stem of a normalised form; never empty."""
        ...


@runtime_checkable
class AmbiguousStemmer(Stemmer, Protocol):
    """A stemmer that knows forms of several words: one stem for each."""

    def stems(self, form: str) -> tuple[str, ...]:
        """Return the stems of a form, each once, that of `stem` first."""
        ...


@runtime_checkable
class FamilyStemmer(Stemmer, Protocol):
    """A stemmer that knows words of one family, which widen a search and count less."""

    def families(self, form: str) -> tuple[str, ...]:
        """Return the families of a form, by names that are no stems; mostly none."""
        ...


@runtime_checkable
class ExplainableStemmer(Stemmer, Protocol):
    """A stemmer that tells how it finds a stem. Only `indexer analyze` asks."""

    def steps(self, form: str) -> list[str]:
        """Return the form and each shorter word made of it; the last one is the stem."""
        ...

    def cuts(self, word: str) -> list[tuple[str, str, str]]:
        """Return the affixes that a word might have: prefix, rest and suffix of each cut."""
        ...


@runtime_checkable
class ReasoningStemmer(Stemmer, Protocol):
    """A stemmer that says itself why a form has its stems. Only `indexer analyze` asks."""

    def why(self, form: str) -> str:
        """Return what the stems are, and by what."""
        ...


@dataclass(frozen=True, slots=True)
class StemmerRow:
    """A row of the table of stemmers.

    Attributes:
        make: Makes the stemmer from the word lists of staff.
        version: Changes with every change that makes another stem of a form. It is part of the
            analyser's version, so that an index made by the former stemmer is rebuilt.
    """

    make: Callable[[WordLists], Stemmer]
    version: str
