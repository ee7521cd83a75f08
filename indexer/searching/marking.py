"""Highlighting: the offsets of a query's matches in the original text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analyzers.analyzer import ArabicAnalyzer
from analyzers.normalize import CONTROLS, MARKS, is_arabic
from indexer.engines.base import Hit, Match, Snapshot
from indexer.model.article import Article
from indexer.model.document import make_terms
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
        leaves: The distinct leaves of the queries; `Match.leaf` is an index into them.
    """

    def __init__(self, queries: Sequence[Query], analyzer: ArabicAnalyzer) -> None:
        """Mark these queries in texts analysed by this analyser."""
        self._analyzer = analyzer
        self.leaves = tuple(dict.fromkeys(leaf for query in queries for leaf in leaves(query)))

    def matches(self, text: str, field: str) -> list[Match]:
        """Return the matches in a field's text, in order of offset; each spans whole words."""
        terms = make_terms(text, self._analyzer)
        found = sorted(
            Match(terms.starts[first], terms.ends[last], number)
            for number, leaf in enumerate(self.leaves)
            if field in leaf.fields
            for first, last in occurrences(leaf, terms)
        )
        return _with_clitics(text, found)

    def matches_in(self, snapshot: Snapshot, hit: Hit, article: Article, field: str) -> list[Match]:
        """Return the matches in a field of a hit, from the index's offsets if it has them."""
        text: str = getattr(article, field)
        found = snapshot.matches(hit, self.leaves, field)
        return self.matches(text, field) if found is None else _with_clitics(text, found)

    def spans(self, text: str, field: str) -> tuple[Span, ...]:
        """Return the spans to mark in a field's text, ascending and disjoint."""
        return merge_spans(text, self.matches(text, field))


def merge_spans(text: str, matches: Sequence[Match]) -> tuple[Span, ...]:
    """Merge the spans of sorted matches that overlap or have only white space between them."""
    spans: list[Span] = []
    for match in matches:
        if spans and not text[spans[-1][1] : match.start].strip():
            spans[-1] = (spans[-1][0], max(spans[-1][1], match.end))
        else:
            spans.append((match.start, match.end))
    return tuple(spans)


def _with_clitics(text: str, matches: Iterable[Match]) -> list[Match]:
    """Extend matches of Latin words to the Arabic clitic before them (وEuropol)."""
    return [
        match
        if not match.start or text[match.start - 1].isspace()
        else Match(_clitic_start(text, match.start), match.end, match.leaf)
        for match in matches
    ]


def _clitic_start(text: str, start: int) -> int:
    """Return the start of the clitic before a Latin word, or the word's own start."""
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
