"""Where the words of queries stand in the texts of a collection.

Tokens are numbered through all texts of all documents, as `segment_buffer` does in a segment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.adjacency import inside
from indexer.engines.arrays.segment_buffer import FIELD_NAMES
from indexer.model.fields import SEARCHED_FIELDS
from indexer.ranking.order import MAX_WORDS, Numbers, Occurrences, SoughtWord

IS_WORD, AS_TYPED = 1, 2
"""Bits of a token: it is the word, and it is the word as it was typed."""

CACHED_TOKENS = 8_000_000
"""Tokens of words in the cache, 5 bytes each, beyond which it is emptied."""

_FIRST = FIELD_NAMES.index(SEARCHED_FIELDS[0])  # the others follow it


@dataclass(frozen=True, slots=True)
class Places:
    """The tokens of a word.

    Attributes:
        tokens: Their numbers, ascending.
        kinds: IS_WORD, AS_TYPED or both, for each of them.
    """

    tokens: Numbers
    kinds: npt.NDArray[np.uint8]

    @classmethod
    def united(cls, several: Sequence[Self]) -> Self:
        """Unite places, given in any order and with any token more than once."""
        if len(several) == 1:
            return several[0]
        tokens = np.concatenate([np.empty(0, np.uint32), *(one.tokens for one in several)])
        kinds = np.concatenate([np.empty(0, np.uint8), *(one.kinds for one in several)])
        return cls(*_united(tokens, kinds))


@runtime_checkable
class LocatingSegment(Protocol):
    """A segment in whose texts words can be located."""

    def places(self, word: SoughtWord) -> Places:
        """Return the tokens of a word, numbered from 0."""
        ...


class WordPlaces:
    """The places of words in a collection, with a cache of recent words."""

    def __init__(
        self, segments: Sequence[tuple[int, LocatingSegment]], lengths: Mapping[str, Numbers]
    ) -> None:
        """Use these segments.

        Args:
            segments: The segments, each with the number of its first document.
            lengths: For each text field, its length in each document.
        """
        self._segments = segments
        self._lengths = lengths
        self._cached: dict[SoughtWord, Places] = {}
        self._cached_tokens = 0

    def occurrences(self, documents: Numbers, words: Sequence[SoughtWord]) -> Occurrences:
        """Return where words occur in the searched fields of some ascending documents."""
        first = documents.astype(np.int64) * len(FIELD_NAMES) + _FIRST
        bounds = self._begins[first[:, None] + np.arange(len(SEARCHED_FIELDS) + 1)]
        ranges = bounds[:, [0, -1]]
        found, masks = [np.empty(0, self._begins.dtype)], [np.empty(0, np.uint64)]
        for number, word in enumerate(words[:MAX_WORDS]):
            places = self._places(word)
            own = inside(places.tokens, ranges)
            typed = number + len(words)
            bits = (1 << number, 1 << typed if typed < MAX_WORDS else 0)
            found.append(places.tokens[own])
            masks.append(np.array([0, *bits, sum(bits)], np.uint64)[places.kinds[own]])
        tokens, held = np.concatenate(found), np.concatenate(masks)
        if len(words) > 1:
            tokens, held = _united(tokens, held)
        begins = bounds[:, :-1].ravel()
        counts = np.diff(tokens.searchsorted(begins), append=len(tokens))
        texts = np.arange(len(begins)).repeat(counts)
        positions = (tokens - begins.repeat(counts)).astype(np.int64)
        return Occurrences(texts, positions, held, np.diff(bounds.astype(np.int64), axis=1))

    @cached_property
    def _begins(self) -> Numbers:
        """Return the first token of each text of each document, and the end of the last."""
        lengths = np.stack([self._lengths[field] for field in FIELD_NAMES], axis=1)
        begins = np.concatenate(([0], lengths.ravel().cumsum(dtype=np.int64)))
        return begins.astype(np.uint32) if begins[-1] < 1 << 32 else begins

    def _places(self, word: SoughtWord) -> Places:
        """Return the tokens of a word in all segments, from the cache if possible."""
        known = self._cached.get(word)
        if known is not None:
            return known
        found = []
        for base, segment in self._segments:
            of_segment = segment.places(word)
            tokens = of_segment.tokens.astype(self._begins.dtype, copy=False)
            tokens = tokens + self._begins[base * len(FIELD_NAMES)] if base else tokens
            found.append(Places(tokens, of_segment.kinds))
        places = _joined(found)
        if self._cached_tokens > CACHED_TOKENS:
            self._cached.clear()
            self._cached_tokens = 0
        self._cached[word] = places
        self._cached_tokens += len(places.tokens)
        return places


def _joined(several: Sequence[Places]) -> Places:
    """Join places, those in the first texts first."""
    if len(several) == 1:
        return several[0]
    tokens = np.concatenate([places.tokens for places in several])
    return Places(tokens, np.concatenate([places.kinds for places in several]))


def _united(tokens: Numbers, bits: Numbers) -> tuple[Numbers, Numbers]:
    """Return tokens in ascending order, each once, with the united bits of all its entries."""
    order = tokens.argsort(kind="stable")
    tokens, bits = tokens[order], bits[order]
    is_repeated = tokens[1:] == tokens[:-1]
    if not is_repeated.any():
        return tokens, bits
    first = np.concatenate(([0], np.flatnonzero(~is_repeated) + 1))
    return tokens[first], np.bitwise_or.reduceat(bits, first)
