"""A table as the sorted lines of a text: it takes an eighth of the memory that objects would."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Self

BLOCK = 256
"""Bytes of lines among which a key is sought once their block is found by bisection."""


class SortedLines:
    """Lines `key<TAB>value`, sorted by the bytes of their keys. Threads may share them.

    Args:
        text: The lines, each with its end.
    """

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._bounds = [*_blocks(text), len(text)]
        self._firsts = [text[one : text.index(b"\t", one)] for one in self._bounds[:-1]]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> Self:
        """Return the table of some keys and their values."""
        return cls(sorted_lines(rows))

    def __len__(self) -> int:
        return self._text.count(b"\n")

    def __iter__(self) -> Iterator[str]:
        """Yield the keys, sorted by bytes."""
        return (line.partition(b"\t")[0].decode() for line in self._text.splitlines())

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._place(key) is not None

    def get(self, key: str) -> str | None:
        """Return the value of a key, or None."""
        place = self._place(key)
        return (
            None if place is None else self._text[place : self._text.index(b"\n", place)].decode()
        )

    def values(self) -> set[str]:
        """Return the distinct values."""
        lines = self._text.splitlines()
        return {value.decode() for value in {line.partition(b"\t")[2] for line in lines}}

    def _place(self, key: str) -> int | None:
        """Return where the value of a key begins, or None if the key is not there."""
        written = key.encode(errors="surrogatepass")
        block = bisect_right(self._firsts, written)
        if not block:
            return None
        start, end = self._bounds[block - 1], self._bounds[block]
        if self._firsts[block - 1] == written:
            return start + len(written) + 1
        found = self._text.find(b"\n%s\t" % written, start, end)
        return None if found < 0 else found + len(written) + 2


def sorted_lines(rows: Iterable[tuple[str, str]]) -> bytes:
    """Return the text of a table of some keys and their values."""
    lines = sorted((key.encode() + b"\t", value.encode()) for key, value in rows)
    return b"".join(b"%s%s\n" % line for line in lines)


def _blocks(text: bytes) -> Iterator[int]:
    """Yield the starts of blocks of lines."""
    start = 0
    while start < len(text):
        yield start
        start = text.find(b"\n", start + BLOCK) + 1 or len(text)
