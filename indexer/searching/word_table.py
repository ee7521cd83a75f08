"""Table of words: words and their numbers in arrays, in a quarter of the memory of a dictionary.

A word is found by its hash. Words near to one are found by their signatures, a bit for each letter
that they have: an edit changes at most two bits, so most words need not be compared (bag distance:
Bartolini, Ciaccia, Patella, "String matching with metric trees using an approximate distance",
SPIRE 2002).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

SIGNED_AT_ONCE = 1 << 16
"""Words whose signatures are made at a time, to bound the memory."""

Numbers = npt.NDArray[np.integer[Any]]
"""An array of integers."""

_ONES = np.array([number.bit_count() for number in range(1 << 16)], np.uint8)
"""Count of the ones of each number of 16 bits."""


class WordTable(Mapping[str, int]):
    """Words with their numbers, from 0 to 2^32 - 1, in the order of their code points; read only.

    A place is the index of a word in this order.
    """

    def __init__(self, numbers: Mapping[str, int]) -> None:
        """Make a table of words, none of which is empty."""
        words = sorted(numbers)
        lengths = np.fromiter(map(len, words), np.uint32, len(words))
        self._text = "".join(words)
        self._ends = np.cumsum([0, *lengths.tolist()], dtype=np.uint32).data
        self._numbers = np.fromiter(map(numbers.__getitem__, words), np.uint32, len(words))
        self._by_hash = _Buckets(map(hash, words), len(words))
        self._lengths = lengths.astype(np.min_scalar_type(int(lengths.max(initial=0))))
        self._signatures = self._all_signatures()

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        """Yield the words in their order."""
        text = self._text
        return (text[begin:end] for begin, end in pairwise(self._ends))

    def __contains__(self, word: object) -> bool:
        """Return whether the table has a word."""
        return isinstance(word, str) and self._place(word) >= 0

    def __getitem__(self, word: str) -> int:
        """Return the number of a word.

        Raises:
            KeyError: The table lacks the word.
        """
        if (place := self._place(word)) < 0:
            raise KeyError(word)
        return int(self._numbers[place])

    @property
    def total(self) -> int:
        """Return the sum of all numbers."""
        return int(self._numbers.sum(dtype=np.int64))

    def counted(self) -> dict[str, int]:
        """Return a dictionary of the words and their numbers."""
        return dict(zip(self, self._numbers.tolist(), strict=True))

    def word(self, place: int) -> str:
        """Return the word at a place."""
        return self._text[self._ends[place] : self._ends[place + 1]]

    def begins(self, prefix: str) -> bool:
        """Return whether a word begins with a prefix."""
        place = bisect_left(range(len(self)), prefix, key=self.word)
        return place < len(self) and self.word(place).startswith(prefix)

    def near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return the words within an edit distance, with their distances, the nearest first.

        Args:
            word: The word to compare with.
            distance: Maximum distance of optimal string alignment: deletions, insertions,
                substitutions and transpositions of adjacent letters.
        """
        longer = self._lengths.astype(np.int64) - len(word)
        places = (np.abs(longer) <= distance).nonzero()[0]
        changed = self._signatures[places] ^ _signatures(word, [0])
        places = places[_ones(changed) <= 2 * distance]
        words = [*map(self.word, places.tolist())]
        found = process.extract(word, words, scorer=OSA.distance, score_cutoff=distance, limit=None)
        return [(one, int(apart)) for one, apart, _ in found]

    def _place(self, word: str) -> int:
        """Return the place of a word, or -1 if the table lacks it."""
        text, ends = self._text, self._ends
        for place in self._by_hash.of(hash(word)):
            if text[ends[place] : ends[place + 1]] == word:
                return place
        return -1

    def _all_signatures(self) -> Numbers:
        """Return the signature of each word. Shape: (words,)."""
        signatures = np.empty(len(self), np.uint64)
        for first in range(0, len(self), SIGNED_AT_ONCE):
            ends = np.asarray(self._ends[first : first + SIGNED_AT_ONCE + 1], np.int64)
            part = self._text[ends[0] : ends[-1]]
            signatures[first : first + SIGNED_AT_ONCE] = _signatures(part, ends[:-1] - ends[0])
        return signatures


class KeyedWords:
    """The words of a table by a key of theirs, such as their consonants; keys are not kept."""

    def __init__(self, table: WordTable, key: Callable[[str], str]) -> None:
        """Find the keys of all words."""
        self._table = table
        self._key = key
        self._by_hash = _Buckets((hash(key(word)) for word in table), len(table))

    def of(self, key: str) -> list[str]:
        """Return the words with a key, in their order."""
        words = map(self._table.word, self._by_hash.of(hash(key)))
        return [word for word in words if self._key(word) == key]

    def groups(self) -> Iterable[list[str]]:
        """Return the words of each key, in their order."""
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._table:
            groups[self._key(word)].append(word)
        return groups.values()


class _Buckets:
    """Places by the hashes of what stands there, about one in a bucket."""

    def __init__(self, hashes: Iterator[int], count: int) -> None:
        """Put each place into the bucket of its hash."""
        buckets = 1 << count.bit_length()
        self._mask = buckets - 1
        numbers = np.fromiter(hashes, np.int64, count) & self._mask
        self._places = np.argsort(numbers, kind="stable").astype(np.uint32).data
        counts = np.bincount(numbers, minlength=buckets)
        self._ends = np.concatenate(([0], np.cumsum(counts))).astype(np.uint32).data

    def of(self, hash_: int) -> list[int]:
        """Return the places with a hash, and perhaps others, in their order."""
        bucket = hash_ & self._mask
        return self._places[self._ends[bucket] : self._ends[bucket + 1]].tolist()


def _signatures(text: str, begins: Sequence[int] | Numbers) -> Numbers:
    """Return the signatures of words that stand in a text one behind the other.

    Args:
        text: The words, joined.
        begins: Where each begins.
    """
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    bits = np.left_shift(np.uint64(1), (letters & 63).astype(np.uint64))
    return np.bitwise_or.reduceat(bits, begins) if text else np.zeros(len(begins), np.uint64)


def _ones(numbers: Numbers) -> Numbers:
    """Return the count of ones of each number of 64 bits."""
    return np.asarray(_ONES[numbers.view(np.uint16)].reshape(-1, 4).sum(axis=1))
