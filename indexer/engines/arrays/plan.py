"""The plan of a query: all leaves that it needs beside its parts, found once and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from indexer.model.query import Query, Word, without_families
from indexer.ranking.boosts import Boost, boosts, exact_words
from indexer.ranking.order import SoughtWord, sought_words
from indexer.ranking.parameters import Ranking


@dataclass(frozen=True, slots=True)
class Plan:
    """What is evaluated for a query beside its parts.

    Attributes:
        own: Each part without the families of its words, or None if it has none.
        boosts: The boosts of its best matches.
        exact: The exact forms of its words.
        title_exact: Those in the title alone.
        words: The words that are looked for in the texts of its best hits.
    """

    own: tuple[Query | None, ...]
    boosts: tuple[Boost, ...]
    exact: tuple[Word, ...]
    title_exact: tuple[Word, ...]
    words: tuple[SoughtWord, ...]

    @classmethod
    def of(cls, parts: Sequence[Query], ranking: Ranking, average_length: float) -> Self:
        """Make the plan of a query.

        Args:
            parts: The parts of the query.
            ranking: The parameters.
            average_length: Mean number of tokens of the bodies.
        """
        exact = tuple(exact_words(parts))
        return cls(
            own=tuple(own if (own := without_families(part)) != part else None for part in parts),
            boosts=tuple(boosts(parts, ranking, average_length)),
            exact=exact,
            title_exact=tuple(
                replace(word, fields=("title",)) for word in exact if "title" in word.fields
            ),
            words=tuple(sought_words(parts)),
        )
