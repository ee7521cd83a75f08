"""ArrayFile: named one-dimensional arrays in one file, checked as they are read.

    magic, header length and CRC-32 (16 bytes), header (JSON: dtype, place and size of each array),
    the arrays, each at a multiple of 64 bytes; the last one holds the CRC-32 of each block

A block is compared with its checksum when something in it is first read, as storage engines do
(RocksDB's block checksums, ZFS): opening costs nothing, and damage is never taken for data.

Parts are read and not mapped: of a mapped file that somebody cuts short, the system kills whoever
looks at what is gone. The system's cache holds the file for all processes either way.
"""

from __future__ import annotations

import json
import os
import struct
import weakref
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"arrays 1"
BLOCK = 1 << 14
"""Bytes that share a checksum."""

_ALIGNMENT = 64
_PREAMBLE = struct.Struct("<8sII")
_CHECKSUMS = "checksums"

AnyArray = npt.NDArray[Any]


class DamagedArraysError(Exception):
    """The file is missing, cut short, of another version or not as it was written."""


def write_arrays(path: Path, arrays: Mapping[str, AnyArray]) -> None:
    """Writes the arrays, which have one dimension."""
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

    Every method raises DamagedArraysError if what it reads is not what was written.
    """

    def __init__(self, path: Path) -> None:
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
            blocks = -(-parsed["size"] // BLOCK)
            if os.fstat(self._handle).st_size != self._begin + parsed["size"] + 4 * blocks:
                raise DamagedArraysError(f"{path.name} is not as long as it was written")
            sums = self._read(self._begin + parsed["size"], 4 * blocks)
        except (OSError, ValueError, struct.error) as error:
            raise DamagedArraysError(f"{path.name} cannot be read: {error}") from error
        self._sums = np.frombuffer(sums, np.dtype("<u4"))
        self._size: int = parsed["size"]
        self._places = {
            name: (np.dtype(dtype), begin, count)
            for name, (dtype, begin, count) in parsed["arrays"].items()
        }
        self._checked = bytearray(blocks)
        self._whole: dict[str, AnyArray] = {}

    def length(self, name: str) -> int:
        """How many entries an array has."""
        count: int = self._places[name][2]
        return count

    def whole(self, name: str) -> AnyArray:
        """All of an array."""
        if name not in self._whole:
            self._whole[name] = self.part(name, 0, self._places[name][2])
        return self._whole[name]

    def part(self, name: str, begin: int, end: int) -> AnyArray:
        """The entries [begin, end) of an array."""
        dtype, place, count = self._places[name]
        if not 0 <= begin <= end <= count:
            raise DamagedArraysError(f"{self._name}: {name} has no entries {begin} to {end}")
        if begin == end:
            return np.empty(0, dtype)
        first, last = place + begin * dtype.itemsize, place + end * dtype.itemsize
        return np.frombuffer(self._checked_bytes(first, last), dtype)

    def bounds(self, name: str, number: int) -> tuple[int, int]:
        """Two neighbouring entries of an array of boundaries."""
        begin, end = self.part(name, number, number + 2).tolist()
        return begin, end

    def _checked_bytes(self, begin: int, end: int) -> bytes:
        """The bytes [begin, end) of the arrays, with the blocks around them where those were never
        compared with their checksums."""
        first, last = begin // BLOCK, (end - 1) // BLOCK
        if all(self._checked[first : last + 1]):
            return self._read(self._begin + begin, end - begin)
        start, stop = first * BLOCK, min((last + 1) * BLOCK, self._size)
        blocks = self._read(self._begin + start, stop - start)
        for block in range(first, last + 1):
            place = (block - first) * BLOCK
            if zlib.crc32(memoryview(blocks)[place : place + BLOCK]) != self._sums[block]:
                raise DamagedArraysError(f"{self._name} is damaged at byte {start + place}")
            self._checked[block] = 1
        return blocks[begin - start : end - start]

    def _read(self, begin: int, size: int) -> bytes:
        """So many bytes of the file; one call reads up to 2 GiB."""
        read = b""
        try:
            while len(read) < size:
                part = os.pread(self._handle, size - len(read), begin + len(read))
                if not part:
                    raise DamagedArraysError(f"{self._name} ends at byte {begin + len(read)}")
                read = read + part if read else part
        except OSError as error:
            raise DamagedArraysError(f"{self._name} cannot be read: {error}") from error
        return read


class _Checksums:
    """The CRC-32 of each block of what is written."""

    def __init__(self) -> None:
        self._sums: list[int] = []
        self._sum = self._filled = 0

    def add(self, content: memoryview | bytes) -> None:
        while len(content):
            part = content[: BLOCK - self._filled]
            self._sum = zlib.crc32(part, self._sum)
            self._filled += len(part)
            content = content[len(part) :]
            if self._filled == BLOCK:
                self._close()

    def finished(self) -> AnyArray:
        if self._filled:
            self._close()
        return np.array(self._sums, np.dtype("<u4"))

    def _close(self) -> None:
        self._sums.append(self._sum)
        self._sum = self._filled = 0


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _begin(header_length: int) -> int:
    """Where the arrays begin."""
    return _aligned(_PREAMBLE.size + header_length)
