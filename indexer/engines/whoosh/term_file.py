"""Whoosh's file of a segment's terms, written at once: an ordered hash table.

Whoosh's `OrderedHashWriter` adds one term at a time, which takes most of the time of writing a
segment. What is written here is read by its `OrderedHashReader`:

    magic, kind of hash; for each term the lengths of key and value, key, value; 256 hash tables
    and their directory; a pickled dictionary and the position of each term; the length of these two
"""

from __future__ import annotations

import math
import pickle
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from indexer.engines.arrays.array_file import AnyArray

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
    path: Path, fields: Mapping[str, int], keys: Sequence[bytes], values: Sequence[bytes]
) -> None:
    """Write a file of terms.

    Args:
        path: The new file.
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
    tables = [*_tables(np.fromiter(map(zlib.crc32, keys), np.uint32, len(keys)), positions)]
    directory = np.zeros(_TABLES, _DIRECTORY_ENTRY)
    directory["slots"] = [len(table) for table in tables]
    sizes = directory["slots"] * _POINTER.itemsize
    directory["position"] = end + np.cumsum(sizes) - sizes
    code = "I" if end < 1 << 32 else "q"
    extras = {"fieldmap": dict(fields), "indextype": code, "indexlen": len(keys)}
    described = pickle.dumps(extras, 2) + positions.astype(f">{code}").tobytes()
    with path.open("wb") as file:
        file.write(header)
        file.writelines(chain.from_iterable(zip(prefixes, keys, values, strict=True)))
        file.writelines(table.tobytes() for table in tables)
        file.write(directory.tobytes() + described + struct.pack("!i", len(described)))


def _tables(hashes: AnyArray, positions: AnyArray) -> Iterator[AnyArray]:
    """Yield the hash tables, by the lowest byte of the hash; collisions take the next free slot."""
    numbers = hashes % _TABLES
    order = np.argsort(numbers, kind="stable")
    for part in np.split(order, np.searchsorted(numbers[order], np.arange(1, _TABLES))):
        table = np.zeros(math.ceil(_SLOTS * len(part)), _POINTER)
        if len(part):
            wanted = (hashes[part] // _TABLES) % len(table)
            by_slot = np.argsort(wanted, kind="stable")
            slots = _free_slots(wanted[by_slot].astype(np.int64), len(table))
            table["hash"][slots] = hashes[part[by_slot]]
            table["position"][slots] = positions[part[by_slot]]
        yield table


def _free_slots(wanted: AnyArray, size: int) -> AnyArray:
    """Return the slot of each entry, given the slots that they want, ascending."""
    numbers = np.arange(len(wanted))
    slots = np.maximum.accumulate(wanted - numbers) + numbers
    beyond = np.flatnonzero(slots >= size)
    if len(beyond):
        is_free = np.ones(size, bool)
        is_free[slots[: beyond[0]]] = False
        slots[beyond] = np.flatnonzero(is_free)[: len(beyond)]
    return slots
