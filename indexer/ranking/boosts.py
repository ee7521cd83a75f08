"""Boosts: optional clauses that raise the score of a match.

Words of the title score on their own. Similar stems bridge inflections that the stemmer does not
conflate. Adjacent pairs reward words that are neighbours both in the query and in the text (Metzler
and Croft, "A Markov random field model for term dependencies", SIGIR 2005: the sequential
dependence model's ordered pairs).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from analyzers.variants.proclitics import with_proclitics
from analyzers.variants.similarity import grams
from indexer.model.query import And, Best, Not, Or, Phrase, Query, Similar, Word, leaves
from indexer.ranking.coordination import title_weight
from indexer.ranking.parameters import Ranking

Boost = tuple[float, Similar | Phrase | Word]
"""The weight of an optional leaf's score, and the leaf."""


def boosts(parts: Sequence[Query], ranking: Ranking, average_length: float) -> Iterator[Boost]:
    """Yield the boosts of a query with these parts.

    Args:
        parts: The parts.
        ranking: The parameters.
        average_length: Mean number of tokens of the bodies.
    """
    yield from _of_parts(parts, ranking, title_weight(average_length, ranking))


def exact_words(parts: Sequence[Query]) -> Iterator[Word]:
    """Yield the exact forms of the words of a query, as they were typed."""
    for part in parts:
        for leaf in leaves(_typed(part)):
            if isinstance(leaf, Word):
                yield Word(leaf.form, None, leaf.fields)


def _of_parts(parts: Sequence[Query], ranking: Ranking, in_title: float) -> Iterator[Boost]:
    for part in parts:
        yield from _of_part(part, ranking, in_title)
    for one, other in pairwise(map(_typed, parts)):
        if isinstance(one, Word) and isinstance(other, Word) and _may_be_pair(one, other):
            slots = (with_proclitics(one.form), with_proclitics(other.form))
            yield ranking.pair_weight, Phrase(slots, one.fields)


def _of_part(query: Query, ranking: Ranking, in_title: float) -> Iterator[Boost]:
    match query:
        case Word(form, stem, fields) if stem is not None:
            if in_title and "title" in fields and len(fields) > 1:
                yield in_title, Word(form, stem, ("title",))
            if letters := grams(stem):
                similar = Similar(stem, ranking.similar_least, fields)
                yield ranking.similar_weight * len(letters), similar
        case Best(typed):
            yield from _of_part(typed, ranking, in_title)
        case And(children) | Or(children):
            wanted = [child for child in children if not isinstance(child, Not)]
            yield from _of_parts(wanted, ranking, in_title)
        case _:
            return


def _typed(query: Query) -> Query:
    return query.typed if isinstance(query, Best) else query


def _may_be_pair(one: Word, other: Word) -> bool:
    return bool(one.form and other.form) and one.fields == other.fields
