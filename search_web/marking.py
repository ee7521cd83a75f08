"""Marking: which words of a text a query matches, by offsets into the text as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzers.arabic import ArabicAnalyzer
from analyzers.normalize import is_arabic
from analyzers.token import Token
from indexer.query import Phrase, Prefix, Query, Word, leaves

Span = tuple[int, int]

LONGEST_CLITIC = 3
"""Letters of a clitic before a Latin word: و, ال, وال."""


@dataclass(frozen=True, slots=True)
class Match:
    """A matched stretch of text: [start, end) in code points, and the number of its query leaf."""

    start: int
    end: int
    leaf: int


class Marker:
    """Finds the words of a query in texts of a field."""

    def __init__(self, queries: Sequence[Query], analyzer: ArabicAnalyzer) -> None:
        self._analyzer = analyzer
        self._leaves = list(dict.fromkeys(leaf for query in queries for leaf in leaves(query)))

    def matches(self, text: str, field: str) -> list[Match]:
        """All matches in the text, in its order. A match spans whole written words."""
        tokens = self._analyzer.tokens(text)
        found = [
            match
            for number, leaf in enumerate(self._leaves)
            if field in leaf.fields
            for match in self._leaf_matches(number, leaf, tokens)
        ]
        return sorted(found, key=lambda match: (match.start, match.end, match.leaf))

    def spans(self, text: str, field: str) -> tuple[Span, ...]:
        """What to mark: ascending and disjoint; matched neighbours are one span."""
        return merged(text, self.matches(text, field))

    def _leaf_matches(
        self, number: int, leaf: Word | Phrase | Prefix, tokens: Sequence[Token]
    ) -> Iterator[Match]:
        if isinstance(leaf, Phrase):
            last = len(tokens) - len(leaf.slots)
            for start in range(last + 1):
                run = tokens[start : start + len(leaf.slots)]
                if all(token.form in slot for token, slot in zip(run, leaf.slots, strict=True)):
                    yield Match(_begin(tokens, start), run[-1].end, number)
            return
        for place, token in enumerate(tokens):
            if self._holds(leaf, token.form):
                yield Match(_begin(tokens, place), token.end, number)

    def _holds(self, leaf: Word | Prefix, form: str) -> bool:
        if isinstance(leaf, Prefix):
            return form.startswith(leaf.prefix)
        return form == leaf.form or (
            leaf.stem is not None and self._analyzer.stem(form) == leaf.stem
        )


def merged(text: str, matches: Sequence[Match]) -> tuple[Span, ...]:
    """The spans of matches in their order, those joined that overlap or have only space between."""
    spans: list[Span] = []
    for match in matches:
        if spans and not text[spans[-1][1] : match.start].strip():
            spans[-1] = (spans[-1][0], max(spans[-1][1], match.end))
        else:
            spans.append((match.start, match.end))
    return tuple(spans)


def _begin(tokens: Sequence[Token], place: int) -> int:
    """Where the written word of a token begins: with the clitic before a Latin word (وEuropol)."""
    token = tokens[place]
    if place and not is_arabic(token.form):
        before = tokens[place - 1]
        joined = before.end == token.start and is_arabic(before.form)
        if joined and len(before.form) <= LONGEST_CLITIC:
            return before.start
    return token.start
