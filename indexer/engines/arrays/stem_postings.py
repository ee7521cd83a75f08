"""The postings of a segment's stems in one array, mostly of two bytes each.

A number holds the document in its upper bits and the frequency in the lower ones. Frequencies that
have no room there are 0 and listed apart.
"""

from __future__ import annotations

import numpy as np

from indexer.engines.arrays.array_file import AnyArray, ArrayFile
from indexer.engines.arrays.segment_buffer import FieldPostings, Ints

_FEWEST_BITS = 3
"""Bits of a frequency beside a document in two bytes; with fewer, one in fifty is listed apart."""

_MORE_BITS = 8
"""Bits of a frequency otherwise."""

_POSTINGS, _BITS = "stem_postings", "stem_frequency_bits"
_MANY, _MANY_FREQUENCIES = "many_postings", "many_frequencies"


def stem_posting_arrays(postings: FieldPostings, documents: int) -> dict[str, AnyArray]:
    """Return the arrays of the postings of a segment's stems, given the number of its documents."""
    left = 16 - max(documents - 1, 1).bit_length()
    bits = left if left >= _FEWEST_BITS else _MORE_BITS
    frequencies = postings.frequencies.astype(np.uint64)
    many = np.flatnonzero(frequencies >= 1 << bits)
    numbers = postings.documents.astype(np.uint64) << np.uint64(bits)
    numbers |= np.where(frequencies >= 1 << bits, 0, frequencies).astype(np.uint64)
    is_short = bits == left or not len(numbers) or int(numbers.max()) < 1 << 16
    return {
        _POSTINGS: numbers.astype(np.uint16 if is_short else np.uint32),
        _BITS: np.array([bits], np.uint8),
        _MANY: many.astype(np.uint32),
        _MANY_FREQUENCIES: frequencies[many].astype(np.uint32),
    }


class StemPostings:
    """Reader of the arrays of `stem_posting_arrays`."""

    def __init__(self, file: ArrayFile) -> None:
        """Read from a file of arrays."""
        self._file = file

    def parts(self, bounds: Ints) -> tuple[Ints, Ints]:
        """Return the documents and frequencies of several slices of the postings, joined.

        Args:
            bounds: Begin and end of each slice. Shape: (slices, 2).
        """
        if len(bounds) == 1:
            numbers = self._file.part(_POSTINGS, *bounds[0].tolist())
        else:
            numbers = self._file.parts(_POSTINGS, bounds)
        bits = int(self._file.whole(_BITS)[0])
        frequencies = numbers & numbers.dtype.type((1 << bits) - 1)
        apart = np.flatnonzero(frequencies == 0)
        if len(apart):
            counts = bounds[:, 1] - bounds[:, 0]
            before = bounds[:, 0] - np.cumsum(counts) + counts
            indexes = np.searchsorted(
                self._file.whole(_MANY), np.repeat(before, counts)[apart] + apart
            )
            frequencies = frequencies.astype(np.uint32)
            frequencies[apart] = self._file.whole(_MANY_FREQUENCIES)[indexes]
        return (numbers >> numbers.dtype.type(bits)).astype(np.int32), frequencies
