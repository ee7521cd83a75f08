"""Query understanding: parsing, expansion and pins, in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.budget import UNLIMITED, Budget
from indexer.engines.base import Filters, Window
from indexer.model.address import canonical_address
from indexer.model.query import Ids, Phrase, Query
from indexer.searching.open_index import CACHED_QUERIES, OpenIndex
from indexer.searching.query.expansion import Expansion, Spelled
from indexer.searching.query.families import widened
from indexer.searching.query.parser import ParsedQuery, looks_operating, plain_query

TITLES = 20
"""Maximum number of articles whose titles are compared with a query."""


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

    The address of an article is that article. Once the budget is spent, the query is not expanded.
    Recent queries are cached.
    """
    known = index.understood.get((text, strict))
    if known is None:
        known = _understand(text, index, strict=strict, budget=budget)
        if len(index.understood) >= CACHED_QUERIES:
            index.understood.clear()
        if not budget.ran_out:
            index.understood[text, strict] = known
    return known


def _understand(text: str, index: OpenIndex, *, strict: bool, budget: Budget) -> Understood:
    if (address := canonical_address(text)) and (ids := index.snapshot.with_address(address)):
        return Understood(ParsedQuery((Ids(tuple(ids)),)))
    parsed = index.parse(text)
    if (
        (parsed.excluded or looks_operating(text))
        and not budget.is_spent()
        and _is_title(text, index)
    ):
        parsed = plain_query(text, index.analyzer)
    if strict:
        return Understood(parsed)

    def counts(queries: Sequence[Query]) -> Sequence[int]:
        return [0] * len(queries) if budget.is_spent() else index.counts(queries)

    expanded, also = index.expander.expand(parsed, counts, _spelled(text, index))
    forms = index.vocabulary.forms
    wanted = tuple(widened(query, index.analyzer, forms) for query in expanded.wanted)
    return Understood(replace(expanded, wanted=wanted), also, index.expander.pinned(text))


def _spelled(text: str, index: OpenIndex) -> Spelled:
    """Return a function that returns how else the texts may write a word of the query."""
    joined = index.compounds.joined(index.analyzer.forms(text))

    def spelled(form: str) -> Sequence[Phrase]:
        slots = (*index.other_spellings.of(form), *filter(None, [joined.get(form)]))
        return (*(Phrase((slot,)) for slot in slots), *index.compounds.apart(form))

    return spelled


def _is_title(text: str, index: OpenIndex) -> bool:
    """Return whether a query with an operator is the title of an article, operators included.

    The titles are read only if one of them contains the words as a phrase.
    """
    forms = tuple(index.analyzer.forms(text))
    phrase = Phrase(tuple((form,) for form in forms), fields=("title",))
    if not forms or not any(index.counts([phrase])):
        return False
    hits = index.snapshot.search(phrase, Filters(), Window(limit=TITLES)).hits
    titles = (index.snapshot.read(hit).title for hit in hits)
    return any(
        tuple(index.analyzer.forms(title)) == forms and looks_operating(title) for title in titles
    )
