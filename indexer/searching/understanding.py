"""Query understanding: parsing, expansion and pins, in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.budget import UNLIMITED, Budget
from indexer.model.query import Query
from indexer.searching.expansion import Expansion
from indexer.searching.families import with_families
from indexer.searching.open_index import OpenIndex
from indexer.searching.query_parser import ParsedQuery


@dataclass(frozen=True, slots=True)
class Understood:
    """A query, ready to be searched.

    Attributes:
        parsed: The expanded query.
        also: The expansions applied to it.
        pinned: Ids of the articles that staff pinned for it.
    """

    parsed: ParsedQuery
    also: tuple[Expansion, ...] = ()
    pinned: tuple[str, ...] = ()


def understand(
    text: str, index: OpenIndex, *, strict: bool = False, budget: Budget = UNLIMITED
) -> Understood:
    """Parse a query and, unless `strict`, apply staff's lists and add the families of its words.

    Once the budget is spent, the query is not expanded.
    """
    parsed = index.parse(text)
    if strict:
        return Understood(parsed)

    def counts(queries: Sequence[Query]) -> Sequence[int]:
        return [0] * len(queries) if budget.is_spent() else index.counts(queries)

    expanded, also = index.expander.expand(parsed, counts)
    wanted = tuple(with_families(query, index.analyzer) for query in expanded.wanted)
    return Understood(replace(expanded, wanted=wanted), also, index.expander.pinned(text))
