"""The contract of a stemmer, and its optional extensions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from analyzers.word_lists import WordLists


class Stemmer(Protocol):
    """A stemmer: a pure function of the form, safe to share between threads."""

    def stem(self, form: str) -> str:
        """Return the stem of a normalised form, which is never empty."""
        ...


@runtime_checkable
class AmbiguousStemmer(Stemmer, Protocol):
    """A stemmer that gives an ambiguous form one stem for each of its words."""

    def stems(self, form: str, written: str = "") -> tuple[str, ...]:
        """Return the stems of a form without duplicates, first the one that `stem` returns.

        Args:
            form: The form.
            written: The original spelling, which may leave some out; "" if it is unknown.
        """
        ...


@runtime_checkable
class FamilyStemmer(Stemmer, Protocol):
    """A stemmer that groups words in families, which widen a search with a lower weight."""

    def families(self, stems: Iterable[str]) -> tuple[str, ...]:
        """Return the names of the families of some stems, distinct from all stems; often none."""
        ...


@runtime_checkable
class ExplainableStemmer(Stemmer, Protocol):
    """A stemmer that shows how it finds a stem, for `indexer analyze`."""

    def steps(self, form: str) -> list[str]:
        """Return the form and the word after each cut; the last one is the stem."""
        ...

    def cuts(self, word: str) -> list[tuple[str, str, str]]:
        """Return prefix, rest and suffix of each possible cut of a word."""
        ...


@runtime_checkable
class ReasoningStemmer(Stemmer, Protocol):
    """A stemmer that states the reason for its stems, for `indexer analyze`."""

    def why(self, form: str) -> str:
        """Return the stems of a form and their source, as text."""
        ...

    def shown(self, stem: str) -> str:
        """Return a stem as people read it."""
        ...


@dataclass(frozen=True, slots=True)
class StemmerRow:
    """A row of the table of stemmers.

    Attributes:
        make: Return the stemmer for the word lists of staff.
        version: Version of the stems; every change of a stem needs a new one. It is part of the
            analyser's version, so that an index with the old stems is rebuilt.
    """

    make: Callable[[WordLists], Stemmer]
    version: str
