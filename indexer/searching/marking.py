"""Marking: which words of a text a query matches, by offsets into the text as it is."""

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

_MARK = re.compile(f"[{MARKS}{CONTROLS}]")

LONGEST_CLITIC = 3
"""Letters of a clitic before a Latin word: و, ال, وال."""


class Marker:
    """Finds the words of some queries in texts, by their leaves, each once. Belongs to one
    request."""

    def __init__(self, queries: Sequence[Query], analyzer: ArabicAnalyzer) -> None:
        self._analyzer = analyzer
        self.leaves = tuple(dict.fromkeys(leaf for query in queries for leaf in leaves(query)))

    def matches(self, text: str, field: str) -> list[Match]:
        """All matches in a text of a field, in its order. A match spans whole written words."""
        terms = make_terms(text, self._analyzer)
        found = sorted(
            Match(terms.starts[first], terms.ends[last], number)
            for number, leaf in enumerate(self.leaves)
            if field in leaf.fields
            for first, last in occurrences(leaf, terms)
        )
        return _whole(text, found)

    def matches_in(self, snapshot: Snapshot, hit: Hit, article: Article, field: str) -> list[Match]:
        """All matches in a field of a hit: what the index knows of it, if it does."""
        text: str = getattr(article, field)
        found = snapshot.matches(hit, self.leaves, field)
        return self.matches(text, field) if found is None else _whole(text, found)

    def spans(self, text: str, field: str) -> tuple[Span, ...]:
        """What to mark: ascending and disjoint; matched neighbours are one span."""
        return merged(text, self.matches(text, field))


def merged(text: str, matches: Sequence[Match]) -> tuple[Span, ...]:
    """The spans of matches in their order, those joined that overlap or have only space between."""
    spans: list[Span] = []
    for match in matches:
        if spans and not text[spans[-1][1] : match.start].strip():
            spans[-1] = (spans[-1][0], max(spans[-1][1], match.end))
        else:
            spans.append((match.start, match.end))
    return tuple(spans)


def _whole(text: str, matches: Iterable[Match]) -> list[Match]:
    """The matches, with the clitic before a Latin word (وEuropol)."""
    return [
        match
        if not match.start or text[match.start - 1].isspace()
        else Match(_begin(text, match.start), match.end, match.leaf)
        for match in matches
    ]


def _begin(text: str, start: int) -> int:
    """Where the written word at `start` begins."""
    if not _is_of_word(text[start - 1]) or is_arabic(text[start]):
        return start
    begin = place = start
    letters = 0
    while place and letters <= LONGEST_CLITIC and _is_of_word(text[place - 1]):
        place -= 1
        if is_arabic(text[place]):
            begin = place
            letters += 1
    return begin if letters <= LONGEST_CLITIC else start


def _is_of_word(character: str) -> bool:
    return is_arabic(character) or bool(_MARK.match(character))
