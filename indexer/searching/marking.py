"""Highlighting: the offsets of a query's matches in the original text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from analyzers.analyzer import ArabicAnalyzer
from analyzers.normalize import CONTROLS, MARKS, is_arabic
from indexer.engines.base import Hit, Matches, Snapshot
from indexer.model.article import Article
from indexer.model.document import make_terms
from indexer.model.fields import SEARCHED_FIELDS
from indexer.model.occurrences import occurrences
from indexer.model.query import Query, leaves

Span = tuple[int, int]
"""Start and end, exclusive, in code points."""

_MARK = re.compile(f"[{MARKS}{CONTROLS}]")

MAX_CLITIC_LETTERS = 3
"""Most letters of a clitic before a Latin word: و, ال, وال."""


class Marker:
    """Finds the matches of queries in texts. Make one per request.

    Attributes:
        leaves: The distinct leaves of the queries; `Matches.leaves` are indexes into them.
    """

    def __init__(self, queries: Sequence[Query], analyzer: ArabicAnalyzer) -> None:
        """Mark these queries in texts analysed by this analyser."""
        self._analyzer = analyzer
        self.leaves = tuple(dict.fromkeys(leaf for query in queries for leaf in leaves(query)))

    def matches(self, text: str, field: str) -> Matches:
        """Return the matches in a field's text."""
        terms = make_terms(text, self._analyzer)
        return Matches.of(
            (terms.starts[first], terms.ends[last], number)
            for number, leaf in enumerate(self.leaves)
            if field in leaf.fields
            for first, last in occurrences(leaf, terms)
        )

    def matches_in(
        self, snapshot: Snapshot, hits: Sequence[Hit], articles: Sequence[Article]
    ) -> list[Mapping[str, Matches]]:
        """Return the matches in the fields of each hit, from the index's offsets if it has them."""
        looked_up = zip(articles, snapshot.matches(hits, self.leaves), strict=True)
        return [self._in_texts(article) if found is None else found for article, found in looked_up]

    def _in_texts(self, article: Article) -> Mapping[str, Matches]:
        return {field: self.matches(getattr(article, field), field) for field in SEARCHED_FIELDS}

    def spans(self, text: str, field: str) -> tuple[Span, ...]:
        """Return the spans to mark in a field's text, ascending and disjoint."""
        return spans_of(text, self.matches(text, field), 0, len(text))


def spans_of(text: str, matches: Matches, start: int, end: int) -> tuple[Span, ...]:
    """Return the spans to mark in a part of a text, relative to its start.

    Matches that overlap or have only white space between them are one span. The Arabic clitic
    before a Latin word is marked with it (وEuropol).

    Args:
        text: The whole text.
        matches: The matches in it.
        start: Start of the part.
        end: Its end; only matches that lie wholly in the part are marked.
    """
    spans: list[Span] = []
    for number in range(bisect_left(matches.starts, start), len(matches.starts)):
        if matches.starts[number] >= end:
            break
        if matches.ends[number] > end:
            continue
        first = clitic_start(text, matches.starts[number]) - start
        last = matches.ends[number] - start
        if spans and not text[start + spans[-1][1] : start + first].strip():
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    return tuple(spans)


def clitic_start(text: str, start: int) -> int:
    """Return the start of the clitic before a Latin word, or the start of the word itself."""
    if not start or text[start - 1].isspace():
        return start
    if not _is_word_character(text[start - 1]) or is_arabic(text[start]):
        return start
    clitic = offset = start
    letters = 0
    while offset and letters <= MAX_CLITIC_LETTERS and _is_word_character(text[offset - 1]):
        offset -= 1
        if is_arabic(text[offset]):
            clitic = offset
            letters += 1
    return clitic if letters <= MAX_CLITIC_LETTERS else start


def _is_word_character(character: str) -> bool:
    return is_arabic(character) or bool(_MARK.match(character))
