"""Query: what is wanted, as a tree that knows neither what was typed nor which engine runs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from indexer.model.fields import SEARCHED_FIELDS


@dataclass(frozen=True, slots=True)
class Word:
    """Documents that hold the stem (or, without one, the form) in any of the fields. Where the form
    itself stands, that scores on top. `more`: further stems, if the form may be of several words;
    a document may hold any of them, and all count as one term."""

    form: str
    stem: str | None
    fields: tuple[str, ...] = SEARCHED_FIELDS
    more: tuple[str, ...] = ()

    @classmethod
    def of(cls, form: str, stems: Sequence[str]) -> Self:
        """The word of a form with all its stems, the likeliest first."""
        return cls(form, stems[0], more=tuple(stems[1:]))

    @property
    def stems(self) -> tuple[str, ...]:
        """All its stems, the likeliest first."""
        return () if self.stem is None else (self.stem, *self.more)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents that hold forms side by side in one of the fields: one of each slot, in order."""

    slots: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...] = SEARCHED_FIELDS


@dataclass(frozen=True, slots=True)
class Near:
    """Documents that hold forms near each other in one of the fields: at most `distance` words
    from one of the first slot, in any order, one of each other slot. Scored by how many such."""

    slots: tuple[tuple[str, ...], ...]
    distance: int
    fields: tuple[str, ...] = SEARCHED_FIELDS


@dataclass(frozen=True, slots=True)
class Prefix:
    """Documents that hold a form that begins so."""

    prefix: str
    fields: tuple[str, ...] = SEARCHED_FIELDS


@dataclass(frozen=True, slots=True)
class Similar:
    """Documents that hold stems similar to this one, each counted by its similarity.

    It boosts the score of a match and never makes one. `least`: the least similarity that counts.
    """

    stem: str
    least: float
    fields: tuple[str, ...] = SEARCHED_FIELDS


@dataclass(frozen=True, slots=True)
class And:
    """Documents that match every child; scores add up. Without children: all documents."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents that match at least `least` of the children; scores add up."""

    children: tuple[Query, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Best:
    """Documents that match `typed` or any of `others`, which mean the same. They score as by what
    they match best; see `indexer.ranking.formula` for what the others count."""

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
    """A query whose documents are ordered by coordination level: the number of parts that match.

    Pinned documents come first, in the order given. Then come the documents that match every part.
    If these are fewer than `fill`, documents that match some of the parts follow: by relevance all
    of them; by date, where they would drown the others, only if no document matches every part,
    and then those that match most. A filter is no reason to follow: where without it there would
    be enough, none follow. Documents that match an excluded query are left out unless pinned.
    Coordination level: Manning, Raghavan and Schütze, "Introduction to Information Retrieval"
    (2008), section 6.3.

    Without parts, every document that is not excluded matches. `fill` 0: every part is required.
    """

    parts: tuple[Query, ...]
    excluded: tuple[Query, ...] = ()
    pinned: tuple[str, ...] = ()
    fill: int = 0

    @classmethod
    def of(cls, query: Query | Coordinated) -> Coordinated:
        """Return a query with parts as it is, a plain one as the one part that is required."""
        return query if isinstance(query, Coordinated) else cls((query,))


Leaf = Word | Phrase | Near | Prefix
"""What a match holds in its text."""

Query = Leaf | And | Or | Best | Not | Ids


def leaves(query: Query) -> Iterator[Leaf]:
    """The leaves that a match may hold: none under a Not."""
    if isinstance(query, And | Or):
        for child in query.children:
            yield from leaves(child)
    elif isinstance(query, Best):
        for child in (query.typed, *query.others):
            yield from leaves(child)
    elif not isinstance(query, Not | Ids):
        yield query
