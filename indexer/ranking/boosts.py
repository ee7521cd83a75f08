"""Raising: what makes a match a better one without being asked for.

Words like the query's, for what the stemmer leaves apart; and neighbours in the query that are
neighbours in the text (Metzler and Croft, "A Markov random field model for term dependencies",
SIGIR 2005: ordered pairs of adjacent words).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from analyzers.variants.proclitics import with_proclitics
from analyzers.variants.similarity import grams
from indexer.model.query import And, Best, Not, Or, Phrase, Query, Similar, Word
from indexer.ranking.formula import PAIR_WEIGHT, SIMILAR_WEIGHT

Raising = tuple[float, Similar | Phrase]
"""What raises, and by how much of its own score."""


def raising(query: Query) -> Iterator[Raising]:
    """What raises the matches of a query."""
    match query:
        case Word(_, stem, fields) if stem is not None:
            if letters := grams(stem):
                yield SIMILAR_WEIGHT * len(letters), Similar(stem, fields)
        case Best(typed):
            yield from raising(typed)
        case And(children) | Or(children):
            for child in children:
                if not isinstance(child, Not):
                    yield from raising(child)
            for one, other in pairwise(map(_typed, children)):
                if isinstance(one, Word) and isinstance(other, Word) and _may_be_pair(one, other):
                    slots = (with_proclitics(one.form), with_proclitics(other.form))
                    yield PAIR_WEIGHT, Phrase(slots, one.fields)
        case _:
            return


def _typed(query: Query) -> Query:
    return query.typed if isinstance(query, Best) else query


def _may_be_pair(one: Word, other: Word) -> bool:
    return bool(one.form and other.form) and one.fields == other.fields
