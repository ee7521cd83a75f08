"""Families: the words of a query widened to other words of their families."""

from __future__ import annotations

from dataclasses import replace

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.query import And, Best, Or, Query, Word


def with_families(query: Query, analyzer: ArabicAnalyzer) -> Query:
    """Return a query whose words match the words of their families too, but where it excludes."""
    match query:
        case Word() if query.stems:
            return replace(query, families=analyzer.families(query.stems))
        case And(children) | Or(children):
            return replace(query, children=tuple(with_families(one, analyzer) for one in children))
        case Best(typed, others):
            return Best(
                with_families(typed, analyzer),
                tuple(with_families(one, analyzer) for one in others),
            )
        case _:
            return query
