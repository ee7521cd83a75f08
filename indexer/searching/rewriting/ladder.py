"""The steps of query rewriting, in order of likelihood.

The first step converts the whole query to the other keyboard layout. The other steps process each
word: names in another language, split words, Arabizi, joined words, spelling correction. They
replace words that the index lacks; a known word is only split, joined, or corrected as
`spelling.spelled` allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analyzers.normalize import is_arabic
from analyzers.variants.proclitics import ARTICLE, with_proclitics, without_article
from indexer.budget import UNLIMITED, Budget
from indexer.searching.open_index import OpenIndex
from indexer.searching.rewriting.english import topic_in_arabic
from indexer.searching.rewriting.latin import from_arabizi, named_in_arabic
from indexer.searching.rewriting.layout import other_layout
from indexer.searching.rewriting.pieces import joined, parted
from indexer.searching.rewriting.spelling import LEAST_LETTERS, nearest, spelled
from indexer.searching.rewriting.typed import (
    Kind,
    Reading,
    Typed,
    english,
    is_absent,
    is_right,
    replaced,
    typed,
)
from indexer.searching.rewriting.writing import writings

Step = Callable[[Typed, int, OpenIndex], Reading | None]
"""A rewriting of the words from a token of the query on, or None."""

OFTEN = 20
"""Minimum frequency of a word suggested in place of a known word that an article contains."""

LITTLE = 20
"""Number of hits below which a suggestion may be shown."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A rewritten query.

    Attributes:
        kind: Kind of its first replacement.
        text: The query, in the usual spelling.
    """

    kind: Kind
    text: str


def prepare(index: OpenIndex) -> None:
    """Load the data of spellings and rewriting, so that the first query need not wait for it."""
    index.vocabulary.begins("")
    index.other_spellings.prepare()
    english("")
    _ = "" in index.known_words


def rewritings(text: str, index: OpenIndex, budget: Budget = UNLIMITED) -> Iterator[Rewriting]:
    """Yield the rewritings of a query, the likeliest first, until the budget is spent."""
    if budget.is_spent():
        return
    if keys := other_layout(text, index):
        named = _read(keys, index, (named_in_arabic,))
        yield Rewriting("layout", named.text if named else keys)
    if budget.is_spent():
        return
    words = _read(
        text, index, (named_in_arabic, topic_in_arabic, joined, from_arabizi, parted, spelled)
    )
    if words and words.text != text:
        yield words


def _read(text: str, index: OpenIndex, steps: tuple[Step, ...]) -> Rewriting | None:
    """Return the text rewritten from left to right by the first applicable steps, or None."""
    found = typed(text, index)
    readings: list[Reading] = []
    start = 0
    while start < len(found.tokens):
        reading = next(filter(None, (step(found, start, index) for step in steps)), None)
        if reading:
            readings.append(reading)
        start = reading.end if reading else start + 1
    if not readings:
        return None
    written = [(one, one.words if one.written else writings(one.words, index)) for one in readings]
    return Rewriting(readings[0].kind, replaced(text, found.tokens, written))


def suggestion(text: str, index: OpenIndex) -> Rewriting | None:
    """Return a suggestion for a query with few hits, or None.

    It replaces words that the index lacks as typed, known words too, by their nearest candidates
    with other stems. It is shown to the reader and never searched automatically.
    """
    tokens = index.analyzer.tokens(text)
    readings = [
        Reading("spelling", start, start + 1, word)
        for start, token in enumerate(tokens)
        if (word := _offered(token.form, index))
    ]
    written = [(one, writings(one.words, index)) for one in readings]
    suggested = replaced(text, tokens, written)
    return Rewriting("spelling", suggested) if suggested != text else None


def _offered(form: str, index: OpenIndex) -> str:
    """Return the suggested replacement of a form, or ""."""
    if len(form) < LEAST_LETTERS or not is_arabic(form) or _is_written(form, index):
        return ""
    stem = index.analyzer.stem(form)
    word = next((one for one in nearest(form, index) if index.analyzer.stem(one) != stem), "")
    if not word:
        return ""
    often = index.vocabulary.frequency(word) >= OFTEN
    return word if often or not is_right(form, index) or is_absent(form, index) else ""


def _is_written(form: str, index: OpenIndex) -> bool:
    """Return whether the index contains the form, with or without proclitics and article."""
    bare = without_article(form)
    ways = (*with_proclitics(form), *with_proclitics(bare), *with_proclitics(ARTICLE + bare))
    return any(one in index.vocabulary for one in ways)
