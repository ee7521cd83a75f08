"""Memory-mapped files of named one-dimensional arrays with block checksums.

    magic, length and CRC-32 of the header (16 bytes); header (JSON: dtype, offset and length of
    each array); the arrays, each aligned to 64 bytes; the CRC-32 of each block

The checksum of a block is verified when the block is first read, as in storage engines (block
checksums of RocksDB, ZFS): opening is cheap, and damaged data is never returned.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"arrays 1"
BLOCK_SIZE = 1 << 14
"""Size of a checksummed block in bytes."""

MAX_MAPPED = 4 << 20
"""Approximate limit of a file's resident pages in bytes.

Released pages stay in the page cache of the system, which all processes share.
"""

_FAULT_AROUND = 1 << 16
"""Bytes that Linux maps around a page fault, if they are cached (fault_around_bytes)."""

_ALIGNMENT = 64
"""Alignment of an array in bytes."""

_PREAMBLE = struct.Struct("<8sII")
_CHECKSUMS = "checksums"

AnyArray = npt.NDArray[Any]


class DamagedArraysError(Exception):
    """An array file is missing, truncated, of another version or corrupt."""


def write_arrays(path: Path, arrays: Mapping[str, AnyArray]) -> None:
    """Write one-dimensional arrays to a new file."""
    places: dict[str, tuple[str, int, int]] = {}
    size = 0
    for name, values in arrays.items():
        places[name] = (values.dtype.str, size, len(values))
        size = _aligned(size + values.nbytes)
    header = json.dumps({"arrays": places, "size": size}).encode()
    with path.open("wb") as file:
        file.write(_PREAMBLE.pack(MAGIC, len(header), zlib.crc32(header)))
        file.write(header)
        begin = _begin(len(header))
        checksums = _Checksums()
        file.write(bytes(begin - _PREAMBLE.size - len(header)))
        for values in arrays.values():
            content = np.ascontiguousarray(values).view(np.uint8).data
            for part in (content, bytes(_aligned(len(content)) - len(content))):
                file.write(part)
                checksums.add(part)
        file.write(checksums.finished().tobytes())


class ArrayFile:
    """The arrays of a file, read only. Safe to share between threads.

    Every method raises DamagedArraysError if the bytes that it reads are damaged.
    """

    def __init__(self, path: Path) -> None:
        """Open a file and read its header."""
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            magic, length, checksum = _PREAMBLE.unpack_from(self._map)
            header = self._map[_PREAMBLE.size : _PREAMBLE.size + length]
            if magic != MAGIC or zlib.crc32(header) != checksum:
                raise DamagedArraysError(f"{path.name} is damaged or of another version")
            parsed = json.loads(header)
            self._begin = _begin(length)
            blocks = -(-parsed["size"] // BLOCK_SIZE)
            if len(self._map) != self._begin + parsed["size"] + 4 * blocks:
                raise DamagedArraysError(f"{path.name} is not as long as it was written")
            self._sums = np.frombuffer(
                self._map, np.dtype("<u4"), blocks, self._begin + parsed["size"]
            )
        except (OSError, ValueError, struct.error) as error:
            raise DamagedArraysError(f"{path.name} cannot be read: {error}") from error
        self._name = path.name
        self._size: int = parsed["size"]
        self._places = {
            name: (np.dtype(dtype), begin, count)
            for name, (dtype, begin, count) in parsed["arrays"].items()
        }
        self._checked = bytearray(blocks)
        self._mapped = 0
        self._whole: dict[str, AnyArray] = {}

    def length(self, name: str) -> int:
        """Return the length of an array."""
        count: int = self._places[name][2]
        return count

    def whole(self, name: str) -> AnyArray:
        """Return a whole array; it is kept for the next call."""
        if name not in self._whole:
            self._whole[name] = self.part(name, 0, self._places[name][2])
        return self._whole[name]

    def part(self, name: str, begin: int, end: int) -> AnyArray:
        """Return the slice [begin, end) of an array."""
        dtype, place, count = self._places[name]
        if not 0 <= begin <= end <= count:
            raise DamagedArraysError(f"{self._name}: {name} has no entries {begin} to {end}")
        if begin == end:
            return np.empty(0, dtype)
        first, last = place + begin * dtype.itemsize, place + end * dtype.itemsize
        self._check(first, last)
        self._release(last - first)
        return np.frombuffer(self._map, dtype, end - begin, self._begin + first)

    def _release(self, size: int) -> None:
        """Release the mapped pages if `size` more bytes exceed the limit; arrays stay valid."""
        self._mapped += (size // _FAULT_AROUND + 2) * _FAULT_AROUND
        if self._mapped > MAX_MAPPED and hasattr(mmap, "MADV_DONTNEED"):
            self._mapped = 0
            self._map.madvise(mmap.MADV_DONTNEED)

    def bounds(self, name: str, number: int) -> tuple[int, int]:
        """Return the begin and end of a range, given its number in an array of boundaries."""
        begin, end = self.part(name, number, number + 2).tolist()
        return begin, end

    def _check(self, begin: int, end: int) -> None:
        """Verify the blocks of the bytes [begin, end) that have not been verified."""
        first, last = begin // BLOCK_SIZE, (end - 1) // BLOCK_SIZE
        if first == last and self._checked[first]:
            return
        for block in range(first, last + 1):
            if not self._checked[block]:
                start = self._begin + block * BLOCK_SIZE
                stop = self._begin + min((block + 1) * BLOCK_SIZE, self._size)
                if zlib.crc32(memoryview(self._map)[start:stop]) != self._sums[block]:
                    raise DamagedArraysError(f"{self._name} is damaged at byte {start}")
                self._checked[block] = 1


class _Checksums:
    """Computes the CRC-32 of each block of written bytes."""

    def __init__(self) -> None:
        self._sums: list[int] = []
        self._sum = self._filled = 0

    def add(self, content: memoryview | bytes) -> None:
        """Add the next bytes of the file."""
        while len(content):
            part = content[: BLOCK_SIZE - self._filled]
            self._sum = zlib.crc32(part, self._sum)
            self._filled += len(part)
            content = content[len(part) :]
            if self._filled == BLOCK_SIZE:
                self._close()

    def finished(self) -> AnyArray:
        """Return the checksums of all blocks."""
        if self._filled:
            self._close()
        return np.array(self._sums, np.dtype("<u4"))

    def _close(self) -> None:
        self._sums.append(self._sum)
        self._sum = self._filled = 0


def _aligned(size: int) -> int:
    """Round up to a multiple of the alignment."""
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _begin(header_length: int) -> int:
    """Return the offset of the first array in the file."""
    return _aligned(_PREAMBLE.size + header_length)
