"""Rewriting: what a reader may have meant by words that no article holds.

rewritings(text, index)  what is searched in place of a query that no article answers in full
suggestion(text, index)  what is offered beside few results, and searched only when asked
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
