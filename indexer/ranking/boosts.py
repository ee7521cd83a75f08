"""Boosts: optional clauses that raise the score of a match.

Similar stems bridge inflections that the stemmer does not conflate. Adjacent pairs reward words
that are neighbours both in the query and in the text (Metzler and Croft, "A Markov random field
model for term dependencies", SIGIR 2005: the sequential dependence model's ordered pairs).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from analyzers.variants.proclitics import with_proclitics
from analyzers.variants.similarity import grams
from indexer.model.query import And, Best, Not, Or, Phrase, Query, Similar, Word
from indexer.ranking.parameters import Ranking

Boost = tuple[float, Similar | Phrase]
"""The weight of an optional leaf's score, and the leaf."""


def boosts(parts: Sequence[Query], ranking: Ranking) -> Iterator[Boost]:
    """Yield the boosts of a query with these parts."""
    for part in parts:
        yield from _of_part(part, ranking)
    for one, other in pairwise(map(_typed, parts)):
        if isinstance(one, Word) and isinstance(other, Word) and _may_be_pair(one, other):
            slots = (with_proclitics(one.form), with_proclitics(other.form))
            yield ranking.pair_weight, Phrase(slots, one.fields)


def _of_part(query: Query, ranking: Ranking) -> Iterator[Boost]:
    match query:
        case Word(_, stem, fields) if stem is not None:
            if letters := grams(stem):
                similar = Similar(stem, ranking.similar_least, fields)
                yield ranking.similar_weight * len(letters), similar
        case Best(typed):
            yield from _of_part(typed, ranking)
        case And(children) | Or(children):
            yield from boosts([child for child in children if not isinstance(child, Not)], ranking)
        case _:
            return


def _typed(query: Query) -> Query:
    return query.typed if isinstance(query, Best) else query


def _may_be_pair(one: Word, other: Word) -> bool:
    return bool(one.form and other.form) and one.fields == other.fields
