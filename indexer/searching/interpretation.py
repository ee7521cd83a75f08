"""Interpretation: how a query was taken, where that is not what its reader would assume."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.searching.expansion import Also
from indexer.searching.rewriting import Rewriting
from indexer.searching.typed_dates import TypedDate


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How the query was taken, where that is not what its reader would assume.

    Of the articles found `whole` hold all of the `words` words, and `partly` lack some that say
    little beside the others. `fewer_words`: none holds all. `as_plain_words`: the query could not be parsed, its words were
    searched. `stop_words`: the query had stop words alone and was searched for them exactly.
    `too_many_words`: only the first words were searched. `nothing_to_search`: the query held no
    word at all. `also`: what words of it were also searched as. `pinned`: the ids of the articles
    that staff put first for it. `rewritten`: no article holds all the words, so these were searched
    in their place. `suggested`: little was found, and this may have been meant. `date`: a day,
    month or year among the words, which may be meant as a filter.
    """

    words: int = 0
    whole: int = 0
    partly: int = 0
    as_plain_words: bool = False
    stop_words: bool = False
    too_many_words: bool = False
    also: tuple[Also, ...] = ()
    pinned: tuple[str, ...] = ()
    nothing_to_search: bool = False
    rewritten: Rewriting | None = None
    suggested: Rewriting | None = None
    date: TypedDate | None = None

    @property
    def fewer_words(self) -> bool:
        return not self.whole and self.partly > 0
