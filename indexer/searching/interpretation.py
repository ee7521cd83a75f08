"""How a search departed from the literal query."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.searching.query.expansion import Expansion
from indexer.searching.query.typed_dates import TypedDate
from indexer.searching.rewriting import Rewriting


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How a search departed from the literal query.

    Attributes:
        words: Number of parts of the query.
        whole: Number of hits that match all parts, pinned ones included.
        partly: Number of hits that match only some parts.
        as_plain_words: The query has a syntax error, so its words were searched.
        stop_words: The query has only stop words, which were searched exactly.
        too_many_words: Only the first words were searched.
        also: Synonyms and spellings added to the query.
        pinned: Ids of the hits that staff pinned for the query.
        nothing_to_search: The query contains no word.
        rewritten: The query searched instead, since no article matches all words.
        suggested: Another query to offer, since there are few hits.
        date: A day, month or year in the query, to offer as a filter.
        dated: The typed query, if no article had all its words and `date` was applied instead.
    """

    words: int = 0
    whole: int = 0
    partly: int = 0
    as_plain_words: bool = False
    stop_words: bool = False
    too_many_words: bool = False
    also: tuple[Expansion, ...] = ()
    pinned: tuple[str, ...] = ()
    nothing_to_search: bool = False
    rewritten: Rewriting | None = None
    suggested: Rewriting | None = None
    date: TypedDate | None = None
    dated: str = ""

    @property
    def fewer_words(self) -> bool:
        """Return True if there are hits, none of which matches all parts."""
        return not self.whole and self.partly > 0
