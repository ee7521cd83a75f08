"""Query rewriting: corrections of queries with words that no article contains.

rewritings(text, index)  automatic rewritings of a query that no article matches in full
suggestion(text, index)  a suggestion shown with few results, searched only on request
"""

from __future__ import annotations

from indexer.searching.rewriting.ladder import (
    LITTLE,
    OFTEN,
    Rewriting,
    prepare,
    rewritings,
    suggestion,
)
from indexer.searching.rewriting.typed import Kind
from indexer.searching.rewriting.unknown import Unknown, unknown_words

__all__ = [
    "LITTLE",
    "OFTEN",
    "Kind",
    "Rewriting",
    "Unknown",
    "prepare",
    "rewritings",
    "suggestion",
    "unknown_words",
]
