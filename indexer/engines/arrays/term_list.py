"""TermList: sorted terms in arrays; a term's place in the list is its number.

Terms are joined in blocks, whose first terms stand apart: a search reads those and one block.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np

from indexer.engines.arrays.array_file import AnyArray, ArrayFile

BLOCK = 128
"""Terms in a block; about 1.5 kB of Arabic words."""

_SEPARATOR = b"\n"
_AFTER_ALL = b"\xff"  # greater than any UTF-8


def sorted_terms(terms: Sequence[str]) -> list[int]:
    """The places of the terms in the order of a TermList: that of their UTF-8."""
    encoded = [term.encode() for term in terms]
    return sorted(range(len(terms)), key=encoded.__getitem__)


def term_arrays(name: str, terms: Sequence[str]) -> dict[str, AnyArray]:
    """The arrays of these terms, which are sorted, not empty and of one line each."""
    encoded = [term.encode() for term in terms]
    blocks = [
        _SEPARATOR.join(encoded[begin : begin + BLOCK]) for begin in range(0, len(terms), BLOCK)
    ]
    heads = _SEPARATOR.join(encoded[::BLOCK])
    ends = np.cumsum([0, *map(len, blocks)], dtype=np.uint64)
    return {
        f"{name}_text": np.frombuffer(b"".join(blocks), np.uint8),
        f"{name}_blocks": ends,
        f"{name}_heads": np.frombuffer(heads, np.uint8),
        f"{name}_count": np.array([len(terms)], np.uint32),
    }


class TermList:
    """The terms under a name in a file."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name
        self._ends = file.whole(f"{name}_blocks").tolist()
        self.count = int(file.whole(f"{name}_count")[0])
        heads = file.whole(f"{name}_heads").tobytes()
        self._heads = heads.split(_SEPARATOR) if self.count else []

    def number(self, term: str) -> int | None:
        """The number of a term, None if it is not there."""
        encoded = term.encode()
        block = bisect_right(self._heads, encoded) - 1
        if block < 0:
            return None
        terms = self._block(block)
        place = bisect_left(terms, encoded)
        return block * BLOCK + place if place < len(terms) and terms[place] == encoded else None

    def prefixed(self, prefix: str) -> tuple[int, int]:
        """The numbers [first, last) of the terms that begin so."""
        encoded = prefix.encode()
        return self._place(encoded), self._place(encoded + _AFTER_ALL)

    def term(self, number: int) -> str:
        """The term of a number."""
        return self._block(number // BLOCK)[number % BLOCK].decode()

    def terms(self) -> list[str]:
        """All of them."""
        return [term.decode() for block in range(len(self._heads)) for term in self._block(block)]

    def _place(self, encoded: bytes) -> int:
        block = max(bisect_left(self._heads, encoded) - 1, 0)
        return block * BLOCK + bisect_left(self._block(block), encoded) if self.count else 0

    def _block(self, number: int) -> list[bytes]:
        begin, end = self._ends[number], self._ends[number + 1]
        text = self._file.part(f"{self._name}_text", begin, end).tobytes()
        return text.split(_SEPARATOR)
