"""Understanding: the text of a query as it is searched, with what staff's lists say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.budget import UNLIMITED, Budget
from indexer.model.query import Query
from indexer.searching.expansion import Also
from indexer.searching.open_index import OpenIndex
from indexer.searching.query_parser import ParsedQuery


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as it is searched.

    Attributes:
        parsed: The query, with the alternatives of its words.
        also: Which alternatives these are.
        pinned: Ids of the articles that staff put first for it.
    """

    parsed: ParsedQuery
    also: tuple[Also, ...] = ()
    pinned: tuple[str, ...] = ()


def understand(
    text: str, index: OpenIndex, *, strict: bool = False, budget: Budget = UNLIMITED
) -> Understood:
    """Parse what a reader typed and, unless `strict`, apply staff's lists."""
    parsed = index.parse(text)
    if strict:
        return Understood(parsed)

    def counts(queries: Sequence[Query]) -> Sequence[int]:
        return [0] * len(queries) if budget.is_spent() else index.counts(queries)

    expanded, also = index.expander.expand(parsed, counts)
    return Understood(expanded, also, index.expander.pinned(text))
