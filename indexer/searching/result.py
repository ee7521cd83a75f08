"""ResultPage: the answer to one search, as values that a page or a JSON endpoint shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.engines.base import FacetCount
from indexer.model.article import Article
from indexer.searching.interpretation import Interpretation
from indexer.searching.reasons import Reason
from indexer.searching.request import SearchRequest


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the whole words to mark: [start, end) in code points, ascending, disjoint."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article, and whether text was cut before and after it."""

    marked: Marked
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Result:
    """One hit as shown: the article, its score, its marked title, its best passages (at most 2),
    and why it matched, word by word. `nearly`: the id of a hit before it on the page that has
    nearly the same text."""

    article: Article
    score: float
    title: Marked
    passages: tuple[Passage, ...]
    reasons: tuple[Reason, ...] = ()
    nearly: str = ""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of hits. `others` hold less of the query and are counted nowhere. `facets` counts values of `indexer.model.fields.FACET_FIELDS`, as text.
    `partial`: the time for it was over before all was done; `cut`: before all hits were found."""

    request: SearchRequest
    results: tuple[Result, ...]
    total: int
    facets: Mapping[str, tuple[FacetCount, ...]]
    interpretation: Interpretation
    generation: str
    took_ms: float
    partial: bool = False
    cut: bool = False
    others: tuple[Result, ...] = ()

    @property
    def searched(self) -> str:
        """The query that the results answer."""
        rewritten = self.interpretation.rewritten
        return rewritten.text if rewritten else self.request.q

    @property
    def pages(self) -> int:
        return -(-self.total // self.request.per_page)


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """An article's title, summary and paragraphs (one a line of its body) with words marked."""

    title: Marked
    summary: Marked
    paragraphs: tuple[Marked, ...]

    @property
    def count(self) -> int:
        """How many marks there are."""
        return sum(len(marked.marks) for marked in (self.title, self.summary, *self.paragraphs))
