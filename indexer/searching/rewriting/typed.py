"""Typed: the words of a query, which of them no article holds, and what stands for some of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from spellchecker import SpellChecker

from analyzers.normalize import is_arabic
from analyzers.token import Token
from indexer.model.query import Word
from indexer.searching.open_index import OpenIndex

Kind = Literal["layout", "name", "arabizi", "split", "spelling"]


@dataclass(frozen=True, slots=True)
class Typed:
    """The tokens of a text, and the places of those whose word no article holds in any form."""

    text: str
    tokens: tuple[Token, ...]
    absent: frozenset[int]

    def form(self, place: int) -> str:
        return self.tokens[place].form

    def forms(self, start: int, end: int) -> tuple[str, ...]:
        return tuple(token.form for token in self.tokens[start:end])

    def between(self, place: int) -> str:
        """What stands between a token and the next one."""
        return self.text[self.tokens[place].end : self.tokens[place + 1].start]


@dataclass(frozen=True, slots=True)
class Reading:
    """Words in place of the tokens from `start` to before `end`: as they are `written`, or by
    their forms."""

    kind: Kind
    start: int
    end: int
    words: str
    written: bool = False


def typed(text: str, index: OpenIndex) -> Typed:
    """The words of a text; the index is asked once, for those that it does not have as typed."""
    tokens = tuple(index.analyzer.tokens(text))
    doubtful = [
        place
        for place, token in enumerate(tokens)
        if not token.form.isdigit() and token.form not in index.vocabulary
    ]
    words = [_word(tokens[place].form, index) for place in doubtful]
    counts = index.counts(words) if words else ()
    absent = frozenset(place for place, n in zip(doubtful, counts, strict=True) if not n)
    return Typed(text, tokens, absent)


def _word(form: str, index: OpenIndex) -> Word:
    return Word.of(form, index.analyzer.stems(form))


def is_absent(form: str, index: OpenIndex) -> bool:
    """Whether no article holds a word in any form."""
    return form not in index.vocabulary and not any(index.counts([_word(form, index)]))


def is_right(form: str, index: OpenIndex) -> bool:
    """Whether a form is a word of its language, for all that is known."""
    if is_arabic(form):
        return form in index.known_words
    return is_listed(form, index) or english(form) > 0


def is_listed(form: str, index: OpenIndex) -> bool:
    """Whether staff's lists have a form."""
    return form in index.expander.forms


def english(form: str) -> int:
    """How often pyspellchecker's English texts have a word."""
    return _english().get(form, 0)


@lru_cache(maxsize=1)
def _english() -> dict[str, int]:
    return dict(SpellChecker(language="en").word_frequency.items())


def replaced(text: str, tokens: Sequence[Token], readings: Sequence[tuple[Reading, str]]) -> str:
    """The text with what is read in place of the tokens."""
    pieces: list[str] = []
    end = 0
    for reading, words in readings:
        pieces += [text[end : tokens[reading.start].start], words]
        end = tokens[reading.end - 1].end
    return "".join([*pieces, text[end:]])
