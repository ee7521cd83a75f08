"""Where the tokens of a segment stand in their texts, in arrays of about a byte a token.

Half a byte is the length of a token, half the distance from the end of the token before it. The few
tokens that are longer or farther away are listed with both.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

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

    def advances_and_lengths(self, bounds: npt.ArrayLike) -> tuple[Ints, Ints]:
        """Return the advances and lengths of the tokens of runs of consecutive tokens, joined.

        The advance of a token is its end less that of the token before it; that of the first token
        of a text is its end.

        Args:
            bounds: The number of the first token of each run, and of the one behind it. Shape:
                (runs, 2), or (2,) for one alone.
        """
        spans = np.atleast_2d(np.asarray(bounds, np.int64))
        near = self._file.parts("offsets", spans)
        lengths = near & _MOST
        advances, lengths = ((near >> 4) + lengths).astype(np.int32), lengths.astype(np.int32)
        far = self._file.whole("far_tokens")
        listed = far.searchsorted(spans.astype(far.dtype))
        if (counts := listed[:, 1] - listed[:, 0]).any():
            begins = np.cumsum(spans[:, 1] - spans[:, 0]) - spans[:, 1]
            shifts = np.repeat(begins, counts)
            places = self._file.parts("far_tokens", listed).astype(np.int64) + shifts
            lengths[places] = self._file.parts("far_lengths", listed)
            advances[places] = self._file.parts("far_distances", listed) + lengths[places]
        return advances, lengths
