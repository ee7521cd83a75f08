"""Posting lists in Whoosh's format, encoded for many terms at once.

Whoosh pickles numbers and bytes of each posting one by one, with a protocol that spells bytes out
as a call. Here the opcodes of the same tuples are laid out by NumPy; `pickle.loads` reads them as
any others.
"""

from __future__ import annotations

import pickle
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC
from whoosh.util.numeric import byte_to_length

from indexer.engines.arrays.array_file import AnyArray
from indexer.engines.arrays.segment_buffer import Ints

BLOCK_SIZE = 512
"""Postings in a block; four times Whoosh's own, so that fewer blocks are compressed."""

COMPRESSION_LEVEL = 3
"""zlib's level for a block."""

MIN_BLOCK_POSTINGS = 16
"""Terms with fewer postings are stored in the file of terms, without a block."""

_NO_VALUES = b")"
_LENGTHS = np.array([byte_to_length(number) for number in range(256)])
_INFO = np.dtype(
    [
        ("is_inlined", "u1"),
        ("weight", ">f4"),
        ("count", ">u4"),
        ("shortest", "u1"),
        ("longest", "u1"),
        ("greatest", ">f4"),
        ("first", ">u4"),
        ("last", ">u4"),
    ]
)
"""Whoosh's description of a term, before its postings or their place."""


@dataclass(frozen=True)
class PostingLists:
    """The postings of some terms in one field.

    Attributes:
        begins: Index of each term's first posting, then the number of postings.
        documents: Document of each posting.
        frequencies: Term frequency of each posting.
        lengths: Length of the field in the document of each posting.
        positions: Positions of all postings, one posting after the other, or None.
    """

    begins: Ints
    documents: Ints
    frequencies: Ints
    lengths: Ints
    positions: Ints | None


def write_postings(file: BinaryIO, lists: PostingLists) -> Iterator[bytes]:
    """Write the blocks of frequent terms to a file; yield the description of every term."""
    starts, counts = lists.begins[:-1], np.diff(lists.begins)
    is_inlined = counts < MIN_BLOCK_POSTINGS
    infos = _infos(lists, is_inlined)
    ids = lists.documents.astype(np.int64)
    ids[1:] -= np.where(_is_continued(starts, counts, is_inlined), lists.documents[:-1], 0)
    numbers, weights = _Numbers.of(ids), _Numbers.of(lists.frequencies)
    values = _Values.of(lists)

    def encoded(begin: int, end: int, *, all_once: bool = False) -> bytes:
        weighed = b"N" if all_once else weights.between(begin, end)
        between = (numbers.between(begin, end), weighed, values.between(begin, end))
        return b"%b%b%b\x87." % between

    rows = infos.tobytes()
    begins = zip(lists.begins.tolist(), lists.begins[1:].tolist(), strict=False)
    for number, (begin, end) in enumerate(begins):
        info = rows[number * _INFO.itemsize : (number + 1) * _INFO.itemsize]
        if end - begin < MIN_BLOCK_POSTINGS:
            yield info + encoded(begin, end)
            continue
        described = infos[number]
        bounds = int(described["shortest"]), int(described["longest"])
        offset = file.tell()
        file.write(WHOOSH3_HEADER_MAGIC)
        for first in range(begin, end, BLOCK_SIZE):
            last = min(first + BLOCK_SIZE, end)
            greatest = int(lists.frequencies[first:last].max())
            data = zlib.compress(encoded(first, last, all_once=greatest == 1), COMPRESSION_LEVEL)
            held = last - first, int(lists.documents[last - 1]), float(greatest)
            block = pickle.dumps((*held, COMPRESSION_LEVEL, *bounds), 2) + data
            file.write(struct.pack("!i", -len(block) if last == end else len(block)))
            file.write(block)
        yield info + struct.pack("!qi", offset, file.tell() - offset)


def _infos(lists: PostingLists, is_inlined: AnyArray) -> AnyArray:
    """Return the description of each term."""
    starts = lists.begins[:-1]
    infos = np.zeros(len(starts), _INFO)
    if len(starts):
        infos["is_inlined"] = is_inlined
        infos["weight"] = np.add.reduceat(lists.frequencies, starts, dtype=np.int64)
        infos["count"] = np.diff(lists.begins)
        infos["shortest"] = _as_byte(np.minimum.reduceat(lists.lengths, starts))
        infos["longest"] = _as_byte(np.maximum.reduceat(lists.lengths, starts))
        infos["greatest"] = np.maximum.reduceat(lists.frequencies, starts)
        infos["first"] = lists.documents[starts]
        infos["last"] = lists.documents[lists.begins[1:] - 1]
    return infos


def _as_byte(lengths: Ints) -> Ints:
    """Return Whoosh's approximation of lengths by a byte."""
    return np.minimum(np.searchsorted(_LENGTHS, lengths), len(_LENGTHS) - 1)


def _is_continued(starts: Ints, counts: Ints, is_inlined: AnyArray) -> AnyArray:
    """Return for each posting but the first whether its id is a delta, as it continues a block."""
    within = np.arange(counts.sum()) - np.repeat(starts, counts)
    is_next = (within % BLOCK_SIZE > 0) & ~np.repeat(is_inlined, counts)
    return np.asarray(is_next[1:])


@dataclass(frozen=True)
class _Numbers:
    """Opcodes of numbers, all of the same size."""

    opcodes: bytes
    size: int

    @classmethod
    def of(cls, numbers: Ints) -> _Numbers:
        rows = _opcodes(numbers)
        return cls(rows.tobytes(), rows.shape[1])

    def between(self, begin: int, end: int) -> bytes:
        """Return the opcodes of the tuple of some of the numbers."""
        return _tuple(self.opcodes[begin * self.size : end * self.size], end - begin)


def _opcodes(numbers: Ints) -> AnyArray:
    """Return the opcode and the little-endian bytes of non-negative numbers, a row each."""
    opcode, kind = next(
        (opcode, kind)
        for opcode, kind in ((b"K", "<u1"), (b"M", "<u2"), (b"J", "<i4"))
        if not len(numbers) or int(numbers.max()) <= np.iinfo(kind).max
    )
    raw = numbers.astype(kind).view(np.uint8).reshape(len(numbers), np.dtype(kind).itemsize)
    return np.hstack([np.full((len(raw), 1), opcode[0], np.uint8), raw])


@dataclass(frozen=True)
class _Values:
    """Opcodes of the encoded positions of each posting.

    Attributes:
        opcodes: Those of all postings.
        ends: 0, then the end of each posting's; None if the field has no positions.
    """

    opcodes: bytes
    ends: list[int] | None

    @classmethod
    def of(cls, lists: PostingLists) -> _Values:
        """Encode positions: their number, then the pickled tuple of their differences."""
        if lists.positions is None:
            return cls(b"", None)
        counts = lists.frequencies.astype(np.int64)
        firsts = np.cumsum(counts) - counts
        deltas = np.diff(lists.positions, prepend=0).astype(np.int64)
        deltas[firsts] = lists.positions[firsts]
        rows = _opcodes(deltas)
        is_single = counts == 1  # see _tuple
        # The number takes 4 bytes, the end of the tuple and of the pickle one each.
        sizes = np.where(is_single, 6, 7) + counts * rows.shape[1]
        heads = np.where(sizes < 256, 2, 5)
        ends = np.cumsum(heads + sizes)
        bodies = ends - sizes
        opcodes = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
        opcodes[bodies - heads] = np.where(heads == 2, ord("C"), ord("B"))
        for place in range(4):
            long = sizes[heads == 5]
            opcodes[bodies[heads == 5] - 4 + place] = long >> (8 * place) & 255
            opcodes[bodies + place] = counts >> (24 - 8 * place) & 255
        short = heads == 2
        opcodes[bodies[short] - 1] = sizes[short]
        opcodes[bodies[~is_single] + 4] = ord("(")
        within = np.arange(len(deltas)) - np.repeat(firsts, counts)
        begins = bodies + np.where(is_single, 4, 5)
        places = np.repeat(begins, counts) + within * rows.shape[1]
        for column in range(rows.shape[1]):
            opcodes[places + column] = rows[:, column]
        opcodes[ends - 2] = np.where(is_single, 0x85, ord("t"))
        opcodes[ends - 1] = ord(".")
        return cls(opcodes.tobytes(), [0, *ends.tolist()])

    def between(self, begin: int, end: int) -> bytes:
        """Return the tuple of the values of some postings."""
        if self.ends is None:
            return _NO_VALUES
        return _tuple(self.opcodes[self.ends[begin] : self.ends[end]], end - begin)


def _tuple(opcodes: bytes, count: int) -> bytes:
    """Return the opcodes of a tuple, given those of its items."""
    return opcodes + b"\x85" if count == 1 else b"(" + opcodes + b"t"
