"""Unknown: the words of a query that an index does not have, for staff who mend their lists."""

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
"""Words of the index that staff are shown for one that it lacks."""

LEAST_LETTERS = 4
LONG = 8
"""Letters from which one, and two more, may be wrong."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word of a query that the index does not have, as typed, and the nearest that it has, as
    its articles write them."""

    word: str
    near: tuple[str, ...]


def unknown_words(text: str, index: OpenIndex) -> tuple[Unknown, ...]:
    """The words of a query that the index lacks, with what staff may want to put beside them: it is
    looked for farther than a query is rewritten by itself."""
    found = typed(text, index)
    return tuple(
        Unknown(text[token.start : token.end], tuple(_nearest(token.form, index)))
        for place, token in enumerate(found.tokens)
        if place in found.absent and (is_arabic(token.form) or not english(token.form))
    )


def _nearest(form: str, index: OpenIndex) -> Iterator[str]:
    distance = 1 + (len(form) >= LEAST_LETTERS) + (len(form) >= LONG)
    near = (
        one
        for one in index.vocabulary.near(form, distance)
        if is_arabic(one) == is_arabic(form) and len(one) > 1
    )
    read = [word] if (word := arabic_word(form, index)) else []
    written = (writing(one, index) for one in (*read, *islice(near, NEAREST)))
    return islice(dict.fromkeys(written), NEAREST)
