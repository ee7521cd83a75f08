"""Sorted lists of terms in arrays; a term's number is its index in the list.

Terms are stored in blocks. The first terms of all blocks are also stored separately, so that a
lookup compares only these and searches one block.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from indexer.engines.arrays.array_file import AnyArray, ArrayFile

BLOCK_SIZE = 128
"""Terms in a block, about 1.5 kB of Arabic words."""

CACHED_NUMBERS = 4096
"""Numbers of terms kept in the cache, for the snippets of a query after its search."""

_SEPARATOR = b"\n"
_AFTER_ALL = b"\xff"  # sorts after any UTF-8


def sorted_terms(terms: Sequence[str]) -> list[int]:
    """Return the indexes that sort terms by their UTF-8 bytes, the order of a TermList."""
    encoded = [term.encode() for term in terms]
    return sorted(range(len(terms)), key=encoded.__getitem__)


def term_arrays(name: str, terms: Sequence[str]) -> dict[str, AnyArray]:
    """Return the arrays of a TermList.

    Args:
        name: Name of the list, the prefix of the arrays' names.
        terms: The terms, sorted as by `sorted_terms`, none empty or with a line break.
    """
    encoded = [term.encode() for term in terms]
    blocks = [
        _SEPARATOR.join(encoded[begin : begin + BLOCK_SIZE])
        for begin in range(0, len(terms), BLOCK_SIZE)
    ]
    heads = _SEPARATOR.join(encoded[::BLOCK_SIZE])
    ends = np.cumsum([0, *map(len, blocks)], dtype=np.uint64)
    return {
        f"{name}_text": np.frombuffer(b"".join(blocks), np.uint8),
        f"{name}_blocks": ends,
        f"{name}_heads": np.frombuffer(heads, np.uint8),
        f"{name}_count": np.array([len(terms)], np.uint32),
    }


class TermList:
    """The list of terms with a given name in a file.

    Attributes:
        count: Number of terms.
    """

    def __init__(self, file: ArrayFile, name: str) -> None:
        """Read the first terms of all blocks."""
        self._file = file
        self._name = name
        self._ends = file.whole(f"{name}_blocks").tolist()
        self.count = int(file.whole(f"{name}_count")[0])
        heads = file.whole(f"{name}_heads").tobytes()
        self._heads = heads.split(_SEPARATOR) if self.count else []
        self._number = lru_cache(maxsize=CACHED_NUMBERS)(self._find)

    def number(self, term: str) -> int | None:
        """Return the number of a term, or None if it is not in the list; recent ones are cached."""
        return self._number(term)

    def _find(self, term: str) -> int | None:
        encoded = term.encode()
        block = bisect_right(self._heads, encoded) - 1
        if block < 0:
            return None
        text = b"\n%b\n" % self._text(block)
        begin = text.find(b"\n%b\n" % encoded)
        return None if begin < 0 else block * BLOCK_SIZE + text.count(_SEPARATOR, 0, begin)

    def prefixed(self, prefix: str) -> tuple[int, int]:
        """Return the range [first, last) of the numbers of all terms with a prefix."""
        encoded = prefix.encode()
        return self._insertion_point(encoded), self._insertion_point(encoded + _AFTER_ALL)

    def term(self, number: int) -> str:
        """Return the term of a number."""
        return self._block(number // BLOCK_SIZE)[number % BLOCK_SIZE].decode()

    def terms(self) -> list[str]:
        """Return all terms."""
        return [term.decode() for block in range(len(self._heads)) for term in self._block(block)]

    def _insertion_point(self, encoded: bytes) -> int:
        block = max(bisect_left(self._heads, encoded) - 1, 0)
        return block * BLOCK_SIZE + bisect_left(self._block(block), encoded) if self.count else 0

    def _block(self, number: int) -> list[bytes]:
        return self._text(number).split(_SEPARATOR)

    def _text(self, number: int) -> bytes:
        """Return the terms of a block, as they are written."""
        return self._all_text[self._ends[number] : self._ends[number + 1]]

    @cached_property
    def _all_text(self) -> bytes:
        """Return all terms, read on first use: a query looks up tens of them."""
        return self._file.part(f"{self._name}_text", 0, self._ends[-1]).tobytes()
