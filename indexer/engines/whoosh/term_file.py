"""Whoosh's file of a segment's terms, written at once: an ordered hash table.

Whoosh's `OrderedHashWriter` adds one term at a time, which takes most of the time of writing a
segment. What is written here is read by its `OrderedHashReader`:

    magic, kind of hash; for each term the lengths of key and value, key, value; 256 hash tables
    and their directory; a pickled dictionary and the position of each term; the length of these two
"""

from __future__ import annotations

import pickle
import struct
import zlib
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import BinaryIO

import numpy as np

from indexer.engines.arrays.array_file import AnyArray
from indexer.engines.arrays.segment_buffer import Ints

MAGIC = b"HSH3"
CRC32 = 1
"""Whoosh's number of the hash function."""

_TABLES = 256
_SLOTS = 1.25
"""Slots of a hash table per term; Whoosh's own 2 take a fifth of the file."""

_POINTER = np.dtype([("hash", ">u4"), ("position", ">i8")])
_DIRECTORY_ENTRY = np.dtype([("position", ">i8"), ("slots", ">i4")])
_LENGTHS = 8
"""Bytes before each key: two big-endian integers."""


def write_terms(
    file: BinaryIO, fields: Mapping[str, int], keys: Sequence[bytes], values: Sequence[bytes]
) -> None:
    """Write a file of terms.

    Args:
        file: The new file.
        fields: Number of each field, by name.
        keys: For each term, ascending, its field as a big-endian short, then its text in UTF-8.
        values: For each term, its description; see `postings.term_values`.
    """
    header = MAGIC + struct.pack("!Bii", CRC32, 0, 0)
    lengths = np.array([[*map(len, keys)], [*map(len, values)]], ">i4").T
    positions = len(header) + np.cumsum(lengths.sum(1) + _LENGTHS, dtype=np.int64)
    end = int(positions[-1]) if len(positions) else len(header)
    positions -= lengths.sum(1) + _LENGTHS
    packed = np.ascontiguousarray(lengths).tobytes()
    prefixes = (packed[n : n + _LENGTHS] for n in range(0, len(packed), _LENGTHS))
    table, slots = _tables(np.fromiter(map(zlib.crc32, keys), np.uint32, len(keys)), positions)
    directory = np.zeros(_TABLES, _DIRECTORY_ENTRY)
    directory["slots"] = slots
    directory["position"] = end + (np.cumsum(slots) - slots) * _POINTER.itemsize
    code = "I" if end < 1 << 32 else "q"
    extras = {"fieldmap": dict(fields), "indextype": code, "indexlen": len(keys)}
    described = pickle.dumps(extras, 2) + positions.astype(f">{code}").tobytes()
    file.write(header)
    file.writelines(chain.from_iterable(zip(prefixes, keys, values, strict=True)))
    for part in (table.tobytes(), directory.tobytes(), described):
        file.write(part)
    file.write(struct.pack("!i", len(described)))


def _tables(hashes: AnyArray, positions: AnyArray) -> tuple[AnyArray, Ints]:
    """Return the slots of all hash tables, one table after the other, and the size of each.

    The lowest byte of a hash is the number of its table, the rest tells the slot; the next free one
    is taken if that is not free.
    """
    numbers = (hashes % _TABLES).astype(np.int64)
    counts = np.bincount(numbers, minlength=_TABLES)
    sizes = np.ceil(_SLOTS * counts).astype(np.int64)
    wanted = (hashes // _TABLES) % sizes[numbers]
    order = np.lexsort((wanted, numbers))
    numbers, wanted = numbers[order], wanted[order]
    # How far a slot is ahead of the entry's number never falls within a table.
    begins = np.cumsum(counts) - counts
    within = np.arange(len(order)) - begins[numbers]
    apart = numbers * (int(sizes.max()) + len(order))  # keeps tables from reaching into the next
    slots = np.maximum.accumulate(wanted - within + apart) - apart + within
    for number in np.unique(numbers[slots >= sizes[numbers]]).tolist():
        part = slice(begins[number], begins[number] + counts[number])
        slots[part] = _wrapped(slots[part], int(sizes[number]))
    table = np.zeros(int(sizes.sum()), _POINTER)
    places = (np.cumsum(sizes) - sizes)[numbers] + slots
    table["hash"][places], table["position"][places] = hashes[order], positions[order]
    return table, sizes


def _wrapped(slots: Ints, size: int) -> Ints:
    """Return the slots of a table, ascending, with those beyond its end in the first free ones."""
    inside = slots[slots < size]
    free = np.setdiff1d(np.arange(size), inside)
    return np.concatenate((inside, free[: len(slots) - len(inside)]))
