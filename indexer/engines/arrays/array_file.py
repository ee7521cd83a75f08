"""Files of named one-dimensional arrays with block checksums.

    magic, length and CRC-32 of the header (16 bytes); header (JSON: dtype, offset and length of
    each array); the arrays, each aligned to 64 bytes; the CRC-32 of each block

The checksum of a block is verified when the block is first read, as in storage engines (block
checksums of RocksDB, ZFS): opening is cheap, and damaged data is never returned. If the file is
written while it is open, it is verified each time.

Numbers below 2^24 that need more than two bytes take three.

Parts are read, not mapped into memory: if a mapped file is cut short, the system kills the process
that reads the missing part. All processes share the system's page cache of the file either way.
"""

from __future__ import annotations

import json
import os
import struct
import weakref
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"arrays 2"
"""First bytes of a file: format and version."""

BLOCK_SIZE = 1 << 14
"""Size of a checksummed block in bytes."""

GAP = 1 << 12
"""Bytes between two spans that are read with them, as that takes less time than a system call."""

_ALIGNMENT = 64
"""Alignment of an array in bytes."""

_THREE_BYTES = np.dtype("V3")
"""Type of little-endian numbers of three bytes in a file; they are read as uint32."""

_PREAMBLE = struct.Struct("<8sII")
_CHECKSUMS = "checksums"

AnyArray = npt.NDArray[Any]
"""An array of any type."""


class DamagedArraysError(Exception):
    """An array file is missing, truncated, of another version or corrupt."""


def write_arrays(path: Path, arrays: Mapping[str, AnyArray]) -> None:
    """Write one-dimensional arrays to a new file."""
    entries: dict[str, tuple[str, int, int]] = {}
    size = 0
    written = {name: _in_three_bytes(values) for name, values in arrays.items()}
    for name, values in written.items():
        entries[name] = (values.dtype.str, size, len(values))
        size = _aligned(size + values.nbytes)
    header = json.dumps({"arrays": entries, "size": size}).encode()
    with path.open("wb") as file:
        file.write(_PREAMBLE.pack(MAGIC, len(header), zlib.crc32(header)))
        file.write(header)
        begin = _begin(len(header))
        checksums = _Checksums()
        file.write(bytes(begin - _PREAMBLE.size - len(header)))
        for values in written.values():
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
        self._name = path.name
        try:
            self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            weakref.finalize(self, os.close, self._handle)
            magic, length, checksum = _PREAMBLE.unpack(self._read(0, _PREAMBLE.size))
            header = self._read(_PREAMBLE.size, length)
            if magic != MAGIC or zlib.crc32(header) != checksum:
                raise DamagedArraysError(f"{path.name} is damaged or of another version")
            parsed = json.loads(header)
            self._begin = _begin(length)
            blocks = -(-parsed["size"] // BLOCK_SIZE)
            if os.fstat(self._handle).st_size != self._begin + parsed["size"] + 4 * blocks:
                raise DamagedArraysError(f"{path.name} is not as long as it was written")
            sums = self._read(self._begin + parsed["size"], 4 * blocks)
            self._written = os.fstat(self._handle).st_mtime_ns
        except (OSError, ValueError, struct.error) as error:
            raise DamagedArraysError(f"{path.name} cannot be read: {error}") from error
        self._sums = np.frombuffer(sums, np.dtype("<u4"))
        self._size: int = parsed["size"]
        self._entries = {
            name: (np.dtype(dtype), begin, count)
            for name, (dtype, begin, count) in parsed["arrays"].items()
        }
        self._checked = bytearray(blocks)
        self._whole: dict[str, AnyArray] = {}

    def length(self, name: str) -> int:
        """Return the length of an array."""
        count: int = self._entries[name][2]
        return count

    def whole(self, name: str) -> AnyArray:
        """Return a whole array; it is kept for the next call."""
        if name not in self._whole:
            self._whole[name] = self.part(name, 0, self._entries[name][2])
        return self._whole[name]

    def part(self, name: str, begin: int, end: int) -> AnyArray:
        """Return the slice [begin, end) of an array."""
        dtype, offset, count = self._entries[name]
        if not 0 <= begin <= end <= count:
            raise DamagedArraysError(f"{self._name}: {name} has no entries {begin} to {end}")
        if begin == end:
            return _numbers(b"", dtype)
        first, last = offset + begin * dtype.itemsize, offset + end * dtype.itemsize
        return _numbers(self._checked_bytes(first, last), dtype)

    def parts(self, name: str, bounds: AnyArray) -> AnyArray:
        """Return several slices of an array, joined.

        Args:
            name: Name of the array.
            bounds: Begin and end of each slice. Shape: (slices, 2).
        """
        dtype, offset, count = self._entries[name]
        spans = (offset + bounds * dtype.itemsize).tolist()
        groups: list[list[Sequence[int]]] = []
        reached, end_of_all = -GAP - 1, offset + count * dtype.itemsize
        for span in spans:
            begin, end = span
            if not offset <= begin <= end <= end_of_all:
                raise DamagedArraysError(f"{self._name}: {name} has no entries {bounds.tolist()}")
            if begin == end:
                continue
            if 0 <= begin - reached <= GAP:
                groups[-1].append(span)
            else:
                groups.append([span])
            reached = end
        ranges = [(group[0][0], group[-1][1]) for group in groups]
        for begin, end in ranges:
            if not self._are_verified(begin, end):
                self._checked_bytes(begin, end)
        read = [self._read(self._begin + begin, end - begin) for begin, end in ranges]
        if self._is_rewritten():  # or while it was read
            read = [self._checked_bytes(begin, end) for begin, end in ranges]
        parted = [
            content[begin - first : end - first]
            for content, group, (first, _) in zip(read, groups, ranges, strict=True)
            for begin, end in group
        ]
        return _numbers(b"".join(parted), dtype)

    def bounds(self, name: str, number: int) -> tuple[int, int]:
        """Return the begin and end of a range, given its number in an array of boundaries."""
        begin, end = self.part(name, number, number + 2).tolist()
        return begin, end

    def _checked_bytes(self, begin: int, end: int) -> bytes:
        """Read the bytes [begin, end) of the arrays; verify the blocks not verified before."""
        if self._are_verified(begin, end):
            read = self._read(self._begin + begin, end - begin)
            if not self._is_rewritten():  # nor while it was read
                return read
        first, last = begin // BLOCK_SIZE, (end - 1) // BLOCK_SIZE
        start, stop = first * BLOCK_SIZE, min((last + 1) * BLOCK_SIZE, self._size)
        blocks = self._read(self._begin + start, stop - start)
        for block in range(first, last + 1):
            offset = (block - first) * BLOCK_SIZE
            if zlib.crc32(memoryview(blocks)[offset : offset + BLOCK_SIZE]) != self._sums[block]:
                raise DamagedArraysError(f"{self._name} is damaged at byte {start + offset}")
            self._checked[block] = 1
        return blocks[begin - start : end - start]

    def _are_verified(self, begin: int, end: int) -> bool:
        """Return whether all blocks of the bytes [begin, end) were verified before."""
        return self._checked.find(0, begin // BLOCK_SIZE, (end - 1) // BLOCK_SIZE + 1) < 0

    def _is_rewritten(self) -> bool:
        """Return whether the file was written to since it was opened."""
        return os.fstat(self._handle).st_mtime_ns != self._written

    def _read(self, begin: int, size: int) -> bytes:
        """Read `size` bytes of the file; one system call reads up to 2 GiB."""
        try:
            read = os.pread(self._handle, size, begin)
            while len(read) < size:
                part = os.pread(self._handle, size - len(read), begin + len(read))
                if not part:
                    raise DamagedArraysError(f"{self._name} ends at byte {begin + len(read)}")
                read += part
        except OSError as error:
            raise DamagedArraysError(f"{self._name} cannot be read: {error}") from error
        return read


def _in_three_bytes(values: AnyArray) -> AnyArray:
    """Return an array as it is written; values of uint32 that are all below 2^24 take 3 bytes."""
    if values.dtype != np.uint32 or (len(values) and int(values.max()) >= 1 << 24):
        return values
    parts = values.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :3]
    return np.ascontiguousarray(parts).view(_THREE_BYTES).ravel()


def _numbers(read: bytes, dtype: np.dtype[Any]) -> AnyArray:
    """Return the array of some bytes of a file."""
    if dtype != _THREE_BYTES:
        return np.frombuffer(read, dtype)
    # Each number is read with the byte behind it, which the mask takes off.
    padded = np.frombuffer(read + b"\0", np.uint8)
    count = len(read) // 3
    numbers = np.ndarray((count,), "<u4", padded, strides=(3,)) & np.uint32(0xFFFFFF)
    return np.asarray(numbers)


class _Checksums:
    """Calculator of the CRC-32 of each block of written bytes."""

    def __init__(self) -> None:
        """Start with the first block."""
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
