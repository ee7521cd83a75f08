"""Simhash fingerprints of 64 bits, for finding near-duplicates.

Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002, over shingles of
three forms.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from indexer.model.document import Terms

MAX_DISTANCE = 8
"""Largest Hamming distance of near-duplicates.

Among the 51 million pairs of 10,134 news articles, all pairs this close share about half of their
shingles or more. Recall is about 85 % after cutting 5 % of an article.
"""

MIN_TOKENS = 20
"""Fewest tokens of a text that is fingerprinted."""

SHINGLE_SIZE = 3
"""Consecutive forms in a shingle."""

BITS = 64
"""Size of a fingerprint in bits."""

Hashes = npt.NDArray[np.uint64]

_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], np.uint64)
"""Multipliers of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""


def fingerprint(terms: Terms) -> int:
    """Return the fingerprint of a text; see `fingerprint_of`."""
    if len(terms) < MIN_TOKENS:
        return 0
    return fingerprint_of(form_hashes(terms.lexicon)[np.frombuffer(terms.tokens, np.uint32)])


def form_hashes(forms: Iterable[str]) -> Hashes:
    """Return the hash of each form."""
    return np.array([zlib.crc32(form.encode()) for form in forms], np.uint64)


def fingerprint_of(forms: Hashes) -> int:
    """Return the simhash of a text as a signed 64-bit integer.

    Args:
        forms: The hash of the form at each position.

    Returns:
        The fingerprint, or 0 for a text of fewer than `MIN_TOKENS` tokens.
    """
    if len(forms) < MIN_TOKENS:
        return 0
    count = len(forms) - SHINGLE_SIZE + 1
    shingles = np.zeros(count, np.uint64)
    for offset in range(SHINGLE_SIZE):
        mixed = _mix(forms[offset : offset + count] + np.uint64(offset))
        shingles += mixed * _MULTIPLIERS[offset]
    bits = np.unpackbits(_mix(shingles).view(np.uint8).reshape(count, -1), axis=1)
    majority = np.packbits(2 * bits.sum(axis=0, dtype=np.int64) > count)
    return int(majority.view(np.int64)[0])


def are_near_duplicates(one: int, other: int, most: int = MAX_DISTANCE) -> bool:
    """Return whether two texts with fingerprints at most `most` apart are near-duplicates."""
    distance: int = ((one ^ other) & (2**BITS - 1)).bit_count()
    return bool(one and other) and distance <= most


def first_near_duplicates(fingerprints: Sequence[int]) -> list[int | None]:
    """Return, for each text, the index of the first earlier near-duplicate, or None."""
    originals: list[int] = []
    firsts: list[int | None] = []
    for index, one in enumerate(fingerprints):
        first = next((n for n in originals if are_near_duplicates(one, fingerprints[n])), None)
        if first is None:
            originals.append(index)
        firsts.append(first)
    return firsts


def _mix(values: Hashes) -> Hashes:
    """Apply the finaliser of SplitMix64 to each value."""
    mixed: Hashes = (values ^ (values >> np.uint64(30))) * _MULTIPLIERS[1]
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MULTIPLIERS[2]
    mixed ^= mixed >> np.uint64(31)
    return mixed
