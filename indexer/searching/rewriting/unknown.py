"""Unknown words of queries and their nearest candidates, for staff who maintain the lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from analyzers.normalize import is_arabic
from indexer.searching.open_index import OpenIndex
from indexer.searching.rewriting.latin import arabic_word
from indexer.searching.rewriting.typed import english, typed
from indexer.searching.rewriting.writing import writing

NEAREST = 4
"""Maximum number of candidates for an unknown word."""

LEAST_LETTERS = 4
"""Length in letters from which the maximum edit distance is 2; below, it is 1."""

LONG = 8
"""Length in letters from which the maximum edit distance is 3."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word of a query that the index lacks.

    Attributes:
        word: The word as typed.
        near: The nearest words of the index, in their original spelling.
    """

    word: str
    near: tuple[str, ...]


def unknown_words(text: str, index: OpenIndex) -> tuple[Unknown, ...]:
    """Return the unknown words of a query, each with candidates for a list of synonyms.

    The candidates may be farther from the word than those of an automatic correction.
    """
    found = typed(text, index)
    return tuple(
        Unknown(text[token.start : token.end], tuple(_nearest(token.form, index)))
        for number, token in enumerate(found.tokens)
        if number in found.absent and (is_arabic(token.form) or not english(token.form))
    )


def _nearest(form: str, index: OpenIndex) -> Iterator[str]:
    """Return the candidates for a form: its transliteration, then the nearest words."""
    distance = 1 + (len(form) >= LEAST_LETTERS) + (len(form) >= LONG)
    near = (
        one
        for one in index.vocabulary.near(form, distance)
        if is_arabic(one) == is_arabic(form) and len(one) > 1
    )
    read = [word] if (word := arabic_word(form, index)) else []
    written = (writing(one, index) for one in (*read, *islice(near, NEAREST)))
    return islice(dict.fromkeys(written), NEAREST)
