"""Repetition: whether a text says only what the title of its article says."""

from __future__ import annotations

from enum import Enum, auto
from functools import cached_property, lru_cache

from analyzers.analyzer import ArabicAnalyzer
from indexer.searching.snippets.cuts import CACHED_WORDS, bare_form

ALIKE = 0.4
"""Least share of the title's words, as written, that a text holds which is compared by stems."""

MOST_WORDS = 3
"""Most words of a text that is compared, for each word of the title; a third are stop words."""

COVERED = 0.8
"""Least share of the stems of a title that a text holds which repeats it."""


class Repetition(Enum):
    """How far a text repeats a title."""

    NONE = auto()
    MOSTLY = auto()
    WHOLLY = auto()


class TitleWords:
    """The words of a title, to which texts are compared."""

    def __init__(self, title: str, analyzer: ArabicAnalyzer) -> None:
        """Compare texts analysed by this analyser to a title."""
        self._title = title
        self._analyzer = analyzer
        self._written = frozenset(title.split())

    def repeated_by(self, text: str) -> Repetition:
        """Return whether a text holds the title, and no more other words than the title has."""
        words = text.split()
        if len(words) > MOST_WORDS * len(self._written) + MOST_WORDS:
            return Repetition.NONE
        if len(self._written.intersection(words)) < ALIKE * len(self._written):
            return Repetition.NONE
        title, stems = self._stems, self._stems_of(text)
        if not title or len(title & stems) < COVERED * len(title):
            return Repetition.NONE
        others = len(stems - title)
        if not others:
            return Repetition.WHOLLY
        return Repetition.MOSTLY if others <= len(title) else Repetition.NONE

    @cached_property
    def _stems(self) -> frozenset[str]:
        return self._stems_of(self._title)

    def _stems_of(self, text: str) -> frozenset[str]:
        """Return the stems of the words of a text that are no stop words."""
        return frozenset(_stem(word, self._analyzer) for word in text.split()) - {""}


@lru_cache(maxsize=CACHED_WORDS)
def _stem(word: str, analyzer: ArabicAnalyzer) -> str:
    """Return the stem of a word as it is written; empty if it is a stop word."""
    form = bare_form(word)
    return "" if not form or analyzer.is_stop(form) else analyzer.stem(form)
