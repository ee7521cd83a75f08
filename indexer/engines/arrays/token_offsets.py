"""Where the tokens of a segment stand in their texts, in arrays of about a byte a token.

Half a byte is the length of a token, half the distance from the end of the token before it. The few
tokens that are longer or farther away are listed with both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engines.arrays.array_file import AnyArray, ArrayFile
from indexer.engines.arrays.segment_buffer import Ints, SegmentTerms

_MOST = 15
"""Greatest number in half a byte."""


def offset_arrays(terms: SegmentTerms) -> dict[str, AnyArray]:
    """Return the arrays of the offsets of a segment's tokens."""
    lengths = (terms.ends - terms.starts).astype(np.int64)
    distances = terms.starts.astype(np.int64)
    is_first = np.zeros(len(distances) + 1, bool)
    is_first[terms.begins] = True  # the last one is behind all tokens
    distances[1:] -= np.where(is_first[1:-1], 0, terms.ends[:-1])
    far = np.flatnonzero((lengths > _MOST) | (distances > _MOST) | (distances < 0))
    near = (distances << 4 | lengths).astype(np.uint8)
    near[far] = 0
    return {
        "offsets": near,
        "far_tokens": far.astype(np.uint32),
        "far_lengths": lengths[far].astype(np.uint32),
        "far_distances": distances[far].astype(np.int32),
    }


class TokenOffsets:
    """Reader of the arrays of `offset_arrays`."""

    def __init__(self, file: ArrayFile) -> None:
        """Read from a file of arrays."""
        self._file = file

    def steps_and_lengths(self, bounds: Sequence[int]) -> tuple[Ints, Ints]:
        """Return the steps and lengths of the tokens of consecutive texts.

        The step of a token is its start less that of the token before it; that of the first token
        of a text is its start.

        Args:
            bounds: Number of the first token of each text, then the end of the last text.
        """
        begin, end = bounds[0], bounds[-1]
        near = self._file.part("offsets", begin, end)
        steps, lengths = (near >> 4).astype(np.int64), (near & _MOST).astype(np.int64)
        far = self._file.whole("far_tokens")
        first, last = np.searchsorted(far, (begin, end)).tolist()
        if first < last:
            places = far[first:last].astype(np.int64) - begin
            lengths[places] = self._file.part("far_lengths", first, last)
            steps[places] = self._file.part("far_distances", first, last)
        ends = lengths[:-1].copy()
        ends[[text - begin - 1 for text in bounds[1:-1] if begin < text < end]] = 0
        steps[1:] += ends
        return steps, lengths
