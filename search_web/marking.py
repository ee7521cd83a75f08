"""Marking: which words of a text a query matches, by offsets into the text as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analyzers.arabic import ArabicAnalyzer
from analyzers.normalize import is_arabic
from analyzers.token import Token
from indexer.query import Phrase, Prefix, Query, Word, leaves

Span = tuple[int, int]

LONGEST_CLITIC = 3
"""Letters of a clitic before a Latin word: و, ال, وال."""


class Match(NamedTuple):
    """A matched stretch of text: [start, end) in code points, and the number of its query leaf."""

    start: int
    end: int
    leaf: int


class Marker:
    """Finds the words of some queries in texts of a field. Belongs to one request."""

    def __init__(self, queries: Sequence[Query], analyzer: ArabicAnalyzer) -> None:
        self._analyzer = analyzer
        distinct = dict.fromkeys(leaf for query in queries for leaf in leaves(query))
        self._phrases = [(n, leaf) for n, leaf in enumerate(distinct) if isinstance(leaf, Phrase)]
        self._words = [(n, leaf) for n, leaf in enumerate(distinct) if not isinstance(leaf, Phrase)]
        self._numbers: dict[tuple[str, str], tuple[int, ...]] = {}

    def matches(self, text: str, field: str) -> list[Match]:
        """All matches in the text, in its order. A match spans whole written words."""
        tokens = self._analyzer.tokens(text)
        found = [
            Match(_begin(tokens, place), token.end, number)
            for place, token in enumerate(tokens)
            for number in self._words_of(token.form, field)
        ]
        for number, phrase in self._phrases:
            if field in phrase.fields:
                found.extend(_phrase_matches(number, phrase, tokens))
        return sorted(found)

    def spans(self, text: str, field: str) -> tuple[Span, ...]:
        """What to mark: ascending and disjoint; matched neighbours are one span."""
        return merged(text, self.matches(text, field))

    def _words_of(self, form: str, field: str) -> tuple[int, ...]:
        """The numbers of the words and prefixes that the form matches in the field."""
        numbers = self._numbers.get((form, field))
        if numbers is None:
            numbers = tuple(
                number
                for number, leaf in self._words
                if field in leaf.fields and self._holds(leaf, form)
            )
            self._numbers[form, field] = numbers
        return numbers

    def _holds(self, leaf: Word | Prefix, form: str) -> bool:
        if isinstance(leaf, Prefix):
            return form.startswith(leaf.prefix)
        return form == leaf.form or (
            leaf.stem is not None and self._analyzer.stem(form) == leaf.stem
        )


def _phrase_matches(number: int, phrase: Phrase, tokens: Sequence[Token]) -> Iterator[Match]:
    length = len(phrase.slots)
    for start in range(len(tokens) - length + 1):
        if all(tokens[start + i].form in slot for i, slot in enumerate(phrase.slots)):
            yield Match(_begin(tokens, start), tokens[start + length - 1].end, number)


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
