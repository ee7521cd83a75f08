"""The ladder: what is tried, the likeliest first, for words of a query that no article holds.

First the other keyboard layout, for the query as a whole; then each word: a name in another
language, a word typed in two pieces, Arabic in Latin letters, words typed as one, a misspelling.
A step answers only for words that the index does not have; a word that is known to be right is
never replaced by another, it is at most written apart or together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analyzers.normalize import is_arabic
from analyzers.variants.proclitics import ARTICLE, with_proclitics, without_article
from indexer.budget import UNLIMITED, Budget
from indexer.searching.open_index import OpenIndex
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

OFTEN = 20
"""Times that a word stands in the index which is offered in place of another that is there."""

LITTLE = 20
"""Hits below which something else may be offered."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A query in place of the one that was typed, as a reader would have written it."""

    kind: Kind
    text: str


def prepare(index: OpenIndex) -> None:
    """Reads what the first question would wait for."""
    index.vocabulary.begins("")
    english("")
    _ = "" in index.known_words


def rewritings(text: str, index: OpenIndex, budget: Budget = UNLIMITED) -> Iterator[Rewriting]:
    """What may have been meant, the likeliest first; nothing once the budget is spent."""
    if budget.is_spent():
        return
    if keys := other_layout(text, index):
        named = _read(keys, index, (named_in_arabic,))
        yield Rewriting("layout", named.text if named else keys)
    if budget.is_spent():
        return
    words = _read(text, index, (named_in_arabic, joined, from_arabizi, parted, spelled))
    if words and words.text != text:
        yield words


def _read(text: str, index: OpenIndex, steps: tuple[Step, ...]) -> Rewriting | None:
    """The text with each word that the index does not have as the first step that can reads it."""
    found = typed(text, index)
    readings: list[Reading] = []
    place = 0
    while place < len(found.tokens):
        reading = next(filter(None, (step(found, place, index) for step in steps)), None)
        if reading:
            readings.append(reading)
        place = reading.end if reading else place + 1
    if not readings:
        return None
    written = [(one, one.words if one.written else writings(one.words, index)) for one in readings]
    return Rewriting(readings[0].kind, replaced(text, found.tokens, written))


def suggestion(text: str, index: OpenIndex) -> Rewriting | None:
    """What may have been meant by words that are right but that the index lacks, or has only by the
    stem of others: the nearest that it has. To be offered where little was found, never searched by
    itself."""
    tokens = index.analyzer.tokens(text)
    readings = [
        Reading("spelling", place, place + 1, word)
        for place, token in enumerate(tokens)
        if (word := _offered(token.form, index))
    ]
    written = [(one, writings(one.words, index)) for one in readings]
    suggested = replaced(text, tokens, written)
    return Rewriting("spelling", suggested) if suggested != text else None


def _offered(form: str, index: OpenIndex) -> str:
    if len(form) < LEAST_LETTERS or not is_arabic(form) or _is_written(form, index):
        return ""
    stem = index.analyzer.stem(form)
    word = next((one for one in nearest(form, index) if index.analyzer.stem(one) != stem), "")
    if not word:
        return ""
    often = index.vocabulary.frequency(word) >= OFTEN
    return word if often or not is_right(form, index) or is_absent(form, index) else ""


def _is_written(form: str, index: OpenIndex) -> bool:
    """Whether the index has the form, with or without what may be joined to it."""
    bare = without_article(form)
    ways = (*with_proclitics(form), *with_proclitics(bare), *with_proclitics(ARTICLE + bare))
    return any(one in index.vocabulary for one in ways)
