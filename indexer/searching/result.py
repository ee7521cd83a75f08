"""A page of results, as values for HTML pages and JSON endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.engines.base import FacetCount
from indexer.model.article import Article
from indexer.searching.interpretation import Interpretation
from indexer.searching.reasons import Reason
from indexer.searching.request import SearchRequest
from indexer.text.page_starts import PageStart


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with marked words.

    Attributes:
        text: The text.
        marks: Start and end, exclusive, of each mark in code points; ascending and disjoint.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a snippet.

    Attributes:
        marked: The text.
        cut_before: Whether text of its paragraph is omitted before it.
        cut_after: Whether text of its paragraph is omitted after it.
        page: The page of a file on which its first mark stands, or None.
    """

    marked: Marked
    cut_before: bool
    cut_after: bool
    page: PageStart | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A hit, ready to be shown.

    Attributes:
        article: The article.
        score: Its score.
        title: Its title with marks.
        passages: Its snippet: the best passages, two at most.
        reasons: How each word of the query matched.
        nearly: Id of an earlier hit of the page of which this is a near-duplicate, or empty.
    """

    article: Article
    score: float
    title: Marked
    passages: tuple[Passage, ...]
    reasons: tuple[Reason, ...] = ()
    nearly: str = ""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of results.

    Attributes:
        request: The request.
        results: The results of the page.
        total: Number of hits on all pages.
        facets: Counts of the values of each field of `indexer.model.fields.FACET_FIELDS`.
        interpretation: Departures from the literal query.
        generation: Id of the generation that answered.
        took_ms: Duration in milliseconds.
        partial: Whether time ran out, while searching or while making snippets.
        cut: Whether time ran out while searching, so that hits may be missing.
        others: Partial matches that are no hits, after the last hit if there are few.
        near: Articles near in meaning alone, after the last hit; without marks or reasons.
    """

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
    near: tuple[Result, ...] = ()

    @property
    def asked(self) -> SearchRequest:
        """Return the request as it was made, before a typed date was applied as a filter."""
        if not (typed := self.interpretation.dated):
            return self.request
        return self.request.model_copy(update={"q": typed, "from_date": None, "to_date": None})

    @property
    def searched(self) -> str:
        """Return the text of the query that was searched: the reader's, or its rewriting."""
        rewritten = self.interpretation.rewritten
        return rewritten.text if rewritten else self.request.q

    @property
    def pages(self) -> int:
        """Return the number of pages."""
        return -(-self.total // self.request.per_page)


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """An article with marked words.

    Attributes:
        title: Its title.
        summary: Its summary.
        paragraphs: The lines of its body.
    """

    title: Marked
    summary: Marked
    paragraphs: tuple[Marked, ...]

    @property
    def count(self) -> int:
        """Return the number of marks."""
        return sum(len(marked.marks) for marked in (self.title, self.summary, *self.paragraphs))
