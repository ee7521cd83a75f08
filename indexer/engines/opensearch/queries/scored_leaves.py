"""The scored leaves of a query: what has a document frequency of its own."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.engines.arrays.evaluator import ScoredLeaf, TermLeaf
from indexer.model.query import And, Best, Ids, Not, Or, Query, Similar, Word


def scored_leaves(query: Query | Similar) -> Iterator[ScoredLeaf]:
    """Yield the scored leaves of a query, those under a Not included."""
    match query:
        case And(children) | Or(children):
            for child in children:
                yield from scored_leaves(child)
        case Best(typed, others):
            for child in (typed, *others):
                yield from scored_leaves(child)
        case Not(child):
            yield from scored_leaves(child)
        case Ids():
            return
        case Word():
            yield from filter(None, leaves_of_word(query))
        case _:
            yield query


def leaves_of_word(word: Word) -> tuple[TermLeaf, TermLeaf | None, TermLeaf | None]:
    """Return the leaves of a word's form, of its stems and of its families; see `Evaluator`."""
    form = TermLeaf("forms", word.form, word.fields)
    if word.stem is None:
        return form, None, None
    stem = TermLeaf("stems", word.stem, word.fields, word.more)
    if not word.families:
        return form, stem, None
    return form, stem, TermLeaf("stems", word.families[0], word.fields, word.families[1:])
