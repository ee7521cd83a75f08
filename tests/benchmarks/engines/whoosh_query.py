"""A query as Whoosh's objects."""

from __future__ import annotations

from typing import Any

from whoosh.query import And, Or, Phrase, Term

from tests.benchmarks.engines.base import words_of
from tests.benchmarks.queries import BenchQuery


def whoosh_query(query: BenchQuery) -> Any:
    words = words_of(query)
    if query.kind.operator == "phrase":
        return Phrase("text", list(words))
    terms = [Term("text", word) for word in words]
    if len(terms) == 1:
        return terms[0]
    return And(terms) if query.kind.operator == "and" else Or(terms)
