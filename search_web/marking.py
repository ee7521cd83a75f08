"""Marking: which words of a text a query matches, by offsets into the text as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analyzers.arabic import ArabicAnalyzer
from analyzers.normalize import is_arabic, normalize
from analyzers.token import Token
from analyzers.tokenizer import words
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
        distinct = list(dict.fromkeys(leaf for query in queries for leaf in leaves(query)))
        self._phrases = [(n, leaf) for n, leaf in enumerate(distinct) if isinstance(leaf, Phrase)]
        self._words = [(n, leaf) for n, leaf in enumerate(distinct) if not isinstance(leaf, Phrase)]
        self._numbers: dict[str, dict[str, tuple[int, ...]]] = {}

    def wanted(self, field: str) -> int:
        """How many words, prefixes and phrases may match in the field."""
        return sum(field in leaf.fields for _, leaf in (*self._words, *self._phrases))

    def matches(self, text: str, field: str) -> list[Match]:
        """All matches in the text, in its order. A match spans whole written words."""
        found: list[Match] = []
        known = self._numbers.setdefault(field, {})
        for word, start, end in words(text):
            numbers = known.get(word)
            if numbers is None:
                numbers = known[word] = self._numbers_of(word, field)
            for number in numbers:
                found.append(Match(_begin(text, start), end, number))
        phrases = [(number, phrase) for number, phrase in self._phrases if field in phrase.fields]
        if phrases:
            tokens = self._analyzer.tokens(text)
            for number, phrase in phrases:
                found.extend(_phrase_matches(number, phrase, text, tokens))
        return sorted(found)

    def spans(self, text: str, field: str) -> tuple[Span, ...]:
        """What to mark: ascending and disjoint; matched neighbours are one span."""
        return merged(text, self.matches(text, field))

    def _numbers_of(self, word: str, field: str) -> tuple[int, ...]:
        """The numbers of the words and prefixes that a written word matches in the field."""
        forms = normalize(word)
        return tuple(
            number
            for number, leaf in self._words
            if field in leaf.fields and any(self._holds(leaf, form) for form in forms)
        )

    def _holds(self, leaf: Word | Prefix, form: str) -> bool:
        if isinstance(leaf, Prefix):
            return form.startswith(leaf.prefix)
        return form == leaf.form or (
            leaf.stem is not None and self._analyzer.stem(form) == leaf.stem
        )


def _phrase_matches(
    number: int, phrase: Phrase, text: str, tokens: Sequence[Token]
) -> Iterator[Match]:
    first, *others = (frozenset(slot) for slot in phrase.slots)
    for place in range(len(tokens) - len(others)):
        if tokens[place].form in first and all(
            tokens[place + distance].form in slot for distance, slot in enumerate(others, 1)
        ):
            last = tokens[place + len(others)]
            yield Match(_begin(text, tokens[place].start), last.end, number)


def merged(text: str, matches: Sequence[Match]) -> tuple[Span, ...]:
    """The spans of matches in their order, those joined that overlap or have only space between."""
    spans: list[Span] = []
    for match in matches:
        if spans and not text[spans[-1][1] : match.start].strip():
            spans[-1] = (spans[-1][0], max(spans[-1][1], match.end))
        else:
            spans.append((match.start, match.end))
    return tuple(spans)


def _begin(text: str, start: int) -> int:
    """Where the written word at `start` begins: with the clitic before a Latin word (وEuropol)."""
    if start == 0 or is_arabic(text[start]):
        return start
    begin = start
    while begin and start - begin <= LONGEST_CLITIC and is_arabic(text[begin - 1]):
        begin -= 1
    return begin if start - begin <= LONGEST_CLITIC else start
