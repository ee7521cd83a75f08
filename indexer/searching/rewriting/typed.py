"""The words of a query, those that the index lacks, and the readings that replace them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from spellchecker import SpellChecker

from analyzers.normalize import is_arabic
from analyzers.sorted_lines import SortedLines
from analyzers.token import Token
from indexer.model.query import Word
from indexer.searching.open_index import OpenIndex

Kind = Literal["layout", "name", "english", "arabizi", "split", "spelling"]
"""Kind of a rewriting: keyboard layout, name, English topic, Arabizi, word boundary, spelling."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The tokens of a text.

    Attributes:
        text: The text.
        tokens: Its tokens.
        absent: Indexes of the tokens whose words no article contains in any form.
    """

    text: str
    tokens: tuple[Token, ...]
    absent: frozenset[int]

    def form(self, index: int) -> str:
        """Return the form of a token."""
        return self.tokens[index].form

    def forms(self, start: int, end: int) -> tuple[str, ...]:
        """Return the forms of the tokens [start, end)."""
        return tuple(token.form for token in self.tokens[start:end])

    def between(self, index: int) -> str:
        """Return the text between a token and the next one."""
        return self.text[self.tokens[index].end : self.tokens[index + 1].start]


@dataclass(frozen=True, slots=True)
class Reading:
    """A replacement of consecutive tokens by other words.

    Attributes:
        kind: Kind of the rewriting.
        start: Index of the first token.
        end: Index after the last token.
        words: The replacement, separated by spaces.
        written: Whether `words` are in their original spelling instead of forms.
    """

    kind: Kind
    start: int
    end: int
    words: str
    written: bool = False


def typed(text: str, index: OpenIndex) -> Typed:
    """Tokenize a text and find the words that the index lacks, with at most one count of words."""
    tokens = tuple(index.analyzer.tokens(text))
    doubtful = [
        start
        for start, token in enumerate(tokens)
        if not token.form.isdigit() and token.form not in index.vocabulary
    ]
    words = [_word(tokens[start].form, index) for start in doubtful]
    counts = index.counts(words) if words else ()
    absent = frozenset(start for start, n in zip(doubtful, counts, strict=True) if not n)
    return Typed(text, tokens, absent)


def _word(form: str, index: OpenIndex) -> Word:
    return Word.of(form, index.analyzer.stems(form))


def is_absent(form: str, index: OpenIndex) -> bool:
    """Return whether no article contains a word in any form."""
    return form not in index.vocabulary and not any(index.counts([_word(form, index)]))


def is_right(form: str, index: OpenIndex) -> bool:
    """Return whether a form is a known word of its language, Arabic or English."""
    if is_arabic(form):
        return form in index.known_words
    return is_listed(form, index) or english(form) > 0


def is_listed(form: str, index: OpenIndex) -> bool:
    """Return whether staff's lists contain a form."""
    return form in index.expander.forms


def english(form: str) -> int:
    """Return the frequency of an English word in the dictionary of pyspellchecker."""
    return int(_english().get(form) or 0)


@lru_cache(maxsize=1)
def _english() -> SortedLines:
    counts = SpellChecker(language="en").word_frequency.items()
    return SortedLines.of((word, str(count)) for word, count in counts)


def replaced(text: str, tokens: Sequence[Token], readings: Sequence[tuple[Reading, str]]) -> str:
    """Return the text with the replacements of its tokens.

    Args:
        text: The text.
        tokens: Its tokens.
        readings: The readings in order, each with its replacement in the original spelling.
    """
    pieces: list[str] = []
    end = 0
    for reading, words in readings:
        pieces += [text[end : tokens[reading.start].start], words]
        end = tokens[reading.end - 1].end
        if not words:  # nor is the space behind it
            end = len(text) - len(text[end:].lstrip())
    joined = "".join([*pieces, text[end:]])
    return joined if all(words for _, words in readings) else joined.rstrip()
