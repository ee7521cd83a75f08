"""The query tree, independent of the query language and of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from indexer.model.fields import SEARCHED_FIELDS


@dataclass(frozen=True, slots=True)
class Word:
    """Documents that contain a word in any of the fields.

    Attributes:
        form: The form; its exact occurrences add to the score.
        stem: The stem that is matched; None matches the form alone.
        fields: Names of the fields.
        more: Further stems, if the form may belong to several words. Any of them matches, and all
            count as one term.
        families: The families of the word. Documents with other words of them match too, and
            score less.
        joined: The forms in the texts that differ from this one by proclitics alone; the best hits
            are ordered by them too.
    """

    form: str
    stem: str | None
    fields: tuple[str, ...] = SEARCHED_FIELDS
    more: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()

    @classmethod
    def of(cls, form: str, stems: Sequence[str]) -> Self:
        """Make the word of a form with all its stems, the likeliest first."""
        return cls(form, stems[0], more=tuple(stems[1:]))

    @property
    def stems(self) -> tuple[str, ...]:
        """Return all stems, the likeliest first."""
        return () if self.stem is None else (self.stem, *self.more)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents that contain consecutive forms in one of the fields.

    Attributes:
        slots: The accepted forms of each position, in order.
        fields: Names of the fields.
    """

    slots: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...] = SEARCHED_FIELDS


@dataclass(frozen=True, slots=True)
class Near:
    """Documents that contain forms close to each other in one of the fields, in any order.

    The term frequency is the number of occurrences of the first slot with a form of every other
    slot within the distance.

    Attributes:
        slots: The accepted forms of each word.
        distance: Largest difference of positions, in tokens, from the first slot to each other.
        fields: Names of the fields.
    """

    slots: tuple[tuple[str, ...], ...]
    distance: int
    fields: tuple[str, ...] = SEARCHED_FIELDS


@dataclass(frozen=True, slots=True)
class Prefix:
    """Documents that contain a form with a prefix.

    Attributes:
        prefix: The prefix as typed, normalised.
        fields: Names of the fields.
        more: Further prefixes: the typed one behind proclitics. Any of them matches.
    """

    prefix: str
    fields: tuple[str, ...] = SEARCHED_FIELDS
    more: tuple[str, ...] = ()

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Return all prefixes, the typed one first."""
        return (self.prefix, *self.more)


@dataclass(frozen=True, slots=True)
class Similar:
    """Documents that contain stems similar to this one, each weighted by its similarity.

    It boosts the score of documents that match otherwise; it matches none by itself.

    Attributes:
        stem: The stem.
        least: Least similarity, from 0 to 1, of a stem that counts.
        fields: Names of the fields.
    """

    stem: str
    least: float
    fields: tuple[str, ...] = SEARCHED_FIELDS


@dataclass(frozen=True, slots=True)
class And:
    """Documents that match every child; scores add up. Without children, all documents."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents that match at least `least` of the children; scores add up."""

    children: tuple[Query, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Best:
    """Documents that match a query or any of its alternatives, scored by the best match.

    Attributes:
        typed: The query as it was typed.
        others: Alternatives with the same meaning; their scores are multiplied by
            `Ranking.other_weight`.
    """

    typed: Query
    others: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that do not match; they score 0."""

    child: Query


@dataclass(frozen=True, slots=True)
class Ids:
    """The documents with these ids; they score 0."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coordinated:
    """A query whose hits match enough of its parts.

    Each part weighs its inverse document frequency; a part that no document matches weighs nothing.
    A document is a hit if it matches parts with at least the share of the total weight that
    `ranking.coordination.enough` requires. If no document does, the documents with the greatest
    share are the hits. The hits do not depend on filters or the order. Sorted by relevance, hits
    that match mostly by families (see `Ranking.own_share`) follow the others. Coordination level:
    Manning, Raghavan and Schütze, "Introduction to Information Retrieval" (2008), section 6.3.

    Attributes:
        parts: The parts. Without parts, every document is a hit that is not excluded.
        excluded: Queries whose documents are left out unless pinned.
        pinned: Ids of the pinned documents, which come first in this order.
        others: Number of hits up to which other partial matches follow, sorted by relevance.
    """

    parts: tuple[Query, ...]
    excluded: tuple[Query, ...] = ()
    pinned: tuple[str, ...] = ()
    others: int = 0

    @classmethod
    def of(cls, query: Query | Coordinated) -> Coordinated:
        """Return a coordinated query unchanged, a plain one as the only part, which is required."""
        return query if isinstance(query, Coordinated) else cls((query,))


Leaf = Word | Phrase | Near | Prefix
"""A query without children that can be located in a text."""

Query = Leaf | And | Or | Best | Not | Ids
"""A query."""


def leaves(query: Query) -> Iterator[Leaf]:
    """Yield the leaves that a matching document may contain: all but those under a Not."""
    if isinstance(query, And | Or):
        for child in query.children:
            yield from leaves(child)
    elif isinstance(query, Best):
        for child in (query.typed, *query.others):
            yield from leaves(child)
    elif not isinstance(query, Not | Ids):
        yield query


def with_words(query: Query, change: Callable[[Word], Word]) -> Query:
    """Return a query with its words changed, but for those under a Not."""
    match query:
        case Word():
            return change(query)
        case And(children) | Or(children):
            return replace(query, children=tuple(with_words(one, change) for one in children))
        case Best(typed, others):
            return Best(with_words(typed, change), tuple(with_words(one, change) for one in others))
        case _:
            return query


def without_families(query: Query) -> Query:
    """Return a query whose words match by their forms and stems alone."""
    return with_words(query, lambda word: replace(word, families=()) if word.families else word)
